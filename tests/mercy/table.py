#!/usr/bin/env python3
"""table.py OBJECTS_DEF PARSE RESOLVE: for each field that resolve/objects.def lists and each version of the specification, a
description that has it right is not complained of; one that has something else in its place, lacks it where it is required,
or has it in a version that does not, is told so at its place, and is still resolved.
"""
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

VERSIONS = {"V2": 1, "V30": 2, "V31": 4, "V32": 8, "FROM31": 12, "V3": 14, "ALL": 15, "0": 0}
NAMES = {1: "2.0", 2: "3.0.4", 4: "3.1.1", 8: "3.2.0"}
FINDINGS = {"unknown-field", "wrong-version", "wrong-kind", "missing-field", "bad-value", "exclusive-fields"}
PLAIN = {"any": 1, "string": "x", "url": "/x", "media_name": "text/plain", "boolean": True, "number": 1, "count": 1, "step": 1,
         "types": "string", "values": ["x"], "names": ["x"], "json_type": "string", "simple_type": "string"}
KEYS = {"any": "x", "name": "x", "media": "text/plain", "path": "/x", "status": "200", "expression": "{$url}", "scope": "x"}


def bits(text):
    return sum(VERSIONS[word.strip()] for word in text.split("|"))


class Table:
    def __init__(self, path):
        text = open(path, encoding="utf-8").read()
        row = lambda name: [re.split(r", ", args) for args in re.findall(r"^%s\((.*)\)$" % name, text, re.M)]
        self.sets, self.fields = {}, {}
        for name, value, versions in row("VALUE"):
            self.sets.setdefault(name, []).append((value.replace("_", "-"), bits(versions)))
        self.lists = {args[0]: args[1] for args in row("LIST")}
        self.maps = {args[0]: args[1:3] for args in row("MAP")}
        self.same = {args[0]: args[1] for args in re.findall(r"^ALSO\((\w+), (\w+),", text, re.M)}
        for name in re.findall(r"^OBJECT\((\w+),", text, re.M):
            self.fields[name] = {}
        for name, key, form, versions, required in row("F"):
            key = "$" + key[2:] if key.startswith("s_") else key
            self.fields[name][key] = (form, bits(versions), bits(required))

    def object_of(self, form):
        return form if form in self.fields else self.same.get(form)

    def value(self, form, version, key=None):
        """The least value that has the form."""
        if form == "exclusive":
            return True if version < 4 else 1
        if form == "tag_field" and version == 1:
            return "x"
        if form in self.sets and form not in PLAIN:
            return next((text for text, versions in self.sets[form] if versions & version), None)
        if form in PLAIN:
            return PLAIN[form]
        if form in self.lists:
            return [self.value(self.lists[form], version)]
        if form in self.maps:
            of, keys = self.maps[form]
            return {KEYS[keys]: self.value(of, version)}
        return self.least(self.object_of(form), version, key)

    def least(self, name, version, key=None):
        value = {
            key: self.value(form, version, key) for key, (form, _, required) in self.fields[name].items() if required & version
        }
        more = {
            "document": {"openapi" if version > 1 else "swagger": NAMES[version], "paths": {}},
            "parameter": {"in": "query", **({"schema": {}} if version > 1 else {"type": "string"})},
            "header": {"schema": {}} if version > 1 else {},
            "link": {"operationRef": "#/x"},
            "scheme": {"type": "apiKey", "name": "x", "in": "query"},
            "flow": {"authorizationUrl": "/x", "tokenUrl": "/x", **({"deviceAuthorizationUrl": "/x"} if version == 8 else {})},
        }
        return {**value, **more.get(name, {})}

    def ways(self, version):
        """For each object a description that has one, and the keys that lead to it."""
        found = {"document": (self.least("document", version), ())}
        queue = ["document"]
        while queue:
            name = queue.pop(0)
            document, path = found[name]
            for key, (form, versions, _) in self.fields[name].items():
                if not versions & version or key == "$ref":
                    continue
                way, steps = form, [key]
                while way in self.lists or way in self.maps:
                    steps.append(0 if way in self.lists else KEYS[self.maps[way][1]])
                    way = self.lists[way] if way in self.lists else self.maps[way][0]
                of = self.object_of(way)
                if of is None or of in found or (way == "tag_field" and version == 1):
                    continue
                new = json.loads(json.dumps(document))
                fit(at(new, path), name, key, version)[key] = self.value(form, version, key)
                found[of] = (new, path + tuple(steps))
                queue.append(of)
        return found


