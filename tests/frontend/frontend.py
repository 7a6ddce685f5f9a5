#!/usr/bin/env python3
"""A second front end, written from oapi-ir(5) alone: JSON in, a document IR out.

usage: frontend.py PAGE [SPEC]

PAGE is the manual page, from which the keywords and the version are taken. The spec is read from SPEC or standard input.
"""

import array
import re
import sys

NULL, FALSE, TRUE, NUMBER, STRING, ARRAY, OBJECT = range(7)  # enumeration value_kind
DOCUMENT = 1
MAGIC = b"\x89oapi\r\n\x1a"
STATUS_OK, STATUS_SPEC, STATUS_USAGE = 0, 1, 2

SPACE = re.compile(r"[ \t\r\n]*")
CHUNK = re.compile(r'[^"\\\x00-\x1f]*')
ESCAPE = re.compile(r'\\(?:(["\\/bfnrt])|u([0-9A-Fa-f]{4}))')
NUMERAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
LITERALS = {"t": ("true", TRUE), "f": ("false", FALSE), "n": ("null", NULL)}
MEANING = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def read_page(path):
    """The version that the manual page describes, and the keywords."""
    with open(path, encoding="utf-8") as file:
        page = file.read()
    version = int(re.search(r"describes version\n(\d+)", page).group(1))
    table = re.search(r"^\.Sh KEYWORDS$.*?^\.Bd -literal$(.*?)^\.Ed$", page, re.S | re.M).group(1)
    pairs = re.findall(r"(\d+) (\S+)", table)
    assert [int(number) for number, _ in pairs] == list(range(1, len(pairs) + 1))
    return version, [text for _, text in pairs]


