"""Large, deep and broken documents are read or named, each within a moment."""

import time
from pathlib import PurePosixPath

import pytest

from server.content.problem import Unreadable
from server.content.reading import read_document
from server.content.site import Site

LONG = 5_000_000
MALFORMED = {
    "one line of 5 MB": "word " * (LONG // 5),
    "one word of 5 MB": "x" * LONG,
    "a listing of 5 MB in one line": f"```python\n{'x = 1; ' * (LONG // 7)}\n```\n",
    "a listing of 60 kB that nests": f"```python\n{'(' * 60_000}\n```\n",
    "a listing of 60 kB of quotes": "```python\n" + '"' * 60_000 + "\n```\n",
    "a listing of 60 kB of tags": f"```html\n{'<a ' * 20_000}\n```\n",
    "a listing of 60 kB of slashes": f"```js\n{'/' * 60_000}\n```\n",
    "a listing of 60 kB that its lexer reads again and again": f"```java\n{('a ' * 30 + chr(10)) * 1000}\n```\n",
    "an unclosed fence": "```python\nx = 1\n" * 1000,
    "lists 500 deep": "\n".join(f"{' ' * (2 * depth)}- a" for depth in range(500)),
    "quotes 50,000 deep": ">" * 50_000 + " x",
    "elements 100,000 deep": "<div>" * 100_000,
    "elements 50,000 deep in lines": "<div>\n\n" * 50_000,
    "unclosed inline elements": "<b>" * 100_000,
    "NUL bytes": "a\0b" * 10_000,
    "control characters": "".join(map(chr, range(32))) * 1000,
    "unclosed brackets": "[" * 100_000,
    "unclosed links": "[a](" * 50_000,
    "unclosed pictures": "![" * 50_000 + "](x)" * 50_000,
    "stars": "*a **b " * 30_000,
    "backticks": "`" * 50_001 + "a" + "`" * 50_000,
    "dollars": "$a " * 50_000,
    "prices": "$5-$6 " * 20_000,
    "formulas": "$x$ " * 20_000,
    "one formula of 5 MB": f"${'x+' * (LONG // 2)}x$",
    "notes that refer to each other": "".join(f"[^{n}]: [^{n + 1}]\n\n" for n in range(3_000)) + "x[^0]",
    "references to one note": "[^1]" * 20_000 + "\n\n[^1]: x",
    "a table of 1,000 columns": "|a" * 1000 + "|\n" + "|-" * 1000 + "|\n" + "|b|\n" * 50,
    "20,000 headings of one name": "# a\n" * 20_000,
    "style": f"<style>{'a{' * 50_000}</style>",
    "style attributes": "".join(f'<i style="--x:{n}">x</i>' for n in range(5_000)),
    "scripts": "<script>x</script>\n\n" * 3_000,
    "a title of 1 MB": f"---\ntitle: {'x' * 90_000}\n---\n",
    "front matter that never ends": "---\ntitle: x\n" + "key: y\n" * 100_000,
    "front matter that nests": f"---\na: {'{a: ' * 20_000}\n---\n",
    "keys nobody knows": "---\n" + "".join(f"key{n}: 1\n" for n in range(3_000)) + "---\n",
    "TOML that nests": f"+++\na = {'[' * 50_000}\n+++\n",
    "JSON that nests": '{"a": ' + "[" * 100_000,
    "carriage returns": "a\rb\r" * 10_000,
    "entities": "&amp;" * 100_000,
    "definitions": "[a]: b\n" * 50_000,
}


@pytest.mark.parametrize("name", MALFORMED)
def test_each_is_read_or_named_within_a_moment(name: str) -> None:
    start = time.process_time()
    try:
        read = read_document(PurePosixPath("blog/x.md"), MALFORMED[name], Site())
        assert read.title
    except Unreadable as unreadable:
        named = unreadable.problem
        assert named.line
    assert time.process_time() - start < 2
