# The manual pages: mdoc without a warning, and what their EXAMPLES show is what happens.
load helper

setup() {
	PATH=$BIN:$PATH
	pages=("$ROOT"/man/*.[17] "$ROOT"/build/man/*.5)
}

# The commands of a page's EXAMPLES as a script. A line "$ command" (which goes on in lines "> more") is run; the lines after
# it, where there are any, are what it prints, on both streams.
examples() {
	awk '
	function flush() {
		if (command != "")
			printf "expect %d <<\"END_OF_SHOWN\"\n%sEND_OF_SHOWN\n", shown, text
		command = text = ""; shown = 0
	}
	/^\.Sh / { inside = /EXAMPLES/ }
	/^\.Bd / { literal = inside; next }
	/^\.Ed/ { if (literal) flush(); literal = 0; next }
	!literal { next }
	{ gsub(/\\\(aq/, "\047"); gsub(/\\\(dq/, "\""); gsub(/\\\(ha/, "^"); gsub(/\\\(ti/, "~"); gsub(/\\&/, ""); gsub(/\\-/, "-"); gsub(/\\e/, "\\") }
	/^\$ / {
		flush()
		command = substr($0, 3)
		while (command ~ /\\$/ && (getline more) > 0) { sub(/^> /, "", more); gsub(/\\e/, "\\", more); command = command "\n" more }
		printf "command=$(cat <<\"END_OF_COMMAND\"\n%s\nEND_OF_COMMAND\n)\n", command
		next
	}
	{ text = text $0 "\n"; shown++ }' "$1"
}

# Runs $command, whose exit status the next one finds in $?, and compares what it printed with standard input, where
# lines are shown.
expect() {
	local wanted printed
	wanted=$(cat)
	(exit "$last")
	eval "$command" >output.txt 2>&1
	last=$?
	printed=$(cat output.txt)
	if [ "$last" -ge 126 ] || { [ "$1" -gt 0 ] && [ "$printed" != "$wanted" ]; }; then
		printf '%s\n' "\$ $command" "exit status $last, printed:" "$printed" "instead of:" "$wanted" >&3
		failed=1
	fi
}

@test "man: every tool has its page, and every page its tool" {
	for tool in "$ROOT"/bin/*; do
		[ -f "$ROOT/man/${tool##*/}.1" ]
	done
	for page in "$ROOT"/man/*.1; do
		name=${page##*/}
		[ -x "$ROOT/bin/${name%.1}" ]
	done
}

@test "man: mandoc has no warning" {
	need mandoc
	mandoc -Tlint -Wwarning "${pages[@]}"
}

@test "man: the pages list the options that --help lists" {
	for page in "$ROOT"/man/*.1; do
		name=${page##*/}
		for option in $("${name%.1}" --help | sed -n 's/^ .*--\([a-z-]*\).*/\1/p'); do
			grep -q -e "Fl -$(printf %s "$option" | sed 's/-/\\\\*-/g')" "$page" || { echo "$name: --$option"; false; }
		done
	done
}

@test "man: oapi-ir(5) lists every keyword, finding, table and field" {
	page=$ROOT/build/man/oapi-ir.5
	for name in $(sed -n 's/^K([A-Za-z0-9_]*, "\(.*\)")$/\1/p' "$ROOT/common/keyword.def"); do
		grep -q -F -w -e "$name" "$page"
	done
	for name in $(sed -n 's/^D([a-z_]*, "\([a-z-]*\)".*/\1/p' "$ROOT/common/diag.def"); do
		grep -q -e "^\.It Sy $name Pq" "$page"
	done
	for name in $(sed -n 's/^\(ENUM\|FLAGS\|REC\)(\([a-z_]*\),.*/\2/p' "$ROOT/common/ir.def" | sort -u); do
		[ "$(grep -c -e "^\.Ss $name\$" "$page")" -ge 1 ]
	done
	[ "$(grep -c '^F(' "$ROOT/common/ir.def")" = "$(grep -c -e '^\.It [0-9-]* Va ' "$page")" ]
}

@test "man: EXAMPLES do what they show" {
	for page in "${pages[@]}"; do
		dir=$BATS_TEST_TMPDIR/${page##*/}
		mkdir "$dir"
		cp "$ROOT"/tests/man/* "$dir"
		cd "$dir"
		examples "$page" >"$BATS_TEST_TMPDIR/script"
		failed=0 last=0
		set +e
		. "$BATS_TEST_TMPDIR/script"
		set -e
		[ $failed = 0 ] || { echo "${page##*/}"; false; }
	done
}
