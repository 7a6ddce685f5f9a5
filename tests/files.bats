#!/usr/bin/env bats
# References to other files: what they become, where they may lead, what is said where they lead nowhere.

load helper

setup() {
	cd "$BATS_TEST_DIRNAME/files"
}

# files_fixture NAME: the pipe on the spec NAME, with the local copy of what remote.yaml refers to.
files_fixture() {
	status=0
	"$BIN/oapi-parse" --map https://example.com/api/=mirror "$1" 2>"$BATS_TEST_TMPDIR/err" |
		"$BIN/oapi-resolve" >"$BATS_TEST_TMPDIR/ir" 2>>"$BATS_TEST_TMPDIR/err" || status=$?
}

@test "files: what several files say together, each read once, two ways to a schema being one type" {
	trees_are_golden files_fixture
	for folder in spec old cut bases; do
		cd "$BATS_TEST_DIRNAME/files/$folder"
		trees_are_golden files_fixture
	done
}

@test "files: what is said where a reference leads nowhere, or to a file with errors" {
	findings_are_golden files_fixture
}

@test "files: from inside and from outside of the directory the program is the same, but for the names of files" {
	"$BIN/oapi-parse" spec/shop.yaml | "$BIN/oapi-resolve" | "$BIN/oapi-emit" --manifest "$BATS_TEST_TMPDIR/out.json" >"$BATS_TEST_TMPDIR/out.rs"
	cd spec
	"$BIN/oapi-parse" shop.yaml | "$BIN/oapi-resolve" | "$BIN/oapi-emit" --manifest "$BATS_TEST_TMPDIR/in.json" >"$BATS_TEST_TMPDIR/in.rs"
	cmp "$BATS_TEST_TMPDIR/out.rs" "$BATS_TEST_TMPDIR/in.rs"
	sed 's|:"spec/|:"|' "$BATS_TEST_TMPDIR/out.json" | cmp - "$BATS_TEST_TMPDIR/in.json"
	grep -q '"pointer":"shared.json#/components/schemas/Fault","rust":"Fault"' "$BATS_TEST_TMPDIR/in.json"
	[ "$("$BIN/oapi-parse" shop.yaml | "$BIN/oapi-fmt" | grep -c '^source')" -eq 6 ]
}

