#!/bin/sh
# Sees that what the project needs is there, and asks apt-get for what is missing: setup.sh [build] [test] [fuzz] [packages]
set -u

packages=
want() { packages="$packages $1"; }
have() { command -v "$1" >/dev/null 2>&1; }
cc=${CC:-gcc}
includes() { printf '#include <%s>\n' "$1" | $cc -E - >/dev/null 2>&1; }

build() {
	have make || want make
	have "$cc" || want "$cc"
	includes stdio.h || want libc6-dev
	includes yaml.h || want libyaml-dev
	includes jsmn.h || want libjsmn-dev
}

tests() {
	have bats || want bats
	have mandoc || want mandoc
	have clang-format || want clang-format
	have jq || want jq
	have python3 || want python3
	have pgrep || want procps
	have patch || want patch
	have npm || want npm
	python3 -c 'import ensurepip' >/dev/null 2>&1 || want python3-venv
	# where no test may be left out
	[ "${CI:-}" != true ] || { fuzz && packages; }
}

fuzz() {
	have clang || want clang
	printf 'int LLVMFuzzerTestOneInput(void);int LLVMFuzzerTestOneInput(void){return 0;}' |
		clang -fsanitize=fuzzer,address -x c -o /dev/null - >/dev/null 2>&1 || want libclang-rt-dev
}

packages() {
	dpkg -s build-essential >/dev/null 2>&1 || want build-essential
	have dh || want debhelper
	have lintian || want lintian
	have pkg-config || want pkg-config
	have zsh || want zsh
	have fish || want fish
}

for part in "${@:-build}"; do
	case $part in
	build) build ;;
	test) tests ;;
	fuzz) fuzz ;;
	packages) packages ;;
	*)
		echo "setup.sh: error: no part '$part'; there are build, test, fuzz and packages" >&2
		exit 2
		;;
	esac
done
[ -n "$packages" ] || exit 0

by_hand() {
	echo "setup.sh: error: missing:$packages" >&2
	echo "setup.sh: $1; run this first: sudo apt-get update && sudo apt-get install$packages" >&2
	exit 1
}

have apt-get || by_hand 'there is no apt-get here'
as_root=
if [ "$(id -u)" -ne 0 ]; then
	as_root=sudo
	have sudo || by_hand 'there is no sudo here'
	sudo -n true 2>/dev/null || [ -t 0 ] || by_hand 'sudo needs a password'
fi
echo "setup.sh: installing$packages"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # names of packages, apart
$as_root apt-get install -y --no-install-recommends $packages >/dev/null 2>&1 ||
	{ $as_root apt-get update && $as_root apt-get install -y --no-install-recommends $packages; } ||
	by_hand 'apt-get failed'
