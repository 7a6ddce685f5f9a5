#!/usr/bin/env python3
"""usage: calls.py choose SPEC LISTING [LIMIT] >PLAN
       calls.py cut SPEC PLAN >SPEC
       calls.py write PLAN MANIFEST CLIENT >CALLS

Makes calls of a generated client, with values from the examples of its document, which is JSON.

choose takes the operations that can be called so, LIMIT of them spread over the document, and says on standard error how many
it leaves out, and why. cut leaves of a document what these operations reach: Prism takes long for what is large. LISTING is what oapi-fmt says of the document's program, where oapi-resolve -W example=warn has judged
the examples. write turns them into Rust, with the names that the manifest and the structs of CLIENT give.
"""
import collections
import json
import re
import sys

METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]


class LeftOut(Exception):
    pass


class Document:
    def __init__(self, root):
        self.root = root
        self.old = "swagger" in root

    def follow(self, value):
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            pointer = value["$ref"]
            value = self.root
            for token in pointer[2:].split("/"):
                value = value[token.replace("~1", "/").replace("~0", "~")]
        return value

    def operations(self):
        for path, item in self.root["paths"].items():
            for method in METHODS:
                if method in item:
                    token = path.replace("~", "~0").replace("/", "~1")
                    yield f"#/paths/{token}/{method}", item, item[method]

    def parameters(self, item, operation):
        """Those of the path where the operation has none of that name and place, then its own: the order of the client."""
        found = {}
        for part in (item, operation):
            for parameter in map(self.follow, part.get("parameters", [])):
                found[parameter["in"], parameter["name"]] = parameter
        return list(found.values())

    def example(self, holder, fits):
        """The first example of a parameter or a media type that fits; None where it has none at all."""
        if "example" in holder:
            named = {"": {"value": holder["example"]}}
            fits = {"": all(fits.values())}
        else:
            named = {name: self.follow(value) for name, value in holder.get("examples", {}).items()}
        for name, value in named.items():
            if fits.get(name) and "value" in value:
                return value["value"]
        if named:
            raise LeftOut("examples of the request that do not fit their schema")
        return None

    def made(self, schema, depth=0):
        """A value of a schema: its example, its default, the first that it lists, or else one of its type."""
        schema = self.follow(schema)
        for key in ("example", "default"):
            if schema.get(key) is not None:
                return schema[key]
        if schema.get("examples"):
            return schema["examples"][0]
        if schema.get("enum"):
            return schema["enum"][0]
        if depth > 8 or "pattern" in schema:
            raise LeftOut("a value that nothing gives")
        if schema.get("allOf"):
            made = [self.made(part, depth + 1) for part in schema["allOf"]]
            if len(made) == 1:
                return made[0]
            if all(isinstance(value, dict) for value in made):
                return {key: value for part in made for key, value in part.items()}
            raise LeftOut("a value that nothing gives")
        for key in ("oneOf", "anyOf"):
            if schema.get(key) and schema.get("type") != "object":
                # What is a number's text is a string too: a string that is no number is of one alternative alone.
                strings = [part for part in schema[key] if self.follow(part).get("type") == "string"]
                return self.made((strings or schema[key])[0], depth + 1)
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next(name for name in kind if name != "null")
        if kind in ("integer", "number"):
            return max(schema.get("minimum", 1), 1) if schema.get("maximum", 1) >= 1 else schema["maximum"]
        if kind == "boolean":
            return True
        if kind == "string":
            text = {"date-time": "2026-01-02T03:04:05Z", "date": "2026-01-02", "uri": "https://example.com/", "email": "me@example.com",
                    "uuid": "123e4567-e89b-42d3-a456-426614174000"}.get(schema.get("format"), "text")
            text += "x" * (schema.get("minLength", 0) - len(text))
            return text[:schema.get("maxLength", len(text))]
        if kind == "array":
            return [self.made(schema["items"], depth + 1)] * max(schema.get("minItems", 1), 1)
        if kind == "object" or "properties" in schema:
            return {name: self.made(schema["properties"][name], depth + 1) for name in schema.get("required", [])}
        raise LeftOut("a value that nothing gives")


def judged(listing):
    """Of each operation's parts, by pointer, which examples fit their schemas."""
    found, operation, part = {}, None, None
    for line in open(listing, encoding="utf-8"):
        if line.startswith("operation "):
            operation = found.setdefault(re.search(r" (#\S*)$", line)[1], collections.defaultdict(dict))
        elif not line.startswith(" "):
            operation = None
        if operation is None:
            continue
        words = re.match(r"( +)(\w+) (?:status )?(?:\"((?:[^\"\\]|\\.)*)\"(?: (\w+))?)?", line)
        if not words:
            continue
        if words[2] == "parameters" and len(words[1]) == 2:
            part = owner = (words[4], words[3])
        elif words[2] == "body" and len(words[1]) == 2:
            owner = ("body",)
        elif words[2] == "responses" and len(words[1]) == 2:
            owner = ("response", words[3])
        elif words[2] == "contents":
            part = (*owner, words[3])
        elif words[2] == "examples":
            operation[part][words[3]] = " valid] at " in line
    return found


def is_json(media):
    return re.fullmatch(r"application/([^;]*\+)?json", media.split(";")[0].strip()) is not None


