#!/usr/bin/env bats
# Damaged IRs: OAPI_CORRUPTIONS (4000) of them in all, seeded, through the verifier and the stages.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	kept=$BUILD/corrupt
	mkdir -p "$kept"
	cases=$((${OAPI_CORRUPTIONS:-4000} / 4))
}

@test "corrupt: document IRs through oapi-resolve and oapi-fmt" {
	"$BIN/oapi-parse" "$ROOT/tests/fixtures/demo.yaml" -o demo.ir
	"$BUILD/unit/corrupt" $cases 1 "$kept/document" demo.ir "$BIN/oapi-resolve" "$BIN/oapi-fmt"
	printf '{"openapi":"3.1.0","a":[1.5,true,null,{"b":"%s"}]}' "$(seq 40 | tr '\n' ' ')" | "$BIN/oapi-parse" -o small.ir
	"$BUILD/unit/corrupt" $cases 2 "$kept/small" small.ir "$BIN/oapi-resolve" "$BIN/oapi-fmt"
}

@test "corrupt: program IRs through oapi-emit and oapi-fmt" {
	for spec in demo traps/s5_tagged; do
		"$BIN/oapi-parse" "$ROOT/tests/fixtures/$spec.yaml" | "$BIN/oapi-resolve" -o "${spec##*/}.ir"
		"$BUILD/unit/corrupt" $cases 3 "$kept/${spec##*/}" "${spec##*/}.ir" "$BIN/oapi-emit" "$BIN/oapi-fmt"
	done
}

@test "corrupt: cut at many places" {
	"$BUILD/unit/ir" write whole.ir
	size=$(wc -c <whole.ir)
	for ((at = size - 1; at >= 0; at -= 97)); do
		head -c "$at" whole.ir >cut.ir
		rejects 3 "$BIN/oapi-resolve" cut.ir -o failed.ir
		[[ $stderr == *"error: cut.ir: cut short"* || $stderr == *"error: cut.ir: empty input: expected a document IR, as oapi-parse writes it" ]]
		rejects 3 "$BIN/oapi-emit" failed.ir
		[ -z "$stderr$output" ]
	done
}

@test "corrupt: a failed IR hands on its status, without a word" {
	for status in 1 2 4; do
		rejects $status "$BUILD/unit/ir" write failed.ir $status
		rejects $status "$BIN/oapi-resolve" failed.ir -o again.ir
		[ -z "$stderr" ]
		rejects $status "$BIN/oapi-emit" again.ir
		[ -z "$stderr$output" ]
		echo kept >out.rs
		rejects $status "$BIN/oapi-emit" again.ir -o out.rs
		[ "$(cat out.rs)" = kept ]
	done
}
