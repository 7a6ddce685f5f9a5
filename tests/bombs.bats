#!/usr/bin/env bats
# Input that is made to take all time or memory: it ends in a clear error, or is read, within bounds.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	# the sanitizers take memory of their own
	[ "${OAPI_BUILD:-build}" = build/san ] && skip 'memory is measured without sanitizers'
	need python3
}

# bounded STATUS MIB COMMAND...: runs the command, which must exit with that status in 20 seconds, having held at most so
# much memory; what it said is in $stderr.
bounded() {
	python3 - "$@" <<-'PYTHON' 2>err || { cat err; return 1; }
		import resource, subprocess, sys
		status, most, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
		done = subprocess.run(command, stdout=subprocess.DEVNULL, timeout=20).returncode
		peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1 if sys.platform == "linux" else 1024) / 1024
		if done != status or peak > most:
		    sys.exit("status %d, %d MiB: %s" % (done, peak, command))
	PYTHON
	stderr=$(cat err)
}

@test "bombs: a kilobyte of YAML aliases" {
	{
		echo 'a: &a [x, x, x, x, x, x, x, x, x]'
		previous=a
		for name in b c d e f g h i j k; do
			echo "$name: &$name [*$previous, *$previous, *$previous, *$previous, *$previous, *$previous, *$previous, *$previous, *$previous]"
			previous=$name
		done
	} >laughs.yaml
	[ "$(wc -c <laughs.yaml)" -lt 1024 ]
	bounded 1 20 "$BIN/oapi-parse" laughs.yaml
	[[ $stderr == *'laughs.yaml:'*'more than 5000000 nodes when its aliases are expanded [yaml-expansion]'* ]]
	sed 's/\[\*\(.\), \*\(.\).*/{<<: [*\1, *\1], x: *\1, y: *\1, z: *\1, u: *\1, v: *\1, w: *\1}/; s/\[x.*/{a: 1, b: 2, c: 3}/' laughs.yaml >merge.yaml
	bounded 1 100 "$BIN/oapi-parse" merge.yaml
	[[ $stderr == *'[yaml-expansion]'* ]]
}

@test "bombs: a hundred thousand arrays within each other" {
	yes '[' | head -n 100000 | tr -d '\n' >deep.json
	yes '{"a":' | head -n 100000 | tr -d '\n' >objects.json
	yes -- '- ' | head -n 100000 | tr -d '\n' >block.yaml
	yes '{a: ' | head -n 100000 | tr -d '\n' >flow.yaml
	for file in deep.json objects.json block.yaml flow.yaml; do
		bounded 1 20 "$BIN/oapi-parse" $file
		[[ $stderr == *"$file:1:"*'nested deeper than 512 levels [too-deep]'* ]]
	done
}

@test "bombs: a gigabyte of spaces, of zeros, in a string" {
	python3 - <<-'PYTHON'
		with open("spaces", "wb") as spaces, open("string.json", "wb") as string, open("string.yaml", "wb") as yaml:
		    string.write(b'["')
		    yaml.write(b'- "')
		    for i in range(1000):
		        spaces.write(b" " * 1000000)
		    for i in range(100):
		        string.write(b" " * 1000000)
		        yaml.write(b" " * 200000)
		    string.write(b'"]')
	PYTHON
	bounded 1 60 "$BIN/oapi-parse" spaces
	[[ $stderr == 'spaces:1:1: error: the text holds no document [empty-input]'*'its first 32 MiB are blank'* ]]
	bounded 1 60 "$BIN/oapi-parse" - <spaces
	cat spaces | bounded 1 60 "$BIN/oapi-parse"
	rm spaces
	truncate -s 1000000000 zeros
	bounded 1 20 "$BIN/oapi-parse" zeros
	[[ $stderr == *'NUL bytes'*'[encoding]'* ]]
	bounded 1 60 "$BIN/oapi-parse" string.json
	[[ $stderr == 'string.json:1:2: error: a string is longer than 16 MiB [too-large]'* ]]
	bounded 1 100 "$BIN/oapi-parse" string.yaml
	[[ $stderr == *'a scalar is longer than 16 MiB [too-large]'* ]]
	truncate -s 1000000000 string.yaml
	bounded 1 20 "$BIN/oapi-parse" string.yaml
	[[ $stderr == *'a text in YAML may have 512 MiB at most [too-large]'* ]]
}

