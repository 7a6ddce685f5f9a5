#!/usr/bin/env bats
# oapi, which runs the stages: what it writes is what the pipe writes, and where anything fails, nothing is.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cp "$ROOT/tests/man/pets.json" .
	PATH=$BIN:$PATH
	mkdir tmp
	export TMPDIR=$PWD/tmp
}

# Whatever happened, no temporary file is left, and no stage runs.
teardown() {
	[ -z "$(ls -A "$BATS_TEST_TMPDIR/tmp")" ]
	[ -z "$(find "$BATS_TEST_TMPDIR" -name '*.tmp')" ]
	[ -z "$(pgrep -P 1 -f "$BATS_TEST_TMPDIR")" ]
}

# by_hand MODE SPEC: the pipe that oapi gen stands for.
by_hand() {
	oapi-parse "$2" | oapi-resolve | oapi-emit -m "$1" | oapi-fmt
}

@test "driver: oapi gen writes what the pipe writes, to a file and to standard output" {
	for mode in types client server; do
		by_hand $mode pets.json >hand.rs
		oapi gen $mode -i pets.json -o out.rs
		cmp hand.rs out.rs
		oapi gen $mode pets.json | cmp - hand.rs
		oapi gen $mode <pets.json | cmp - <(oapi-parse <pets.json | oapi-resolve | oapi-emit -m $mode | oapi-fmt)
	done
	oapi gen pets.json | cmp - <(by_hand types pets.json)
}

