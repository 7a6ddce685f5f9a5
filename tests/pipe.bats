#!/usr/bin/env bats
# The pipe as a whole: what its last command says when any stage fails, and what it leaves behind.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cp "$ROOT/tests/man/pets.json" .
	PATH=$BIN:$PATH
}

STAGES='parse resolve emit fmt'

# fails STATUS MESSAGE SPEC: the pipe's last command has that status, one finding is printed in all, whose first line
# matches, and there is no Rust.
fails() {
	rm -f out.rs
	rejects "$1" sh -c 'oapi-parse "$1" | oapi-resolve | oapi-emit -o out.rs' - "$3"
	[ -z "$output" ]
	[ ! -e out.rs ]
	[ "$(grep -c 'error: ' <<<"$stderr")" -eq 1 ]
	[[ ${stderr%%$'\n'*} == $2 ]] || { echo "$stderr"; false; }
	rejects "$1" sh -c 'oapi-parse "$1" | oapi-resolve | oapi-emit' - "$3"
	[ -z "$output" ]
	rejects "$1" sh -c 'oapi-parse "$1" 2>/dev/null | oapi-resolve 2>/dev/null | oapi-fmt' - "$3"
	[ -z "$output$stderr" ]
}

# make_irs: document.ir and program.ir of pets.json.
make_irs() {
	oapi-parse -o document.ir pets.json
	oapi-resolve -o program.ir document.ir
}

@test "pipe: a spec becomes Rust, through pipes and through files alike" {
	pipe pets.json >piped.rs
	grep -q 'pub struct Pet ' piped.rs
	make_irs
	oapi-emit -o filed.rs program.ir
	cmp piped.rs filed.rs
	oapi-parse - <pets.json | oapi-resolve - | oapi-emit - -o - | cmp - piped.rs
	oapi-parse pets.json | oapi-resolve | oapi-emit | oapi-fmt >formatted.rs
	grep -q 'pub struct Pet ' formatted.rs
}

@test "pipe: JSON that is cut in the middle" {
	head -c 700 pets.json >cut.json
	fails 1 'cut.json:*:*: error: *json-syntax]' cut.json
}

@test "pipe: a wrong comma" {
	sed 's/"version": "1"/"version": "1",/' pets.json >comma.json
	fails 1 'comma.json:3:*: error: *json-syntax]' comma.json
	sed 's/"get": {/"get": {,/' pets.json >comma.json
	fails 1 'comma.json:6:*: error: *json-syntax]' comma.json
}

@test "pipe: a missing reference, with a guess at what was meant" {
	sed 's|"owner": {"$ref": "#/components/schemas/Owner"}|"owner": {"$ref": "#/components/schemas/Ownr"}|' pets.json >ref.json
	fails 1 'ref.json:31:*: error: *unresolved-ref]' ref.json
	oapi-parse ref.json | oapi-resolve 2>message >/dev/null || true
	grep -q "did you mean '.*Owner'" message
	grep -q '#/components/schemas/Pet/properties/owner' message
}

@test "pipe: several missing references are all reported" {
	sed -e '15s|schemas/Pet|schemas/Pat|' -e '38s|schemas/Pet|schemas/Put|' pets.json >refs.json
	rejects 1 sh -c 'oapi-parse refs.json | oapi-resolve | oapi-emit'
	[ "$(grep -c 'error: .*unresolved-ref' <<<"$stderr")" -eq 2 ]
}

@test "pipe: an empty file, nothing but space, a directory, no file" {
	: >empty.json
	fails 1 'empty.json*: error: *empty-input]' empty.json
	printf ' \n\n' >space.json
	fails 1 'space.json*: error: *empty-input]' space.json
	mkdir dir
	fails 4 'dir: error: *Is a directory*' dir
	fails 4 'none.json: error: *No such file*' none.json
}

@test "pipe: JSON that is no OpenAPI; versions that are not read are named" {
	echo '{"a": 1}' >other.json
	fails 1 'other.json:1:1: error: *not-openapi]' other.json
	echo '[]' >array.json
	fails 1 'array.json:1:1: error: *' array.json
	echo '{"openapi": "4.2.0", "info": {"title": "t", "version": "1"}, "paths": {}}' >later.json
	fails 1 'later.json:1:*: error: *4.2.0*version]' later.json
	echo '{"swagger": "1.2", "info": {"title": "t", "version": "1"}, "paths": {}}' >early.json
	fails 1 'early.json:1:*: error: *1.2*version]' early.json
}

