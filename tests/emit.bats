#!/usr/bin/env bats
# oapi-emit: Rust as goldens beside the specs (NAME.rs, NAME.json the manifest, NAME.err standard error), its options, the
# runtime's own tests, and docs of random Markdown. What the types do is tests/rust's to show.

load helper

EMIT=$BIN/oapi-emit

setup() {
	cd "$ROOT/tests/emit" || return
}

# program SPEC: its program IR, in $BATS_TEST_TMPDIR/ir.
program() {
	"$BIN/oapi-parse" "$1" | "$BIN/oapi-resolve" 2>/dev/null >"$BATS_TEST_TMPDIR/ir"
}

# cargo_test ARG...: the tests of tests/emit/rust.
cargo_test() {
	need cargo
	export CARGO_TARGET_DIR=$ROOT/build/cargo CARGO_TERM_COLOR=never
	(cd rust && cargo fetch --locked) >"$BATS_TEST_TMPDIR/fetch" 2>&1 || { cat "$BATS_TEST_TMPDIR/fetch"; missing crates; }
	(cd rust && cargo test --locked "$@")
}

@test "emit: Rust, manifests and findings are as their goldens" {
	local failed=0 out=$BATS_TEST_TMPDIR/out
	for spec in *.yaml; do
		name=${spec%.yaml}
		program "$spec"
		"$EMIT" --manifest "$out.json" "$BATS_TEST_TMPDIR/ir" >"$out.rs" 2>"$out.err"
		golden "$name.rs" <"$out.rs" || failed=1
		golden "$name.json" <"$out.json" || failed=1
		if [ -s "$out.err" ] || [ -e "$name.err" ]; then golden "$name.err" <"$out.err" || failed=1; fi
	done
	[ $failed = 0 ]
}

@test "emit: a part of bytes is a file, in the way of each version; inside JSON it is a string" {
	local file=oapi_runtime::file::File spec=$BATS_TEST_TMPDIR/parts.yaml
	cat >"$spec" <<-'YAML'
		openapi: 3.1.0
		info: {title: t, version: "1"}
		paths:
		  /f:
		    post:
		      operationId: send
		      requestBody:
		        required: true
		        content:
		          multipart/form-data:
		            schema:
		              type: object
		              required: [format, media, untyped, list, text, coded, inside]
		              properties:
		                format: {type: string, format: binary}
		                media: {type: string, contentMediaType: image/png, maxLength: 9}
		                untyped: {}
		                list: {type: array, items: {contentMediaType: application/octet-stream}}
		                perhaps: {anyOf: [{type: string, contentMediaType: application/octet-stream}, {type: "null"}]}
		                text: {type: string, contentMediaType: application/json}
		                coded: {type: string, contentMediaType: image/png, contentEncoding: base64}
		                inside: {$ref: "#/components/schemas/Inside"}
		      responses: {"204": {description: d}}
		components:
		  schemas:
		    Inside: {type: object, required: [png], properties: {png: {type: string, contentMediaType: image/png}}}
	YAML
	program "$spec"
	"$EMIT" -m client "$BATS_TEST_TMPDIR/ir" >"$BATS_TEST_TMPDIR/rs"
	printf '%s\n' "format: $file" "media: $file" "untyped: $file" "list: ::std::vec::Vec<$file>" "perhaps: ::std::option::Option<$file>" \
		'text: ::std::string::String' 'coded: ::std::vec::Vec<u8>' 'inside: types::Inside' >"$BATS_TEST_TMPDIR/expected"
	sed -n '/pub struct SendMultipart/,/}/s/^ *pub \([a-z]*: .*\),$/\1/p' "$BATS_TEST_TMPDIR/rs" | diff "$BATS_TEST_TMPDIR/expected" -
	grep -q '^ *pub png: ::std::string::String,' "$BATS_TEST_TMPDIR/rs"
	# before 3.1 a media type of a schema said nothing, and what has no type is JSON
	sed -i 's/3\.1\.0/3.0.4/' "$spec"
	program "$spec"
	"$EMIT" -m client "$BATS_TEST_TMPDIR/ir" >"$BATS_TEST_TMPDIR/rs"
	grep -q "^ *pub format: $file," "$BATS_TEST_TMPDIR/rs"
	grep -q '^ *pub media: ::std::string::String,' "$BATS_TEST_TMPDIR/rs"
	grep -q '^ *pub untyped: ::serde_json::Value,' "$BATS_TEST_TMPDIR/rs"
}

