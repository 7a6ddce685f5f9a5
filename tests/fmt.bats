#!/usr/bin/env bats
# oapi-fmt: Rust laid out (NAME.rs, NAME.laid) and compared with the rustfmt at hand; listings as goldens (NAME.document,
# NAME.program) beside the inputs; IRs as JSON and back, and those that are no use.

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

# need_rustfmt: the toolchain's own, which says its version.
need_rustfmt() {
	need rustfmt
	rustfmt --version | sed 's/^/# /' >&3
}

@test "Rust is laid out as its golden, and stays so" {
	local failed=0
	for file in *.rs; do
		"$FMT" "$file" | golden "${file%.rs}.laid" || failed=1
		"$FMT" "${file%.rs}.laid" | diff "${file%.rs}.laid" - || failed=1
	done
	[ $failed -eq 0 ]
}

@test "the goldens of Rust are what rustfmt prints" {
	need_rustfmt
	for file in *.rs; do
		[ $file = unknown.rs ] || rustfmt --edition 2024 <"$file" | diff - "${file%.rs}.laid"
	done
}

# same_as_rustfmt FILE: the file's layout is rustfmt's, and stays as it is.
same_as_rustfmt() {
	"$FMT" -o laid.rs "$1"
	rustfmt --edition 2024 <"$1" >rustfmt.rs
	cmp laid.rs rustfmt.rs
	"$FMT" laid.rs | cmp laid.rs -
}

@test "what oapi-emit writes for real specs is laid out as rustfmt does, with its options too" {
	need_shared specs/real
	need_rustfmt
	cd "$BATS_TEST_TMPDIR"
	for spec in "$SHARED"/specs/real/*.json; do
		"$BIN/oapi-parse" "$spec" 2>/dev/null | "$BIN/oapi-resolve" >program.ir 2>/dev/null
		for mode in types client server; do
			"$BIN/oapi-emit" -m $mode program.ir >$mode.rs 2>/dev/null
			same_as_rustfmt $mode.rs
		done
		[[ $spec == */openai.json || $spec == */box.json ]] || continue
		for options in --validate --tests --builders '--open-enums --nullable=double' '--defaults=fill --deny-unknown' --no-helpers; do
			# shellcheck disable=SC2086 # options, apart
			"$BIN/oapi-emit" $options program.ir >types.rs 2>/dev/null
			same_as_rustfmt types.rs
		done
	done
}

@test "what oapi-emit writes of fixtures is laid out as rustfmt does, in each mode and with each option" {
	if is_san; then skip 'without sanitizers is enough'; fi
	need_rustfmt
	cd "$BATS_TEST_TMPDIR"
	for spec in "$ROOT"/tests/fixtures/{client,server,crate,options}/*.yaml; do
		# shellcheck disable=SC2046 # options, apart
		"$BIN/oapi-parse" "$spec" 2>/dev/null | "$BIN/oapi-resolve" $(sed -n 's/^# oapi-resolve //p' "$spec") >program.ir 2>/dev/null
		for options in '-m types' '-m client' '-m client --retry --tracing --validate --builders' '-m server' '-m server --validate --traits-by-tag' "$(sed -n 's/^# oapi-emit //p' "$spec")"; do
			# shellcheck disable=SC2086 # options, apart
			"$BIN/oapi-emit" $options program.ir >out.rs 2>/dev/null
			same_as_rustfmt out.rs
		done
		rm -rf crate
		"$BIN/oapi-emit" -m crate -d crate program.ir 2>/dev/null
		for file in crate/*/*.rs; do same_as_rustfmt "$file"; done
	done
}

