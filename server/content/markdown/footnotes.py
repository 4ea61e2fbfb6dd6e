"""Footnotes: numbered as they are met, gathered at the end, each with its way back."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import NamedTuple

from server.content.labels import Labels
from server.content.markdown.source import Event


class Parts(NamedTuple):
    """A document's own events, and those of each footnote by its label."""

    main: list[Event]
    notes: dict[str, list[Event]]


def separated(events: Iterable[Event]) -> Parts:
    """Take the definitions out of the text, however deep they stand. Of two with one label the first counts."""
    main: list[Event] = []
    notes: dict[str, list[Event]] = {}
    open_lists = [main]
    for pair in events:
        event = pair[0]
        if event.__class__ is dict:
            tag = event.get("Start")
            if tag.__class__ is dict and "FootnoteDefinition" in tag:
                note: list[Event] = []
                notes.setdefault(tag["FootnoteDefinition"], note)
                open_lists.append(note)
                continue
            if event.get("End") == "FootnoteDefinition":
                open_lists.pop()
                continue
        open_lists[-1].append(pair)
    return Parts(main, notes)


class Notes:
    """Which notes were referred to, in which order, how often."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._numbers: dict[str, int] = {}
        self._references: dict[str, int] = {}

    def reference(self, label: str) -> str:
        """The mark in the text."""
        number = self._numbers.setdefault(label, len(self._numbers) + 1)
        again = self._references[label] = self._references.get(label, 0) + 1
        return (
            f'<sup class="footnote-ref"><a href="#fn-{number}" id="{_reference_id(number, again)}"'
            f' role="doc-noteref" aria-label="{self._labels.footnote.format(number)}">{number}</a></sup>'
        )

    def pending(self) -> Iterator[tuple[str, int]]:
        """The labels in order; a note that refers to further notes makes more of them while it is written."""
        done = 0
        while done < len(self._numbers):
            label = list(self._numbers)[done]
            done += 1
            yield label, done

    def item(self, label: str, number: int, html: str) -> str:
        """A note with its ways back, put into its last paragraph where there is one."""
        back = " ".join(
            f'<a class="footnote-back" href="#{_reference_id(number, again)}" role="doc-backlink"'
            f' aria-label="{escape(self._back_label(number, again))}">↩</a>'
            for again in range(1, self._references[label] + 1)
        )
        html = html.rstrip()
        if html.endswith("</p>"):
            html = f"{html[: -len('</p>')]} {back}</p>"
        else:
            html = f"{html}\n<p>{back}</p>" if html else f"<p>{back}</p>"
        return f'<li id="fn-{number}">{html}</li>\n'

    def section(self, items: list[str]) -> str:
        """All notes, at the end of the text."""
        return (
            f'<section class="footnotes" role="doc-endnotes" aria-label="{self._labels.footnotes}">\n<ol>\n'
            f"{''.join(items)}</ol>\n</section>\n"
        )

    def _back_label(self, number: int, again: int) -> str:
        return self._labels.back.format(number if again == 1 else f"{number}, {again}")


def _reference_id(number: int, again: int) -> str:
    return f"fnref-{number}" if again == 1 else f"fnref-{number}-{again}"
