#!/usr/bin/env bats
# common/: unit tests, and what reading, writing, options and findings look like from outside.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	IO=$BUILD/unit/io DIAG=$BUILD/unit/diag OPT=$BUILD/unit/opt IR=$BUILD/unit/ir
}

copy() { "$IO" copy "$@"; }

# big FILE BYTES: writes a file that is no run of one byte.
big() { seq 1 "$2" | head -c "$2" >"$1"; }

@test "common: strings, arena, UTF-8, edit distance, interning" {
	"$BUILD/unit/base"
	"$BUILD/unit/uri"
	"$BUILD/unit/regexp"
}

@test "common: text output" {
	"$IO"
}

@test "common: IRs are written, read back, refused for what is wrong" {
	"$IR"
}

@test "common: files of every size around a page, and pipes, are read whole" {
	for size in 0 1 4088 4089 4095 4096 4097 8192 65536 3000001; do
		big in $size
		copy in out
		cmp in out
		cat in | copy - - | cmp in -
		copy - - <in | cmp in -
	done
}

@test "common: standard input is read from where it stands" {
	printf '0123456789' >in
	{ dd bs=1 count=4 of=/dev/null 2>/dev/null && copy - -; } <in >out
	[ "$(cat out)" = 456789 ]
}

@test "common: what cannot be read is said" {
	rejects 4 copy none -
	[ "$stderr" = 'No such file or directory' ]
	rejects 4 copy . -
	[ "$stderr" = 'Is a directory' ]
	rejects 4 copy - - <.
	[ "$stderr" = 'Is a directory' ]
}

@test "common: -o replaces the file and keeps its mode" {
	echo new >in
	echo old >out
	chmod 640 out
	ln out other
	copy in out
	[ "$(cat out)" = new ]
	[ "$(cat other)" = old ]
	[ "$(ls -l out | cut -c1-10)" = -rw-r----- ]
	(umask 027 && copy in fresh)
	[ "$(ls -l fresh | cut -c1-10)" = -rw-r----- ]
}

@test "common: -o follows symbolic links, also those that lead nowhere yet" {
	echo new >in
	mkdir dir
	echo old >dir/target
	ln -s dir/target link
	ln -s target dir/second
	ln -s dir/second chain
	ln -s dir/fresh dangling
	copy in link
	[ -L link ]
	[ "$(cat dir/target)" = new ]
	echo newer | copy - chain
	[ -L chain ]
	[ -L dir/second ]
	[ "$(cat dir/target)" = newer ]
	copy in dangling
	[ -L dangling ]
	[ "$(cat dir/fresh)" = new ]
	ln -s loop loop
	rejects 4 copy in loop
	[[ $stderr == *"error: cannot write 'loop': Too many levels of symbolic links" ]]
}

@test "common: -o may name the input" {
	big in 100000
	cp in before
	copy in in
	cmp in before
}

@test "common: a failed write leaves the file as it was, and nothing beside it" {
	big in 100000
	echo old >out
	(ulimit -f 20 && rejects 4 copy in out && [[ $stderr == *"error: cannot write 'out': File too large" ]])
	[ "$(cat out)" = old ]
	rejects 4 copy in none/out
	[[ $stderr == *"error: cannot write 'none/out': No such file or directory" ]]
	rejects 4 copy in .
	[[ $stderr == *"error: cannot write '.': Is a directory" ]]
	[ "$(ls -A | tr '\n' ' ')" = 'in out ' ]
}

@test "common: a file that may not be written is kept" {
	[ "$(id -u)" -ne 0 ] || need setpriv
	echo new >in
	echo old >out
	chmod 444 out
	chmod 777 .
	rejects 4 bound "$IO" copy in out
	[[ $stderr == *"error: cannot write 'out': Permission denied" ]]
	[ "$(cat out)" = old ]
}

@test "common: a full disk is noticed, on standard output too" {
	[ -e /dev/full ] || skip 'there is no /dev/full here'
	echo x >in
	rejects 4 copy in /dev/full
	[[ $stderr == *"error: cannot write '/dev/full': No space left on device" ]]
	[ -c /dev/full ]
	status=0
	copy in - >/dev/full 2>err || status=$?
	[ $status -eq 4 ]
	[[ $(cat err) == *'error: cannot write standard output: No space left on device' ]]
	status=0
	copy in - >&- 2>err || status=$?
	[ $status -eq 4 ]
}

@test "common: a pipe with a name is written in place" {
	big in 300000
	mkfifo pipe
	cat pipe >out &
	copy in pipe
	wait
	[ -p pipe ]
	cmp in out
}

@test "common: a closed pipe ends a stage as SIGPIPE does, and quietly" {
	big in 3000000
	{ copy in - 2>err || echo $? >status; } | head -c 1 >/dev/null
	[ "$(cat status)" -eq 141 ]
	rm status
	{ (trap '' PIPE; copy in - 2>>err) || echo $? >status; } | head -c 1 >/dev/null
	[ "$(cat status)" -eq 141 ]
	[ ! -s err ]
}

@test "common: a pipe is read whole, also after the writer has ended" {
	for size in 65535 65536 800000 9000001; do
		big in $size
		copy in - | { sleep 0.2 && cat; } | cmp in -
	done
}

@test "common: findings, for people" {
	rejects 1 "$DIAG" plain
	golden "$ROOT/tests/common/plain.err" <<<"$stderr"
	rejects 0 "$DIAG" quotes
	golden "$ROOT/tests/common/quotes.err" <<<"$stderr"
}

