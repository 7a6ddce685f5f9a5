#!/usr/bin/env bats
# oapi-build, the crate for build scripts, and the example project that uses it. OAPI_TEST_RUST=0 leaves it out.

load helper

setup_file() {
	[ "${OAPI_TEST_RUST:-1}" != 0 ] || return 0
	# as they lie in the project, for cargo writes beside them
	export DIR=$ROOT/build/rust/cargo
	rm -rf "$DIR"
	mkdir -p "$DIR/driver" "$DIR/examples"
	cp -R "$ROOT/driver/oapi-build" "$DIR/driver"
	cp -R "$ROOT/examples/petstore-client" "$DIR/examples"
	cp "$ROOT/tests/rust/Cargo.lock" "$DIR/examples/petstore-client"
	cargo_begins fetch
}

fetch() {
	cd "$DIR/examples/petstore-client" && cargo fetch
}

setup() {
	cargo_goes_on
	PATH=$BIN:$PATH
	cd "$DIR/examples/petstore-client" || return
}

# built: what the build script made of the description.
built() {
	find "$CARGO_TARGET_DIR"/debug/build/petstore-client-*/out -name petstore.rs -newer "$DIR/driver" -exec cat {} +
}

@test "cargo: oapi-build's own tests, clippy, documentation" {
	cd "$DIR/driver/oapi-build"
	RUSTFLAGS='-D warnings' cargo test
	RUSTFLAGS='-D warnings' cargo clippy --all-targets
	RUSTDOCFLAGS='-D warnings' cargo doc --no-deps
	oapi-fmt --check src/*.rs ../../examples/*/*.rs ../../examples/*/src/*.rs
}

@test "cargo: the example is built of its description, and again when a file of it changes" {
	cargo build 2>log || { cat log; return 1; }
	run grep warning log
	[ -z "$output" ]
	run "$CARGO_TARGET_DIR/debug/petstore-client" http://127.0.0.1:1
	[ "$status" -eq 1 ]
	[[ $output == *'127.0.0.1:1/pets?limit=10'* ]]
	cargo build -v 2>log
	grep -q 'Fresh petstore-client' log
	sleep 1
	printf '    tag: {type: string}\n' >>schemas.yaml
	cargo build 2>log || { cat log; return 1; }
	built | grep -q 'pub tag: '
}

@test "cargo: the README shows what the example has" {
	sed -n '/^    \/\/ build.rs/,/^$/s/^    //p' "$ROOT/README.md" | sed 1d | diff - build.rs
	sed -n '/^    \/\/ src\/main.rs/,/^$/s/^    //p' "$ROOT/README.md" | sed 1d >shown
	[ "$(wc -l <shown)" -eq 3 ]
	sed -n '/^mod api/,/^}/p' src/main.rs | diff shown -
}

@test "cargo: a warning of the tool is one of the build" {
	sleep 1
	printf '    odd: {type: string, enum: [1, a]}\n' >>schemas.yaml
	cargo build 2>log || { cat log; return 1; }
	grep -q 'warning: petstore-client@0.1.0: schemas.yaml:8:.*: warning: ' log || { cat log; return 1; }
}

@test "cargo: what is wrong with the description is said where it stands, and ends the build" {
	sleep 1
	built >before
	sed -i 's/Pet"/Pat"/' petstore.yaml
	run cargo build
	[ "$status" -ne 0 ]
	[[ $output == *"petstore.yaml:15:"*"error: "*"'Pat'"* ]] || { echo "$output"; return 1; }
	built | cmp - before
}

@test "cargo: where the tool is not, the build says what to do" {
	OAPI=$PWD/none run cargo build
	[ "$status" -ne 0 ]
	[[ $output == *"cannot run '$PWD/none': No such file or directory (os error 2): install oapi, or set OAPI to where it is"* ]] || { echo "$output"; return 1; }
}
