#!/usr/bin/env python3
"""mercy.py PARSE RESOLVE EMIT FILE...: puts something else in the place of each value of some descriptions, one at a time.

The pipe must end with status 0, or with 1 and a finding: never in another way, and with 0 wherever the value is not what
says that the document is a description, or a reference.
"""
import copy
import json
import subprocess
import sys

OTHERS = [None, True, 7, "x", [], {}, [{}], {"$ref": 5}, {"x-a": 1}]


def places(value, path=()):
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        yield from places(child, path + (key,))


def put(document, path, value):
    document = copy.deepcopy(document)
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return document


def pipe(stages, document):
    data, said, status = json.dumps(document).encode(), b"", 0
    for stage in stages:
        done = subprocess.run([stage], input=data, capture_output=True, timeout=60)
        data, said, status = done.stdout, said + done.stderr, done.returncode
    return status, said.decode()


def main(stages, files):
    count = bad = 0
    for file in files:
        with open(file, encoding="utf-8") as text:
            document = json.load(text)
        for path in places(document):
            for other in OTHERS:
                status, said = pipe(stages, put(document, path, other))
                count += 1
                fatal = path[0] in ("openapi", "swagger") or "error: " in said
                if status not in (0, 1) or (status == 1 and not fatal):
                    bad += 1
                    print("%s: %s = %s: status %d: %s" % (file, path, json.dumps(other), status, said[:500]))
                if status == 1 and path[0] not in ("openapi", "swagger") and not any(
                    id in said for id in ("unresolved-ref]", "external-ref]", "ref-cycle]", "wrong-target]")
                ):
                    bad += 1
                    print("%s: %s = %s refuses all: %s" % (file, path, json.dumps(other), said[:500]))
    print("%d values put in another's place" % count, file=sys.stderr)
    return bad


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:4], sys.argv[4:]) else 0)