@test "the Rust that outputs carry is laid out as rustfmt does" {
	need_rustfmt
	cd "$BATS_TEST_TMPDIR"
	for file in "$ROOT"/emit/runtime/*.rs; do
		same_as_rustfmt "$file"
	done
}

@test "names of every length are laid out as rustfmt does" {
	need_rustfmt
	local widths=$PWD/widths.txt
	cd "$BATS_TEST_TMPDIR"
	for ((n = 1; n < 96; n++)); do
		sed "s/NAME/$(printf "%${n}s" | tr ' ' n)/g" "$widths" >widths.rs
		same_as_rustfmt widths.rs
	done
}

# many INDENT: 6,000 items over lines, unlaid.
many() {
	seq 2000 | awk -v i="$1" '{
		printf "%s/// One.\n%s#[derive( Debug )]\n%spub struct S%d{ pub a:u8,\n%s  b : u8\n%s}\n", i, i, i, $1, i, i
		printf "%simpl S%d {\n%s    // Two.\n\n%s    pub fn x( & self )->u8{\n%s        self.a }\n%s    /// Three.\n%s    fn y(&self) {\n%s    }\n%s}\n", i, $1, i, i, i, i, i, i, i
		printf "%s  fn f%d() { // Four.\n%s}\n\n", i, $1, i
	}'
}

@test "a large text is laid out as rustfmt does, by however many threads, wherever they take it up" {
	need_rustfmt
	cd "$BATS_TEST_TMPDIR"
	many '' >flat.rs
	{ echo 'mod a{ mod b {'; many '        '; echo '    } // Five.'; many '    '; echo '}'; } >nested.rs
	# ends of items that are none: in a string, in a comment, in what is no item that is known, at no depth that is theirs
	{
		many '' | head -c 300000 | sed '$d'
		echo '  }'
		for n in 1 2 3; do printf 'const S%d : &str = r"' $n; many ''; echo '";'; done
	} >string.rs
	{ many ''; echo '/*'; many ''; echo '*/ fn g() {}'; many ''; } >comment.rs
	{ echo 'm! {'; many ''; echo '}'; many ''; } >macro.rs
	{ echo 'mod a {'; many ''; echo '}'; many '    '; } >skewed.rs
	for file in flat nested string comment macro skewed; do
		same_as_rustfmt $file.rs
		rejects 1 "$FMT" --check $file.rs
		cp $file.rs written.rs
		"$FMT" -w written.rs
		cmp laid.rs written.rs
	done
}

@test "in a large text, too, the first thing that is no Rust is named" {
	cd "$BATS_TEST_TMPDIR"
	many '' >good.rs
	lines=$(wc -l <good.rs)
	{ cat good.rs; echo 'fn g() {'; cat good.rs; printf '"'; } >bad.rs
	rejects 1 "$FMT" bad.rs
	[[ $stderr == "oapi-fmt: error: bad.rs:$((2 * lines + 2)):1: this string has no end: "* ]]
	{ cat good.rs; echo 'mod g {'; cat good.rs; } >bad.rs
	rejects 1 "$FMT" bad.rs
	[ "$stderr" = "oapi-fmt: error: bad.rs:$((lines + 1)):7: this is never closed" ]
	{ cat good.rs; echo '`'; cat good.rs; printf '\xff'; } >bad.rs
	rejects 1 "$FMT" bad.rs
	[ "$stderr" = "oapi-fmt: error: bad.rs:$((2 * lines + 2)):1: this is not UTF-8" ]
}

# characters FILE: how often each occurs, but for space and what rustfmt itself adds or leaves out.
characters() {
	tr -d ' \t\r\n,;{}()' <"$1" | fold -b -w1 | sort | uniq -c
}

@test "sources of other people keep their tokens; how many lines are rustfmt's is said" {
	need_rustfmt
	cd "$BATS_TEST_TMPDIR"
	local found=0
	for crate in serde reqwest axum; do
		for dir in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/$crate-[0-9]*; do
			[ -d "$dir/src" ] || continue
			found=1 lines=0 equal=0
			while read -r file; do
				rustfmt --edition 2024 <"$file" >rustfmt.rs 2>/dev/null || continue
				"$FMT" -o laid.rs "$file"
				diff <(characters "$file") <(characters laid.rs)
				lines=$((lines + $(wc -l <rustfmt.rs)))
				equal=$((equal + $(wc -l <rustfmt.rs) - $(diff rustfmt.rs laid.rs | grep -c '^<' || true)))
			done < <(find "$dir/src" -name '*.rs')
			echo "# ${dir##*/}: $equal of $lines lines are rustfmt's" >&3
		done
	done
	[ $found = 1 ] || skip 'cargo has no sources of serde, reqwest or axum'
}

