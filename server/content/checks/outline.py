"""The order of headings as the author wrote them: on the page no level is skipped, but the text may have meant more."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from server.content import front_matter
from server.content.document import Fault
from server.content.markdown import events
from server.content.problem import Unreadable
from server.content.reading import unified

CONTAINERS = ("BlockQuote", "List", "FootnoteDefinition")


def faults(path: PurePosixPath, text: str) -> Iterator[Fault]:
    """A heading more than one level below the one before it, each as a warning."""
    if "##" not in text:
        return
    try:
        front = front_matter.split(unified(text))
    except Unreadable:
        return  # said where it was to be read
    above = depth = 0
    parsed = events.parsed(front.body, smart=False)
    for event, place in parsed.events:
        mark, value, name = events.taken_apart(event)
        if name in CONTAINERS:
            depth += 1 if mark == "Start" else -1
        elif name == "Heading" and mark == "Start" and not depth:
            level = int(value["Heading"]["level"][1])
            if above and level > above + 1:
                line = front.first_line + parsed.source.count(b"\n", 0, place["start"])
                yield _skipped(path, line, level, above)
            above = level


def _skipped(path: PurePosixPath, line: int, level: int, above: int) -> Fault:
    message = (
        f"A heading of level {level} follows one of level {above}, and is shown as one of level {above + 1}: "
        f"write {'#' * (above + 1)} if that is what it is."
    )
    return Fault(path=path, line=line, severity="warning", message=message)
