#!/usr/bin/env bats
# What the stages take, in figures that a busy machine does not change: bench/README.md.

load helper

@test "bench: instructions and memory are at most 15 % above those of bench/expected.tsv" {
	is_san && skip 'sanitizers count too'
	grep -q '^gcc ' "$BUILD/flags" || skip 'the figures are those of gcc'
	command -v valgrind >/dev/null || skip 'valgrind is missing'
	need_shared specs/real/adyen-checkout.json
	make -s -C "$ROOT" bench-check
}

@test "bench: what is worse fails the check" {
	command -v valgrind >/dev/null || skip 'valgrind is missing'
	cp -r "$ROOT/bench" "$BATS_TEST_TMPDIR/bench"
	mkdir "$BATS_TEST_TMPDIR/bin"
	for stage in parse resolve emit; do
		printf '#!/bin/sh\necho "{\\"tool\\":\\"oapi-%s\\",\\"in\\":10,\\"arena_bytes\\":60}" >&2\n' $stage >"$BATS_TEST_TMPDIR/bin/oapi-$stage"
	done
	chmod +x "$BATS_TEST_TMPDIR"/bin/*
	printf 'x spec %s memory\t6\n' parse resolve emit >"$BATS_TEST_TMPDIR/bench/expected.tsv"
	check() { "$BATS_TEST_TMPDIR/bench/check" x "$BATS_TEST_TMPDIR/bin" /bin/true "$BATS_TEST_TMPDIR/spec"; }
	check
	printf 'x spec %s memory\t5\n' parse resolve emit >"$BATS_TEST_TMPDIR/bench/expected.tsv"
	rejects 1 check
	[[ $output == *'x spec parse memory: 6, expected 5: more than 15 % worse'* ]]
}

@test "bench: each pass is measured by itself" {
	need jq
	cd "$BATS_TEST_TMPDIR" || return
	"$ROOT/bench/passes" "$BIN" "$ROOT/tests/fixtures/server/petstore.yaml" 2 >passes
	[ "$(awk 'NR > 1 && $NF >= 0 {print $1}' passes | sort -u | tr '\n' ' ')" = 'oapi-emit oapi-fmt oapi-parse oapi-resolve ' ]
	for pass in yaml lower recurse name items 'lay out'; do
		grep -q "	$pass	[0-9]" passes
	done
}

@test "bench: each binary of make release is at most 256 KiB" {
	[ "${CI:-}" = true ] || skip 'a minute long: CI=true'
	is_san && skip 'without sanitizers is enough'
	grep -q '^gcc ' "$BUILD/flags" || skip 'the sizes are those of gcc'
	cd "$ROOT" || return
	cp -r Makefile common parse resolve emit fmt driver man "$BATS_TEST_TMPDIR"
	make -s -C "$BATS_TEST_TMPDIR" release
	[ "$(find "$BATS_TEST_TMPDIR/bin" -size -257k -name 'oapi*' | wc -l)" -eq 5 ]
}
