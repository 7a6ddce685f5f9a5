#!/usr/bin/env bats
# Faulty descriptions, each named for the rule that it breaks, with what the pipe says of it and its status beside it.

load helper

setup() {
	cd "$BATS_TEST_DIRNAME/faulty"
}

# says FILE: what oapi-parse and oapi-resolve say, then the status of the pipe's last command.
says() {
	local status=0
	{ "$BIN/oapi-parse" "$1" | "$BIN/oapi-resolve" | "$BIN/oapi-emit" >"$BATS_TEST_TMPDIR/out"; } 2>&1 || status=$?
	echo "status $status"
}

@test "faulty: there are sixty of them, and each is explained as its golden has it" {
	local failed=0 count=0 file
	for file in *.yaml *.json; do
		count=$((count + 1))
		says "$file" | golden "$file.err" || failed=1
	done
	echo "# $count faulty descriptions" >&3
	[ $count -ge 60 ]
	return $failed
}

@test "faulty: every finding has a place, an id, and a pointer where it is in a tree" {
	local failed=0 file
	for file in *.yaml *.json; do
		{ "$BIN/oapi-parse" --diagnostics=json "$file" | "$BIN/oapi-resolve" --diagnostics=json; } 2>&1 >/dev/null |
			jq -es --arg file "$file" 'length > 0 and all(.[]; .file == $file and .line > 0 and .column > 0 and (.id | length > 0)
				and (.message | length > 10) and (.pointer != null or .id == "encoding" or .id == "empty-input"))' >/dev/null ||
			{ echo "$file"; failed=1; }
	done
	return $failed
}

@test "faulty: --strict refuses each of them, and writes nothing" {
	local file
	for file in *.yaml *.json; do
		{ "$BIN/oapi-parse" --strict "$file" | "$BIN/oapi-resolve" --strict | rejects 1 "$BIN/oapi-emit" --strict; } 2>/dev/null
	done
}

@test "faulty: one wrong value costs its place, not the run" {
	cd ../mercy
	for file in *.json; do
		"$BIN/oapi-parse" "$file" | "$BIN/oapi-resolve" -W unsupported=ignore | "$BIN/oapi-emit" -o "$BATS_TEST_TMPDIR/out.rs"
	done
	python3 mercy.py "$BIN/oapi-parse" "$BIN/oapi-resolve" "$BIN/oapi-emit" *.json
}

@test "faulty: each field of the specification's objects is known, missed and told from others, as the table has it" {
	python3 ../mercy/table.py "$ROOT/resolve/objects.def" "$BIN/oapi-parse" "$BIN/oapi-resolve"
}
