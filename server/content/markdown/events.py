"""Parses Markdown into pulldown-cmark's events, after mending what its dialect would misread."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pyromark
from pyromark import Options

from server.content.markdown import abbreviations, brackets, divisions, money, unlinked, unspaced
from server.content.markdown.source import Edit, Events, edited

OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_GFM
    | Options.ENABLE_DEFINITION_LIST
    | Options.ENABLE_HEADING_ATTRIBUTES
    | Options.ENABLE_MATH
)


class Parsed(NamedTuple):
    """The events, and the text they came from: as mended, with its lines where they were."""

    events: Events
    source: bytes
    abbreviations: dict[str, str]


def parsed(text: str, *, smart: bool) -> Parsed:
    """Parse; where something turns out to be meant otherwise, mend the text and parse again."""
    reading = _Reading(text, OPTIONS | Options.ENABLE_SMART_PUNCTUATION if smart else OPTIONS)
    while "$" in text and reading.mend(money.dollars(reading.events, reading.source)):
        pass
    if ":::" in text:
        reading.mend(divisions.fences(reading.events, reading.source))
    meant: dict[str, str] = {}
    if "*[" in text:
        meant, definitions = abbreviations.defined(reading.events, reading.source)
        reading.mend(definitions)
    if unlinked.possible(text):
        reading.mend(unlinked.addresses(reading.events, reading.source))
    events = reading.events if text.isascii() else unspaced.joined(reading.events)
    return Parsed(events, reading.source, meant)


def parsed_line(text: str, *, smart: bool) -> Parsed:
    """Parse one line whose end is its end: no attributes stand there."""
    options = OPTIONS & ~Options.ENABLE_HEADING_ATTRIBUTES
    reading = _Reading(text, options | Options.ENABLE_SMART_PUNCTUATION if smart else options)
    while "$" in text and reading.mend(money.dollars(reading.events, reading.source)):
        pass
    return Parsed(reading.events, reading.source, {})


class _Reading:
    """The text by now, and its events."""

    def __init__(self, text: str, options: Options) -> None:
        self.source = text.encode()
        self._options = options
        self.events: Events = []
        self._read(text)

    def mend(self, edits: Iterable[Edit]) -> bool:
        """Change the text; whether there was anything to change."""
        source = edited(self.source, edits)
        if source == self.source:
            return False
        self.source = source
        self._read(source.decode())
        return True

    def _read(self, text: str) -> None:
        callback: Callable[[Any], tuple[str, str] | None] | None = None
        if brackets.possible(text):
            callback = brackets.Meaning(self.source)
        self.events = list(
            pyromark.events_with_range(text, options=self._options, merge_text=True, broken_link_callback=callback)
        )


def taken_apart(event: Any) -> tuple[str, Any, str]:
    """An event's mark ("Start", "End", "Text", …), what it carries, and the name of what starts or ends."""
    if isinstance(event, str):
        return event, None, ""
    ((mark, value),) = event.items()
    name = next(iter(value)) if isinstance(value, dict) else value if mark in ("Start", "End") else ""
    return mark, value, name