@test "pipe: too deep is an error with a place" {
	{ printf '{"openapi": "3.1.0", "x-deep": '; printf '[%.0s' {1..600}; printf ']%.0s' {1..600}; printf '}'; } >deep.json
	fails 1 'deep.json:1:*: error: *too-deep]' deep.json
}

@test "pipe: --diagnostics=json is one object a line" {
	need python3
	sed -e '15s|schemas/Pet|schemas/Pat|' -e '38s|schemas/Pet|schemas/Put|' pets.json >refs.json
	oapi-parse refs.json | oapi-resolve --diagnostics=json 2>findings >/dev/null || true
	printf '[1,]' | oapi-parse --diagnostics=json 2>>findings >/dev/null || true
	[ "$(wc -l <findings)" -eq 3 ]
	python3 -c 'import json, sys
for line in sys.stdin: assert json.loads(line)["id"] in ("unresolved-ref", "json-syntax")' <findings
}

@test "pipe: -W turns an error into a warning, and its place into any value" {
	sed 's|"owner": {"$ref": "#/components/schemas/Owner"}|"owner": {"$ref": "#/components/schemas/Ownr"}|' pets.json >ref.json
	oapi-parse ref.json | oapi-resolve -W unresolved-ref=warn 2>message | oapi-emit >out.rs
	grep -q 'warning: .*unresolved-ref' message
	grep -q 'owner: .*Value' out.rs
	oapi-parse ref.json | oapi-resolve -W unresolved-ref=ignore 2>message | oapi-emit >out.rs
	[ ! -s message ]
}

@test "stages: an IR that is cut short, empty, garbage, of another version, of the wrong layer: status 3, one line" {
	make_irs
	for stage in resolve emit; do
		[ $stage = resolve ] && right=document.ir wrong=program.ir || right=program.ir wrong=document.ir
		size=$(wc -c <$right)
		: >bad.empty
		head -c 7 $right >bad.magic
		head -c $((size / 2)) $right >bad.half
		head -c $((size - 1)) $right >bad.last
		echo 'no IR at all' >bad.garbage
		head -c 5000 /dev/zero >bad.zeros
		cp pets.json bad.json
		{ head -c 8 $right; printf '\x63\0\0\0'; tail -c +13 $right; } >bad.version
		cp $wrong bad.layer
		for bad in bad.*; do
			echo old >kept
			rejects 3 oapi-$stage -o kept $bad
			[ -z "$output" ]
			[ "$(wc -l <<<"$stderr")" -eq 1 ] || { echo "$bad: $stderr"; false; }
			[[ $stderr == "oapi-$stage: error: $bad: "* ]] || { echo "$stderr"; false; }
			[ $stage = resolve ] || [ "$(cat kept)" = old ]
			rejects 3 sh -c 'oapi-$1 <$2' - $stage $bad
			[[ $stderr == "oapi-$stage: error: <stdin>: "* ]]
		done
	done
}

@test "stages: IRs with one wrong word and right sums: refused or taken, never a crash" {
	need python3
	cp "$ROOT/tests/fmt/shapes.json" .
	oapi-parse -o document.ir shapes.json
	oapi-resolve -o program.ir document.ir
	count=200
	[ "${CI:-}" != true ] || count=2000
	python3 "$ROOT/tests/fmt/mutate.py" "$ROOT/build/man/oapi-ir.5" document.ir $count oapi-resolve
	python3 "$ROOT/tests/fmt/mutate.py" "$ROOT/build/man/oapi-ir.5" program.ir $count oapi-emit
}

@test "stages: what poisons a stage goes on to the end, in silence" {
	make_irs
	head -c 1000 document.ir >cut.ir
	rejects 3 sh -c 'oapi-resolve cut.ir | oapi-emit | oapi-fmt'
	[ "$(wc -l <<<"$stderr")" -eq 1 ]
	for status in 1 4; do
		[ $status = 1 ] && spec=/dev/null || spec=none.json
		oapi-parse $spec >poisoned.ir 2>/dev/null || true
		rejects $status oapi-resolve -o next.ir poisoned.ir
		[ -z "$output$stderr" ]
		rejects $status oapi-emit next.ir
		[ -z "$output$stderr" ]
		rejects $status oapi-fmt next.ir
		[ -z "$output$stderr" ]
	done
}

