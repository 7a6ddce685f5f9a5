#!/usr/bin/env bats
# A second front end, in Python, written from oapi-ir(5): what it writes is what oapi-parse writes, byte for byte, and the
# rest of the pipe makes the same Rust of it.

load helper

setup() {
	need python3
	PAGE=$ROOT/build/man/oapi-ir.5
	FRONTEND=$ROOT/tests/frontend/frontend.py
}

# same SPEC: the two front ends write the same IR.
same() {
	python3 "$FRONTEND" "$PAGE" "$1" >"$BATS_TEST_TMPDIR/theirs.ir"
	"$BIN/oapi-parse" "$1" >"$BATS_TEST_TMPDIR/ours.ir" 2>/dev/null
	cmp "$BATS_TEST_TMPDIR/theirs.ir" "$BATS_TEST_TMPDIR/ours.ir"
}

# same_rust SPEC: and the rest of the pipe makes the same of both. (Its input is the same; this shows that it takes it.)
same_rust() {
	python3 "$FRONTEND" "$PAGE" "$1" | "$BIN/oapi-resolve" 2>/dev/null | "$BIN/oapi-emit" >"$BATS_TEST_TMPDIR/theirs.rs" 2>/dev/null
	pipe "$1" >"$BATS_TEST_TMPDIR/ours.rs" 2>/dev/null
	[ -s "$BATS_TEST_TMPDIR/ours.rs" ]
	cmp "$BATS_TEST_TMPDIR/theirs.rs" "$BATS_TEST_TMPDIR/ours.rs"
}

@test "frontend: the same IR for what is hard in JSON" {
	cd "$ROOT/tests/frontend"
	for spec in *.json; do
		same "$spec"
	done
}

@test "frontend: the same IR and the same Rust for the project's own specs" {
	for spec in "$ROOT"/tests/fmt/*.json "$ROOT"/tests/man/*.json; do
		same "$spec"
		same_rust "$spec"
	done
	while read -r spec; do
		same "$spec"
	done < <(find "$ROOT/tests/fixtures" -name '*.json')
}

@test "frontend: the same IR and the same Rust for real specs" {
	need_shared
	for spec in "$SHARED"/specs/learn/v3*/*.json "$SHARED"/specs/real/{adyen-checkout,box,twilio}.json; do
		same "$spec"
		same_rust "$spec"
	done
}

@test "frontend: from standard input" {
	python3 "$FRONTEND" "$PAGE" <"$ROOT/tests/man/pets.json" >"$BATS_TEST_TMPDIR/theirs.ir"
	"$BIN/oapi-parse" <"$ROOT/tests/man/pets.json" | cmp - "$BATS_TEST_TMPDIR/theirs.ir"
}

@test "frontend: it fails as oapi-parse does, and the rest of the pipe with it" {
	printf '{"openapi": "3.1.0",}' >"$BATS_TEST_TMPDIR/broken.json"
	cd "$BATS_TEST_TMPDIR"
	python3 "$FRONTEND" "$PAGE" broken.json >theirs.ir 2>message || [ $? -eq 1 ]
	[ "$(wc -l <message)" -eq 1 ]
	"$BIN/oapi-parse" broken.json 2>/dev/null | cmp - theirs.ir
	for stage in resolve fmt; do
		rejects 1 "$BIN/oapi-$stage" theirs.ir
		[ -z "$stderr" ]
	done
	rejects 1 sh -c '"$0/oapi-resolve" theirs.ir | "$0/oapi-emit"' "$BIN"
	[ -z "$output$stderr" ]
}
