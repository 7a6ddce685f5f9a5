#!/usr/bin/env bats
# The generated Rust, compiled and run against the real crates. tests/rust/traps holds what the types must do, a fixture
# a trap; tests/rust/specs compiles real specs. OAPI_TEST_RUST=0 leaves all of it out, OAPI_TEST_RUST=full adds what takes
# minutes more.

load helper

setup_file() {
	[ "${OAPI_TEST_RUST:-1}" != 0 ] || return 0
	export RUST_LOGS=$ROOT/build/rust/logs
	mkdir -p "$RUST_LOGS"
	cargo_begins fetch
}

fetch() {
	cd "$ROOT/tests/rust" && stubs && cargo fetch --locked
}

setup() {
	cargo_goes_on
	cd "$ROOT/tests/rust" || return
}

# cargo wants a lib.rs to read a manifest.
stubs() {
	for crate in client conformance traps examples options prism server specs-one specs-two specs-server; do
		mkdir -p "$ROOT/build/rust/$crate"
		[ -e "$ROOT/build/rust/$crate/lib.rs" ] || : >"$ROOT/build/rust/$crate/lib.rs"
	done
}

# The specs that must compile, types and client, in two crates that take about as long.
generate_specs() {
	local real=$SHARED/specs/real
	export OAPI_EMIT='-m client'
	./generate specs-one "$real"/openai.* "$real"/adyen* "$SHARED"/specs/learn/v3*/* "$SHARED"/specs/learn/v2*/*/*.* \
		"$SHARED"/specs/learn/v2*/*/petstore-separate/spec/swagger.* &&
		./generate specs-two "$real"/[!ao]*.json
}

# cargo_clean NAME COMMAND ARG...: runs cargo, its output in logs/NAME. Where it fails, or warns of what was generated, says how
# many messages each module has, and the first of them.
cargo_clean() {
	local log=$RUST_LOGS/$1 command=$2 status=0
	shift 2
	cargo "$command" --locked "$@" >"$log" 2>&1 || status=$?
	if [ $status -eq 0 ] && ! grep -q '^warning' "$log"; then return; fi
	echo "cargo $command $*: status $status; the whole log: $log"
	grep -o 'build/rust/[-a-z]*/[A-Za-z0-9_]*\.rs' "$log" | sort | uniq -c | sort -rn
	grep -E -A 12 '^(warning|error)|panicked|FAILED' "$log" | head -n 60
	return 1
}

# What a test that failed has left running.
teardown() {
	local left
	left=$(jobs -pr)
	[ -z "$left" ] || kill $left
}

# findings SPEC KIND: the lines of SPEC that end in "# KIND: ID", as "LINE ID".
findings() {
	awk -v kind="$2" '$0 ~ "# " kind ": [a-z-]+$" { print NR, $NF }' "$1"
}

# serving NAME COMMAND...: starts a program that says where it listens, as "listening at ADDRESS"; sets address and pid.
serving() {
	local log=$RUST_LOGS/$1
	shift
	: >"$log" # it is read before the program may have begun
	NO_COLOR=1 "$@" >"$log" 2>&1 3>&- &
	pid=$!
	for ((i = 0; i < 100; i++)); do
		address=$(sed -n 's/.*listening at \([0-9.:]*\).*/\1/p' "$log")
		[ -z "$address" ] || return 0
		sleep 0.1
	done
	cat "$log"
	return 1
}

