"""Abbreviations: `*[HTML]: HyperText Markup Language` on a line of its own explains every HTML of the text."""

import re
from collections.abc import Mapping
from html import escape

from server.content.markdown.source import Edit, Events, Verbatim
from server.content.markdown.unspaced import UNSPACED
from server.content.markdown.wording import Rule

DEFINITION = re.compile(rb"^[ >]{0,8}\*\[([^\]\n]+)\]:[ \t]*(.*)$", re.MULTILINE)


def defined(events: Events, source: bytes) -> tuple[dict[str, str], list[Edit]]:
    """What each abbreviation means, and what takes the definitions out of the text. Of two the last counts."""
    verbatim = Verbatim(events)
    meant: dict[str, str] = {}
    edits = []
    for found in DEFINITION.finditer(source):
        if found.start(1) not in verbatim:
            name, meaning = (" ".join(part.decode().split()) for part in found.groups())
            if name and meaning:
                meant[name] = meaning
            edits.append(Edit(found.start(), found.end(), b""))
    return meant, edits


def rule(meant: Mapping[str, str]) -> Rule:
    """Marks each abbreviation in the words of a text; as part of a longer word it is none."""
    longest_first = "|".join(map(re.escape, sorted(meant, key=len, reverse=True)))
    letter = rf"[^\W{UNSPACED}]"

    def marked(found: re.Match[str], _at: int) -> str:
        return f'<abbr title="{escape(meant[found[0]])}">{escape(found[0], quote=False)}</abbr>'

    return Rule(rf"(?<!{letter})(?:{longest_first})(?!{letter})", marked)
