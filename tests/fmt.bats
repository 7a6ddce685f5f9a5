#!/usr/bin/env bats
# oapi-fmt: listings as goldens (NAME.document, NAME.program) beside the inputs, Rust passed on, IRs that are no use.

load helper

FMT=$BIN/oapi-fmt

setup() {
	cd "$ROOT/tests/fmt" || return
}

# ir_version: that of the stages here.
ir_version() { sed -n 's/.*IR_VERSION = \([0-9]*\).*/\1/p' "$ROOT/common/ir.h"; }

# make_ir: document.ir and program.ir of shapes.json in the test's directory.
make_ir() {
	"$BIN/oapi-parse" shapes.json >"$BATS_TEST_TMPDIR/document.ir"
	"$BIN/oapi-resolve" "$BATS_TEST_TMPDIR/document.ir" >"$BATS_TEST_TMPDIR/program.ir"
}

@test "listings of both layers are as their goldens" {
	local failed=0
	for spec in *.json; do
		"$BIN/oapi-parse" "$spec" | "$FMT" | golden "${spec%.json}.document" || failed=1
		"$BIN/oapi-parse" "$spec" | "$BIN/oapi-resolve" | "$FMT" | golden "${spec%.json}.program" || failed=1
	done
	[ $failed -eq 0 ]
}

@test "a listing changes where the input does: no index, no string id, no directory" {
	cp shapes.json "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR"
	"$BIN/oapi-parse" shapes.json | "$BIN/oapi-resolve" | "$FMT" >before
	diff before "$ROOT/tests/fmt/shapes.program"
	sed -i 's/"Circle": {$/"Circle": {"title": "round",/' shapes.json
	"$BIN/oapi-parse" shapes.json | "$BIN/oapi-resolve" | "$FMT" >after
	[ "$(diff before after | grep -c '^[<>]')" -eq 1 ]
}

@test "a listing is smaller than 8 times its IR, and done within linear time" {
	need_shared specs/real/github.json
	"$BIN/oapi-parse" "$SHARED/specs/real/github.json" >"$BATS_TEST_TMPDIR/document.ir"
	"$BIN/oapi-resolve" "$BATS_TEST_TMPDIR/document.ir" >"$BATS_TEST_TMPDIR/program.ir" 2>/dev/null
	for layer in document program; do
		timeout 60 "$FMT" -o "$BATS_TEST_TMPDIR/listing" "$BATS_TEST_TMPDIR/$layer.ir"
		[ "$(wc -c <"$BATS_TEST_TMPDIR/listing")" -lt $((8 * $(wc -c <"$BATS_TEST_TMPDIR/$layer.ir"))) ]
		[ "$(sed 1q "$BATS_TEST_TMPDIR/listing")" = "$layer, version $(ir_version)" ]
		no grep -q '(\.\.\.)\| \.\.\.$' "$BATS_TEST_TMPDIR/listing"
	done
}

@test "what Rust does not know keeps its tokens" {
	cd "$BATS_TEST_TMPDIR"
	for text in '{"openapi": "3.1.0"}' 'no newline at the end' 'fn f( {} ) }'; do
		printf '%s' "$text" >in
		"$FMT" in >out 2>err || continue
		diff <(tr -d ' \n' <in) <(tr -d ' \n' <out)
		"$FMT" <in | cmp out -
		"$FMT" - <in | cmp out -
		"$FMT" -o out2 in
		cmp out out2
	done
}

@test "empty input is a failed pipe: status 3 without a word; an empty file is named" {
	cd "$BATS_TEST_TMPDIR"
	echo old >kept
	rejects 3 "$FMT" -o kept </dev/null
	[ -z "$output$stderr" ]
	[ "$(cat kept)" = old ]
	: >empty.rs
	rejects 3 "$FMT" empty.rs
	[ -z "$output" ]
	[ "$stderr" = 'oapi-fmt: error: empty.rs: the file is empty: expected an IR or Rust' ]
}

@test "a poisoned IR: its status without a word" {
	cd "$BATS_TEST_TMPDIR"
	echo old >kept
	for status in 1 4; do
		[ $status = 1 ] && spec=broken.json || spec=missing.json
		printf '{' >broken.json
		"$BIN/oapi-parse" $spec >poisoned.ir 2>/dev/null || true
		rejects $status "$FMT" -o kept poisoned.ir
		[ -z "$output$stderr" ]
		[ "$(cat kept)" = old ]
	done
}

@test "an IR that is cut, long, of another version or damaged: status 3 and one line" {
	make_ir
	cd "$BATS_TEST_TMPDIR"
	for layer in document program; do
		size=$(wc -c <$layer.ir)
		for cut in 1 4 8 23 24 100 $((size / 2)) $((size - 4)) $((size - 1)); do
			head -c "$cut" $layer.ir >bad.ir
			rejects 3 "$FMT" bad.ir
			[ -z "$output" ]
			[ "$(wc -l <<<"$stderr")" -eq 1 ]
			[[ $stderr == "oapi-fmt: error: bad.ir: "* ]]
		done
		{ cat $layer.ir; echo more; } >bad.ir
		rejects 3 "$FMT" bad.ir
		{ head -c 8 $layer.ir; printf '\x63\0\0\0'; tail -c +13 $layer.ir; } >bad.ir
		rejects 3 "$FMT" bad.ir
		[[ $stderr == *"version 99"*"version $(ir_version)"* ]]
		{ head -c $((size / 2)) $layer.ir; printf X; tail -c +$((size / 2 + 2)) $layer.ir; } >bad.ir
		cmp -s bad.ir $layer.ir || rejects 3 "$FMT" bad.ir
	done
}

@test "IRs with one wrong word and right sums: refused or listed, never a crash" {
	need python3
	make_ir
	count=300
	[ "${CI:-}" != true ] || count=3000
	for layer in document program; do
		python3 mutate.py "$ROOT/build/man/oapi-ir.5" "$BATS_TEST_TMPDIR/$layer.ir" $count "$FMT"
	done
}

@test "records that hold each other are listed once" {
	need python3
	make_ir
	python3 mutate.py "$ROOT/build/man/oapi-ir.5" "$BATS_TEST_TMPDIR/program.ir" callback.1.operations=1,2 "$FMT" \
		>"$BATS_TEST_TMPDIR/listing"
	[ "$(grep -c '^operation' "$BATS_TEST_TMPDIR/listing")" -eq 2 ]
	[ "$(wc -l <"$BATS_TEST_TMPDIR/listing")" -lt 200 ]
}

@test "what cannot be read: status 4, one message" {
	cd "$BATS_TEST_TMPDIR"
	rejects 4 "$FMT" none.rs
	[ "$stderr" = 'oapi-fmt: error: none.rs: cannot read it: No such file or directory' ]
	mkdir dir
	rejects 4 "$FMT" dir
	[ "$stderr" = 'oapi-fmt: error: dir: cannot read it: Is a directory' ]
}

@test "--stats says what was read and listed" {
	make_ir
	"$FMT" --stats "$BATS_TEST_TMPDIR/program.ir" 2>"$BATS_TEST_TMPDIR/err" >/dev/null
	grep -q '^oapi-fmt: .*list' "$BATS_TEST_TMPDIR/err"
	"$FMT" --stats=json "$BATS_TEST_TMPDIR/program.ir" 2>"$BATS_TEST_TMPDIR/err" >/dev/null
	grep -q '^{' "$BATS_TEST_TMPDIR/err"
}