@test "files: --root and --map say where references may lead; standard input has no place of its own" {
	cp -r . "$BATS_TEST_TMPDIR/copy"
	cd "$BATS_TEST_TMPDIR/copy"
	printf 'openapi: 3.1.0\ninfo: {title: t, version: v}\ncomponents: {schemas: {S: {$ref: ../elsewhere/secret.yaml}}}\n' >spec/out.yaml
	# outside, by a path and by a symbolic link
	outside() { "$BIN/oapi-parse" "$@" | "$BIN/oapi-resolve" | "$BIN/oapi-emit"; }
	rejects 1 outside spec/out.yaml
	[[ $stderr == "spec/out.yaml:3:34: error: the file 'elsewhere/secret.yaml' is outside of the directory"*"[external-ref]"*--root* ]]
	ln -s ../elsewhere/secret.yaml spec/link.yaml
	sed 's|../elsewhere/secret.yaml|link.yaml|' spec/out.yaml >spec/linked.yaml
	rejects 1 outside spec/linked.yaml
	[[ $stderr == *"the file 'spec/link.yaml' is outside of"* ]]
	"$BIN/oapi-parse" --root . spec/out.yaml | "$BIN/oapi-resolve" | "$BIN/oapi-emit" | grep -q 'pub secret:'
	"$BIN/oapi-parse" --root=. spec/linked.yaml | "$BIN/oapi-resolve" | "$BIN/oapi-emit" | grep -q 'pub secret:'
	# an absolute path, with and without a scheme
	for reference in "$PWD/elsewhere/secret.yaml" "file://$PWD/elsewhere/secret.yaml"; do
		sed "s|\.\./elsewhere/secret.yaml|$reference|" spec/out.yaml >spec/absolute.yaml
		rejects 1 outside spec/absolute.yaml
		[[ $stderr == *"is outside of"* ]]
		"$BIN/oapi-parse" --root . spec/absolute.yaml | "$BIN/oapi-resolve" | "$BIN/oapi-emit" | grep -q 'pub secret:'
	done
	# a copy may not lead out of its own directory
	sed 's|../elsewhere/secret.yaml|https://example.com/api/../elsewhere/secret.yaml|' spec/out.yaml >spec/mapped.yaml
	rejects 1 outside --map https://example.com/=mirror spec/mapped.yaml
	[[ $stderr == *"there is no file 'https://example.com/elsewhere/secret.yaml'"* ]]
	ln -s ../elsewhere mirror/elsewhere
	rejects 1 outside --map https://example.com/=mirror spec/mapped.yaml
	[[ $stderr == *"'https://example.com/elsewhere/secret.yaml' is outside of"* ]]
	# the longest prefix holds
	"$BIN/oapi-parse" --map https://example.com/=mirror --map https://example.com/elsewhere=elsewhere spec/mapped.yaml |
		"$BIN/oapi-resolve" | "$BIN/oapi-emit" | grep -q 'pub secret:'
	# standard input
	cd spec
	rejects 1 outside <shop.yaml
	[[ $stderr == *"<stdin>:"*"came by standard input"*"--root"* ]]
	outside --root . <shop.yaml | grep -q 'pub struct Order '
	for setting in x =x x= ''; do
		rejects 2 "$BIN/oapi-parse" --map "$setting" shop.yaml
		[[ $stderr == *"expected PREFIX=DIR"* ]]
	done
}

@test "files: nothing outside of the directory is opened, and nothing can be fetched" {
	cp -r . "$BATS_TEST_TMPDIR/copy"
	cd "$BATS_TEST_TMPDIR/copy"
	"${CC:-cc}" -shared -fPIC -o opened.so opened.c -ldl
	ln -s ../elsewhere/secret.yaml spec/link.yaml
	sed -i 's|schemas/order.yaml}$|link.yaml}|; $a\        evil: {$ref: ../../../../../../etc/passwd}\n        more: {$ref: /etc/passwd}\n        pipe: {$ref: fifo.yaml}' spec/shop.yaml
	mkfifo spec/fifo.yaml
	OPENED=$PWD/log ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD=$PWD/opened.so timeout 20 "$BIN/oapi-parse" -o /dev/null spec/shop.yaml
	grep -q "^$PWD/spec/shared.json$" log
	no grep -vE "^($PWD/spec/|spec/shop.yaml$|/dev/null$|/proc/|/sys/)" log
	no grep -E 'fifo|link|passwd' log
	# the sanitizers' own library can do more
	[ "${OAPI_BUILD:-build}" = build/san ] ||
		no grep -wE 'socket|connect|getaddrinfo|fork|execve|posix_spawn' <(nm -D --undefined-only "$BIN/oapi-parse")
}

@test "files: ten thousand files that refer to each other are read once each" {
	cd "$BATS_TEST_TMPDIR"
	for i in {1..9999}; do
		printf 'properties: {next: {$ref: f%d.yaml}, first: {$ref: f1.yaml}}\n' $((i + 1)) >f$i.yaml
	done
	echo 'properties: {back: {$ref: f1.yaml}}' >f10000.yaml
	printf 'openapi: 3.1.0\ninfo: {title: t, version: v}\ncomponents: {schemas: {All: {$ref: f1.yaml}}}\n' >all.yaml
	timeout 60 "$BIN/oapi-parse" all.yaml | "$BIN/oapi-resolve" >ir
	[ "$("$BIN/oapi-fmt" ir | grep -c '^type object')" -eq 10000 ]
}
