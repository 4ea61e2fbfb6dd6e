"""Citations: `[see @key, p. 3]` and `@key` become author and year, with a list of the works at the end of the text."""

import re
from collections.abc import Mapping
from html import escape

from server.content.literature.work import Work
from server.content.markdown import references
from server.content.markdown.headings import Headings, Words
from server.content.markdown.sheet import Sheet
from server.content.markdown.wording import Rule, untagged

KEY = r"(?:\{[^{}]+\}|\w+(?:[:.#$%&+?<>~/-]+\w+)*)"
IN_BRACKETS = re.compile(rf"(.*?)(-?)@({KEY})(.*)", re.DOTALL)
IN_TEXT = rf"(?<![\w@/.])@{KEY}(?: \[[^\[\]@]+\])?"
MENTION = re.compile(rf"(?<![\w@/.])@({KEY})")
SURELY = re.compile(r"[A-Za-z][\w-]*\d{4}\w*")  # a key rather than somebody's name


def mentioned(body: str) -> frozenset[str]:
    """The keys that may be cited in a text, and some words that are none."""
    return frozenset(key.strip("{}") for key in MENTION.findall(body)) if "@" in body else frozenset()


class Citations:
    """Those of one document. `works` may be more than it cites; None: there is no bibliography for it."""

    def __init__(self, sheet: Sheet, works: Mapping[str, Work] | None) -> None:
        self._sheet = sheet
        self._works = works or {}
        self._there_are_works = works is not None
        self._short = references.short(self._works.values(), sheet.labels)
        self._cited: dict[str, Work] = {}

    def group(self, inside: str, at: int) -> None:
        """Write what stands between brackets."""
        sheet = self._sheet
        if self._there_are_works:
            html = f"({'; '.join(self._in_brackets(' '.join(piece.split()), at) for piece in inside.split(';'))})"
        else:
            sheet.warn(at, f"[{inside[:60]}] cites a work, but there is no bibliography (references.bib) for it.")
            html = f"[{escape(inside, quote=False)}]"
        sheet.out.append(html)
        sheet.text.append(untagged(html))

    def rule(self) -> Rule:
        """Makes a citation of `@key` and `@key [p. 3]` in the words of a text, where such a work is known."""
        return Rule(IN_TEXT, self._in_text, links=True)

    def list(self, headings: Headings) -> None:
        """Write the list of the works that were cited, below a heading of its own unless the text ends with one."""
        if not self._cited:
            return
        sheet = self._sheet
        title = sheet.labels.references
        if not (sheet.out and sheet.out[-1].startswith("<h")):
            headings.put(Words([escape(title)], [title]), {"level": "H1", "id": "references", "classes": ()})
        works = sorted(self._cited.values(), key=lambda work: self._short[work.key].order)
        items = "".join(references.item(work, self._short[work.key], sheet) for work in works)
        sheet.out.append(
            f'<section class="references" role="doc-bibliography" aria-label="{escape(title)}">\n'
            f"<ul>\n{items}</ul>\n</section>\n"
        )

    def _in_brackets(self, piece: str, at: int) -> str:
        found = IN_BRACKETS.fullmatch(piece)
        if not found:
            return escape(piece, quote=False)
        before, minus, key, behind = found.groups()
        work = self._work(key, at)
        if work is None:
            return escape(piece, quote=False)
        short = self._short[work.key]
        words = short.year if minus else f"{short.authors} {short.year}"
        behind = f", {behind.lstrip(' ,')}" if behind.strip(" ,") else ""
        return f"{escape(before, quote=False)}{self._link(work, words)}{escape(behind, quote=False)}"

    def _in_text(self, found: re.Match[str], at: int) -> str | None:
        key, _, place = found[0][1:].partition(" [")
        if key.strip("{}") not in self._works and not SURELY.fullmatch(key):
            return None  # somebody's name, most likely
        work = self._work(key, at)
        if work is None:
            return None
        short = self._short[work.key]
        place = f", {escape(place.removesuffix(']'), quote=False)}" if place else ""
        return self._link(work, f"{short.authors} ({short.year}{place})")

    def _work(self, key: str, at: int) -> Work | None:
        key = key.strip("{}")
        work = self._works.get(key)
        if work is None:
            self._sheet.warn(at, f"@{key[:60]} is cited, but no bibliography has it.")
        return work

    def _link(self, work: Work, words: str) -> str:
        name = references.identifier(work)
        place = "" if work.key in self._cited else f' id="cite-{name}"'
        self._cited[work.key] = work
        return f'<a class="citation" role="doc-biblioref" href="#ref-{name}"{place}>{words}</a>'