class Document:
    """The strings, the lines and the nodes of one source."""

    def __init__(self, keywords, name, text):
        self.ids = {word: i + 1 for i, word in enumerate(keywords)}
        self.name = self.intern(name)
        self.lines = [0] + [m.end() for m in re.finditer(r"\r\n|\r|\n", text)]
        self.nodes = [(0,) * 6]
        self.text = text
        self.end = self.value(self.space(0), 0, 0)
        if self.space(self.end) != len(text):
            self.fail(self.space(self.end), "expected the end of the text")

    def intern(self, text):
        return self.ids.setdefault(text, len(self.ids) + 1)

    def fail(self, at, message):
        line = sum(1 for start in self.lines if start <= at)
        raise ValueError("%d:%d: %s" % (line, at - self.lines[line - 1] + 1, message))

    def space(self, at):
        return SPACE.match(self.text, at).end()

    def string(self, at):
        """The string that begins with the quote at `at`, and where it ends."""
        parts = []
        at += 1
        while True:
            chunk = CHUNK.match(self.text, at)
            parts.append(chunk.group())
            at = chunk.end()
            if self.text[at : at + 1] == '"':
                break
            escape = ESCAPE.match(self.text, at)
            if not escape:
                self.fail(at, "expected a quotation mark or an escape")
            letter, code = escape.groups()
            parts.append(MEANING[letter] if letter else chr(int(code, 16)))
            at = escape.end()
        text = "".join(parts)
        if any("\ud800" <= c <= "\udfff" for c in text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16")  # fails for a lone surrogate
        return text, at + 1

    def value(self, at, key, key_at):
        """Appends the value at `at` in preorder; returns where it ends."""
        node = len(self.nodes)
        first = self.text[at : at + 1]
        kind, text, end = NULL, 0, at
        self.nodes.append(None)
        if first == "{":
            kind, end = OBJECT, self.members(at + 1)
        elif first == "[":
            kind, end = ARRAY, self.items(at + 1)
        elif first == '"':
            string, end = self.string(at)
            kind, text = STRING, self.intern(string)
        elif first in LITERALS and self.text.startswith(LITERALS[first][0], at):
            kind, end = LITERALS[first][1], at + len(LITERALS[first][0])
        elif NUMERAL.match(self.text, at):
            end = NUMERAL.match(self.text, at).end()
            kind, text = NUMBER, self.intern(self.text[at:end])
        else:
            self.fail(at, "expected a value")
        self.nodes[node] = (kind, key, text, len(self.nodes) - node, at, key_at if key else at)
        return end

    def separator(self, at, close):
        """Takes a comma or the closing bracket; returns whether it was that, and where to go on."""
        at = self.space(at)
        found = self.text[at : at + 1]
        if found not in (",", close):
            self.fail(at, "expected ',' or '%s'" % close)
        return found == close, at + 1

    def items(self, at):
        at = self.space(at)
        done = self.text[at : at + 1] == "]"
        if done:
            return at + 1
        while not done:
            done, at = self.separator(self.value(self.space(at), 0, 0), "]")
        return at

    def members(self, at):
        at = self.space(at)
        done = self.text[at : at + 1] == "}"
        if done:
            return at + 1
        begins = {}  # of the members, by key
        while not done:
            key_at = self.space(at)
            if self.text[key_at : key_at + 1] != '"':
                self.fail(key_at, "expected a key")
            string, at = self.string(key_at)
            key = self.intern(string)
            at = self.space(at)
            if self.text[at : at + 1] != ":":
                self.fail(at, "expected ':'")
            if key in begins:
                self.drop(begins, key)
            begins[key] = len(self.nodes)
            done, at = self.separator(self.value(self.space(at + 1), key, key_at), "}")
        return at

    def drop(self, begins, key):
        """Removes an earlier member of the same key."""
        begin = begins.pop(key)
        size = self.nodes[begin][3]
        del self.nodes[begin : begin + size]
        for other in begins:
            begins[other] -= size if begins[other] > begin else 0

    def tables(self):
        """The records of the tables source, line, node, graft and reference, a list of words each."""
        source = [0, 0, 0, 0, self.name, 1, len(self.lines), 1]
        return [source, [0] + self.lines, [word for node in self.nodes for word in node], [0] * 3, [0] * 5]


def words(numbers):
    return array.array("I", numbers)


def pack(version, counts, tables, strings, status):
    """The bytes of an IR."""
    texts = [text.encode("utf-8") for text in strings]
    ends = [0] if strings else []
    for text in texts:
        ends.append(ends[-1] + len(text))
    text = b"".join(texts)
    body = words([version, DOCUMENT, len(ends), len(text)] + counts)
    for table in tables:
        body.extend(table)
    body.extend(ends)
    assert body.itemsize == 4
    if sys.byteorder == "big":
        body.byteswap()
    body = MAGIC + body.tobytes() + text + b"\0" * (-len(text) % 4) + status.to_bytes(4, "little")
    whole = words([])
    whole.frombytes(body)
    if sys.byteorder == "big":
        whole.byteswap()
    a = b = 0
    for word in whole:
        a += word
        b += a
    sums = [(total & 0xFFFFFFFF).to_bytes(4, "little") for total in (a, b)]
    return body + sums[0] + sums[1] + b"END\n"


def convert(version, keywords, name, data):
    """The IR of a spec, and the exit status."""
    try:
        document = Document(keywords, name, data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        print("frontend: error: %s: %s" % (name, error), file=sys.stderr)
        return pack(version, [0, 0, 0, 0, 0], [], [], STATUS_SPEC), STATUS_SPEC
    tables = document.tables()
    counts = [2, len(tables[1]), len(document.nodes), 1, 1]
    return pack(version, counts, tables, document.ids, STATUS_OK), STATUS_OK


def main(arguments):
    if len(arguments) not in (1, 2):
        print(__doc__.split("\n")[2], file=sys.stderr)
        return STATUS_USAGE
    sys.setrecursionlimit(5000)
    version, keywords = read_page(arguments[0])
    if len(arguments) == 2:
        with open(arguments[1], "rb") as file:
            ir, status = convert(version, keywords, arguments[1], file.read())
    else:
        ir, status = convert(version, keywords, "<stdin>", sys.stdin.buffer.read())
    sys.stdout.buffer.write(ir)
    sys.stdout.buffer.flush()
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