@test "emit: --vis says who sees the types" {
	program structs.yaml
	"$EMIT" --vis crate "$BATS_TEST_TMPDIR/ir" >"$BATS_TEST_TMPDIR/crate.rs"
	grep -q '^    pub(crate) struct Presence {$' "$BATS_TEST_TMPDIR/crate.rs"
	grep -q '^        pub(crate) required: ' "$BATS_TEST_TMPDIR/crate.rs"
	grep -q '^pub(crate) use oapi_types::\*;$' "$BATS_TEST_TMPDIR/crate.rs"
	"$EMIT" --vis=private "$BATS_TEST_TMPDIR/ir" >"$BATS_TEST_TMPDIR/private.rs"
	grep -q '^    pub(super) struct Presence {$' "$BATS_TEST_TMPDIR/private.rs"
	grep -q '^use oapi_types::\*;$' "$BATS_TEST_TMPDIR/private.rs"
}

@test "emit: a wrong option is refused" {
	program names.yaml
	rejects 2 "$EMIT" --vis public "$BATS_TEST_TMPDIR/ir"
	[[ $stderr == *"'--vis=public': expected pub, crate or private"* ]]
	rejects 2 "$EMIT" -m clients "$BATS_TEST_TMPDIR/ir"
	[[ $stderr == *"'--mode=clients': expected types, client, crate or server"* ]]
	rejects 2 "$EMIT" --manifest= "$BATS_TEST_TMPDIR/ir"
	"$EMIT" -m types "$BATS_TEST_TMPDIR/ir" | cmp - names.rs
}

@test "emit: a crate is written whole, within its directory, or not at all" {
	program structs.yaml
	cd "$BATS_TEST_TMPDIR"
	"$EMIT" -m crate -d new ir
	[ "$(cd new && find . -type f | sort | tr '\n' ' ')" = './Cargo.toml ./README.md ./examples/first_call.rs ./examples/serve.rs ./src/client.rs ./src/lib.rs ./src/oapi_runtime.rs ./src/operations.rs ./src/server.rs ./src/types.rs ' ]
	cp -r new old
	"$EMIT" -m crate -d new ir
	diff -r new old
	echo mine >new/Cargo.toml
	rm new/src/lib.rs
	ln -s ../../old/src/lib.rs new/src/lib.rs
	rejects 4 "$EMIT" -m crate -d new ir
	[[ $stderr == *"cannot write 'new/src/lib.rs': "* ]]
	[ "$(cat new/Cargo.toml)" = mine ]
	diff new/src/types.rs old/src/types.rs
	rm -r new/src
	ln -s ../old/src new/src
	rejects 4 "$EMIT" -m crate -d new ir
	[ "$(cat new/Cargo.toml)" = mine ]
	[ -z "$(find . -name '.oapi*')" ]
	echo >file
	rejects 4 "$EMIT" -m crate -d file ir
	rejects 2 "$EMIT" -m crate ir
	[[ $stderr == *'expected -d DIR'* ]]
	rejects 2 "$EMIT" -m crate -d new -o out ir
	rejects 2 "$EMIT" -d new ir
	rejects 2 "$EMIT" -m crate -d new --vis crate ir
}

@test "emit: nothing is written where the IR is no program, or a finding is an error" {
	echo kept >"$BATS_TEST_TMPDIR/out.rs"
	echo kept >"$BATS_TEST_TMPDIR/out.json"
	"$BIN/oapi-parse" unions.yaml >"$BATS_TEST_TMPDIR/document"
	rejects 3 "$EMIT" --manifest "$BATS_TEST_TMPDIR/out.json" -o "$BATS_TEST_TMPDIR/out.rs" "$BATS_TEST_TMPDIR/document"
	program unions.yaml
	rejects 1 "$EMIT" -W variants-collapse=error --manifest "$BATS_TEST_TMPDIR/out.json" -o "$BATS_TEST_TMPDIR/out.rs" \
		"$BATS_TEST_TMPDIR/ir"
	[[ $stderr == *"error: this branch of the union is the same type in Rust"* ]]
	rejects 4 "$EMIT" --manifest "$BATS_TEST_TMPDIR/nowhere/out.json" -o "$BATS_TEST_TMPDIR/out.rs" "$BATS_TEST_TMPDIR/ir"
	[ "$(cat "$BATS_TEST_TMPDIR/out.rs" "$BATS_TEST_TMPDIR/out.json")" = $'kept\nkept' ]
}

