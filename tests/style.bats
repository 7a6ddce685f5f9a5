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

@test "style: a test's conditions stand each in a line, for the shell passes over all but a list's last" {
	run grep -nE '^	(\[|grep|cmp|diff|! ).* && (\[|grep|cmp|diff)[^|]*$' tests/*.bats
	[ -z "$output" ] || { echo "$output"; return 1; }
}