def choose_operation(document, item, operation, fits):
    values = []
    for parameter in document.parameters(item, operation):
        if parameter["in"] == "body":
            values.append(document.made(parameter["schema"]))
            continue
        if "content" in parameter or parameter["in"] == "formData":
            raise LeftOut("a parameter or a body that is not JSON")
        try:
            value = document.example(parameter, fits[parameter["in"], parameter["name"]])
            if value is None:
                value = document.made(parameter if document.old else parameter["schema"])
        except LeftOut:
            if parameter.get("required"):
                raise
            value = None
        values.append(value)
    body = document.follow(operation.get("requestBody", {})).get("content", {})
    if body:
        (media, content), *others = body.items()
        if others or not is_json(media):
            raise LeftOut("a parameter or a body that is not JSON")
        value = document.example(content, fits["body", media])
        values.append(document.made(content["schema"]) if value is None else value)

    # the response that is picked is the first of success
    status = min((status for status in operation["responses"] if status.startswith("2")), default=None)
    if status is None:
        raise LeftOut("no response of success")
    for media, content in document.follow(operation["responses"][status]).get("content", {}).items():
        if not is_json(media):
            raise LeftOut("a response that is not JSON")
        if not all(fits["response", status, media].values()):
            raise LeftOut("examples of the response that do not fit their schema")
    return values


def choose(spec, listing, limit="0"):
    document = Document(json.load(open(spec, encoding="utf-8")))
    fits, chosen, left_out = judged(listing), [], collections.Counter()
    for pointer, item, operation in document.operations():
        try:
            values = choose_operation(document, item, operation, fits[pointer])
            chosen.append({"pointer": pointer, "id": operation.get("operationId", ""), "values": values})
        except LeftOut as reason:
            left_out[str(reason)] += 1
    whole = len(chosen)
    if 0 < int(limit) < whole:
        chosen = [chosen[i * whole // int(limit)] for i in range(int(limit))]
    json.dump(chosen, sys.stdout)
    print(f"{whole + sum(left_out.values())} operations, {whole} can be called, {len(chosen)} are", file=sys.stderr)
    for reason, count in left_out.most_common():
        print(f"{count} left out: {reason}", file=sys.stderr)


def cut(spec, plan):
    root = json.load(open(spec, encoding="utf-8"))
    wanted = {row["pointer"] for row in json.load(open(plan, encoding="utf-8"))}
    paths = {}
    for pointer, item, _ in Document(root).operations():
        path = pointer.split("/")[2].replace("~1", "/").replace("~0", "~")
        kept = paths.setdefault(path, {key: value for key, value in item.items() if key not in METHODS})
        if pointer in wanted:
            kept[pointer.rsplit("/", 1)[1]] = item[pointer.rsplit("/", 1)[1]]
    root["paths"] = {path: item for path, item in paths.items() if any(method in item for method in METHODS)}
    reached, todo = {}, [value for key, value in root.items() if key not in ("components", "webhooks", "x-webhooks")]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            todo.extend(value.values())
            reference = value.get("$ref")
            if isinstance(reference, str) and reference.startswith("#/components/"):
                kind, name = reference.split("/")[2:4]
                if name not in reached.setdefault(kind, {}):
                    reached[kind][name] = root["components"][kind][name]
                    todo.append(reached[kind][name])
        elif isinstance(value, list):
            todo.extend(value)
    if "components" in root:
        reached["securitySchemes"] = root["components"].get("securitySchemes", {})
        root["components"] = reached
    for key in ("webhooks", "x-webhooks"):
        root.pop(key, None)
    json.dump(root, sys.stdout)


def raw(value):
    text = json.dumps(value, ensure_ascii=False)
    hashes = "#"
    while '"' + hashes in text:
        hashes += "#"
    return f'r{hashes}"{text}"{hashes}'


def write(plan, manifest, client):
    operations = {row["pointer"]: row for row in json.load(open(manifest, encoding="utf-8"))["operations"]}
    structs = {}
    for name, block in re.findall(r"^ *pub struct (\w+Request) \{\n(.*?)^    \}$", open(client, encoding="utf-8").read(), re.M | re.S):
        structs[name] = re.findall(r"^ *pub ((?:r#)?\w+): ", block, re.M)
    print("use super::{client, operations};\nuse crate::{Calls, Seen, value};\n")
    print("impl client::Hook for Seen {\n"
          "    fn after(\n        &self,\n        _: &'static client::Operation,\n"
          "        outcome: Result<(http::StatusCode, &http::HeaderMap), &client::Error>,\n    ) {\n"
          "        if let Ok((status, headers)) = outcome {\n            self.note(status, headers);\n        }\n    }\n}\n")
    print("pub async fn all(calls: &mut Calls, url: &str) {\n"
          "    let client = &client::Client::with_base_url(url).unwrap().with_hook(calls.seen());")
    plan = json.load(open(plan, encoding="utf-8"))
    for i in range(len(plan)):
        print(f"    call_{i}(calls, client).await;")
    print("}")
    for i, row in enumerate(plan):
        operation = operations[row["pointer"]]
        request = ""
        if "request" in operation:
            fields = structs[operation["request"]]
            if len(fields) != len(row["values"]):
                sys.exit(f"calls.py: error: {row['id']}: {len(row['values'])} values for {', '.join(fields)}")
            request = "".join(f"        {name}: value({raw(value)}),\n" for name, value in zip(fields, row["values"]))
            request = f"operations::{operation['request']} {{\n{request}    }}"
        print(f"\nasync fn call_{i}(calls: &mut Calls, client: &client::Client) {{\n"
              f"    let response = client.{operation['fn']}({request}).await;\n"
              f"    calls.note({raw(row['id'] or row['pointer'])}, response.map(|response| (response.status(), format!(\"{{response:?}}\"))));\n}}")


{"choose": choose, "cut": cut, "write": write}[sys.argv[1]](*sys.argv[2:])