@test "rust: each trap's spec becomes a module" {
	run ./generate traps "$ROOT"/tests/fixtures/traps/*.yaml
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "rust: each option's specs become modules" {
	run ./generate options "$ROOT"/tests/fixtures/options/*.yaml
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "rust: the same spec gives the same bytes" {
	for i in 1 2; do
		TMPDIR=$BATS_TEST_TMPDIR ./generate again$i "$ROOT"/tests/fixtures/traps/*.yaml >/dev/null || true
	done
	diff -r "$ROOT/build/rust/again1" "$ROOT/build/rust/again2"
	rm -r "$ROOT/build/rust/again1" "$ROOT/build/rust/again2"
}

@test "rust: what a trap's spec is warned of is said where it stands" {
	for spec in "$ROOT"/tests/fixtures/traps/*.yaml "$ROOT"/tests/fixtures/options/*.yaml; do
		name=$(basename "$(dirname "$spec")")/$(basename "$spec" .yaml)
		findings "$spec" warning >"$BATS_TEST_TMPDIR/expected"
		while read -r line id; do
			grep -q ":$line:[0-9]*: warning: .*\[$id\]" "$ROOT/build/rust/$name.err" || {
				echo "$spec:$line: no warning $id; got:"
				cat "$ROOT/build/rust/$name.err"
				return 1
			}
		done <"$BATS_TEST_TMPDIR/expected"
	done
}

@test "rust: a spec that must be refused is, at its place, by one stage" {
	for spec in "$ROOT"/tests/fixtures/traps/errors/*.yaml; do
		status=0
		{ "$BIN/oapi-parse" "$spec" | "$BIN/oapi-resolve" | "$BIN/oapi-emit" >"$BATS_TEST_TMPDIR/out"; } \
			2>"$BATS_TEST_TMPDIR/err" || status=$?
		cat "$BATS_TEST_TMPDIR/err"
		[ "$status" -eq 1 ]
		[ ! -s "$BATS_TEST_TMPDIR/out" ]
		findings "$spec" error >"$BATS_TEST_TMPDIR/expected"
		found=0
		while read -r line id; do
			if grep -q "$(basename "$spec"):$line:[0-9]*: error: .*\[$id\]" "$BATS_TEST_TMPDIR/err"; then found=1; fi
		done <"$BATS_TEST_TMPDIR/expected"
		[ $found -eq 1 ] || { echo "$spec: none of the expected errors"; return 1; }
	done
}

@test "rust: the traps compile without a warning and their types do what they must" {
	cargo_clean traps-build build -p traps
	cargo_clean traps-test test -p traps --test traps
	grep '^test result' "$RUST_LOGS/traps-test" | sed 's/^/# /' >&3
}

@test "rust: what each option changes compiles without a warning and does what it must" {
	cargo_clean options-test test -p options --lib --test options
	grep '^test result' "$RUST_LOGS/options-test" | sed 's/^/# /' >&3
}

@test "rust: what clients send and read is right, byte for byte" {
	OAPI_EMIT='-m client' run ./generate client "$ROOT"/tests/fixtures/{client/*,traps/injection}.yaml
	echo "$output"
	[ "$status" -eq 0 ]
	cargo_clean client-test test -p client -p runtime
	cargo_clean client-clippy clippy -p client -p runtime --all-targets
	cargo_clean client-doc doc -p client --no-deps --document-private-items
	grep '^test result' "$RUST_LOGS/client-test" | sed 's/^/# /' >&3
}

# begin_prism SPEC: Prism in front of it; sets pid and address.
begin_prism() {
	local port log=$RUST_LOGS/prism
	port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	node "$ROOT/build/prism/node_modules/.bin/prism" mock --port "$port" "$1" >"$log" 2>&1 3>&- &
	pid=$!
	address=127.0.0.1:$port
	for ((i = 0; i < 300; i++)); do
		if grep -q 'Prism is listening' "$log"; then return; fi
		kill -0 $pid || break
		sleep 0.2
	done
	tail -n 20 "$log"
	return 1
}

# Prism (npm's @stoplight/prism-cli) says of each request whether it is as a description has it, and answers with its examples.
@test "rust: Prism finds no fault in what a client sends, and the client reads all that it answers" {
	need_shared
	need npm
	local dir=$ROOT/build/rust/prism prism=$ROOT/build/prism limit=100
	[ "${OAPI_TEST_RUST:-1}" != full ] || limit=0
	mkdir -p "$prism"
	cp "$ROOT"/tests/prism/package*.json "$prism"
	[ -x "$prism/node_modules/.bin/prism" ] || (cd "$prism" && npm ci --silent) >"$RUST_LOGS/npm" 2>&1 || {
		[ "${CI:-}" != true ] || { cat "$RUST_LOGS/npm"; false; }
		skip 'Prism cannot be installed (build/rust/logs/npm says why)'
	}
	"$ROOT/tests/prism/generate" "$dir" petstore "$SHARED/specs/learn/v3.0/petstore-expanded.json" 2>&1 | sed 's/^/# petstore: /' >&3
	"$ROOT/tests/prism/generate" "$dir" github "$SHARED/specs/real/github.json" $limit 2>&1 | sed 's/^/# github: /' >&3
	for name in petstore github; do
		printf 'pub mod %s {\n    include!("%s.rs");\n    pub mod calls {\n        include!("%s_calls.rs");\n    }\n}\n' $name $name $name
	done >"$dir/lib.rs"
	cargo_clean prism-build build -p prism
	for name in petstore github; do
		begin_prism "$dir/$name.spec"
		run "$CARGO_TARGET_DIR/debug/prism" $name "http://$address"
		kill $pid
		wait $pid || true
		[ "$status" -eq 0 ] || { echo "$output"; return 1; }
		tail -n 1 <<<"$output" | sed 's/^/# /' >&3
	done
}

@test "rust: servers get what clients send, clients what servers give; what is wrong is a problem" {
	OAPI_EMIT='-m client' ./generate client "$ROOT"/tests/fixtures/{client/*,traps/injection}.yaml
	OAPI_EMIT='-m server' run ./generate server "$ROOT"/tests/fixtures/{client/*,server/*,traps/injection}.yaml
	echo "$output"
	[ "$status" -eq 0 ]
	cargo_clean server-test test -p server
	cargo_clean server-clippy clippy -p server --all-targets
	cargo_clean server-doc doc -p server --no-deps --document-private-items
	grep '^test result' "$RUST_LOGS/server-test" | sed 's/^/# /' >&3
}

@test "rust: schemathesis finds no fault with a service" {
	local venv=$ROOT/build/schemathesis examples=30
	[ "${OAPI_TEST_RUST:-1}" != full ] || examples=1000
	if ! { [ -x "$venv/bin/schemathesis" ] || { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet schemathesis==4.32.5; }; } >"$RUST_LOGS/venv" 2>&1; then
		rm -rf "$venv"
		[ "${CI:-}" != true ] || { cat "$RUST_LOGS/venv"; false; }
		skip 'schemathesis cannot be installed'
	fi
	cargo build --quiet -p server --example petstore
	serving petstore "$CARGO_TARGET_DIR/debug/examples/petstore" 127.0.0.1:0
	cd "$BATS_TEST_TMPDIR" || return
	run "$venv/bin/schemathesis" run --url "http://$address" --checks all -n $examples --seed 1 --no-color --generation-database none "$ROOT/tests/fixtures/server/petstore.yaml"
	kill -INT $pid
	wait $pid
	[ "$status" -eq 0 ] || { echo "$output"; return 1; }
	grep -o '[0-9]* generated, [0-9]* passed' <<<"$output" | sed 's/^/# /' >&3
}

@test "rust: servers of real specs compile, and their routers build" {
	need_shared
	local real=$SHARED/specs/real
	local specs=("$real"/{adyen*,twilio}.json "$SHARED"/specs/learn/v3*/*.json)
	[ "${OAPI_TEST_RUST:-1}" != full ] || specs=("$real"/*.json "$SHARED"/specs/learn/v3*/*)
	OAPI_EMIT='-m server' run ./generate specs-server "${specs[@]}"
	echo "$output"
	[ "$status" -eq 0 ]
	./stubs "$ROOT/build/rust/specs-server"
	cargo_clean specs-server-test test -p specs-server
	[ "${OAPI_TEST_RUST:-1}" != full ] || cargo_clean specs-server-clippy clippy -j 1 -p specs-server
	grep '^test result' "$RUST_LOGS/specs-server-test" | sed 's/^/# /' >&3
}