@test "stages: -o writes all or nothing" {
	make_irs
	printf '{' >broken.json
	echo old >kept.rs
	rejects 1 sh -c 'oapi-parse broken.json 2>/dev/null | oapi-resolve | oapi-emit -o kept.rs'
	[ "$(cat kept.rs)" = old ]
	oapi-emit -o kept.rs program.ir
	grep -q 'pub struct Pet ' kept.rs
	[ "$(find . -name '*kept*' | wc -l)" -eq 1 ]
	chmod 640 kept.rs
	oapi-emit -o kept.rs program.ir
	[ "$(stat -c %a kept.rs)" = 640 ]
	ln -s kept.rs link.rs
	oapi-emit -o link.rs program.ir
	[ -L link.rs ]
	rejects 4 oapi-emit -o nowhere/out.rs program.ir
	[[ $stderr == *nowhere/out.rs*'No such file'* ]]
	rejects 4 oapi-emit -o . program.ir
	oapi-parse -o pets.json pets.json
	oapi-fmt pets.json | grep -q listPets
}

@test "stages: a full device is noticed: status 4" {
	[ -e /dev/full ] || missing /dev/full
	make_irs
	rejects 4 sh -c 'oapi-parse pets.json >/dev/full'
	[[ $stderr == *'No space left'* ]]
	rejects 4 sh -c 'oapi-resolve document.ir >/dev/full'
	rejects 4 sh -c 'oapi-emit program.ir >/dev/full'
	rejects 4 sh -c 'oapi-fmt program.ir >/dev/full'
	rejects 4 oapi-emit -o /dev/full program.ir
	for stage in $STAGES; do
		rejects 4 sh -c 'oapi-$1 --help >/dev/full' - $stage
	done
	oapi-emit -o /dev/null program.ir
}

@test "stages: closed standard output or input is a failure of the system, not silence" {
	make_irs
	rejects 4 sh -c 'oapi-parse pets.json >&-'
	rejects 4 sh -c 'oapi-emit program.ir >&-'
	rejects 4 sh -c 'oapi-parse <&-'
}

@test "stages: what may not be read or written: status 4, and the old file stays" {
	[ "$(id -u)" -ne 0 ] || need setpriv
	make_irs
	mkdir shut
	echo old >shut/out.rs
	chmod 555 shut
	rejects 4 bound "$BIN/oapi-emit" -o shut/new.rs program.ir
	[ "$(cat shut/out.rs)" = old ]
	chmod 755 shut
	chmod 000 pets.json
	rejects 4 bound "$BIN/oapi-parse" pets.json
}

@test "stages: a reader that leaves ends a stage quietly" {
	need_shared specs/real/box.json
	make_irs
	for stage in $STAGES; do
		[ $stage = parse ] && input=$SHARED/specs/real/box.json || input=$BATS_TEST_TMPDIR/big.ir
		[ $stage != resolve ] || oapi-parse -o big.ir "$SHARED/specs/real/box.json"
		[ $stage != emit ] || oapi-parse "$SHARED/specs/real/box.json" | oapi-resolve -o big.ir 2>/dev/null
		"$BIN/oapi-$stage" "$input" 2>err | head -c 1 >/dev/null
		left=${PIPESTATUS[0]}
		[ "$left" -eq 141 ] || [ "$left" -eq 0 ] # SIGPIPE, or all of it found room in the pipe
		no grep -v 'warning: \|note: \|^ *[0-9]* *|\|^ *|' err
	done
}

@test "stages: a mistake on the command line: status 2, the nearest option, nothing read or written" {
	echo old >kept
	for stage in $STAGES; do
		rejects 2 oapi-$stage --outptu=kept
		[[ $stderr == "oapi-$stage: error: no option '--outptu'; did you mean '--output'?"* ]]
		rejects 2 oapi-$stage -Z
		rejects 2 oapi-$stage one two
		rejects 2 oapi-$stage -o
		rejects 2 oapi-$stage --stats=xml
		rejects 2 oapi-$stage --diagnostics=xml
		rejects 2 oapi-$stage --help=much
		rejects 2 oapi-$stage -W unresolved-ref
		rejects 2 oapi-$stage -W unresolved-rev=warn
		[[ $stderr == *"did you mean 'unresolved-ref'?"* ]]
		rejects 2 oapi-$stage --max-depth=0
		[ -z "$output" ]
	done
	[ "$(cat kept)" = old ]
}

@test "stages: --help and --version" {
	for stage in $STAGES; do
		rejects 0 oapi-$stage --help
		[ -z "$stderr" ]
		[[ $output == "Usage: oapi-$stage "*--output* ]]
		[ "$(awk 'length > 100' <<<"$output")" = '' ]
		rejects 0 oapi-$stage --version
		[ -z "$stderr" ]
		[[ $output == "oapi-$stage "[0-9]* ]]
		rejects 0 oapi-$stage --stats -h
	done
	[ "$(for stage in $STAGES; do oapi-$stage --version | cut -d' ' -f2; done | sort -u | wc -l)" -eq 1 ]
}

