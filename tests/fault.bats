#!/usr/bin/env bats
# Each system call that the tools make fails: the first, the second, the last. Either the work is done all the same, or the
# status is 4 with a message, the old output is as it was, and nothing is left beside it.

load helper

setup_file() {
	export FAULTS=$BATS_FILE_TMPDIR/fault.so
	${CC:-cc} -shared -fPIC -O1 -o "$FAULTS" "$BATS_TEST_DIRNAME/fault/fault.c" -ldl
}

setup() {
	[ "$(uname)" = Linux ] || skip 'LD_PRELOAD is for Linux'
	! is_san || skip 'a sanitizer makes calls of its own'
	cd "$BATS_TEST_TMPDIR" || return
	cp "$ROOT/tests/man/pets.json" .
	PATH=$BIN:$PATH
	mkdir tmp good
	several=
	export TMPDIR=$PWD/tmp FAULT_ERRNO FAULT_N FAULT_CALL FAULT_TOOL FAULT_COUNT=$PWD/count
}

# is_old: what is in made/ is what was in old/; or, where the command writes several files, each is that or whole and new; or
# the stage that failed says so in its IR.
is_old() {
	local file
	diff -r old made >/dev/null && return
	if oapi-fmt made/out >said.fmt 2>&1; then :; elif [ $? -eq 4 ] && [ ! -s said.fmt ]; then return; fi
	[ "$several" ] || return 1
	while read -r file; do
		cmp -s "made/$file" "old/$file" || cmp -s "made/$file" "good/$file" || return 1
	done < <(cd made && find . -type f)
}

# once TOOL CALL N COMMAND...: the Nth call fails. What must be is in good/, what was is in old/.
once() {
	local status=0
	FAULT_TOOL=$1 FAULT_CALL=$2 FAULT_N=$3 FAULT_ERRNO=5
	[ "$2" != fork ] || FAULT_ERRNO=11
	shift 3
	rm -rf made && cp -r old made
	LD_PRELOAD=$FAULTS FAULT_COUNT= timeout 20 "$@" >said.out 2>said.err || status=$?
	if [ $status -eq 0 ]; then
		diff -r good made
	else
		[ $status -eq 4 ] && [ "$(grep -c 'error: .*\(Input/output error\|Resource temporarily\|memory\)' said.err)" -eq 1 ] && is_old
	fi && [ -z "$(ls -A tmp)" ] || { echo "$FAULT_CALL number $FAULT_N of $FAULT_TOOL: status $status"; cat said.err; find tmp made; return 1; }
	runs=$((runs + 1)) failed=$((failed + (status > 0)))
}

# faults COMMAND...: the command writes files in made/; each of its calls fails in turn.
faults() {
	local tool call n
	runs=0 failed=0
	rm -rf old count made
	mkdir old && echo old >old/out && cp -r old made
	FAULT_N=0 FAULT_CALL= FAULT_TOOL= FAULT_ERRNO=0 LD_PRELOAD=$FAULTS "$@" >/dev/null
	rm -rf good && mv made good
	grep '^oapi' count | sort -k1,2 -k3nr | awk '!seen[$1 $2]++' >calls
	while read -r tool call n; do
		once "$tool" "$call" 1 "$@" <&-
		[ "$n" -lt 2 ] || once "$tool" "$call" 2 "$@" <&-
		[ "$n" -lt 3 ] || once "$tool" "$call" "$n" "$@" <&-
	done <calls
	echo "# $runs calls, $failed of them ended it" >&3
	[ $failed -ge 5 ]
}

@test "fault: each stage by itself, from a file to a file" {
	oapi-parse pets.json -o document.ir
	oapi-resolve document.ir -o program.ir
	oapi-emit program.ir -o raw.rs
	faults oapi-parse pets.json -o made/out
	faults oapi-resolve document.ir -o made/out
	faults oapi-emit program.ir -o made/out
	faults oapi-fmt raw.rs -o made/out
}

@test "fault: each stage by itself, from a pipe to a pipe" {
	oapi-parse pets.json -o document.ir
	oapi-resolve document.ir -o program.ir
	oapi-emit program.ir -o raw.rs
	for step in 'oapi-parse pets.json' 'oapi-resolve document.ir' 'oapi-emit program.ir' 'oapi-fmt raw.rs'; do
		printf 'cat %s | %s >made/piped && mv made/piped made/out || { s=$?; rm -f made/piped; exit $s; }\n' "${step#* }" "${step% *}" >step.sh
		faults sh step.sh
	done
}

@test "fault: oapi-emit -d, of which no file is new where one fails" {
	oapi-parse pets.json | oapi-resolve -o program.ir
	several=yes
	faults oapi-emit program.ir -m crate -d made/crate
}

@test "fault: oapi gen to a file" {
	faults oapi gen client pets.json -o made/out
}

@test "fault: oapi gen with files beside it" {
	several=yes
	faults oapi gen crate pets.json -o made/crate --manifest=made/map
}

@test "fault: oapi list and check" {
	faults oapi list operations pets.json -o made/out
	faults oapi check pets.json
}