# crate SPEC: its crate, in build/rust/crates/NAME, with the versions of tests/rust.
crate() {
	local dir=$ROOT/build/rust/crates/$(basename "$1" | tr . -)
	mkdir -p "$dir"
	cp Cargo.lock "$dir"
	"$BIN/oapi-parse" "$1" 2>/dev/null | "$BIN/oapi-resolve" 2>/dev/null | "$BIN/oapi-emit" -m crate -d "$dir" 2>/dev/null
	cd "$dir" || return
}

# clean_features NAME FEATURES...: the crate at hand passes clippy with these features.
clean_features() {
	RUSTFLAGS='-D warnings' cargo clippy --all-targets --no-default-features --features "$2" >"$RUST_LOGS/$1" 2>&1 || {
		echo "$1: with the features '$2':"
		grep -E -A 12 '^(warning|error)' "$RUST_LOGS/$1" | head -n 40
		return 1
	}
}

@test "rust: crates build as they are, with all of their features, one and none" {
	crate "$ROOT/tests/fixtures/crate/few.yaml"
	grep -qx 'name = "serde-api"' Cargo.toml
	for features in client server client,server ''; do clean_features crate-few "$features"; done
	run cargo run --quiet --example first_call -- http://127.0.0.1:1 Rex
	[[ $output == *'expected an argument: age'* ]]
	cd "$ROOT/tests/rust" || return
	crate "$ROOT/tests/fixtures/crate/tags.yaml"
	for features in client,all client,t3 client,pets client schemas server ''; do clean_features crate-tags "$features"; done
	grep -q '^| `owners-friends` | Owners .& friends | 1 |$' README.md
	cd "$ROOT/tests/rust" || return
	crate "$ROOT/tests/fixtures/server/webhooks.yaml"
	for features in webhooks-client webhooks-server server,client; do clean_features crate-webhooks "$features"; done
}

