#!/usr/bin/env python3
"""Reads document IRs (oapi-ir(5)) for the tests of oapi-parse, with no help of the project's own code.

ir.py json                            an IR on standard input, as JSON
ir.py check PARSE FILE...             trees and positions of files, against Python's own reader of JSON and their text
ir.py suite PARSE DIR SKIP            yaml-test-suite; SKIP has lines "ID reason", and says all that fail
ir.py mutate PARSE N DIR FILE...      N mutations of files must end in a tree or a finding
"""
import json
import os
import random
import re
import struct
import subprocess
import sys

HEAD, SOURCE, NODE, GRAFT, REFERENCE = 6, 4, 6, 3, 5
NULL, FALSE, TRUE, NUMBER, STRING, ARRAY, OBJECT = range(7)


class Ir:
    def __init__(self, data):
        assert data[:8] == b"\x89oapi\r\n\x1a" and data[-4:] == b"END\n", "not an IR"
        words = struct.unpack("<%dI" % (len(data) // 4), data)
        strings, size = words[4:6]
        counts, at = words[HEAD : HEAD + 5], HEAD + 5
        self.status = words[-4]
        tables = []
        for count, width in zip(counts, (SOURCE, 1, NODE, GRAFT, REFERENCE)):
            tables.append(words[at : at + count * width])
            at += count * width
        self.source, self.line, self.node, self.graft, self.reference = tables
        self.end = words[at : at + strings]
        self.text = data[(at + strings) * 4 :][:size]

    def string(self, i):
        return self.text[self.end[i - 1] : self.end[i]].decode() if i else ""

    def nodes(self):
        """(index, kind, key, text, size, at, key_at) of each."""
        for i in range(1, len(self.node) // NODE):
            yield (i, *self.node[i * NODE : (i + 1) * NODE])

    def lines(self):
        first, count = self.source[SOURCE + 1 : SOURCE + 3]
        return list(self.line[first : first + count])

    def json(self):
        """The tree as JSON, numbers as they were written."""
        out, closing, first = [], [], True  # closing: (index just past it, bracket)
        for i, kind, key, text, size, _, _ in self.nodes():
            while closing and closing[-1][0] == i:
                out.append(closing.pop()[1])
                first = False
            out.append("" if first else ",")
            if key:
                out.append(json.dumps(self.string(key), ensure_ascii=False) + ":")
            first = kind >= ARRAY
            if kind >= ARRAY:
                out.append("[{"[kind - ARRAY])
                closing.append((i + size, "]}"[kind - ARRAY]))
            elif kind == STRING:
                out.append(json.dumps(self.string(text), ensure_ascii=False))
            else:
                out.append(("null", "false", "true", self.string(text))[kind])
        return "".join(out + [bracket for _, bracket in reversed(closing)])


def run(parse, *arguments):
    done = subprocess.run([parse, *arguments], capture_output=True, timeout=60)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def written(text):
    """JSON with its numbers as text."""
    return json.loads(text, parse_int=lambda s: ("number", s), parse_float=lambda s: ("number", s))


def stands(ir, text, is_json, node):
    """Whether a node and its key stand where their positions say."""
    _, kind, key, string, _, at, key_at = node
    c, name = text[at : at + 1], ir.string(key)
    if key and not (text[key_at] in "\"'&*!?" or text.startswith(name, key_at)):
        return False
    if not key and key_at != at:
        return False
    if kind == NUMBER and is_json or kind == STRING and c not in "\"'|>&*!":
        return text.startswith(re.split(r"\s", ir.string(string))[0], at)
    return not is_json or c == 'nft_"[{'[kind]


def check(parse, files):
    failed = 0
    for file in files:
        status, out, err = run(parse, file)
        if status or err:
            print(f"{file}: status {status}: {err}")
            failed += 1
            continue
        ir, text = Ir(out), open(file, newline="", encoding="utf-8-sig").read()
        is_json = file.endswith(".json")
        wrong = [node for node in ir.nodes() if not stands(ir, text, is_json, node)]
        if wrong:
            i, _, key, string, _, at, key_at = wrong[0]
            print(f"{file}: {len(wrong)} positions: {i} {ir.string(key)} {ir.string(string)} {at} {key_at}")
        lines = ir.lines() == [0] + [m.end() for m in re.finditer(r"\r\n|\n|\r", text)]
        tree = not is_json or written(ir.json()) == written(text)
        if wrong or not lines or not tree:
            print(f"{file}: lines {lines}, tree {tree}")
            failed += 1
    return failed


def shown(text):
    """A test's input without the marks that make its white space visible."""
    text = re.sub("—*»", "\t", text.replace("␣", " ").replace("←", "\r").replace("⇔", "\ufeff"))
    return text.replace("↵", "").replace("∎\n", "")


def first_json(text):
    """The first value, with all numbers alike, so that true differs from 1 and 2.0 not from 2."""
    return json.dumps(json.JSONDecoder(parse_int=float).raw_decode(text.lstrip())[0], sort_keys=True)


def suite_case(parse, case):
    """None, or what is wrong."""
    done = subprocess.run([parse, "--format=yaml"], input=shown(case["yaml"]).encode(), capture_output=True, timeout=10)
    err = done.stderr.decode(errors="replace")
    if done.returncode not in (0, 1) or bool(done.returncode) != (" error: " in err):
        return f"status {done.returncode}: {err}"
    if case.get("fail"):
        return None if done.returncode else "accepted"
    if done.returncode:
        return None if "[yaml-key]" in err or "[empty-input]" in err and not case.get("json") else err
    if not (case.get("json") or "").strip():
        return None
    tree = Ir(done.stdout).json()
    return None if first_json(tree) == first_json(case["json"]) else f"it reads {tree}"


def suite(parse, folder, skip_file):
    skip = dict(line.rstrip("\n").split(" ", 1) for line in open(skip_file) if line.strip() and line[0] != "#")
    right, failed = 0, 0
    for name in sorted(os.listdir(folder)):
        status, out, err = run(parse, os.path.join(folder, name))
        if status:
            print(f"{name}: {err}")
            failed += 1
            continue
        for n, case in enumerate(json.loads(Ir(out).json())):
            case_id = name.split(".")[0] + (f"/{n}" if n else "")
            if case.get("skip"):
                continue
            wrong = suite_case(parse, case)
            if (wrong is None) == (case_id in skip):
                print(f"{case_id}: {wrong or 'is right now: take it out of ' + skip_file}")
                failed += 1
            right += wrong is None
    print(f"yaml-test-suite: {right} right, {len(skip)} known to be beyond libyaml")
    return failed


def mutate(parse, n, folder, files):
    rng, failed = random.Random(int(os.environ.get("SEED", "1"))), 0
    texts = [open(file, "rb").read() for file in files]
    for i in range(n):
        text = bytearray(rng.choice(texts))
        for _ in range(rng.randint(1, 4)):
            at, other = rng.randint(0, len(text)), rng.choice(texts)
            begin = rng.randint(0, len(other))
            text[at : at + rng.choice((0, 0, 1, 1, 8, 1000))] = rng.choice(
                (b"", bytes([rng.randrange(256)]), rng.choice(b'{}[],:"\\-&*!|>#?% \n\t').to_bytes(1, "little"),
                 other[begin : begin + rng.randint(1, 40)])
            )
        file = os.path.join(folder, "mutation")
        open(file, "wb").write(text)
        status, out, err = run(parse, "--format=" + rng.choice(("auto", "json", "yaml")), file)
        said = " error: " in err
        if status not in (0, 1) or bool(status) != said or Ir(out).status != status:
            os.rename(file, f"{file}.{i}")
            print(f"{file}.{i}: status {status}: {err[:2000]}")
            failed += 1
    return failed


def main(command, *arguments):
    if command == "json":
        print(Ir(sys.stdin.buffer.read()).json())
        return 0
    if command == "check":
        return check(arguments[0], arguments[1:])
    if command == "suite":
        return suite(*arguments)
    return mutate(arguments[0], int(arguments[1]), arguments[2], arguments[3:])


sys.exit(1 if main(*sys.argv[1:]) else 0)
