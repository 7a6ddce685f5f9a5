#!/usr/bin/env bats
# What is installed and packed, of a copy of the project that knows neither git nor what was built here.
# OAPI_TEST_PACKAGES=0 leaves it out.

load helper

# What is asked of the make that runs these tests is not for those that they run.
apart() {
	unset MAKEFLAGS MFLAGS MAKELEVEL CC CPPFLAGS CFLAGS LDFLAGS SAN PREFIX DESTDIR
}

setup_file() {
	[ "${OAPI_TEST_PACKAGES:-1}" != 0 ] && [ -e "$ROOT/.git" ] || return 0
	apart
	make -s -C "$ROOT" dist >/dev/null
	mkdir "$BATS_FILE_TMPDIR/apart"
	tar -xf "$ROOT"/build/oapi-*.tar.gz -C "$BATS_FILE_TMPDIR/apart"
	export COPY STAGED=$BATS_FILE_TMPDIR/staged INSTALLED=$BATS_FILE_TMPDIR/installed
	COPY=$(echo "$BATS_FILE_TMPDIR"/apart/oapi-*)
	make -s -C "$COPY" release install DESTDIR="$STAGED" PREFIX=/opt/oapi >"$BATS_FILE_TMPDIR/log" 2>&1 || {
		cat "$BATS_FILE_TMPDIR/log"
		return 1
	}
	# not where PREFIX says: all of it works from anywhere
	cp -R "$STAGED/opt/oapi" "$INSTALLED"
}

setup() {
	[ "${OAPI_TEST_PACKAGES:-1}" != 0 ] || skip 'OAPI_TEST_PACKAGES=0'
	[ -e "$ROOT/.git" ] || missing "git's directory"
	apart
	cd "$BATS_TEST_TMPDIR" || return
}

@test "packages: the same files give the same tarball" {
	cp "$ROOT"/build/oapi-*.tar.gz before
	(umask 077 && make -s -C "$ROOT" dist >/dev/null)
	cmp before "$ROOT"/build/oapi-*.tar.gz
	tar -tf before | sed 's,^[^/]*/,,' | sort >in
	git -C "$ROOT" ls-files | sort | diff - in
}

@test "packages: where a tarball cannot be made, there is none" {
	rejects 2 make -s -C "$COPY" dist
	[ -z "$(find "$COPY/build" -name '*.tar*')" ]
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
	[ "$(pkg-config --variable=prefix oapi)" = /opt/oapi ]
	local flags
	flags=$(pkg-config --define-prefix --cflags --libs oapi)
	# shellcheck disable=SC2086
	cc -Wall -Wextra -Werror -o count-tags "$ROOT/examples/count-tags.c" $flags
	for header in "$INSTALLED"/include/oapi/*.h; do
		# shellcheck disable=SC2086
		cc -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c $flags "$header"
	done
	cat >spec.yaml <<-'YAML'
		openapi: 3.1.0
		info: {title: t, version: "1"}
		tags: [{name: shop}, {name: idle}]
		paths:
		  /a:
		    get: {tags: [pets, shop, pets], responses: {"204": {description: d}}}
		    put: {responses: {"204": {description: d}}}
		  /b:
		    get: {tags: [pets], responses: {"204": {description: d}}}
	YAML
	"$INSTALLED/bin/oapi-parse" spec.yaml | "$INSTALLED/bin/oapi-resolve" | ./count-tags >counts
	printf '1\tshop\n0\tidle\n2\tpets\n1\t\n' | diff - counts
	rejects 3 ./count-tags spec.yaml
	[[ $stderr == 'count-tags: error: spec.yaml: not an IR'* ]]
	"$INSTALLED/bin/oapi-parse" spec.yaml >document.ir
	rejects 3 ./count-tags document.ir
	"$INSTALLED/bin/oapi-resolve" document.ir -o program.ir
	rejects 4 sh -c './count-tags program.ir >/dev/full'
	rejects 4 ./count-tags none
	rejects 2 ./count-tags --outptu x
	# it says no more than the stage that failed, and has its status
	sed -i 's/{description: d}/{$ref: "#\/components\/responses\/None"}/' spec.yaml
	status=0
	"$INSTALLED/bin/oapi-parse" spec.yaml 2>/dev/null | "$INSTALLED/bin/oapi-resolve" 2>/dev/null | ./count-tags -o counts 2>err || status=$?
	[ $status -eq 1 ]
	[ ! -s err ]
	printf '1\tshop\n0\tidle\n2\tpets\n1\t\n' | diff - counts
}

@test "packages: Debian's are built, lintian has nothing to say, and their programs run" {
	need dpkg-buildpackage dh lintian pkg-config
	local version flags
	version=$("$INSTALLED/bin/oapi" --version | sed 's/.* //')
	make -s -C "$ROOT" deb >log 2>&1 || { tail -n 30 log; return 1; }
	cp "$ROOT"/build/deb/*.deb .
	run lintian --allow-root --fail-on error,warning ./*.deb
	[ "$status" -eq 0 ] && [ -z "$output" ] || { echo "$output"; return 1; }
	for package in oapi oapi-dev; do
		[ "$(dpkg-deb -f ${package}_"$version"_*.deb Version)" = "$version" ]
	done
	dpkg-deb -f oapi_"$version"_*.deb Depends | grep -q 'libc6 (>= .*libyaml-0-2'
	# into a system that has what this one has: dpkg looks at what they need and whether they have a file twice
	mkdir -p root/var/lib/dpkg/info root/var/lib/dpkg/updates
	cp /var/lib/dpkg/status root/var/lib/dpkg
	dpkg --root="$PWD/root" --force-not-root --force-bad-path --force-script-chrootless -i ./*.deb >log 2>&1 || { tail log; return 1; }
	root/usr/bin/oapi gen types "$ROOT/tests/fixtures/server/petstore.yaml" -o types.rs
	grep -q 'pub struct Pet' types.rs
	flags=$(PKG_CONFIG_SYSROOT_DIR=$PWD/root PKG_CONFIG_PATH=$(echo root/usr/lib/*/pkgconfig) pkg-config --cflags --libs oapi)
	# shellcheck disable=SC2086
	cc -o count-tags root/usr/share/doc/oapi-dev/examples/count-tags.c $flags
	root/usr/bin/oapi-parse "$ROOT/tests/fixtures/server/petstore.yaml" | root/usr/bin/oapi-resolve | ./count-tags >counts
	[ -s counts ]
	# they hold all that is installed otherwise, and say whose and what since when
	(cd "$INSTALLED" && find . ! -type d) | sed "s,^\./,usr/,; s,/site-functions/,/vendor-completions/,; s,\(/man/.*\),\1.gz," | sort >wanted
	(cd root && find usr ! -type d) | sed "s,^usr/lib/[^/]*-[^/]*/,usr/lib/," | sort >there
	printf 'usr/share/doc/%s\n' oapi-dev/{changelog.gz,copyright,examples/count-tags.c} oapi/{changelog.gz,copyright} |
		sort - wanted | diff - there
}

@test "packages: make uninstall leaves nothing of what was installed" {
	touch "$STAGED/opt/oapi/bin/other"
	make -s -C "$COPY" uninstall DESTDIR="$STAGED" PREFIX=/opt/oapi
	[ "$(cd "$STAGED" && find . ! -type d)" = ./opt/oapi/bin/other ]
}
