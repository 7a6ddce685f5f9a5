#!/usr/bin/env bats
# The layout of the sources, the scripts.

load helper

setup() { cd "$ROOT" || return; }

@test "style: clang-format would change nothing" {
	need clang-format
	make -s check-format
}

@test "style: scripts pass the shell's own check" {
	for script in tests/*.sh .ci/run tests/*.bash; do
		bash -n "$script"
	done
}
