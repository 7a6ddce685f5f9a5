#!/usr/bin/env bats
# Overlays: what they make of a document (NAME.ir is what oapi-fmt lists), what is said of them (NAME.err), both beside the
# overlay NAME, which names in `extends` what it is for; and JSONPath, case by case.

load helper

PARSE=$BIN/oapi-parse

setup() {
	cd "$BATS_TEST_DIRNAME/overlay" || return
}

# overlay_fixture NAME: applies it; the IR is left in $BATS_TEST_TMPDIR/ir, standard error in err.
overlay_fixture() {
	local spec
	spec=$(grep -o 'docs/[a-z.]*' "$1")
	status=0
	"$PARSE" --overlay "$1" "$spec" >"$BATS_TEST_TMPDIR/ir" 2>"$BATS_TEST_TMPDIR/err" || status=$?
}

@test "overlay: documents are as their goldens, and each value says where it was written" {
	trees_are_golden overlay_fixture
}

@test "overlay: findings are as their goldens, and errors poison the IR" {
	findings_are_golden overlay_fixture
}

@test "overlay: JSONPath selects what RFC 9535 says, section by section" {
	"$BUILD/unit/jsonpath" jsonpath/cases.yaml
}

@test "overlay: JSONPath says why a path is wrong, and where" {
	"$BUILD/unit/jsonpath" jsonpath/cases.yaml --wrong | golden jsonpath/cases.wrong
}

@test "overlay: later stages point into the overlay where its text is at fault" {
	status=0
	"$PARSE" --overlay resolve/unresolved.yaml docs/pets.yaml | "$BIN/oapi-resolve" 2>"$BATS_TEST_TMPDIR/err" >"$BATS_TEST_TMPDIR/ir" || status=$?
	[ $status -eq 1 ]
	golden resolve/unresolved.out <"$BATS_TEST_TMPDIR/err"
}

@test "overlay: what it brings in becomes types, and the manifest's pointers are those of the description" {
	"$PARSE" --overlay traits.yaml docs/pets.yaml | "$BIN/oapi-resolve" >"$BATS_TEST_TMPDIR/program"
	"$BIN/oapi-fmt" "$BATS_TEST_TMPDIR/program" >"$BATS_TEST_TMPDIR/list"
	grep -q 'parameters .*"limit".*traits.yaml:8:' "$BATS_TEST_TMPDIR/list"
	no grep -q '"old"' "$BATS_TEST_TMPDIR/list"
	printf 'overlay: 1.1.0\ninfo: {title: t, version: v}\nactions: [{target: $.components.schemas, update: {Cat: {type: object}}}]\n' >"$BATS_TEST_TMPDIR/cat.yaml"
	"$PARSE" --overlay "$BATS_TEST_TMPDIR/cat.yaml" docs/pets.yaml | "$BIN/oapi-resolve" | "$BIN/oapi-emit" --manifest "$BATS_TEST_TMPDIR/manifest" >/dev/null
	grep -q '"pointer":"#/components/schemas/Cat"' "$BATS_TEST_TMPDIR/manifest"
}

@test "overlay: several are applied in order, with an overlay on standard input, before other files are read" {
	cd "$BATS_TEST_TMPDIR"
	printf 'openapi: 3.1.0\ninfo: {title: t, version: v}\ncomponents: {schemas: {}}\n' >spec.yaml
	printf '{"type": "object", "properties": {"x": {"$ref": "#/y"}}, "y": {"type": "integer"}}\n' >part.json
	head='overlay: 1.1.0\ninfo: {title: t, version: v}\nactions:\n'
	printf "$head"'- {target: $.components.schemas, update: {A: {$ref: part.json}, B: {}}}\n' >first.yaml
	printf "$head"'- {target: $.components.schemas.B, remove: true}\n' >second.yaml
	"$PARSE" --overlay first.yaml --overlay=- spec.yaml <second.yaml -o ir
	"$BIN/oapi-fmt" ir >list
	[ "$(grep -c '^source' list)" -eq 4 ]
	no grep -q '"B"' list
	"$BIN/oapi-resolve" ir | "$BIN/oapi-emit" | grep -q 'pub x:'
	rejects 0 "$PARSE" --overlay second.yaml --overlay first.yaml spec.yaml
	[[ $stderr == "second.yaml:4:12: warning: "*"[overlay-no-match]"* ]]
}

@test "overlay: -W sets how severe findings are; what cannot be read ends with 4" {
	rejects 1 "$PARSE" -W overlay-no-match=error --overlay idle.yaml docs/small.json
	rejects 0 "$PARSE" -W overlay-conflict=warn --overlay conflict.yaml docs/small.json -o "$BATS_TEST_TMPDIR/ir"
	"$BIN/oapi-fmt" "$BATS_TEST_TMPDIR/ir" | grep -q '"z": "fits"'
	rejects 0 "$PARSE" -W overlay-path=ignore --overlay paths.yaml docs/small.json
	rejects 1 "$PARSE" -W overlay-limit=ignore --overlay limit.yaml docs/small.json
	rejects 4 "$PARSE" --overlay none.yaml docs/small.json
	[ "$stderr" = 'none.yaml: error: cannot read it: No such file or directory [unreadable]' ]
}

@test "overlay: the document grows no deeper than --max-depth" {
	for ((i = 0; i < 200; i++)); do echo '  - {target: $.a, copy: $}'; done |
		cat <(printf 'overlay: 1.1.0\ninfo: {title: t, version: v}\nactions:\n') - >"$BATS_TEST_TMPDIR/deep.yaml"
	rejects 1 "$PARSE" --max-depth=100 --overlay "$BATS_TEST_TMPDIR/deep.yaml" <<<'{"a": {}}'
	[[ $stderr == *'nested deeper than 100 levels [overlay-limit]'* ]]
}

@test "overlay: hundreds of actions cost less than reading the document" {
	need python3
	need_shared specs/real/github.json
	local spec=$SHARED/specs/real/github.json
	python3 - "$spec" >"$BATS_TEST_TMPDIR/many.json" <<-'END'
	import json, sys
	paths = list(json.load(open(sys.argv[1]))["paths"])[:300]
	actions = [{"target": "$.paths['%s'].*" % path, "update": {"tags": ["new"]}} for path in paths]
	print(json.dumps({"overlay": "1.1.0", "info": {"title": "t", "version": "v"}, "actions": actions}))
	END
	"$PARSE" --stats=json --overlay "$BATS_TEST_TMPDIR/many.json" "$spec" 2>"$BATS_TEST_TMPDIR/stats" >"$BATS_TEST_TMPDIR/ir"
	is_san || python3 - "$BATS_TEST_TMPDIR/stats" <<-'END'
	import json, sys
	passes = json.load(open(sys.argv[1]))["passes"]
	ms = {one["name"]: one["ms"] for one in reversed(passes)}
	assert ms["overlay"] < ms["json"], ms
	END
	[ "$("$BIN/oapi-fmt" "$BATS_TEST_TMPDIR/ir" | grep -c '^in .*many.json$')" -ge 300 ]
}
