"""Addresses in the text become links: `https://…` and `www.…`, by the rules of GitHub's extended autolinks.

Addresses of mail stay words: who wants them to be links, and harvested, writes `<name@example.org>`.
"""

import re
from collections.abc import Iterator

from server.content.markdown.source import Edit, Events
from server.content.markdown.unspaced import UNSPACED

LETTER = rf"[^\W{UNSPACED}]"
ADDRESS = re.compile(
    rf"(?<!{LETTER})(?<![/.@:=\"'\[-])(https?://|www\.)((?:{LETTER}|[.-])+)"
    r"((?::\d+)?(?:[/?#][^\s<>|`\"\\\[\]{}^]*)?)",
    re.IGNORECASE,
)
# Signs of the sentence around an address rather than of the address.
TRAILING = re.compile("(?:[?!.,:;*_~'\"\u2019\u201d\u00bb\u2026]|&[A-Za-z0-9]+;)+$")
WIDE_SIGN = re.compile("[\u3000-\u3004\u3008-\u3020\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff60\u201c\u201d]")


def possible(text: str) -> bool:
    """Whether there may be any: most documents have addresses in links alone."""
    return text.count("://") > text.count("](http") or "www." in text


def addresses(events: Events, source: bytes) -> Iterator[Edit]:
    """What makes a link of each address in the text; in code and in links it stays as it is."""
    inside = done = 0
    for event, place in events:
        if event.__class__ is not dict:
            continue
        ((name, value),) = event.items()
        if name in ("Start", "End"):
            if value.__class__ is dict and not value.keys().isdisjoint(("Link", "Image", "CodeBlock")):
                inside += 1
            elif name == "End" and value in ("Link", "Image", "CodeBlock"):
                inside -= 1
        elif name == "InlineHtml":
            tag = value[:3].lower()
            inside += (tag[:2] == "<a" and not tag[2:].isalpha()) - (tag == "</a" and not value[3:4].isalpha())
        elif name == "Text" and not inside and ("://" in value or "www." in value):
            for edit in _in_text(source, max(done, place["start"]), place["end"]):
                yield edit
                done = edit.end


def _in_text(source: bytes, start: int, end: int) -> Iterator[Edit]:
    """The addresses that begin between two bytes; they may go on where an underscore seemed to be emphasis."""
    line_end = source.find(b"\n", end)
    text = source[start : line_end if line_end >= 0 else None].decode()
    limit = len(source[start:end].decode())
    before = source[:start][-1:].decode(errors="ignore")
    for found in ADDRESS.finditer(before + text):
        address = _whole(found[0])
        at = found.start() - len(before)
        if at >= limit:
            return
        if _is_host(found[2]):
            at = start + len(text[:at].encode())
            yield Edit(at, at + len(address.encode()), _link(address).encode())


def _link(address: str) -> str:
    return f"[{address}](<https://{address}>)" if address[:4].lower() == "www." else f"<{address}>"


def _whole(address: str) -> str:
    """Without what belongs to the sentence: its signs, and brackets that were not opened in the address."""
    if wide := WIDE_SIGN.search(address):
        address = address[: wide.start()]
    while True:
        shorter = TRAILING.sub("", address)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == address:
            return address
        address = shorter


def _is_host(name: str) -> bool:
    """With a dot in it, and no underscore in its last two labels."""
    labels = name.rstrip(".").split(".")
    return len(labels) > 1 and all(labels) and "_" not in "".join(labels[-2:])
