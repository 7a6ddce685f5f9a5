#!/usr/bin/env bats
# What is installed and packed, of a copy of the project that knows neither git nor what was built here.
# OAPI_TEST_PACKAGES=0 leaves it out.

load helper

setup_file() {
	[ "${OAPI_TEST_PACKAGES:-1}" != 0 ] || return 0
	# flags of the make that runs these tests are not for those that they run
	unset MAKEFLAGS MFLAGS MAKELEVEL CC CFLAGS LDFLAGS
	make -s -C "$ROOT" dist >/dev/null
	mkdir "$BATS_FILE_TMPDIR/apart"
	tar -xf "$ROOT"/build/oapi-*.tar.gz -C "$BATS_FILE_TMPDIR/apart"
	export COPY INSTALLED=$BATS_FILE_TMPDIR/installed
	COPY=$(echo "$BATS_FILE_TMPDIR"/apart/oapi-*)
	make -s -C "$COPY" release install PREFIX="$INSTALLED" >"$BATS_FILE_TMPDIR/log" 2>&1 || {
		cat "$BATS_FILE_TMPDIR/log"
		return 1
	}
}

setup() {
	[ "${OAPI_TEST_PACKAGES:-1}" != 0 ] || skip 'OAPI_TEST_PACKAGES=0'
	unset MAKEFLAGS MFLAGS MAKELEVEL CC CFLAGS LDFLAGS
	cd "$BATS_TEST_TMPDIR" || return
}

@test "packages: the same files give the same tarball" {
	cp "$ROOT"/build/oapi-*.tar.gz before
	(umask 077 && make -s -C "$ROOT" dist >/dev/null)
	cmp before "$ROOT"/build/oapi-*.tar.gz
	tar -tf before | sed 's,^[^/]*/,,' | sort >in
	git -C "$ROOT" ls-files | sort | diff - in
}

@test "packages: what is installed works from where it is, and has its pages and completions" {
	"$INSTALLED/bin/oapi" gen types "$ROOT/tests/fixtures/server/petstore.yaml" -o types.rs
	grep -q 'pub struct Pet' types.rs
	for page in 1/oapi 1/oapi-parse 1/oapi-resolve 1/oapi-emit 1/oapi-fmt 5/oapi-ir 7/oapi; do
		[ -s "$INSTALLED/share/man/man${page%/*}/${page#*/}.${page%/*}" ]
	done
	for tool in oapi oapi-parse oapi-resolve oapi-emit oapi-fmt; do
		# shellcheck source=/dev/null
		(. "$INSTALLED/share/bash-completion/completions/$tool" && complete -p "$tool") >/dev/null
		"$INSTALLED/bin/oapi" completion fish | cmp - "$INSTALLED/share/fish/vendor_completions.d/$tool.fish"
	done
	"$INSTALLED/bin/oapi" completion zsh | cmp - "$INSTALLED/share/zsh/site-functions/_oapi"
}

@test "packages: a stage of one's own is compiled with what is installed" {
	need pkg-config
	export PKG_CONFIG_PATH=$INSTALLED/lib/pkgconfig
	[ "$(pkg-config --modversion oapi)" = "$("$INSTALLED/bin/oapi" --version | sed 's/.* //')" ]
	# shellcheck disable=SC2046
	cc -Wall -Wextra -Werror -o count-tags "$ROOT/examples/count-tags.c" $(pkg-config --cflags --libs oapi)
	cat >spec.yaml <<-'YAML'
		openapi: 3.1.0
		info: {title: t, version: "1"}
		paths:
		  /a:
		    get: {tags: [pets, shop], responses: {"204": {description: d}}}
		    put: {responses: {"204": {description: d}}}
		  /b:
		    get: {tags: [pets], responses: {"204": {description: d}}}
	YAML
	"$INSTALLED/bin/oapi-parse" spec.yaml | "$INSTALLED/bin/oapi-resolve" | ./count-tags >counts
	printf '2\tpets\n1\tshop\n1\t\n' | diff - counts
	# it says no more than the stage that failed, and has its status
	sed -i 's/{description: d}/{$ref: "#\/components\/responses\/None"}/' spec.yaml
	status=0
	"$INSTALLED/bin/oapi-parse" spec.yaml 2>/dev/null | "$INSTALLED/bin/oapi-resolve" 2>/dev/null | ./count-tags -o counts 2>err || status=$?
	[ $status -eq 1 ]
	[ ! -s err ]
	printf '2\tpets\n1\tshop\n1\t\n' | diff - counts
}

@test "packages: Debian's are built, lintian has nothing to say, and their programs run" {
	need dpkg-buildpackage dh lintian
	local version
	version=$("$INSTALLED/bin/oapi" --version | sed 's/.* //')
	make -s -C "$ROOT" deb >log 2>&1 || { tail -n 30 log; return 1; }
	cp "$ROOT"/build/deb/*.deb .
	run lintian --allow-root --fail-on error,warning ./*.deb
	[ "$status" -eq 0 ] && [ -z "$output" ] || { echo "$output"; return 1; }
	for package in oapi oapi-dev; do
		[ "$(dpkg-deb -f ${package}_"$version"_*.deb Version)" = "$version" ]
		dpkg-deb -x ${package}_"$version"_*.deb root
	done
	dpkg-deb -f oapi_"$version"_*.deb Depends | grep -q 'libyaml-0-2'
	root/usr/bin/oapi gen types "$ROOT/tests/fixtures/server/petstore.yaml" -o types.rs
	grep -q 'pub struct Pet' types.rs
	[ -s "$(echo root/usr/lib/*/liboapi.a)" ]
	[ -s root/usr/include/oapi/ir.def ]
}
