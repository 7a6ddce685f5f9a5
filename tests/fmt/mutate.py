#!/usr/bin/env python3
"""Runs a command on IRs that are wrong in one place, or none, with sums that are right: what a checksum does not stop.

usage: mutate.py PAGE IR COUNT COMMAND...           changes words at random, always the same ones
       mutate.py PAGE IR TABLE.INDEX.FIELD=WORD[,WORD]... COMMAND...  changes those words

PAGE is oapi-ir(5), whose tables say what lies where. The command finds the IR on standard input. It must end with 0, 1 or 3
within ten seconds, and say why where that is not 0.
"""

import random
import re
import subprocess
import sys
from array import array

HEADER, TRAILER = 6, 4


def layouts(page):
    """The tables of the layers 1 and 2 in order, as pairs of a name and the words of a record; the fields' words by table."""
    with open(page, encoding="utf-8") as file:
        text = file.read()
    tables = []
    for part in ("tables of a document", "Those of a program"):
        listed = text[re.search(part, text, re.I).start() :]
        listed = listed[: re.search(r" \.$", listed, re.M).end()]
        tables.append([(name, int(size)) for name, size in re.findall(r"^\.Sy (\w+) Pq (\d+)", listed, re.M)])
    fields = {}
    for section in re.findall(r"^\.Sh TABLES OF .*?(?=^\.Sh )", text, re.S | re.M):
        for block in re.split(r"^\.Ss ", section, flags=re.M)[1:]:
            fields[block.split("\n", 1)[0]] = {
                name: int(word) for word, name in re.findall(r"^\.It (\d+)\S* Va (\w+)", block, re.M)
            }
    return tables, fields


def place(words, tables, fields, where):
    """The index of the word that TABLE.INDEX.FIELD names."""
    table, index, field = where.split(".")
    layer = tables[words[3] - 1]
    at = HEADER + len(layer)
    for number, (name, size) in enumerate(layer):
        if name == table:
            assert int(index) < words[HEADER + number], where
            return at + int(index) * size + fields[table][field]
        at += words[HEADER + number] * size
    raise KeyError(where)


def seal(words):
    a = b = 0
    for word in words[: -TRAILER + 1]:
        a += word
        b += a
    words[-3] = a & 0xFFFFFFFF
    words[-2] = b & 0xFFFFFFFF


def check(words, command, what):
    seal(words)
    done = subprocess.run(command, input=words.tobytes(), capture_output=True, timeout=10)
    if done.returncode not in (0, 1, 3) or (done.returncode and not done.stderr):
        sys.exit("%s: status %d\n%s" % (what, done.returncode, done.stderr.decode("utf-8", "replace")))
    return done


def at_random(words, count, command):
    chance = random.Random(1)
    end = len(words) - TRAILER - (words[5] + 3) // 4
    accepted = 0
    for _ in range(count):
        at = chance.randrange(HEADER, end)
        new = chance.choice([0, 1, 2, chance.randrange(64), words[chance.randrange(HEADER, end)], 0xFFFFFFFF])
        changed = array("I", words)
        changed[at] = new
        accepted += check(changed, command, "word %d set to %d" % (at, new)).returncode == 0
    print("%d of %d accepted" % (accepted, count))


def main(page, ir, *arguments):
    tables, fields = layouts(page)
    with open(ir, "rb") as file:
        words = array("I", file.read())
    if arguments[0].isdigit():
        return at_random(words, int(arguments[0]), arguments[1:])
    changes = 0
    while "=" in arguments[changes]:
        where, numbers = arguments[changes].split("=")
        for offset, number in enumerate(numbers.split(",")):
            words[place(words, tables, fields, where) + offset] = int(number)
        changes += 1
    sys.stdout.buffer.write(check(words, arguments[changes:], arguments[:changes]).stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
