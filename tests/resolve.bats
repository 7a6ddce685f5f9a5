#!/usr/bin/env bats
# oapi-resolve: programs and findings as goldens beside the inputs (NAME.ir is what oapi-fmt lists of the program, NAME.err
# standard error, NAME.opt options), then real specs.

load helper

RESOLVE=$BIN/oapi-resolve

setup() {
	cd "$ROOT/tests/resolve" || return
}

# resolve_fixture NAME: runs it as its goldens want; its IR is left in $BATS_TEST_TMPDIR/ir, standard error in err.
resolve_fixture() {
	local options=()
	[ ! -e "$1.opt" ] || read -ra options <"$1.opt"
	status=0
	"$BIN/oapi-parse" "$1" | "$RESOLVE" "${options[@]}" >"$BATS_TEST_TMPDIR/ir" 2>"$BATS_TEST_TMPDIR/err" || status=$?
}

@test "programs are as their goldens" {
	trees_are_golden resolve_fixture
}

@test "findings are as their goldens, and errors poison the IR" {
	findings_are_golden resolve_fixture
}

@test "-W makes an unresolved reference a warning, whose place takes any value" {
	"$BIN/oapi-parse" unresolved.yaml | "$RESOLVE" -W unresolved-ref=warn -W external-ref=ignore -W ref-cycle=ignore \
		2>"$BATS_TEST_TMPDIR/err" | "$BIN/oapi-fmt" >"$BATS_TEST_TMPDIR/list"
	grep -q "warning: no schema named 'Pett'" "$BATS_TEST_TMPDIR/err"
	grep -q 'fields "a" type (scalar any' "$BATS_TEST_TMPDIR/list"
}

@test "a selection that matches nothing is an error" {
	"$BIN/oapi-parse" operations.yaml >"$BATS_TEST_TMPDIR/doc"
	rejects 1 "$RESOLVE" --only 'nobody*' "$BATS_TEST_TMPDIR/doc"
	[[ $stderr == *"no operation of 4 matches the selection"* ]]
	rejects 1 "$RESOLVE" --tag '?ooks' --exclude 'get*' "$BATS_TEST_TMPDIR/doc"
}

@test "--tag and --path select, --all-schemas keeps the schemas" {
	"$BIN/oapi-parse" operations.yaml >"$BATS_TEST_TMPDIR/doc"
	kept() { "$RESOLVE" "$@" "$BATS_TEST_TMPDIR/doc" | "$BIN/oapi-fmt" | grep -E '^(operation|type .*component)' | sed "s, \\[.*,,"; } 2>/dev/null
	[ "$(kept --tag books | grep -c ^operation)" -eq 1 ]
	[ "$(kept --path '/loose/*')" = 'operation path "get loose by what"' ]
	[ "$(kept --path '/loose/*' --all-schemas | grep -c '"Book"')" -eq 1 ]
}

@test "--all-headers keeps the header fields of components that nothing uses" {
	"$BIN/oapi-parse" ../fixtures/options/all_headers.yaml >"$BATS_TEST_TMPDIR/doc"
	named() { "$RESOLVE" "$@" "$BATS_TEST_TMPDIR/doc" | "$BIN/oapi-emit" | sed -n 's/.*pub const .*: &str = \(.*\);/\1/p' | xargs; }
	[ "$(named)" = 'x-request-id x-rate-limit 1st' ]
	[ "$(named --all-headers)" = 'x-request-id x-rate-limit 1st x-unused x-param' ]
}

@test "the program IR of github.json is smaller than its document IR, and that smaller than it" {
	need_shared
	local spec=$SHARED/specs/real/github.json
	"$BIN/oapi-parse" "$spec" -o "$BATS_TEST_TMPDIR/doc"
	"$RESOLVE" "$BATS_TEST_TMPDIR/doc" -o "$BATS_TEST_TMPDIR/program" 2>/dev/null
	[ "$(wc -c <"$BATS_TEST_TMPDIR/doc")" -lt "$(wc -c <"$spec")" ]
	[ "$(wc -c <"$BATS_TEST_TMPDIR/program")" -lt "$(wc -c <"$BATS_TEST_TMPDIR/doc")" ]
}

