#!/usr/bin/env bats
# oapi-parse: trees and findings as goldens beside the inputs (NAME.ir is what oapi-fmt lists, NAME.err standard error,
# NAME.opt options), then whole suites, real specs, and mutations of what is well.

load helper

PARSE=$BIN/oapi-parse

setup() {
	cd "$ROOT/tests/parse" || return
}

# parse_fixture NAME: runs it as its goldens want; its IR is left in $BATS_TEST_TMPDIR/ir, standard error in err.
parse_fixture() {
	local options=()
	[ ! -e "$1.opt" ] || read -ra options <"$1.opt"
	status=0
	"$PARSE" "${options[@]}" "$1" >"$BATS_TEST_TMPDIR/ir" 2>"$BATS_TEST_TMPDIR/err" || status=$?
}

@test "trees are as their goldens" {
	trees_are_golden parse_fixture
}

@test "findings are as their goldens, and errors poison the IR" {
	findings_are_golden parse_fixture
}

@test "what cannot be read: status 4, one message; what is empty: status 1" {
	cd "$BATS_TEST_TMPDIR"
	mkdir dir
	for format in json yaml auto; do
		rejects 1 "$PARSE" --format=$format /dev/null
		[ "${stderr%%$'\n'*}" = '/dev/null:1:1: error: the text holds no document [empty-input]' ]
	done
	rejects 4 "$PARSE" none.json
	[ "$stderr" = 'none.json: error: cannot read it: No such file or directory [unreadable]' ]
	rejects 4 "$PARSE" dir
	[ "$stderr" = 'dir: error: cannot read it: Is a directory [unreadable]' ]
	rejects 4 "$PARSE" -W unreadable=ignore none.json
	[ -n "$stderr" ]
	rejects 4 sh -c '"$1" none.json 2>/dev/null | "$2"' - "$PARSE" "$BIN/oapi-fmt"
	[ "$(id -u)" -ne 0 ] || need setpriv
	touch shut
	chmod 0 shut
	rejects 4 bound "$PARSE" shut
}

@test "standard input has the name <stdin>; -o leaves a poisoned file" {
	rejects 1 "$PARSE" -o "$BATS_TEST_TMPDIR/ir" - <<<'{"a" 1}'
	[ "${stderr%%$'\n'*}" = "<stdin>:1:6: error: expected ':' after the key; found '1' [json-syntax]" ]
	rejects 1 "$BIN/oapi-fmt" "$BATS_TEST_TMPDIR/ir"
	[ "$("$PARSE" <<<'a: 1' | "$BIN/oapi-fmt" | sed -n 2p)" = 'source "<stdin>" lines 2' ]
}

@test "--format is json, yaml or auto" {
	rejects 2 "$PARSE" --format=toml
	"$PARSE" --format=yaml <<<'{"a": 1,}' | "$BIN/oapi-fmt"
	rejects 1 "$PARSE" --format=json <<<'{a: 1}'
	rejects 1 "$PARSE" --format json <<<'a: 1'
	for json in '{"a": 1,}' '{ }x' '[1, x]' '[[{"a" 1}]]' '[true, yes]' '{'; do
		rejects 1 "$PARSE" <<<"$json"
		[[ $stderr == *json-syntax* ]]
	done
	for yaml in '{a: 1}' "{'a': b}" '[a]' '[ [ x ] ]' '{ }' '- 1' '"a": 1' '{&a b: 1}' '{# c'$'\n''}' 'true' '42'; do
		"$PARSE" <<<"$yaml" | "$BIN/oapi-fmt" >/dev/null
	done
}

@test "a duplicate key is as severe as -W says, by default a warning in JSON and an error in YAML" {
	rejects 0 "$PARSE" <<<'{"a": 1, "a": 2}'
	rejects 1 "$PARSE" -W duplicate-key=error <<<'{"a": 1, "a": 2}'
	rejects 1 "$PARSE" <<<$'a: 1\na: 2'
	[ "$("$PARSE" -W duplicate-key=ignore <<<$'a: &x [1]\nb: 2\na: 3\nc: *x' | python3 ir.py json)" = '{"b":2,"a":3,"c":[1]}' ]
}

@test "nesting is refused at once beyond --max-depth, and taken up to 4096" {
	for text in '[' '{"a":' '[[],'; do
		yes "$text" | head -n 100000 | tr -d '\n' >"$BATS_TEST_TMPDIR/deep"
		rejects 1 timeout 10 "$PARSE" "$BATS_TEST_TMPDIR/deep"
		[[ $stderr == *too-deep* ]]
	done
	yes -- '- ' | head -n 100000 | tr -d '\n' >"$BATS_TEST_TMPDIR/deep"
	rejects 1 timeout 10 "$PARSE" "$BATS_TEST_TMPDIR/deep"
	[[ $stderr == *too-deep* ]]
	{ yes '[' | head -n 4096; yes ']' | head -n 4096; } >"$BATS_TEST_TMPDIR/deep"
	"$PARSE" --max-depth=4096 "$BATS_TEST_TMPDIR/deep" | "$BIN/oapi-fmt" >/dev/null
	rejects 1 "$PARSE" --max-depth=4095 "$BATS_TEST_TMPDIR/deep"
}

