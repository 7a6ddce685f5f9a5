#!/usr/bin/env bats
# The fuzzers, for a few seconds each; `make fuzz` runs them for longer.

load helper

@test "fuzz: JSON, YAML, references, overlays, Rust and the JSON of an IR, for a few seconds" {
	[ "${OAPI_BUILD:-build}" = build ] || skip 'the fuzzers are built with sanitizers of their own'
	[ "${CC:-gcc}" = gcc ] || skip 'once is enough'
	need clang
	run make -j2 -C "$ROOT" --no-print-directory fuzz TIME="${OAPI_FUZZ_SECONDS:-5}"
	grep executions <<<"$output" | sed 's/^/# /' >&3
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
}