def at(value, path):
    for key in path:
        value = value[key]
    return value


def fit(place, name, key, version):
    """Makes room for the field beside those that cannot stand with it."""
    if name in ("parameter", "header") and key == "content":
        place.pop("schema", None)
    if name == "parameter" and version == 1:
        if key == "schema":
            place.pop("type")
            place["in"] = "body"
        if key == "items":
            place["type"] = "array"
    if key == "style" and name in ("parameter", "header"):
        place["style"] = "form" if name == "parameter" else "simple"
    if name == "link" and key == "operationId":
        place.pop("operationRef")
    return place


def pointer(path):
    return "#" + "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in path)


def cases(table):
    others = [None, True, 7, "x", [], {}, [7], {"a": 7}]
    for version in NAMES:
        for name, (document, path) in table.ways(version).items():
            for key, (form, versions, required) in table.fields[name].items():
                if key in ("$ref", "openapi", "swagger", "in", "type") and not (key == "type" and name == "schema"):
                    continue
                new = json.loads(json.dumps(document))
                place = fit(at(new, path), name, key, version)
                if key not in place or key != "style":
                    place[key] = table.value(form, version, key) if versions & version else 1
                here = pointer(path + (key,))
                own = versions & version
                yield new, here, "" if own else "unknown-field wrong-version", (version, name, key)
                if required & version and key != "paths":
                    lacking = json.loads(json.dumps(new))
                    del at(lacking, path)[key]
                    yield lacking, pointer(path), "missing-field", (version, name, key, "missing")
                for other in others if own else []:
                    wrong = json.loads(json.dumps(new))
                    at(wrong, path)[key] = other
                    yield wrong, None, "" if fits(table, form, other, version) else "any", (version, name, key, other)
            unknown = json.loads(json.dumps(document))
            at(unknown, path)["propertees"] = 1
            yield unknown, pointer(path + ("propertees",)), "unknown-field", (version, name, "propertees")


def fits(table, form, value, version):
    """Whether this may stand there without a finding, or whether that cannot be said here: None."""
    text = form in ("string", "url") or (form == "tag_field" and version == 1)
    if text and (value is None or value == 7 and value is not True):
        return True  # nothing at all, or what YAML makes of an unquoted number
    if form == "any" or value in ("x", {}, []) or value == {"a": 7} or value == [7] or form == "media_name":
        return True  # whether it fits depends on more: only the status counts
    if table.object_of(form) == "schema" and value is True:
        return True
    return type(value) is type(table.value(form, version)) and form not in table.sets


def run(stages, case):
    document, where, want, name = case
    data = json.dumps(document).encode()
    tree = subprocess.run([stages[0]], input=data, capture_output=True, timeout=60).stdout
    done = subprocess.run([stages[1], "--diagnostics=json"], input=tree, capture_output=True, timeout=60)
    said = [json.loads(line) for line in done.stderr.decode().splitlines() if line.startswith("{")]
    found = [x for x in said if x["id"] in FINDINGS and (where is None or x["pointer"] == where)]
    errors = {x["id"] for x in said if x["severity"] == "error"}
    if done.returncode not in (0, 1) or (done.returncode == 1) != bool(errors) or errors - {"unresolved-ref", "external-ref"}:
        return "%s: status %d %s" % (name, done.returncode, done.stderr[:300])
    if want == "any" and not found:
        return "%s: nothing is said" % (name,)
    if want not in ("", "any") and not any(x["id"] in want.split() for x in found):
        return "%s: no %s at %s, but %s" % (name, want, where, said)
    if want == "" and where and any(x["pointer"].startswith(where) for x in said if x["pointer"] and x["id"] in FINDINGS):
        return "%s: %s" % (name, said)
    return None


def main(path, *stages):
    bad = count = 0
    with ThreadPoolExecutor(2) as pool:
        for problem in pool.map(lambda case: run(stages, case), cases(Table(path))):
            count += 1
            if problem:
                bad += 1
                print(problem)
    print("%d descriptions made from the table" % count, file=sys.stderr)
    return bad


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:]) else 0)
