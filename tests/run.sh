#!/usr/bin/env bash
# Runs the bats files (all of tests/*.bats, or those named), then says how many tests passed, failed, were skipped.
set -u
cd "$(dirname "$0")/.." || exit 1
[ $# -gt 0 ] || set -- tests/*.bats
log=$(mktemp)
trap 'rm -f "$log"' EXIT

bats --tap --timing "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}

planned=$(sed -n '1,20s/^1\.\.\([0-9]*\)$/\1/p' "$log")
skipped=$(grep -c '^ok .* # skip' "$log")
passed=$(($(grep -c '^ok ' "$log") - skipped))
failed=$(grep -c '^not ok ' "$log")
# What was planned and did not report, and bats failing as a whole, are failures too.
lost=$((${planned:-0} - passed - failed - skipped))
[ "$lost" -le 0 ] || failed=$((failed + lost))
if [ "$status" -ne 0 ] || [ -z "$planned" ]; then
	[ "$failed" -gt 0 ] || failed=1
fi
grep '^not ok ' "$log" | sed 's/^/# /'
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