@test "what Rust does not know keeps its tokens" {
	cd "$BATS_TEST_TMPDIR"
	for text in '{"openapi": "3.1.0"}' 'no newline at the end' 'fn f( {} )' 'a } b' 'fn f() { let = ; what { } }'; do
		printf '%s' "$text" >in
		"$FMT" in >out 2>err || { [ -s err ]; continue; }
		diff <(tr -d ' \n' <in) <(tr -d ' \n' <out)
		"$FMT" <in | cmp out -
		"$FMT" - <in | cmp out -
		"$FMT" -o out2 in
		cmp out out2
	done
}

@test "the line that says what runs a text stays, and what seems to be one is an attribute" {
	need_rustfmt
	cd "$BATS_TEST_TMPDIR"
	for text in '#!/usr/bin/env x\n\n\nfn  main( ) {}\n' "#!/bin/it's\nfn  main( ) {}\n" \
		'#!/usr/bin/env x\n//! A script.\n\n\nfn  main( ) {\n //! y\n}\n' '#!/bin/x\n   // c\nuse b;\nuse a;\n' \
		'#!/bin/x\n' '#!/bin/x' '#!/bin/x\n\n' '#! /* a */ [allow(x)]\n\n\nfn  main( ) {}\n' '#! // a\n[allow(x)]\nfn  a() {}\n'; do
		printf "$text" >in
		same_as_rustfmt in
	done
}

@test "what begins like an attribute and is none holds nothing up" {
	cd "$BATS_TEST_TMPDIR"
	printf 'fn a() {}\n# x\nfn f() {\n//! y\n}\n#![a(\n//! b\n)]\n' >in
	timeout 10 "$FMT" in | cmp in -
}

@test "what is nested too deep stays as it is" {
	need python3
	cd "$BATS_TEST_TMPDIR"
	for nest in '#[|a(|b|)|]fn f() {}' 'type A = |B<|C|>|;' 'fn f() { let |(|a|)| = 1; }' 'fn f() { |(|a|)|; }' \
		'fn f() |{|a|}|' 'use |a::{|b|}|;' 'fn f() { |!|a||; }' 'fn f(a: |fn(|u8|)|) {}' 'fn f() { a|.b(|c|)|; }'; do
		python3 -c 'import sys; a, b, c, d, e = sys.argv[1].split("|"); print(a + b * 100000 + c + d * 100000 + e)' "$nest" >in
		timeout 60 "$FMT" in >out
		diff <(tr -d ' \n,' <in | md5sum) <(tr -d ' \n,' <out | md5sum)
	done
}

@test "zero bytes in comments stay" {
	cd "$BATS_TEST_TMPDIR"
	printf '//!a \0 \n//b\0\nfn f() {}\n//c\0' >in
	"$FMT" in | cmp - <(printf '//!a \0\n//b\0\nfn f() {}\n//c\0\n')
}

