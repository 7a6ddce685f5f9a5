#!/bin/sh
# Turns the bundled spec into Rust on the terminal, and says what each stage took.
set -eu
cd "$(dirname "$0")/.."
took=$(mktemp -d)
trap 'rm -rf "$took"' EXIT
spec=tests/fixtures/demo.yaml

bin/oapi-parse --stats $spec 2>"$took/1" | bin/oapi-resolve --stats 2>"$took/2" | bin/oapi-emit --stats 2>"$took/3" ||
	{ cat "$took"/*; exit 1; }
echo
echo "$spec: oapi-parse | oapi-resolve | oapi-emit took"
sed -n -e '/: warning: /p' -e 's/^\(oapi-[a-z]*\): total *\([0-9.]* ms\).*/  \1: \2/p' "$took"/*
