#!/usr/bin/env bats
# oapi, which runs the stages.

load helper

setup() {
	OAPI=$BIN/oapi
	spec=$ROOT/tests/fixtures/server/webhooks.yaml
	cd "$BATS_TEST_TMPDIR" || return
}

# other_stages: bin with links to the tools, for a test to put something else in.
other_stages() {
	mkdir -p bin
	ln -sf "$BIN"/oapi* bin
}

@test "oapi gen is the pipe, byte for byte" {
	local specs=("$spec" "$ROOT"/tests/fixtures/client/*.yaml)
	[ ! -e "$SHARED/specs/real" ] || specs+=("$SHARED"/specs/real/*)
	for file in "${specs[@]}"; do
		"$BIN/oapi-parse" "$file" 2>/dev/null | "$BIN/oapi-resolve" 2>/dev/null >program.ir
		for mode in types client server; do
			"$BIN/oapi-emit" -m $mode program.ir 2>/dev/null | "$BIN/oapi-fmt" >pipe.rs
			"$OAPI" gen $mode -i "$file" -o driver.rs 2>/dev/null
			cmp pipe.rs driver.rs
		done
	done
	"$OAPI" gen <"$spec" >driver.rs
	"$BIN/oapi-parse" <"$spec" | "$BIN/oapi-resolve" | "$BIN/oapi-emit" | "$BIN/oapi-fmt" | cmp - driver.rs
}

@test "oapi gen passes options to the stages that have them" {
	"$OAPI" gen client "$spec" --only 'subscr*' --vis=crate -W unsupported=ignore --width 80 >driver.rs 2>err
	grep -q 'pub(crate) mod client' driver.rs
	grep -q 'kept 2 of 4 operations' err
	"$BIN/oapi-parse" "$spec" | "$BIN/oapi-resolve" --only 'subscr*' 2>/dev/null | "$BIN/oapi-emit" -m client --vis=crate | "$BIN/oapi-fmt" --width 80 | cmp - driver.rs
	rejects 2 "$OAPI" gen client "$spec" --onlly x
	[[ $stderr == *"'--onlly'"*"'--only'"* ]]
	rejects 2 "$OAPI" gen client "$spec" --maps=tree
	[[ $stderr == *'expected index, btree or hash'* ]]
	rejects 2 "$OAPI" gen types "$spec" another
}

@test "each option of a stage is one of oapi gen, and in its page" {
	options() { "$@" --help | sed -nE 's/^ +(-.*, +)?(--[a-z-]+).*/\2/p' | sort -u; }
	for stage in parse resolve emit; do options "$BIN/oapi-$stage"; done | sort -u | grep -vx -e --directory -e --mode >wanted
	options "$OAPI" gen >given
	[ -z "$(comm -23 wanted given)" ]
	for option in $(options "$OAPI" gen; options "$OAPI" list); do
		grep -q -- "Fl -${option#--}" "$ROOT/man/oapi.1" || grep -qhF -- "Fl -${option#--}" "$ROOT"/man/oapi-{parse,resolve,emit,fmt}.1 || { echo "$option is in no page"; return 1; }
	done
}

@test "oapi gen crate writes a crate whose files are laid out" {
	"$OAPI" gen crate -i "$spec" -o hooks
	[ -e hooks/src/webhooks_server.rs ]
	for file in hooks/*/*.rs; do "$BIN/oapi-fmt" --check "$file"; done
	"$OAPI" gen crate "$ROOT/tests/fixtures/crate/few.yaml" -o few
	[ ! -e few/src/webhooks_server.rs ]
	rejects 2 "$OAPI" gen crate "$spec"
	[[ $stderr == *'expected -o DIR'* ]]
}

@test "oapi gen --check: status 1 and a diff where the file is another, which stays" {
	"$OAPI" gen "$spec" -o types.rs
	"$OAPI" gen "$spec" -o types.rs --check
	sed 's/Subscription/Other/' types.rs >stale.rs
	cp stale.rs before.rs
	rejects 1 "$OAPI" gen "$spec" -o stale.rs --check
	cmp stale.rs before.rs
	patch -s stale.rs <<<"$output"
	cmp stale.rs types.rs
	rejects 4 "$OAPI" gen "$spec" -o none.rs --check
	[[ $stderr == *'none.rs'*'No such file'* ]]
	rejects 2 "$OAPI" gen "$spec" --check
}

@test "oapi gen: a description with errors: status 1, its findings alone, the old file" {
	sed 's,schemas/Event,schemas/Evnt,' "$spec" >wrong.yaml
	echo old >out.rs
	rejects 1 "$OAPI" gen server wrong.yaml -o out.rs
	[[ $stderr == *"did you mean 'Event'"* ]]
	[[ $stderr != *oapi-emit* && $stderr != *oapi-fmt* ]]
	[ "$(cat out.rs)" = old ]
	rejects 1 "$OAPI" check wrong.yaml
	[[ $stderr == *"did you mean 'Event'"* ]]
	rejects 4 "$OAPI" gen no-such.yaml -o out.rs
	[ "$(cat out.rs)" = old ]
	"$OAPI" check "$spec"
}

@test "oapi gen: a stage that is killed or missing: its name, a status, the old file" {
	other_stages
	echo old >out.rs
	for stage in parse resolve emit fmt; do
		rm bin/oapi-$stage
		printf '#!/bin/sh\nkill -KILL $$\n' >bin/oapi-$stage
		chmod +x bin/oapi-$stage
		rejects 137 bin/oapi gen "$spec" -o out.rs
		[[ $stderr == *"oapi-$stage was ended by signal 9"* ]]
		rm bin/oapi-$stage
		rejects 4 bin/oapi gen "$spec" -o out.rs
		[[ $stderr == *"bin/oapi-$stage cannot be run: No such file"* ]]
		ln -s "$BIN/oapi-$stage" bin
	done
	[ "$(cat out.rs)" = old ]
	bin/oapi gen "$spec" -o out.rs
	[ "$(find . -name '*.tmp' | wc -l)" -eq 0 ]
}

@test "oapi gen: what cannot be written: status 4, a message" {
	[ -e /dev/full ] || skip 'there is no /dev/full'
	rejects 4 "$OAPI" gen "$spec" -o /dev/full
	[[ $stderr == *'/dev/full'*'No space left'* ]]
	rejects 4 "$OAPI" gen "$spec" -o no/such/dir.rs
	[[ $stderr == *'no/such/dir.rs'* ]]
	run sh -c "'$OAPI' gen '$spec' >/dev/full"
	[ "$status" -eq 4 ]
}

@test "oapi gen: a signal ends the stages too" {
	other_stages
	rm bin/oapi-parse
	printf '#!/bin/sh\necho $$ >parse.pid\nexec sleep 60\n' >bin/oapi-parse
	chmod +x bin/oapi-parse
	bin/oapi gen "$spec" -o out.rs 3>&- &
	local pid=$! status=0
	for ((i = 0; i < 50; i++)); do
		[ ! -s parse.pid ] || break
		sleep 0.1
	done
	kill -TERM $pid
	wait $pid || status=$?
	[ $status -eq 143 ]
	for ((i = 0; i < 50; i++)); do
		kill -0 "$(cat parse.pid)" 2>/dev/null || break
		sleep 0.1
	done
	no kill -0 "$(cat parse.pid)"
	[ ! -e out.rs ]
}

@test "oapi gen --save-temps keeps the IRs; -### prints the pipe" {
	cp "$spec" hooks.yaml
	"$OAPI" gen hooks.yaml -o saved.rs --save-temps
	"$BIN/oapi-parse" hooks.yaml | cmp - hooks.yaml.document.ir
	"$BIN/oapi-resolve" hooks.yaml.document.ir | cmp - hooks.yaml.program.ir
	"$OAPI" gen hooks.yaml | cmp - saved.rs
	"$OAPI" gen client -### hooks.yaml --only 'sub*' -o "a 'b'.rs" >pipe
	[ ! -e "a 'b'.rs" ]
	sh pipe
	"$OAPI" gen client hooks.yaml --only 'sub*' | cmp - "a 'b'.rs"
}

@test "oapi list: tables for people, JSON for programs" {
	[ "$("$OAPI" list operations "$spec")" = 'subscribe  POST  /subscriptions
petMade    PUT   /pets/{made}
           POST  /pets/{made}
deliver    POST  {$request.body#/url}?from=oapi    Delivers an event.' ]
	[ "$("$OAPI" list schemas "$spec" | cut -d ' ' -f 1 | xargs)" = 'Subscription Event Taken' ]
	[ "$("$OAPI" list security --json "$spec" | jq -r '.[0] | .name + " " + .what')" = 'key X-Key' ]
	"$OAPI" list tags --json "$ROOT/tests/fixtures/crate/tags.yaml" | jq -e 'type == "array"' >/dev/null
	"$OAPI" list servers "$spec" >servers
	rejects 2 "$OAPI" list pets "$spec"
	[[ $stderr == *'operations, schemas, tags, servers or security'* ]]
	rejects 2 "$OAPI" lst
	[[ $stderr == *"no command 'lst'"* ]]
}