@test "Rust that has no tokens: status 1, and where" {
	cd "$BATS_TEST_TMPDIR"
	echo old >kept
	while IFS='|' read -r text where message; do
		printf "$text" >bad.rs
		rejects 1 "$FMT" -o kept bad.rs
		[ -z "$output" ]
		[ "$stderr" = "oapi-fmt: error: bad.rs:$where: $message" ]
		[ "$(cat kept)" = old ]
	done <<-'END'
		fn f() {\n  "abc|2:3|this string has no end: expected '"'
		/* a /* b */|1:1|this comment has no end: expected */
		fn \xff|1:4|this is not UTF-8
		#!\xff\n|1:3|this is not UTF-8
		mod a {\n fn f() {}\n|1:7|this is never closed
		fn f() ]|1:8|this closes what is not open
		fn é() { ` }|1:10|no token of Rust begins so
	END
}

@test "--check says what would change, in a diff that patch takes, and exits with 1" {
	cp items.rs comments.rs "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR"
	for file in items.rs comments.rs; do
		rejects 1 "$FMT" --check $file
		[ -z "$stderr" ]
		printf '%s\n' "$output" >changes
		cmp $file "$ROOT/tests/fmt/$file"
		"$FMT" -o laid.rs $file
		if command -v patch >/dev/null; then
			patch -s -o patched.rs $file changes
			cmp patched.rs laid.rs
		fi
		"$FMT" --check laid.rs
		cp laid.rs "laid.$file"
		cat changes >>all
	done
	"$FMT" --check laid.items.rs laid.comments.rs
	rejects 1 "$FMT" --check items.rs laid.rs comments.rs
	[ -z "$stderr" ]
	printf '%s\n' "$output" | cmp all -
}

@test "-w writes into the files, each whole, and leaves what is no Rust" {
	cp items.rs comments.rs "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR"
	printf '"' >bad.rs
	rejects 1 "$FMT" -w items.rs bad.rs comments.rs
	[[ $stderr == "oapi-fmt: error: bad.rs:1:1: "* ]]
	[ "$(cat bad.rs)" = '"' ]
	cmp items.rs "$ROOT/tests/fmt/items.laid"
	cmp comments.rs "$ROOT/tests/fmt/comments.laid"
	"$FMT" -w items.rs comments.rs
	rejects 2 "$FMT" -w
	rejects 2 "$FMT" -w -o x items.rs
	rejects 2 "$FMT" items.rs comments.rs
}

@test "--width is rustfmt's max_width" {
	need_rustfmt
	for width in 60 80 120 137 160; do
		for file in items expressions; do
			rustfmt --edition 2024 --config max_width=$width <$file.rs 2>/dev/null >"$BATS_TEST_TMPDIR/rustfmt.rs"
			"$FMT" --width=$width $file.rs | diff "$BATS_TEST_TMPDIR/rustfmt.rs" -
		done
	done
	for width in 39 x 10001; do
		rejects 2 "$FMT" --width=$width items.rs
	done
}

@test "--json is JSON, and --ir gives the same IR of it" {
	need python3
	make_ir
	cd "$BATS_TEST_TMPDIR"
	for layer in document program; do
		"$FMT" --json $layer.ir >$layer.json
		python3 -m json.tool $layer.json /dev/null
		"$FMT" --ir $layer.json | cmp - $layer.ir
		"$FMT" --ir -o again.ir <$layer.json
		cmp again.ir $layer.ir
	done
	[ "$("$FMT" --json --only=scheme program.ir | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["scheme"]))')" = 3 ]
	rejects 2 "$FMT" --only=nothing program.ir
}

@test "--ir of what is no such JSON: status 3, and where" {
	make_ir
	cd "$BATS_TEST_TMPDIR"
	"$FMT" --json program.ir >good.json
	echo "{\"version\": $(ir_version), \"layer\": \"nothing\"}" >bad.json
	rejects 3 "$FMT" --ir bad.json
	[ "$stderr" = 'oapi-fmt: error: bad.json:1:25: this is not the JSON of an IR: expected "document" or "program"' ]
	sed 's/"kind": "object"/"kind": "objekt"/' good.json >bad.json
	rejects 3 "$FMT" --ir bad.json
	[[ $stderr == *"expected a member of the enumeration" ]]
	sed 's/"source": 1/"source": 99/' good.json >bad.json
	rejects 3 "$FMT" --ir bad.json
	[[ $stderr == "oapi-fmt: error: bad.json: the IR of this JSON is not valid: "* ]]
	head -c 1000 good.json >bad.json
	rejects 3 "$FMT" --ir bad.json
}

@test "--summary counts operations, schemas, types, strings and sections" {
	make_ir
	for layer in document program; do
		"$FMT" --summary "$BATS_TEST_TMPDIR/$layer.ir" >"$BATS_TEST_TMPDIR/summary"
		for line in "$layer, version" operations schemas strings sections; do
			grep -q "^$line" "$BATS_TEST_TMPDIR/summary"
		done
	done
	grep -q '^types [0-9]' "$BATS_TEST_TMPDIR/summary"
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
