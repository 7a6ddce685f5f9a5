"""Prints a spec whose descriptions are random Markdown: pieces in any order, and lines of pieces. The seed is the argument."""
import json
import random
import sys

PIECES = [
    "- ", "* ", "+ ", "1. ", "2) ", "3. ", "  ", "    ", "   ", "\t", " ", "> ", ">", "```", "```rust", "~~~", "~~~~",
    "`", "``", "evil()", "text", "http://a.example/x", "[a](b)", "[x](https://e.example)", "[x]: y", "[^1]", "<b>",
    "</b>", "<div>", "<!--", "-->", "\\", "|", "---", "===", "# ", "***", "_", "*", "&lt;", "\n", "\n", "\n", "\n\n",
    "\r", "\r\n", "![i](https://i)", "{", "}", "\"#", "*/", "\u200b", "\x00", "\u00e9", "1.", "10. ", "-", "[ ] ",
    "<https://x.example/>", "std::process::exit(1)", "| a | b |\n|---|---|\n",
]
INDENTS = ["", "", "  ", "    ", "   ", "      ", "        ", "\t"]
MARKERS = ["- ", "> ", "1. ", "2. ", "- - ", "", "", "", ""]
TEXTS = ["```", "```rust", "~~~", "evil()", "text", "", "`x`", "a b", "- x", "> ```"]

chance = random.Random(int(sys.argv[1]))


def line():
    return chance.choice(INDENTS) + chance.choice(MARKERS) + chance.choice(TEXTS)


schemas = {}
for n in range(300):
    pieces = "".join(chance.choice(PIECES) for _ in range(chance.randint(1, 40)))
    lines = "\n".join(line() for _ in range(chance.randint(1, 14)))
    schemas[f"Pieces{n}"] = {"type": "object", "description": pieces}
    schemas[f"Lines{n}"] = {"type": "object", "description": lines}
json.dump(
    {"openapi": "3.1.0", "info": {"title": "Markdown", "version": "1"}, "paths": {}, "components": {"schemas": schemas}},
    sys.stdout,
)