@test "10,000 schemas that use each other, deep chains of references and of allOf end in time linear in the input" {
	local doc=$BATS_TEST_TMPDIR/chain.json
	awk 'BEGIN {
		printf "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"t\",\"version\":\"1\"},\"components\":{\"schemas\":{"
		for (i = 0; i < 100000; i++) printf "\"R%d\":{\"$ref\":\"#/components/schemas/R%d\"},", i, i + 1
		printf "\"R100000\":{\"type\":\"string\"},"
		for (i = 0; i < 10000; i++)
			printf "\"S%d\":{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/components/schemas/S%d\"},\"b\":{\"$ref\":\"#/components/schemas/S%d\"}}},", i, (i * 7 + 1) % 10000, (i + 1) % 10000
		printf "\"Last\":{\"type\":\"string\"}}}}"
	}' >"$doc"
	"$BIN/oapi-parse" "$doc" | timeout 20 "$RESOLVE" | "$BIN/oapi-fmt" >"$BATS_TEST_TMPDIR/list"
	[ "$(grep -c '^type object' "$BATS_TEST_TMPDIR/list")" -eq 10000 ]
}

@test "many examples are judged beside what else is done, with the findings that few have" {
	# each schema has an example that fits and one that does not; of some, a pattern is none, or a reference, and then none is valid
	describe() {
		awk -v n="$1" 'BEGIN {
			print "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"t\",\"version\":\"1\"},\"components\":{\"schemas\":{"
			for (i = 0; i < n; i++)
				printf "\"S%d\":{\"type\":[\"string\",\"object\"],\"pattern\":\"%s\",\"not\":{%s},\"required\":[\"b\",\"a\"],\"properties\":{\"a\":{\"maxLength\":1},\"b\":true},\"examples\":[{\"a\":\"%d\",\"b\":%d},{\"b\":[]}]}%s\n",
					i, i % 7 ? "x" : "(", i % 5 ? "const:1" : "\"$ref\":\"#/nowhere\"", i % 10, i, i + 1 < n ? "," : ""
			print "}}}"
		}' | sed 's/{const:1}/{"const":1}/' | "$BIN/oapi-parse" | "$RESOLVE" --diagnostics=json -W unresolved-ref=warn -W example=warn 2>&1 >"$BATS_TEST_TMPDIR/ir.$1"
	}
	describe 100 >"$BATS_TEST_TMPDIR/few"
	describe 500 >"$BATS_TEST_TMPDIR/many"
	grep -c "'a' is required" "$BATS_TEST_TMPDIR/few" | grep -qx 100
	grep -c 'no regular expression' "$BATS_TEST_TMPDIR/few" | grep -qx 15
	grep -c "no 'nowhere' under" "$BATS_TEST_TMPDIR/few" | grep -qx 20
	head -n "$(wc -l <"$BATS_TEST_TMPDIR/few")" "$BATS_TEST_TMPDIR/many" | diff "$BATS_TEST_TMPDIR/few" -
	grep -c "'a' is required" "$BATS_TEST_TMPDIR/many" | grep -qx 500
	"$BIN/oapi-fmt" "$BATS_TEST_TMPDIR/ir.500" >"$BATS_TEST_TMPDIR/list"
	grep -c '^example .*\[shaped valid\].*/0$' "$BATS_TEST_TMPDIR/list" | grep -qx 400
	grep -c '^example .*\[shaped\].*/0$' "$BATS_TEST_TMPDIR/list" | grep -qx 100
	grep -c '^example type "S[0-9]*" at .*/1$' "$BATS_TEST_TMPDIR/list" | grep -qx 500
}