@test "pipe: the same bytes in any locale, zone, directory, environment and twice" {
	pipe pets.json >first.rs
	make_irs
	oapi-fmt program.ir >first.listing
	mkdir -p 'el sewhere/ü'
	cp pets.json 'el sewhere/ü'
	cd 'el sewhere/ü'
	for locale in C POSIX tr_TR.UTF-8 de_DE.UTF-8 ja_JP.eucJP; do
		LC_ALL=$locale LANG=$locale TZ=Asia/Kathmandu HOME=/nowhere COLUMNS=20 TERM=dumb pipe pets.json | cmp - ../../first.rs
	done
	oapi-parse pets.json | cmp - ../../document.ir
	oapi-parse pets.json | oapi-resolve | cmp - ../../program.ir
	oapi-parse pets.json | oapi-resolve | oapi-fmt | cmp - ../../first.listing
	pipe pets.json | cmp - ../../first.rs
	no grep -q -e "$BATS_TEST_TMPDIR" -e "$ROOT" ../../first.rs ../../document.ir ../../program.ir
}

@test "pipe: findings have no colour but on a terminal" {
	sed 's|#/components/schemas/Pet"|#/components/schemas/Pat"|' pets.json >refs.json
	oapi-parse refs.json | oapi-resolve 2>message >/dev/null || true
	no grep -q $'\033' message
}

@test "pipe: all real specs and examples become Rust" {
	need_shared
	failed=0
	for spec in "$SHARED"/specs/real/*.{json,yaml} "$SHARED"/specs/learn/v3*/* "$SHARED"/specs/learn/v2.0/*/*.{json,yaml}; do
		oapi-parse "$spec" 2>message | oapi-resolve 2>>message | oapi-emit >out.rs 2>>message || { echo "$spec: status $?"; failed=1; }
		[ -s out.rs ] || { echo "$spec: no Rust"; failed=1; }
		no grep 'error: ' message || { echo "$spec"; failed=1; }
	done
	[ $failed -eq 0 ]
}

@test "pipe: JSON and YAML of one description give the same types" {
	need_shared
	pairs=("$SHARED"/specs/real/openai "$SHARED"/specs/learn/v3.0/{petstore,petstore-expanded,uspto,link-example,callback-example})
	for pair in "${pairs[@]}"; do
		pipe "$pair.json" >json.rs 2>/dev/null
		pipe "$pair.yaml" >yaml.rs 2>/dev/null
		[ -s json.rs ]
		cmp json.rs yaml.rs || { echo "$pair"; false; }
	done
}

@test "pipe: the findings that the README shows are printed so" {
	sed -e '31s|schemas/Owner|schemas/Ownr|' -e '32s|$|, "example": {"id": 7, "name": 12}|' pets.json >spec.json
	oapi-parse spec.json | oapi-resolve -W example=warn >/dev/null 2>printed || true
	sed -n '/^    spec\.json:/,/^$/s/^    //p' "$ROOT/README.md" >shown
	[ "$(grep -c '^spec.json' shown)" -eq 2 ]
	diff shown printed
}

@test "pipe: what the README shows of oapi runs, by hand and by make" {
	need make
	PATH=$BIN:$PATH
	cp pets.json spec.json
	cp pets.json spec.yaml
	mkdir src
	sed -n 's/^    \(oapi [a-z].*\)/\1/p' "$ROOT/README.md" | sed '/--watch/d; s,/etc/bash_completion.d/,src/,' >commands
	[ "$(wc -l <commands)" -ge 9 ]
	while read -r command; do
		eval "$command" >out 2>message || { echo "$command"; cat message; false; }
	done <commands
	[ -s types.rs ]
	[ -s src/oapi ]
	cp pets.json api.yaml
	sed -n 's/^    \(src\/api.rs: api.yaml.*\|-include .*\)/\1/p' "$ROOT/README.md" >Makefile
	rm src/*
	make -s
	make -q
	touch -d '+2 seconds' api.yaml
	run make -q
	[ "$status" -eq 1 ]
}

@test "pipe: the commands that the README shows run" {
	cp pets.json spec.json
	cp pets.json spec.yaml
	sed -n 's/^    \(oapi-parse spec\.[a-z]* .*\)/\1/p' "$ROOT/README.md" >commands
	[ "$(wc -l <commands)" -ge 6 ]
	while read -r command; do
		eval "$command" >out 2>message || { echo "$command"; cat message; false; }
		for file in out ./*.rs pets/src/lib.rs; do if [ -s "$file" ]; then break; fi; done
		[ -s "$file" ]
		rm -rf ./*.rs pets
	done <commands
}