@test "driver: oapi gen crate writes the crate that the pipe writes, laid out" {
	oapi gen crate pets.json -o made
	oapi-parse pets.json | oapi-resolve | oapi-emit -m crate --directory=hand
	oapi-fmt -w hand/src/*.rs hand/examples/*.rs
	diff -r hand made
	oapi gen crate pets.json -o made
	diff -r hand made
}

@test "driver: oapi gen on each real spec is the pipe, byte for byte" {
	need_shared
	for spec in "$SHARED"/specs/real/*; do
		case $spec in *github*) modes=types ;; *) modes='types client server' ;; esac
		for mode in $modes; do
			by_hand $mode "$spec" >hand.rs 2>hand.err
			oapi gen $mode "$spec" -o out.rs 2>out.err
			cmp hand.rs out.rs
			cmp <(sort hand.err) <(sort out.err)
		done
	done
}

@test "driver: -### prints the pipe, which does the same" {
	oapi gen client pets.json -o 'a b.rs' --maps=btree -W unsupported=warn
	mkdir shell
	oapi gen client -### pets.json -o 'shell/a b.rs' --maps=btree -W unsupported=warn >pipe.sh
	[ ! -e 'shell/a b.rs' ]
	sh pipe.sh
	cmp 'a b.rs' 'shell/a b.rs'
	oapi gen crate pets.json -o made --manifest made.json
	oapi gen crate pets.json -o hand --manifest hand.json --dry-run | sh
	diff -r made hand
	cmp made.json hand.json
}

@test "driver: --save-temps keeps what each stage passes on" {
	oapi gen pets.json -o out.rs --save-temps
	oapi-parse pets.json | cmp - out.doc.ir
	oapi-resolve out.doc.ir | cmp - out.prog.ir
	oapi-emit out.prog.ir | cmp - out.unformatted.rs
	oapi-fmt out.unformatted.rs | cmp - out.rs
	(mkdir sub && cd sub && oapi gen ../pets.json --save-temps >/dev/null && [ -s pets.doc.ir ])
}

@test "driver: list, as tables and as JSON" {
	cat >spec.yaml <<-END
		openapi: 3.1.0
		info: {title: T, version: "1"}
		servers: [{url: "https://example.com", description: "The one.\nMore."}]
		tags: [{name: pet, description: Pets}, {name: idle}]
		security: [{key: []}]
		paths:
		  /pets/{id}:
		    get:
		      tags: [pet, other, pet]
		      summary: One pet
		      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
		      responses: {200: {description: It., content: {application/json: {schema: {\$ref: "#/components/schemas/Pét"}}}}}
		components:
		  schemas: {Pét: {type: object, title: A pet}, Kind: {enum: [a, b]}}
		  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, basic: {type: http, scheme: basic}}
	END
	for kind in operations schemas tags servers security; do
		oapi list $kind spec.yaml
		oapi list $kind --json -i spec.yaml | jq -c '.[]'
	done >got 2>/dev/null
	golden "$ROOT/tests/driver/list" <got
	oapi list tags spec.yaml -o listed
	oapi list tags <spec.yaml | sed 's/<stdin>/spec.yaml/' >piped
	[ "$(tr -s ' ' <listed)" = "$(tr -s ' ' <piped)" ]
}

@test "driver: check reports all findings, and writes nothing" {
	{
		echo 'openapi: 3.1.0'
		echo 'info: {title: T, version: "1"}'
		echo 'paths: {}'
		echo 'components: {schemas: {A: {type: object, properties: {'
		for i in $(seq 300); do echo "p$i: {\$ref: '#/components/schemas/None$i'},"; done
		echo '}}}}'
	} >many.yaml
	rejects 1 oapi check many.yaml
	[ -z "$output" ]
	[ "$(grep -c 'error: .*\[unresolved-ref\]' <<<"$stderr")" -eq 300 ]
	rejects 1 oapi check --diagnostics=human many.yaml
	[[ $stderr == *' more errors'* ]]
	rejects 0 oapi check server --input=pets.json
	[ -z "$output$stderr" ]
	[ "$(ls)" = "$(printf 'many.yaml\npets.json\ntmp')" ]
}

@test "driver: --check says what is stale, and writes nothing" {
	oapi gen pets.json -o out.rs --manifest map.json
	rejects 0 oapi gen --check pets.json -o out.rs --manifest map.json
	[ -z "$output$stderr" ]
	sed -i 's/What it is called/Its name/' pets.json
	cp out.rs before.rs
	rejects 1 oapi gen --check pets.json -o out.rs
	cmp before.rs out.rs
	echo "$output" >change.diff
	patch -s out.rs change.diff
	rejects 0 oapi gen --check pets.json -o out.rs
	rejects 1 oapi gen --check pets.json -o none.rs
	[ ! -e none.rs ]
	oapi gen crate pets.json -o made
	rm made/src/types.rs
	rejects 1 oapi gen crate --check pets.json -o made
	[[ $output == *made/src/types.rs* ]]
	[ ! -e made/src/types.rs ]
	rejects 1 oapi gen crate --check pets.json -o none
	[ ! -e none ]
}

@test "driver: --depfile names all that was read, as make takes it" {
	need make
	mkdir 'with space'
	printf '{"Pet": {"type": "object"}}' >'with space/types.json'
	printf 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {}\ncomponents: {schemas: {Pet: {$ref: "with%%20space/types.json#/Pet"}}}\n' >spec.yaml
	printf 'overlay: 1.0.0\ninfo: {title: O, version: "1"}\nactions: [{target: $.info, update: {title: U}}]\n' >over.yaml
	printf 'out.rs:\n\techo made >>log\n\toapi gen spec.yaml --overlay over.yaml -o out.rs --depfile out.d\n-include out.d\n' >Makefile
	make -s
	make -s
	[ "$(wc -l <log)" -eq 1 ]
	for file in spec.yaml over.yaml 'with space/types.json'; do
		grep -qF "$(printf %s "$file" | sed 's/ /\\ /')" out.d
		touch -d '+2 seconds' "$file"
		make -s
		touch -d '-1 hour' spec.yaml over.yaml 'with space/types.json'
	done
	[ "$(wc -l <log)" -eq 4 ]
	oapi-parse spec.yaml --overlay over.yaml --files=files >/dev/null
	[ "$(cat files)" = "$(printf 'spec.yaml\nover.yaml\nwith space/types.json')" ]
	oapi-parse --files=files <pets.json >/dev/null
	[ ! -s files ]
	rejects 4 sh -c 'oapi-parse pets.json --files=/dev/full >/dev/null'
	oapi gen crate spec.yaml -o made --depfile made.d
	grep -q '^made/Cargo.toml:' made.d
	grep -q ' spec.yaml' made.d
}

@test "driver: --stats says what each stage took" {
	rejects 0 oapi gen --stats pets.json -o out.rs
	[ "$(grep -c '^oapi-\(parse\|resolve\|emit\|fmt\) .* ms .* KiB ' <<<"$stderr")" -eq 4 ]
	rejects 0 oapi gen --stats=json pets.json -o out.rs
	size=$(stat -c %s out.rs)
	jq -e --argjson spec "$(stat -c %s pets.json)" --argjson size "$size" '.stages | length == 4 and
		.[0].in == $spec and .[0].out == .[1].in and .[1].out == .[2].in and .[2].out == .[3].in and .[3].out == $size and
		all(.[]; .wall_ms > 0 and .cpu_ms >= 0 and .peak_bytes > 100000)' <<<"$stderr"
	rejects 1 oapi check --stats --json <<<'{'
	[[ $stderr == *'json-syntax'*'{"stages":['* ]]
	[ "$(grep -c '"tool"' <<<"$stderr")" -eq 0 ]
}

@test "driver: --watch generates again when a file that was read changes" {
	oapi gen pets.json -o out.rs --watch 2>log &
	pid=$!
	for i in $(seq 50); do grep -q waiting log && break; sleep 0.1; done
	grep -q 'What it is called' out.rs
	sed -i 's/What it is called/Its name/' pets.json
	for i in $(seq 50); do grep -q 'Its name' out.rs && break; sleep 0.1; done
	grep -q 'Its name' out.rs
	echo '{' >pets.json
	for i in $(seq 50); do grep -q json-syntax log && break; sleep 0.1; done
	grep -q json-syntax log
	grep -q 'Its name' out.rs
	kill $pid
	status=0
	wait $pid || status=$?
	[ $status -eq 143 ]
}

@test "driver: on a terminal, findings have colour, and a run of more than a second says what it does" {
	need script
	printf 'sleep 1.4\nexec "%s/oapi-emit" "$@"\n' "$BIN" | stage oapi-emit
	TERM=xterm script -qec 'stages/oapi gen pets.json -o out.rs' /dev/null </dev/null >typed
	grep -q $'\roapi gen: 1\.[0-9] s, oapi-emit\|\033\[Koapi gen: 1\.[0-9] s, oapi-emit' typed
	no grep -q 'gen: 0' typed
	[ "$(tail -c 4 typed)" = $'\r\033[K' ]
	TERM=xterm script -qec 'oapi gen pets.json -o out.rs' /dev/null </dev/null >typed
	[ ! -s typed ]
	TERM=xterm script -qec 'oapi check none.json' /dev/null </dev/null >typed || true
	grep -q $'\033\[1;31merror' typed
	rejects 4 env TERM=xterm oapi check none.json
	[[ $stderr != *$'\033'* ]]
}

# stage NAME: a stage of that name, whose text is standard input, beside a copy of oapi and the other stages.
stage() {
	mkdir -p stages
	cp -n "$BIN"/* stages/
	{ echo '#!/bin/sh'; cat; } >"stages/$1"
	chmod +x "stages/$1"
}

@test "driver: where a stage fails, its message alone is shown, and the old file stays" {
	echo old >out.rs
	sed 's|schemas/Owner"|schemas/Ownr"|' pets.json >ref.json
	rejects 1 oapi gen ref.json -o out.rs
	[ "$(grep -c 'error' <<<"$stderr")" -eq 1 ]
	rejects 4 oapi gen none.json -o out.rs
	[ "$(grep -c 'error' <<<"$stderr")" -eq 1 ]
	rejects 2 oapi gen pets.json --maps=tree -o out.rs
	[ "$(grep -c 'error' <<<"$stderr")" -eq 1 ]
	[[ $stderr == "oapi-emit: error: '--maps=tree'"* ]]
	for name in parse resolve emit fmt; do
		rm -rf stages
		echo 'kill -9 $$' | stage oapi-$name
		rejects 4 stages/oapi gen pets.json -o out.rs
		[[ $stderr == "oapi gen: error: oapi-$name was ended by signal 9: Killed" ]]
		rm stages/oapi-$name
		[ $name != parse ] || continue
		rejects 4 env PATH=/usr/bin:/bin stages/oapi gen pets.json -o out.rs
		[[ $stderr == "oapi gen: error: cannot run "*"oapi-$name': No such file"* ]]
	done
	[ "$(cat out.rs)" = old ]
}

@test "driver: a signal ends all of it, and leaves nothing" {
	echo old >out.rs
	echo 'exec sleep 77.7' | stage oapi-emit
	for signal in INT TERM HUP; do
		python3 -c 'import signal, sys, os
for name in ("SIGINT", "SIGTERM", "SIGHUP"): signal.signal(getattr(signal, name), signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' stages/oapi gen crate pets.json -o made --manifest map.json &
		pid=$!
		for i in $(seq 50); do pgrep -P $pid sleep >/dev/null && break; sleep 0.1; done
		kill -$signal $pid
		status=0
		wait $pid || status=$?
		[ $status -eq $((128 + $(kill -l $signal))) ]
		no pgrep -f 'sleep 77.7'
		[ -z "$(ls tmp)" ]
	done
	[ ! -e made ]
	[ "$(cat out.rs)" = old ]
}

@test "driver: a full disk, a directory that may not be written, a closed output: status 4" {
	[ -e /dev/full ] || missing /dev/full
	rejects 4 sh -c 'oapi gen pets.json >/dev/full'
	[[ $stderr == *'No space left'* ]]
	rejects 4 oapi gen pets.json -o /dev/full
	rejects 4 sh -c 'oapi list tags pets.json >/dev/full'
	rejects 4 sh -c 'oapi completion bash >/dev/full'
	rejects 4 sh -c 'oapi gen pets.json >&-'
	rejects 4 sh -c 'oapi gen <&-'
	rejects 4 oapi gen pets.json -o nowhere/out.rs
	[[ $stderr == *nowhere/out.rs*'No such file'* ]]
	rejects 4 env TMPDIR=/nowhere oapi gen crate pets.json -o made
	[[ $stderr == *"'/nowhere/oapi-XXXXXX': No such file"* ]]
	[ ! -e made ]
}

@test "driver: a directory that is closed: what was wrong, and all is as it was" {
	[ "$(id -u)" -ne 0 ] || need setpriv
	mkdir shut
	echo old >shut/out.rs
	chmod 555 shut
	rejects 4 bound "$BIN/oapi" gen pets.json -o shut/out.rs
	[[ $stderr == *"'shut/out.rs': Permission denied"* ]]
	rejects 4 bound "$BIN/oapi" gen crate pets.json -o shut/made
	[[ $stderr == *"'shut/made': Permission denied"* ]]
	[ "$(ls shut)" = out.rs ]
	[ "$(cat shut/out.rs)" = old ]
	chmod 0 pets.json
	rejects 4 bound "$BIN/oapi" gen pets.json
	[[ $stderr == *'pets.json: error: cannot read it: Permission denied'* ]]
}

@test "driver: mistakes on the command line: status 2, and what was expected" {
	while IFS='|' read -r arguments wanted; do
		rejects 2 sh -c "oapi $arguments"
		[[ ${stderr%%$'\n'*} == $wanted ]] || { echo "$arguments: $stderr"; false; }
	done <<-'END'
		|oapi: error: expected a command: *
		gem pets.json|oapi: error: no command 'gem'; did you mean 'gen'?
		--hlep|oapi: error: no option '--hlep'; did you mean '--help'?
		list|oapi list: error: expected operations, *
		list operation pets.json|*did you mean 'operations'?
		completion ksh|*expected bash, zsh or fish*
		gen pets.json more.json|*one description at most*
		gen -i pets.json more.json|*one description at most*
		gen crate pets.json|*expected -o DIR
		gen --check pets.json|*'--check' needs the file*
		gen --watch pets.json|*'--watch' needs the file*
		gen --depfile x.d pets.json|*'--depfile' needs the file*
		gen --depfile= pets.json|*'--depfile' needs a file's name
		gen --check --watch pets.json -o x|*'--check' writes nothing*
		gen --watch -o x|*'--watch' needs a file to look at*
		check -o x pets.json|*nothing is written*
		gen --onyl x pets.json|*did you mean '--only'?
		gen -W nothing=warn pets.json|*no finding has the id*
		gen --max-depth 0 pets.json|*expected a number*
	END
}

@test "driver: the tables of options, the pages, --help and completions agree" {
	oapi completion bash >bash
	oapi completion zsh >zsh
	oapi completion fish >fish
	bash -n bash
	for tool in oapi-parse oapi-resolve oapi-emit oapi-fmt 'oapi gen' 'oapi list' 'oapi check'; do
		name=${tool#oapi-}
		$tool --help | sed -n 's/^  \(-.,\|   \) --\([a-z-]*\).*/\2/p' >options
		[ ! -e "$ROOT/$name/options.def" ] ||
			sed -n 's/^[A-Z]*(.*, "\([a-z-]*\)", .*/\1/p; ' "$ROOT/$name/options.def" | while read -r option; do
				[ -z "$option" ] || grep -qx -e "$option" options
			done
		[ "$(wc -l <options)" -ge 8 ]
		while read -r option; do
			grep -q -e "Fl -$(sed 's/-/\\\\*-/g' <<<"$option")\( \|$\)" "$ROOT/man/${tool%% *}.1" || { echo "$tool: page: $option"; false; }
			sed -n "/^\t'$tool') words=/p" bash | grep -q -e "[ ']--$option[= ]" || { echo "$tool: bash: $option"; false; }
			sed -n "/^'$tool')/,/;;/p" zsh | grep -q -e "'\*--$option[=[]" || { echo "$tool: zsh: $option"; false; }
			case $tool in *\ *) seen=" -n '__fish_seen_subcommand_from ${tool#* }'" ;; *) seen= ;; esac
			grep -q -e "^complete -c ${tool%% *}$seen .*-l $option " fish || { echo "$tool: fish: $option"; false; }
			grep -qr -e "--$option\b" --include='*.bats' --include='*.yaml' --include='*.opt' --include=options "$ROOT/tests" ||
				{ echo "no test: --$option"; false; }
		done <options
	done
}

