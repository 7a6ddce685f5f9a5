#!/usr/bin/env bats
# Examples against their schemas (-W example=warn): what does not fit is called bad in keywords.yaml and applicators.yaml,
# and stands in a line that ends in `# bad` in the others; NAME.err is what is said of it.

load helper

setup() {
	cd "$ROOT/tests/examples" || return
}

# judge_fixture NAME: its program is left in $BATS_TEST_TMPDIR/ir, what is said of its examples in err.
judge_fixture() {
	status=0
	"$BIN/oapi-parse" "$1" | "$BIN/oapi-resolve" -W example=warn -W unsupported=ignore >"$BATS_TEST_TMPDIR/ir" 2>"$BATS_TEST_TMPDIR/err" ||
		status=$?
}

# pointers: of the findings, up to the example's name.
pointers() {
	sed -n 's,^  note: at \(#.*/examples/[^/]*\).*,\1,p' "$BATS_TEST_TMPDIR/err" | sort -u
}

@test "what is said of examples is as the goldens" {
	local failed=0
	for name in *.yaml; do
		judge_fixture "$name"
		golden "$name.err" <"$BATS_TEST_TMPDIR/err" || failed=1
		[ "$status" -eq 0 ]
	done
	[ $failed -eq 0 ]
}

@test "of every keyword's examples, those called bad are found, and no others" {
	for name in keywords.yaml applicators.yaml; do
		judge_fixture $name
		[ "$(pointers | grep -c '/bad[^/]*$')" -eq "$(grep -o 'bad[0-9A-Za-z]*: {value' $name | wc -l)" ]
		[ -z "$(pointers | grep -v '/bad[^/]*$')" ]
	done
}

# listed NAME: the examples in the program, as oapi-fmt lists them.
listed() {
	judge_fixture "$1"
	"$BIN/oapi-fmt" "$BATS_TEST_TMPDIR/ir" | sed -n 's/^ *examples //p'
}

@test "the IR marks what fits, and what only its type takes" {
	local line
	line=$(grep -n pattern: keywords.yaml | cut -d: -f1)
	[ -z "$(listed keywords.yaml | grep -v '^"bad' | grep -v '\[shaped valid\]')" ]
	[ -z "$(listed keywords.yaml | grep '^"bad.*valid\]')" ]
	[ "$(listed keywords.yaml | grep -c "^\"bad.*\[shaped\] at .*:$((line + 1)):")" -eq 3 ]
	# XML, CSV, and what stands elsewhere
	[ "$(listed applicators.yaml | grep -v '^"bad' | grep -cv '\[shaped valid\]')" -eq 3 ]
}

@test "a value that several schemas judge that lead back to themselves fits all of them or none" {
	[ "$(listed circles.yaml | sed 's, type .*[a-z")] at .*,,; s, type .*\(\[.*\]\) at .*, \1,' | sort | uniq -c | sed 's,^ *,,')" = '2 "bad"
2 "good" [shaped valid]
1 "unsure" [shaped]' ]
}

@test "in the lines that end in bad, and in no others, is something wrong" {
	for name in older.yaml swagger.yaml circles.yaml times.yaml; do
		judge_fixture $name
		diff <(grep -n '# bad$' $name | cut -d: -f1) <(sed -n "s/^$name:\([0-9]*\):.*\[example\]$/\1/p" "$BATS_TEST_TMPDIR/err")
	done
}

@test "without -W example=warn nothing is said" {
	"$BIN/oapi-parse" keywords.yaml | "$BIN/oapi-resolve" -W unsupported=ignore >/dev/null 2>"$BATS_TEST_TMPDIR/err"
	[ ! -s "$BATS_TEST_TMPDIR/err" ]
}
