"""What an author began and never ended: a fence, a comment, a formula. All that follows is read as something else."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from server.content import front_matter
from server.content.document import Fault
from server.content.markdown import events
from server.content.markdown.source import Events
from server.content.problem import Unreadable
from server.content.reading import unified

POSSIBLE = re.compile(r"```|~~~|<!--|\$")
FENCE = re.compile(rb"(`{3,}|~{3,})")
CLOSING = re.compile(rb"[\s>]*(`{3,}|~{3,})\s*\Z")
# A formula that its braces keep from ending stands in the text as it was written.
FORMULA = re.compile(rb"(?<!\\)\$(?:\$|\\[A-Za-z])")


def faults(path: PurePosixPath, text: str) -> Iterator[Fault]:
    """Each where it begins, as a warning."""
    if not POSSIBLE.search(text):
        return
    try:
        front = front_matter.split(unified(text))
    except Unreadable:
        return  # said where it was to be read
    parsed = events.parsed(front.body, smart=False)
    for at, message in _found(parsed.events, parsed.source):
        begin = parsed.source.rfind(b"\n", 0, at) + 1
        line = front.first_line + parsed.source.count(b"\n", 0, at)
        column = len(parsed.source[begin:at].decode(errors="replace")) + 1
        yield Fault(path=path, line=line, column=column, severity="warning", message=message)


def _found(read: Events, source: bytes) -> Iterator[tuple[int, str]]:
    """At which byte, and what."""
    code = False
    told = False  # of this paragraph
    for event, place in read:
        mark, value, name = events.taken_apart(event)
        start, end = place["start"], place["end"]
        if name == "CodeBlock":
            code = mark == "Start"
            if code and _is_open(value, source[start:end]):
                yield start, "This fence is never closed: all that follows it is shown as code."
        elif name == "HtmlBlock" and mark == "Start":
            begin = source[start:end].rfind(b"<!--")
            if begin >= 0 and b"-->" not in source[start + begin : end]:
                yield start + begin, "This comment is never closed (-->): nothing that follows it is shown."
        elif mark == "Text" and not code and not told and (formula := FORMULA.search(source, start, end)):
            told = True
            yield formula.start(), "A formula begins here and does not end: are all of its braces closed?"
        elif mark == "Start":
            told = told and name not in ("Paragraph", "Heading", "TableRow", "Item")


def _is_open(value: Any, block: bytes) -> bool:
    """Whether a listing has a fence at its beginning and none at its end."""
    opening = FENCE.match(block)
    if not isinstance(value["CodeBlock"], dict) or opening is None:
        return False  # one that is indented
    _, _, rest = block.partition(b"\n")
    closing = CLOSING.match(rest.rstrip(b"\n").rpartition(b"\n")[2])
    return closing is None or not closing[1].startswith(opening[1])