@test "rust: a client compiles for wasm32-unknown-unknown" {
	local target=wasm32-unknown-unknown
	[ -d "$(rustc --print target-libdir --target $target)" ] || skip "the target $target is not installed"
	for spec in bodies styles; do
		crate "$ROOT/tests/fixtures/client/$spec.yaml"
		RUSTFLAGS='-D warnings' cargo check --target $target >"$RUST_LOGS/wasm-$spec" 2>&1 || { tail -n 40 "$RUST_LOGS/wasm-$spec"; false; }
		cd "$ROOT/tests/rust" || return
	done
}

@test "rust: a crate's example of a service answers, writes a trace and ends when it is interrupted" {
	crate "$ROOT/tests/fixtures/server/petstore.yaml"
	cargo build --quiet --example serve --features server >"$RUST_LOGS/serve-build" 2>&1 || { cat "$RUST_LOGS/serve-build"; false; }
	serving serve "$CARGO_TARGET_DIR/debug/examples/serve" 127.0.0.1:0
	run python3 -c '
import http.client, sys
for method, path in [("GET", "/pets"), ("GET", "/none"), ("TRACE", "/pets")]:
    connection = http.client.HTTPConnection(sys.argv[1])
    connection.request(method, path)
    answer = connection.getresponse()
    print(answer.status, answer.getheader("content-type"))' "$address"
	kill -INT $pid
	wait $pid
	[ "$output" = '501 None
404 application/problem+json
405 application/problem+json' ]
	grep -q 'uri=/pets' "$RUST_LOGS/serve"
}

@test "rust: the crates of real specs build" {
	need_shared
	local specs=("$SHARED"/specs/real/{adyen*,twilio}.json "$SHARED"/specs/learn/v3.1/*.json)
	[ "${OAPI_TEST_RUST:-1}" != full ] || specs=("$SHARED"/specs/real/*.json "$SHARED"/specs/learn/v3*/*)
	for spec in "${specs[@]}"; do
		crate "$spec"
		cargo check --examples >"$RUST_LOGS/crate" 2>&1 || { tail -n 40 "$RUST_LOGS/crate"; false; }
		no grep '^warning' "$RUST_LOGS/crate"
		cd "$ROOT/tests/rust" || return
	done
}

@test "rust: the same with serde_json's arbitrary_precision (T24)" {
	cargo_clean traps-precision test -p traps --test traps --features arbitrary_precision
}

@test "rust: no text of a spec is a doc test (T35)" {
	cargo_clean traps-doctest test -p traps --doc
	grep -q '^running 0 tests' "$RUST_LOGS/traps-doctest"
}

@test "rust: the traps pass clippy and rustdoc" {
	cargo_clean traps-clippy clippy -p traps -p options
	cargo_clean traps-doc doc -p traps --no-deps --document-private-items
}

# round_trips SPEC...: --tests of these specs builds and passes: every example that fits is read, validated, and written
# back whole. Says how many examples each spec has, how many its types should take and how many are valid, and how many
# tests there were (examples in one place are one test for each type).
round_trips() {
	local spec name
	OAPI_RESOLVE=--keep-unknown OAPI_EMIT='--tests --nullable=double --validate' run ./generate examples "$@"
	echo "$output"
	[ "$status" -eq 0 ]
	no grep -q '^ *false,$' "$ROOT"/build/rust/examples/*.rs
	cargo_clean examples-test test -p examples --lib
	for spec; do
		name=$(basename "$spec" | tr .- __)
		"$BIN/oapi-parse" "$spec" 2>/dev/null | "$BIN/oapi-resolve" 2>/dev/null | "$BIN/oapi-fmt" |
			awk -v name="$(basename "$spec")" -v tests="$(grep -c "^test $name::.* ok$" "$RUST_LOGS/examples-test")" '
				/^ *examples? / { all++; shaped += /\[shaped/; valid += /valid\]/ }
				END { printf "# %s: %d examples, %d fit their types, %d are valid; %d tests passed\n", name, all, shaped, valid, tests }'
	done >&3
}

@test "rust: --tests: what fits its schema is read and written back, for every keyword" {
	round_trips "$ROOT"/tests/examples/*.yaml
}

@test "rust: --tests: the real specs' own examples are read and written back" {
	need_shared
	# in two parts, for the sake of memory
	round_trips "$SHARED"/specs/real/[!g]*.json
	round_trips "$SHARED"/specs/real/github.json
}

@test "rust: JSON Schema: what is valid is taken and written back, what is not is refused, for every keyword" {
	run ./suite "$ROOT"/tests/conformance/*.json
	echo "$output"
	[ "$status" -eq 0 ]
	cargo_clean conformance-test test -p conformance --test conformance -- --nocapture
	grep 'values that fit' "$RUST_LOGS/conformance-test" | sed 's/^/# /' >&3
}

@test "rust: each real spec becomes a module" {
	need_shared
	run generate_specs
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "rust: openai.json and openai.yaml give the same client" {
	need_shared
	cmp "$ROOT/build/rust/specs-one/openai_json.rs" "$ROOT/build/rust/specs-one/openai_yaml.rs"
	cmp "$ROOT/build/rust/specs-one/openai_json.json" "$ROOT/build/rust/specs-one/openai_yaml.json"
}

@test "rust: a file's head names the crates that it needs, and no others" {
	for file in "$ROOT"/build/rust/*/*.rs; do
		case ${file##*/} in lib.rs | mapping.rs) continue ;; esac # mapping.rs has paths of the user's, which name crates too
		# which features of reqwest are used differs
		sed -n 's,^// \([-a-z0-9_]* = .*\),\1,p' "$file" | sed 's/^reqwest = .*/reqwest = "0.13"/' | sort >"$BATS_TEST_TMPDIR/named"
		if grep -vxFf Cargo.toml "$BATS_TEST_TMPDIR/named"; then
			echo "$file: tests/rust/Cargo.toml has no such line"
			return 1
		fi
		grep -oE "(^|[^a-z_:])::($(sed -n 's/^\([-a-z0-9_]*\) = .*/\1/p' Cargo.toml | tr - _ | paste -sd '|'))::" "$file" | sed -E 's/^.?::(.*)::$/\1/' | sort -u >"$BATS_TEST_TMPDIR/used"
		sed 's/ = .*//' "$BATS_TEST_TMPDIR/named" | tr - _ | sort | diff "$BATS_TEST_TMPDIR/used" - || {
			echo "$file: < is used, > is named"
			return 1
		}
	done
}

@test "rust: the real specs compile without a warning" {
	need_shared
	cargo_clean specs-check check -p specs-one -p specs-two
}

@test "rust: the real specs pass clippy and rustdoc, and hold no doc test" {
	need_shared
	# one crate at a time: clippy takes several GB for each
	[ "${OAPI_TEST_RUST:-1}" = full ] || skip 'minutes long: OAPI_TEST_RUST=full'
	cargo_clean specs-clippy clippy -j 1 -p specs-one -p specs-two
	cargo_clean specs-doc doc -p specs-one -p specs-two --no-deps
	for crate in specs-one specs-two; do
		cargo_clean $crate-doctest rustdoc -p $crate -- --test
		grep -q '^running 0 tests' "$RUST_LOGS/$crate-doctest"
	done
}

@test "rust: the sources of serde, reqwest and axum compile as oapi-fmt lays them out" {
	local dir=$ROOT/build/rust/formatted
	rm -rf "$dir"
	mkdir -p "$dir/src"
	cp Cargo.lock "$dir"
	{
		printf '[workspace]\n[package]\nname = "formatted"\nversion = "0.0.0"\nedition = "2024"\n[dependencies]\n'
		grep -E '^(serde|reqwest|axum) = ' Cargo.toml
		printf '[patch.crates-io]\n'
		cargo metadata --locked --format-version 1 |
			jq -r '.packages[] | select(.name | IN("serde", "serde_core", "reqwest", "axum", "axum-core")) | "\(.name) \(.manifest_path | rtrimstr("/Cargo.toml"))"' |
			while read -r name path; do
				cp -R "$path" "$dir/$name"
				printf '%s = { path = "%s" }\n' "$name" "$name"
			done
	} >"$dir/Cargo.toml"
	[ "$(find "$dir" -name '*.rs' -path '*/src/*' | wc -l)" -gt 100 ]
	find "$dir" -name '*.rs' -path '*/src/*' -exec "$BIN/oapi-fmt" -w {} +
	: >"$dir/src/lib.rs"
	cd "$dir" || return
	cargo check --offline >"$RUST_LOGS/formatted" 2>&1 || {
		tail -n 40 "$RUST_LOGS/formatted"
		return 1
	}
}
