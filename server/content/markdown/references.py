"""How a work is named in a text, and how it is described in a list of works: by author and year."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple
from unicodedata import combining, normalize

from server.content.labels import Labels
from server.content.literature.work import Name, Work
from server.content.markdown import formulas
from server.content.markdown.links import RUNS
from server.content.markdown.sheet import Sheet
from server.content.markdown.unspaced import CHARACTERS

MOST_AUTHORS = 8  # of more the first seven are named
WORDS_OF_A_TITLE = 5  # that stand for the authors of a work without any
ITSELF = ("book", "thesis", "report")  # is published, rather than a part of something that is
NOT_IN_ID = re.compile(r"[^\w:.-]+")
LATEX = re.compile(r"\$([^$]+)\$")
ENDS = (".", "?", "!", "…", "。")


class Short(NamedTuple):
    """A work in the text: HTML. `year` has a letter where it needs one; `order` is its place in a list."""

    authors: str
    year: str
    order: tuple[str, str, str]


def short(works: Iterable[Work], labels: Labels) -> dict[str, Short]:
    """Each by its key; works of the same authors and year are told apart by letters."""
    alike: dict[tuple[str, str], list[Work]] = defaultdict(list)
    for work in works:
        alike[_authors(work, labels), work.year or labels.undated].append(work)
    found = {}
    for (authors, year), same in alike.items():
        for letter, work in enumerate(sorted(same, key=lambda work: (work.title, work.key))):
            shown = f"{year}{chr(ord('a') + letter % 26)}" if len(same) > 1 else year
            order = (_folded(_listed(work.authors or work.editors, labels) or work.title), shown, _folded(work.title))
            found[work.key] = Short(escape(authors, quote=False), escape(shown, quote=False), order)
    return found


def identifier(work: Work) -> str:
    """What its addresses on a page end with."""
    return NOT_IN_ID.sub("-", work.key)


def item(work: Work, known: Short, sheet: Sheet) -> str:
    """A work in the list, as a citation that machines can read (h-cite)."""
    name = identifier(work)
    pieces = " ".join(_pieces(work, known, sheet))
    label = escape(sheet.labels.back.format(f"{known.authors} {known.year}"))
    back = f'<a class="footnote-back" href="#cite-{name}" role="doc-backlink" aria-label="{label}">↩</a>'
    return f'<li id="ref-{name}" class="h-cite">{pieces} {back}</li>\n'


def _pieces(work: Work, known: Short, sheet: Sheet) -> Iterator[str]:
    """Its description, sentence by sentence; HTML."""
    labels = sheet.labels
    people = _listed(work.authors, labels, and_others=work.and_others) or _edited(work.editors, labels)
    year = f'<span class="dt-published">{known.year}</span>'
    title = _title(work, sheet)
    if people:
        yield f'<span class="p-author">{escape(people, quote=False)}</span> ({year}).'
        yield _sentence(title)
    else:
        yield _sentence(f"{title} ({year})")
    within = ", ".join(_within(work, labels))
    if within:
        yield _sentence(within)
    published = ": ".join(escape(part, quote=False) for part in (work.place, work.publisher) if part)
    for part in (published, escape(work.note, quote=False)):
        if part:
            yield _sentence(part)


def _within(work: Work, labels: Labels) -> Iterator[str]:
    """Where it is to be found: the journal with volume and pages, the book of which it is a part."""
    container = f"<i>{escape(work.container, quote=False)}</i>" if work.container else ""
    if container and work.kind in ("part", "paper"):
        container = labels.within.format(container)
        if work.editors and work.authors:
            container = f"{container}, {escape(_edited(work.editors, labels), quote=False)}"
    volume = escape(f"{work.volume}({work.issue})" if work.volume and work.issue else work.volume or work.issue)
    if container:
        yield f"{container} {volume}".strip()
    elif volume:
        yield volume
    edition = labels.edition.format(work.edition) if work.edition.isdigit() else work.edition
    for part in (edition, work.pages):
        if part:
            yield escape(part, quote=False)
    if work.arxiv and not work.container:
        yield f"arXiv:{escape(work.arxiv)}"


def _title(work: Work, sheet: Sheet) -> str:
    words = "".join(
        formulas.inline(piece, sheet) if index % 2 else escape(piece, quote=False)
        for index, piece in enumerate(LATEX.split(work.title or work.key))
    )
    words = f"<i>{words}</i>" if work.kind in ITSELF else words
    if work.address and not RUNS.match(work.address):
        return f'<a class="u-url p-name" href="{escape(work.address)}">{words}</a>'
    return f'<span class="p-name">{words}</span>'


def _sentence(html: str) -> str:
    return html if re.sub(r"<[^>]*>", "", html).endswith(ENDS) else f"{html}."


def _authors(work: Work, labels: Labels) -> str:
    names = [name.family for name in work.authors or work.editors]
    if work.authors and work.and_others:
        return labels.others.format(names[0])
    if not names:
        words = work.title.split() or [work.key]
        return " ".join(words[:WORDS_OF_A_TITLE]) + (" …" if len(words) > WORDS_OF_A_TITLE else "")
    if len(names) == 1:
        return names[0]
    return labels.both.format(*names) if len(names) == 2 else labels.others.format(names[0])


def _edited(names: Sequence[Name], labels: Labels) -> str:
    form = labels.edited if len(names) == 1 else labels.edited_by_some
    return form.format(_listed(names, labels)) if names else ""


def _listed(names: Sequence[Name], labels: Labels, *, and_others: bool = False) -> str:
    """The first by family name, as the list is ordered; the others as they are called."""
    if not names:
        return ""
    called = [_called(name, first=index == 0) for index, name in enumerate(names)]
    if len(called) > MOST_AUTHORS:
        return labels.others.format(", ".join(called[: MOST_AUTHORS - 1]))
    if and_others:
        return labels.others.format(", ".join(called))
    return called[0] if len(called) == 1 else labels.both.format(", ".join(called[:-1]), called[-1])


def _called(name: Name, *, first: bool) -> str:
    if CHARACTERS.search(name.family):
        return f"{name.family}{name.given}"
    if not name.given:
        return name.family
    return f"{name.family}, {name.given}" if first else f"{name.given} {name.family}"


def _folded(text: str) -> str:
    """For the order: without case and accents."""
    return "".join(sign for sign in normalize("NFKD", text).casefold() if not combining(sign))