@test "bombs: what is only large is read" {
	python3 - <<-'PYTHON'
		with open("large.json", "w") as large:
		    large.write('{"openapi": "3.1.0", "info": {"title": "t", "version": "v"}, "components": {"schemas": {"A": {"enum": [')
		    large.write(",".join('"%0100d"' % i for i in range(600000)))
		    large.write("]}}}}")
	PYTHON
	"$BIN/oapi-parse" -o file large.json
	cat large.json | "$BIN/oapi-parse" >piped
	[ "$("$BIN/oapi-fmt" file | tail -n +3 | cksum)" = "$("$BIN/oapi-fmt" piped | tail -n +3 | cksum)" ]
	yes -- '--- a' | head -n 100000 >documents.yaml
	bounded 0 60 "$BIN/oapi-parse" documents.yaml
}

# through SHAPE [N]: the shape goes through the three stages, each within 20 seconds and 1 GiB; leaves spec, doc, ir and rs.
through() {
	python3 "$ROOT/bench/shapes" "$@" >spec
	bounded 0 1024 "$BIN/oapi-parse" -o doc spec
	bounded 0 1024 "$BIN/oapi-resolve" -o ir doc
	bounded 0 1024 "$BIN/oapi-emit" -o rs ir
}

@test "bombs: parts that refer to one another, or repeat, thousands of times over" {
	through graph
	[ "$(wc -c <spec)" -lt 4096 ]
	[ "$(grep -c 'pub struct' rs)" -eq 24 ]
	through all 300
	[ "$(grep -c 'pub struct S' rs)" -eq 300 ]
	[ "$(grep -c 'pub p' rs)" -eq 90000 ]
	[ "$(grep -c 'Box<S' rs)" -gt 40000 ]
	through chain
	[ "$(grep -c 'pub [a-z]* S' rs)" -eq 100001 ]
	through operations 50000
	"$BIN/oapi-resolve" --stats=json -o ir doc 2>err
	grep -q '"operation":50000,' err
	python3 "$ROOT/bench/shapes" operations 100000 | jq -c '.webhooks = .paths | .paths = {}' | "$BIN/oapi-parse" - | "$BIN/oapi-resolve" -o ir
	bounded 0 1024 "$BIN/oapi-emit" -m server -o rs ir
	through keys 50000
	[ "$(grep -c 'pub k' rs)" -eq 50000 ]
	through enum
	[ "$(grep -c '^ *V[0-9]*,' rs)" -eq 100000 ]
	through collide
	[ "$(grep -o 'pub struct [A-Z0-9]*' rs | sort -u | wc -l)" -eq 2001 ]
	[ "$(grep -o 'pub a_b_c[a-z_0-9]*' rs | sort -u | wc -l)" -eq 2000 ]
}

# jsmn reads 16 MiB at a time: here such a part ends between a key and its colon.
@test "bombs: a text whose parts end between a key and its colon" {
	python3 - <<-'PYTHON'
		with open("cut.json", "w") as cut:
		    begin, end = '{"x": "y', '", "z": "y", "k"'
		    cut.write(begin + "y" * ((16 << 20) - len(begin) - len(end)) + end)
		    assert cut.tell() == 16 << 20
		    cut.write(' : {' + ",".join('"m%d": ["\\u00e9", {}]' % i for i in range(200000)) + "}}")
	PYTHON
	bounded 0 200 "$BIN/oapi-parse" -o doc cut.json
	"$BIN/oapi-parse" --stats=json -o doc cut.json 2>err
	grep -q '"node":600004' err
}