@test "JSONTestSuite: y_ accepted, n_ refused with a position, i_ either" {
	need_shared suites/JSONTestSuite
	local suite=$SHARED/suites/JSONTestSuite/test_parsing failed=0 name class count wanted
	declare -A right=() all=()
	for file in "$suite"/*.json; do
		name=${file##*/} class=${name%%_*} count=0
		status=0
		timeout 10 "$PARSE" --format=json "$file" >/dev/null 2>"$BATS_TEST_TMPDIR/err" || status=$?
		case $class in
		y) [ $status -eq 0 ] && count=1 ;;
		n) [ $status -eq 1 ] && grep -q "^$file:[0-9]*:[0-9]*: error: " "$BATS_TEST_TMPDIR/err" && count=1 ;;
		i) [ $status -le 1 ] && count=1 ;;
		esac
		right[$class]=$((${right[$class]:-0} + count))
		all[$class]=$((${all[$class]:-0} + 1))
		[ $count -eq 1 ] || { echo "$name: status $status"; cat "$BATS_TEST_TMPDIR/err"; failed=1; }
	done
	echo "# y_ ${right[y]}/${all[y]} n_ ${right[n]}/${all[n]} i_ ${right[i]}/${all[i]}" >&3
	[ $failed -eq 0 ]
}

@test "JSONTestSuite behind much else is read as behind little" {
	need_shared suites/JSONTestSuite
	cd "$BATS_TEST_TMPDIR"
	yes '{"a": "b", "c": [1, 2, "d"]},' | head -n 30009 | sed '1s/^/[/' >much
	head -n 9 much >little
	for file in "$SHARED"/suites/JSONTestSuite/test_parsing/*.json; do
		for before in little much; do
			cat $before "$file" <(printf '\n]') >text
			status=0
			timeout 10 "$PARSE" --format=json -o tree text 2>err || status=$?
			{
				echo "${file##*/} $status"
				sed -E 's/text:300([0-9])/text:\1/g; s%#/(3000|300)([0-9])%#/\2%; s/^ +(300)?([0-9]*) +\|/\2 |/' err
				[ $status -ne 0 ] || "$BIN/oapi-fmt" tree | tail -n +$((4 + 8 * $(wc -l <$before))) | sed -E 's|^([0-9]+:[0-9]+ +){2}||'
			} >$before.out
		done
		cmp little.out much.out || { diff -a little.out much.out; return 1; }
	done
}

# Large texts are tokenised in parts of many lines: in these, parts begin behind anything that a line can end with.
@test "a large text is one tree, however it is laid out" {
	need python3
	cd "$BATS_TEST_TMPDIR"
	python3 - <<-'PYTHON'
		import json, re
		tree = [{"k%d" % i: ["\u2713 \"[{\\", {"n": -1.5e3, "e": [{}, []]}, True, None]} for i in range(9000)]
		for i in range(60):
		    tree = {"deep": tree} if i % 2 else [tree, i]
		whole = json.dumps(tree, ensure_ascii=False)
		lines = re.sub(r'("(?:[^"\\]|\\.)*"|[^][{},:"\s]+|[][{},:])\s*', lambda m: m[1] + "\n", whole)
		for name, text in ("whole", whole), ("indented", json.dumps(tree, indent=3)), ("lines", lines), ("returns", lines.replace("\n", "\r\n\t")):
		    assert len(text) > 600000 and json.loads(text) == tree
		    open(name + ".json", "w").write(text)
		# Strings with an end of a line in them.
		rows = lines.split("\n")
		for i, row in enumerate(rows):
		    if row.startswith('"k') and i % 20000 < 20:
		        open("error%d.json" % (i + 1), "w").write("\n".join(rows[:i] + ['"k\n"'] + rows[i + 1:]))
	PYTHON
	for file in whole indented lines returns; do
		"$PARSE" $file.json | python3 "$ROOT/tests/parse/ir.py" json >$file.tree
		cmp whole.tree $file.tree
	done
	for file in error*.json; do
		rejects 1 "$PARSE" $file
		line=${file//[^0-9]/}
		[[ $stderr == "$file:$line:3: error: expected '\"' at the string's end"* ]]
	done
}

@test "yaml-test-suite, but for what libyaml cannot do" {
	need python3
	need_shared suites/yaml-test-suite
	python3 ir.py suite "$PARSE" "$SHARED/suites/yaml-test-suite/src" yaml-test-suite.skip >"$BATS_TEST_TMPDIR/log" ||
		{ cat "$BATS_TEST_TMPDIR/log"; return 1; }
	sed -n 's/^/# /;$p' "$BATS_TEST_TMPDIR/log" >&3
}

@test "real specs: the tree is what another parser reads, each position is where its value stands" {
	need python3
	need_shared
	python3 ir.py check "$PARSE" "$SHARED"/specs/real/*.json "$SHARED"/specs/learn/v*/*.json "$SHARED"/specs/learn/v2.0/json/*.json
	python3 ir.py check "$PARSE" "$SHARED"/specs/real/*.yaml "$SHARED"/specs/learn/v*/*.yaml "$SHARED"/specs/learn/v2.0/yaml/*.yaml
}

@test "openai.json and openai.yaml are the same tree" {
	need python3
	need_shared
	for format in json yaml; do
		"$PARSE" "$SHARED/specs/real/openai.$format" | python3 ir.py json >"$BATS_TEST_TMPDIR/$format"
	done
	cmp "$BATS_TEST_TMPDIR/json" "$BATS_TEST_TMPDIR/yaml"
}

@test "mutations of the fixtures end in a tree or a finding" {
	need python3
	python3 ir.py mutate "$PARSE" "${MUTATIONS:-400}" "$BATS_TEST_TMPDIR" *.json *.yaml
}