@test "emit: a name that was taken is told where it is asked for" {
	program names.yaml
	rejects 0 "$EMIT" -W name-spelled=warn -o /dev/null "$BATS_TEST_TMPDIR/ir"
	[[ $stderr == *"warning: the name AB is taken: this type becomes AB2 [name-spelled]"* ]]
}

@test "emit: the head lists the crates that are used, and no others" {
	listed=$(sed -n 's/^\/\/ \([a-z_]*\) = .*/\1/p' structs.rs)
	used=$(sed 1,20d structs.rs | grep -o '::\(chrono\|indexmap\|serde\|serde_json\|serde_with\|uuid\)::' | tr -d : | sort -u)
	[ "$listed" = "$used" ]
	[ "$(sed -n 's/^\/\/ \([a-z_]*\) = .*/\1/p' docs.rs)" = serde ]
	# tests of values that nothing validates
	program "$ROOT/tests/examples/instants_chrono.yaml"
	"$EMIT" --validate --tests "$BATS_TEST_TMPDIR/ir" >"$BATS_TEST_TMPDIR/instants.rs"
	grep -q 'round_trip::<::chrono' "$BATS_TEST_TMPDIR/instants.rs"
	[ "$(grep -c validator "$BATS_TEST_TMPDIR/instants.rs")" -eq 0 ]
}

@test "emit: of many types each is written once and in its place, and findings are told in order" {
	need jq
	local spec=$BATS_TEST_TMPDIR/many.json out=$BATS_TEST_TMPDIR/out
	jq -n 'def ref($name): {"$ref": "#/components/schemas/\($name)"};
		[range(1001; 4001) | {"S\(.)": {description: "The \(.).", properties: {
			own: {type: "integer"},
			next: ref("S\(if . < 4000 then . + 1 else 1001 end)"),
			one: {anyOf: [ref("Text"), ref("Name"), {properties: {"k\(.)": {type: "integer"}}}]}}}}] | add
		| .S1001.properties.id = {type: "string", format: "uuid"}
		| .S4000.properties.at = {type: "string", format: "date-time"}
		| {openapi: "3.1.0", info: {title: "t", version: "1"}, paths: {},
			components: {schemas: (. + {Text: {type: "string"}, Name: ref("Text")})}}' >"$spec"
	program "$spec"
	"$EMIT" --diagnostics=all "$BATS_TEST_TMPDIR/ir" >"$out.rs" 2>"$out.err"
	diff <(seq 1001 4000) <(sed -n 's/^    pub struct S\([0-9]*\) {$/\1/p' "$out.rs")
	diff <(seq 1001 4000) <(sed -n 's/^    pub enum S\([0-9]*\)One {$/\1/p' "$out.rs")
	# But for their numbers and the first one's and the last one's own field, all are the same.
	sed 's/[0-9]\{4\}/N/g; s/^$/\x00/' "$out.rs" | tr '\n\0' '\001\n' | grep -a 'SN' | sort | uniq -c |
		awk '{print $1}' | sort -n | uniq -c | awk '{print $2 "x" $1}' | tr '\n' ' ' >"$out.kinds"
	cat "$out.kinds"
	[[ $(<"$out.kinds") == '1x2 2998x1 3000x'* ]]
	# Both halves' crates are in the head.
	for crate in chrono uuid; do head "$out.rs" | grep -q "^// $crate = "; done
	diff <(seq 1001 4000) <(sed -n 's,^  note: at #/components/schemas/S\([0-9]*\)/properties/one/.*,\1,p' "$out.err")
}

@test "emit: the runtime's tests" {
	cargo_test --test runtime
}

@test "emit: docs of random Markdown have no code that runs, no HTML and no broken link" {
	need python3
	for seed in 1 2 3; do
		python3 markdown.py $seed >"$BATS_TEST_TMPDIR/markdown.json"
		program "$BATS_TEST_TMPDIR/markdown.json"
		"$EMIT" -o "$BATS_TEST_TMPDIR/$seed.rs" "$BATS_TEST_TMPDIR/ir"
	done
	OAPI_DOCS="$BATS_TEST_TMPDIR/1.rs $BATS_TEST_TMPDIR/2.rs $BATS_TEST_TMPDIR/3.rs docs.rs" cargo_test --test docs
}