@test "driver: bash completes" {
	oapi completion bash >bash
	complete_bash() {
		bash -c '. ./bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _oapi 2>/dev/null; echo "${COMPREPLY[*]}"' - "$@"
	}
	[[ $(complete_bash oapi '') == *gen*list*check*completion* ]]
	[ "$(complete_bash oapi gen --datet)" = --datetime= ]
	[ "$(complete_bash oapi gen ser)" = server ]
	[ "$(complete_bash oapi gen types pet)" = pets.json ]
	[ "$(complete_bash oapi-parse --fo)" = --format= ]
	[[ $(complete_bash oapi gen --output =) == *pets.json* ]]
	[[ $(complete_bash oapi gen --output =) != *server* ]]
	[ "$(complete_bash oapi gen --output = pet)" = pets.json ]
}

@test "driver: zsh completes" {
	need zsh
	oapi completion zsh >_oapi
	# What a line becomes at the tab key, in a shell on a terminal of its own.
	cat >complete <<-'END'
		zmodload zsh/zpty
		zpty shell TERM=dumb zsh -f -i
		zpty -w shell 'PS1= fpath=($PWD $fpath); autoload -Uz compinit; compinit -u -D
			show() { print -r -- "<$BUFFER>" }; zle -N show; bindkey "^I" complete-word; bindkey "^T" show; print rea\dy'
		zpty -r shell seen '*ready*'
		zpty -w -n shell "$1"$'\t\x14'
		zpty -r shell seen '*<*>*'
		print -r -- ${${seen##*<}%%>*}
	END
	while IFS='|' read -r line completed; do
		[ "$(timeout 20 zsh -f complete "$line")" = "$completed" ] || { echo "$line"; false; }
	done <<-'END'
		oapi chec|oapi check 
		oapi gen ser|oapi gen server 
		oapi gen --datet|oapi gen --datetime=
		oapi gen types --output=pet|oapi gen types --output=pets.json 
		oapi list --js|oapi list --json 
		oapi-parse --fo|oapi-parse --format=
		oapi-resolve pet|oapi-resolve pets.json 
	END
}

@test "driver: fish completes" {
	need fish
	oapi completion fish >oapi.fish
	complete_fish() {
		HOME=$PWD fish -c 'source oapi.fish; complete -C $argv[1]' "$1" | cut -f1 | xargs
	}
	[[ $(complete_fish 'oapi ') == *check*gen* ]]
	[ "$(complete_fish 'oapi gen ser')" = server ]
	[ "$(complete_fish 'oapi gen --datet')" = --datetime ]
	[ "$(complete_fish 'oapi gen --output pet')" = pets.json ]
	[ "$(complete_fish 'oapi-parse --fo')" = --format ]
}

@test "driver: options reach the stages that have them" {
	spec=$ROOT/tests/fixtures/server/webhooks.yaml
	oapi gen client "$spec" --only 'subscr*' --vis=crate -W unsupported=ignore --width 80 >out.rs 2>err
	grep -q 'kept 2 of 4 operations' err
	oapi-parse "$spec" | oapi-resolve --only 'subscr*' 2>/dev/null | oapi-emit -m client --vis=crate | oapi-fmt --width 80 | cmp - out.rs
}