@test "common: findings, for programs" {
	rejects 1 "$DIAG" plain json
	golden "$ROOT/tests/common/plain.json" <<<"$stderr"
	rejects 1 "$DIAG" many json
	[ "$(wc -l <<<"$stderr")" -eq 120 ]
	need jq
	jq -es 'all(.[]; keys == ["column","file","hint","id","line","message","pointer","severity"])' <<<"$stderr"
}

@test "common: findings, for GitHub Actions and as SARIF" {
	rejects 1 "$DIAG" plain github
	golden "$ROOT/tests/common/plain.github" <<<"$stderr"
	rejects 1 "$DIAG" plain sarif
	grep -v '^{"id":' <<<"$stderr" | sed 's/"ruleIndex":[0-9]*/"ruleIndex":0/' | golden "$ROOT/tests/common/plain.sarif"
	need jq
	rejects 1 "$DIAG" many sarif
	jq -e '.runs[0] | (.tool.driver.rules | map(.id)) as $ids | (.results | length) == 120 and
		all(.results[]; .ruleId == $ids[.ruleIndex] and .locations[0].physicalLocation.region.startLine > 0)' <<<"$stderr"
	for format in human json github sarif; do
		rejects 0 "$DIAG" none $format
		[ -z "$stderr" ]
	done
}

@test "common: --strict makes warnings errors, but for those that -W sets" {
	rejects 1 "$DIAG" quotes strict
	[ "$(grep -c ': error:' <<<"$stderr")" -eq 5 ]
	no grep -q ': warning:' <<<"$stderr"
	rejects 0 "$DIAG" quotes strict unsupported=warn
	rejects 0 "$DIAG" quotes unsupported=warn strict
	rejects 0 "$DIAG" quotes unsupported=ignore strict
	[ -z "$stderr" ]
}

@test "common: findings are sorted, told once, and counted past the cap" {
	rejects 1 "$DIAG" many
	[ "$(wc -l <<<"$stderr")" -eq 51 ]
	[ "$(head -n 1 <<<"$stderr")" = 's:81:1: warning: finding 119 [unsupported]' ]
	[ "$(tail -n 1 <<<"$stderr")" = 'oapi-test: 18 more errors and 52 more warnings' ]
}

@test "common: -W sets what a finding is" {
	rejects 0 "$DIAG" many unresolved-ref=warn
	[ "$(tail -n 1 <<<"$stderr")" = 'oapi-test: 70 more warnings' ]
	rejects 1 "$DIAG" many unresolved-ref=ignore unsupported=error
	[ "$(tail -n 1 <<<"$stderr")" = 'oapi-test: 40 more errors' ]
	rejects 0 "$DIAG" many unresolved-ref=ignore unsupported=ignore
	[ -z "$stderr" ]
	rejects 0 "$DIAG" none unsupported unsupported= =warn nothing=warn unsupported=fatal
	[ "$(wc -l <<<"$stderr")" -eq 5 ]
}

@test "common: colour on a terminal only, and not with NO_COLOR" {
	need script
	if [ "$(uname)" != Linux ]; then skip 'script(1) is another here'; fi
	coloured() { env "$@" script -qec "$DIAG plain" /dev/null | grep -c $'\033\\[' || true; }
	[ "$(coloured TERM=xterm)" -gt 0 ]
	[ "$(coloured TERM=xterm NO_COLOR=)" -gt 0 ]
	[ "$(coloured TERM=xterm NO_COLOR=1)" -eq 0 ]
	[ "$(coloured TERM=dumb)" -eq 0 ]
	[ "$(coloured -u TERM)" -eq 0 ]
}

@test "common: options" {
	while IFS='|' read -r arguments wanted; do
		# shellcheck disable=SC2086
		got=$("$OPT" $arguments 2>&1 | grep -v "^Try '" | tr '\n' ';') || true
		[ "$got" = "$wanted" ] || { printf '%s\n got: %s\nnot: %s\n' "$arguments" "$got" "$wanted"; return 1; }
	done <"$ROOT/tests/common/options"
}

@test "common: --help and --version" {
	"$OPT" --help | golden "$ROOT/tests/common/help"
	[[ $("$OPT" --version) =~ ^oapi-test\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
	[ -e /dev/full ] || skip 'there is no /dev/full here'
	rejects 4 sh -c "$OPT --help >/dev/full"
}

@test "common: usage errors exit with 2" {
	rejects 2 "$OPT" --nothing
	rejects 2 "$OPT" a b
	rejects 2 "$OPT" -W x=warn
	rejects 2 "$OPT" --output=
	rejects 2 "$OPT" ''
}

@test "common: --stats, for people and for programs" {
	need jq
	spec=$ROOT/tests/fixtures/demo.yaml
	"$BIN/oapi-parse" "$spec" --stats=json -o a.ir 2>parse.json
	"$BIN/oapi-resolve" a.ir --stats=json -o b.ir 2>resolve.json
	"$BIN/oapi-emit" b.ir --stats=json -o out.rs 2>emit.json
	jq -e --argjson bytes "$(wc -c <a.ir)" '.tool == "oapi-parse" and .out == $bytes and .records.node > 100' parse.json
	jq -e --argjson bytes "$(wc -c <a.ir)" '.in == $bytes and .records.type > 5' resolve.json
	jq -e --argjson bytes "$(wc -c <out.rs)" '.out == $bytes' emit.json
	jq -es 'all(.[]; (.ms >= ([.passes[].ms] | add) - 0.01) and .peak_bytes > 0 and .allocations > 0)' ./*.json
	"$BIN/oapi-parse" "$spec" --stats -o a.ir 2>err
	grep -Eq '^oapi-parse: total +[0-9.]+ ms +[0-9]+ bytes +[0-9]+ allocations$' err
	grep -q '^oapi-parse: records: source 1 ' err
}
