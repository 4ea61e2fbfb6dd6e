"""What was begun and not ended is named where it begins; what only looks like it is not."""

from pathlib import PurePosixPath

import pytest

from server.content.checks import unclosed


def said(text: str) -> list[tuple[int | None, int | None, str]]:
    found = unclosed.faults(PurePosixPath("a.md"), text)
    return [(fault.line, fault.column, fault.message.split()[1]) for fault in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("---\ntitle: T\n---\ntext\n\n```python\nx", [(6, 1, "fence")]),
        ("~~~\nx\n```\n", [(1, 1, "fence")]),
        ("````\nx\n```\n", [(1, 1, "fence")]),
        ("> ```\n> x\n\nmore", [(1, 3, "fence")]),
        ("- ```\n  x\n\nmore", [(1, 3, "fence")]),
        ("text\n\n<!-- a note\n\nmore", [(3, 1, "comment")]),
        ("<div>\n<!-- a\n</div>\n", [(2, 1, "comment")]),
        ("a\n\n$$\n\\frac{1\n$$\n\nb $\\alpha c", [(3, 1, "formula"), (7, 3, "formula")]),
        ("é $\\frac{1$", [(1, 3, "formula")]),
    ],
)
def test_what_is_not_ended_is_named_where_it_begins(text: str, found: list[tuple[int, int, str]]) -> None:
    assert said(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "```\nx\n```",
        "````md\n```\n````\n\ntext",
        "> ```\n> x\n> ```\n",
        "- a\n\n  ```py\n  x\n  ```\n\n  b\n",
        "    ```\n    indented\n",
        "<!-- a -->\n\n<!-- b\n\nc -->\n",
        "$x$ and $$y$$, $5 and $6, `$$` and \\$\\$",
        "```sh\necho $$ $\\a\n```",
        "text\n\n    $$\n",
        "<pre>\n$$\n</pre>",
        "---\ntitle: [\n---\n```\n",
    ],
)
def test_what_is_whole_is_not_named(text: str) -> None:
    assert said(text) == []
