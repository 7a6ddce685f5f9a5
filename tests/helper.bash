# What every bats file loads: where things are, what a test needs, how it compares.

ROOT=$(cd "$BATS_TEST_DIRNAME" && while [ ! -e common/ir.def ]; do cd ..; done && pwd)
BIN=$ROOT/bin
BUILD=$ROOT/${OAPI_BUILD:-build}
SHARED=${SHARED:-$ROOT/../shared}

# A finding of a sanitizer is told apart from every status of a stage; memory is left to the system on purpose.
export ASAN_OPTIONS=detect_leaks=0:exitcode=99 UBSAN_OPTIONS=exitcode=99:print_stacktrace=1
export LC_ALL=C.UTF-8
unset NO_COLOR

# missing WHAT: leaves the test out, or fails it where nothing may be left out.
missing() {
	if [ "${CI:-}" = true ]; then
		echo "CI=true, but $1 is missing"
		return 1
	fi
	skip "$1 is missing"
}

# need COMMAND...: the test runs these.
need() {
	local command
	for command; do
		command -v "$command" >/dev/null || missing "$command"
	done
}

# need_shared [PATH]: the test reads specs beside the project.
need_shared() {
	[ -e "$SHARED/${1:-specs}" ] || missing "$SHARED/${1:-specs}"
}

# is_san: whether the tools are built with sanitizers.
is_san() {
	[ "${OAPI_BUILD:-build}" = build/san ]
}

# pipe SPEC: the Rust types of a spec, on standard output; the status is that of the last stage.
pipe() {
	"$BIN/oapi-parse" "$1" | "$BIN/oapi-resolve" | "$BIN/oapi-emit"
}

# golden FILE: compares standard input with FILE; with GOLDEN=1 writes FILE instead.
golden() {
	if [ "${GOLDEN:-}" = 1 ]; then
		cat >"$1"
		return
	fi
	diff -u "$1" -
}

# rejects STATUS COMMAND...: runs the command, which must exit with that status; standard error is in $stderr, standard
# output in $output.
rejects() {
	local want=$1 errors=$BATS_RUN_TMPDIR/rejects.err
	shift
	status=0
	output=$("$@" 2>"$errors") || status=$?
	stderr=$(cat "$errors")
	[ "$status" -eq "$want" ] && return
	printf 'status %s, not %s: %s\n%s\n' "$status" "$want" "$*" "$stderr"
	return 1
}

# cargo_begins FETCH...: of a file whose tests run cargo: where that is; OAPI_TEST_RUST=0 leaves it out. The command fetches the
# crates; where it fails, there is no cargo for cargo_goes_on.
cargo_begins() {
	export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$ROOT/build/cargo} CARGO_TERM_COLOR=never CARGO_NET_RETRY=1
	export CARGO_MISSING=
	if ! command -v cargo >/dev/null; then
		CARGO_MISSING='cargo is missing'
	elif ! ("$@") >"$BATS_FILE_TMPDIR/fetch" 2>&1; then
		CARGO_MISSING="the crates are missing: $(tail -n 1 "$BATS_FILE_TMPDIR/fetch")"
	fi
}

# cargo_goes_on: of each test of such a file.
cargo_goes_on() {
	[ "${OAPI_TEST_RUST:-1}" != 0 ] || skip 'OAPI_TEST_RUST=0'
	[ -z "$CARGO_MISSING" ] || missing "cargo or a crate ($CARGO_MISSING)"
}

# bound COMMAND...: runs the command as one who may not read or write everything, as root may.
bound() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	else
		setpriv --bounding-set -dac_override,-dac_read_search "$@"
	fi
}

# no COMMAND...: the command fails. (bash's own "!" ends no test.)
no() {
	! "$@"
}

# trees_are_golden RUN: lists every IR that has a golden NAME.ir here. RUN NAME sets status and leaves the IR in
# $BATS_TEST_TMPDIR/ir, standard error in err.
trees_are_golden() {
	local tree failed=0
	for tree in *.ir; do
		"$1" "${tree%.ir}"
		[ "$status" -eq 0 ] || { echo "$tree: status $status"; cat "$BATS_TEST_TMPDIR/err"; failed=1; continue; }
		"$BIN/oapi-fmt" <"$BATS_TEST_TMPDIR/ir" | sed '1s/, version .*//' | golden "$tree" || failed=1
		[ -e "${tree%.ir}.err" ] || [ ! -s "$BATS_TEST_TMPDIR/err" ] || { echo "$tree: findings"; failed=1; }
	done
	return $failed
}

# findings_are_golden RUN: compares what RUN NAME said with every NAME.err here; where there is no NAME.ir beside it, it
# must have failed with 1 and poisoned its IR.
findings_are_golden() {
	local err failed=0
	for err in *.err; do
		"$1" "${err%.err}"
		golden "$err" <"$BATS_TEST_TMPDIR/err" || failed=1
		[ -e "${err%.err}.ir" ] && continue
		[ "$status" -eq 1 ] || { echo "$err: status $status"; failed=1; }
		rejects 1 "$BIN/oapi-fmt" "$BATS_TEST_TMPDIR/ir" || failed=1
		[ -z "$output$stderr" ] || { echo "$err: oapi-fmt said something"; failed=1; }
	done
	return $failed
}
