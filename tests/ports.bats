#!/usr/bin/env bats
# Other machines: static programs for musl, which run the pipe's tests here; programs for macOS, which are compiled and linked
# alone. zig's compiler (PyPI's ziglang) brings the systems' headers; libyaml's sources are those that PyPI's ruamel.yaml.clib
# carries. OAPI_TEST_PORTS=1 runs it, and CI=true does, unless that is 0.

load helper

setup_file() {
	[ "${OAPI_TEST_PORTS:-${CI:+1}}" = 1 ] || return 0
	export ZIG=$ROOT/build/zig PORTS=
	export ZIG_GLOBAL_CACHE_DIR=$ZIG/cache ZIG_LOCAL_CACHE_DIR=$ZIG/cache
	# flags of the make that runs these tests are not for those that they run
	unset MAKEFLAGS MFLAGS MAKELEVEL CC CFLAGS LDFLAGS
	if [ ! -e "$ZIG/include/yaml.h" ] && ! get >"$BATS_FILE_TMPDIR/log" 2>&1; then
		PORTS="zig or libyaml cannot be installed: $(tail -n 1 "$BATS_FILE_TMPDIR/log")"
		return 0
	fi
	make -s -C "$ROOT" dist >/dev/null
	tar -xf "$ROOT"/build/oapi-*.tar.gz -C "$BATS_FILE_TMPDIR"
	export COPY
	COPY=$(echo "$BATS_FILE_TMPDIR"/oapi-*/)
	make -s -C "$COPY" build/runtime.h
}

# get: zig, libyaml's sources, and the two headers apart from those of this system.
get() {
	rm -rf "$ZIG"
	python3 -m venv "$ZIG" &&
		"$ZIG/bin/pip" install --quiet ziglang==0.15.2 &&
		"$ZIG/bin/pip" download --quiet --no-deps --no-binary :all: --dest "$ZIG" ruamel.yaml.clib==0.2.15 &&
		mkdir "$ZIG/yaml" &&
		tar -xf "$ZIG"/ruamel*.tar.gz -C "$ZIG/yaml" --strip-components=1 &&
		printf '#include <jsmn.h>\n' | cc -E -M - | grep -o '[^ ]*/jsmn.h' | xargs -I {} cp {} "$ZIG/include" &&
		cp "$ZIG/yaml/yaml.h" "$ZIG/include"
}

setup() {
	[ "${OAPI_TEST_PORTS:-${CI:+1}}" = 1 ] || skip 'minutes long, and gets zig: OAPI_TEST_PORTS=1'
	if [ -n "$PORTS" ]; then
		[ "${CI:-}" != true ] || { echo "CI=true, but $PORTS"; return 1; }
		skip "$PORTS"
	fi
	cd "$COPY" || return
}

zig() {
	"$ZIG/bin/python" -m ziglang "$@"
}

# objects TARGET: libyaml's and the library's, in libraries of TARGET/.
objects() {
	mkdir "$1"
	(cd "$1" &&
		zig cc -target "$1" -O1 -w -DHAVE_CONFIG_H -I"$ZIG/yaml" -c "$ZIG"/yaml/{api,reader,scanner,parser,loader,emitter,dumper,writer}.c &&
		zig ar rcs libyaml.a ./*.o)
}

@test "ports: static programs for musl pass the tests of the pipe" {
	unset MAKEFLAGS MFLAGS MAKELEVEL CFLAGS LDFLAGS
	local target=x86_64-linux-musl
	objects $target
	make -s -j2 CC="$ZIG/bin/python -m ziglang cc -target $target" AR="$ZIG/bin/python -m ziglang ar" \
		CFLAGS="-O1 -I$ZIG/include" LDFLAGS="-s -static -L$target" >log 2>&1 || {
		cat log
		return 1
	}
	run grep warning log
	[ -z "$output" ]
	run ldd bin/oapi-parse
	[ "$status" -ne 0 ]
	OAPI_BUILD=build SHARED=$SHARED bats tests/pipe.bats
}

@test "ports: all is compiled and linked for macOS, on ARM and on x86-64, without a warning" {
	for target in aarch64-macos x86_64-macos; do
		objects $target
		local flags=(-target $target -O0 -fno-sanitize=all -std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Wshadow
			-Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror "-I$COPY/common" "-I$COPY/build" "-I$ZIG/include")
		mkdir $target/common
		(cd $target/common && zig cc "${flags[@]}" -c ../../common/*.c && zig ar rcs libcommon.a ./*.o)
		cp fmt/diff.c driver
		for tool in parse resolve emit fmt driver; do
			zig cc "${flags[@]}" -Ifmt -o "$target/oapi-$tool" $tool/*.c $target/common/libcommon.a -L$target -lyaml
		done
		rm driver/diff.c
	done
}
