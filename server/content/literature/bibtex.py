"""BibTeX and BibLaTeX become works, with the line of whatever cannot be read."""

import logging
import re
from collections.abc import Iterator, Mapping
from functools import partial

import msgspec
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock

from server.content.literature.latex import address, plain
from server.content.literature.work import Bibliography, Kind, Name, Work
from server.content.problem import Problem

KINDS: Mapping[str, Kind] = {
    "article": "article",
    **dict.fromkeys(("book", "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings"), "book"),
    **dict.fromkeys(("incollection", "inbook", "inreference", "suppbook"), "part"),
    **dict.fromkeys(("inproceedings", "conference"), "paper"),
    **dict.fromkeys(("thesis", "phdthesis", "mastersthesis"), "thesis"),
    **dict.fromkeys(("report", "techreport", "manual", "standard"), "report"),
}
# What a field of a work is called, the most telling first.
WORDS: Mapping[str, tuple[str, ...]] = {
    "container": ("journal", "journaltitle", "booktitle", "maintitle"),
    "volume": ("volume",),
    "pages": ("pages",),
    "publisher": ("publisher", "institution", "school", "organization", "howpublished"),
    "place": ("address", "location"),
    "edition": ("edition",),
    "note": ("note", "pubstate"),
}
MOST_ENTRIES, MOST_MARKS = 20_000, 400_000  # beyond which a start would wait for more than two seconds
MOST_PROBLEMS = 20  # of one file that are named
OTHERS = "others"  # stands for the authors that are not named
ADDRESS = re.compile(r"\\url\{|https?://")
ARXIV = re.compile(r"arxiv[.:/]\s*(?:abs/)?(\d{4}\.\d{4,5}|[a-z-]+/\d{7})", re.IGNORECASE)
PIECE = r'(?:"[^"]*"|\{[^{}]*\}|\w+)'
JOINED = re.compile(rf"{PIECE}(?:\s*#\s*{PIECE})+")  # jan # " 5"


def read(text: str) -> Bibliography:
    """Every entry that can be read."""
    if text.count("@") > MOST_ENTRIES or sum(map(text.count, '@{"')) > MOST_MARKS:
        return Bibliography({}, (Problem(None, f"It has more than {MOST_ENTRIES:,} entries, or is none; split it."),))
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it says is among the problems
    library = parse_string(text)
    strings = {key.lower(): str(string.value) for key, string in library.strings_dict.items()}
    entries = {entry.key: entry for entry in library.entries}
    failed = library.failed_blocks
    problems = [Problem((block.start_line or 0) + 1, _why(block)) for block in failed[:MOST_PROBLEMS]]
    if len(failed) > MOST_PROBLEMS:
        problems.append(Problem(None, f"{len(failed) - MOST_PROBLEMS} more entries cannot be read as they are."))
    for block in failed:
        whole = block.ignore_error_block
        if isinstance(block, DuplicateFieldKeyBlock) and isinstance(whole, Entry):
            entries.setdefault(whole.key, whole)
    works = {key: partial(_work, entry, entries, strings) for key, entry in entries.items()}
    return Bibliography(works, tuple(problems))


def _why(block: ParsingFailedBlock) -> str:
    if isinstance(block, DuplicateBlockKeyBlock):
        return f"{block.key} is there twice; the first one counts."
    if isinstance(block, DuplicateFieldKeyBlock):
        return f"An entry gives a field twice: {', '.join(sorted(block.duplicate_keys))}."
    reason = " ".join(str(getattr(block.error, "abort_reason", block.error)).split()).rstrip(".")
    return f"An entry cannot be read: {reason[0].lower()}{reason[1:]}." if reason else "An entry cannot be read."


def _said(entry: Entry, strings: Mapping[str, str]) -> dict[str, str]:
    """Its fields by their names in small letters, joined where they were written in pieces."""
    found: dict[str, str] = {}
    for field in entry.fields:
        value = str(field.value).strip()
        if JOINED.fullmatch(value):
            value = "".join(_piece(piece, strings) for piece in re.findall(PIECE, value))
        if value:
            found.setdefault(field.key.lower(), value)
    return found


def _piece(piece: str, strings: Mapping[str, str]) -> str:
    return strings.get(piece.lower(), piece) if piece[0] not in '"{' else piece[1:-1]


def _inherited(said: Mapping[str, str], parent: Mapping[str, str]) -> Mapping[str, str]:
    """What an entry does not say itself, from the one that `crossref` names: its title is where this one stands."""
    rest = {name: value for name, value in parent.items() if name not in ("title", "subtitle", "author")}
    return {**rest, **({"booktitle": parent["title"]} if "title" in parent else {}), **said}


def _work(entry: Entry, entries: Mapping[str, Entry], strings: Mapping[str, str]) -> Work:
    said: Mapping[str, str] = _said(entry, strings)
    if parent := entries.get(said.get("crossref", "")):
        said = _inherited(said, _said(parent, strings))
    words = {field: next((plain(said[name]) for name in names if name in said), "") for field, names in WORDS.items()}
    authors, more = _people(said.get("author", ""))
    editors, _ = _people(said.get("editor", ""))
    title = ": ".join(plain(said[name]) for name in ("title", "subtitle") if name in said)
    published = said.get("howpublished", "")
    url = said.get("url") or (published if ADDRESS.search(published) else "")
    if url == published:
        words["publisher"] = "" if words["publisher"] == plain(published) else words["publisher"]
    work = Work(
        key=entry.key,
        kind=KINDS.get(entry.entry_type.lower(), "other"),
        title=title,
        authors=authors,
        and_others=more,
        editors=editors,
        year=plain(said.get("year") or said.get("date", "")[:4] or said.get("pubstate", "")),
        issue=plain(said.get("issue") or said.get("number", "")),
        doi=re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)", "", address(said.get("doi", "")), flags=re.IGNORECASE),
        arxiv=_arxiv(said),
        url=address(url),
        **words,
    )
    return msgspec.structs.replace(work, note="") if work.note == work.year else work


def _arxiv(said: Mapping[str, str]) -> str:
    if said.get("archiveprefix", said.get("eprinttype", "")).lower() == "arxiv":
        return address(said.get("eprint", ""))
    found = ARXIV.search(said.get("journal", "")) or ARXIV.search(said.get("url", ""))
    return found[1] if found else ""


def _people(said: str) -> tuple[tuple[Name, ...], bool]:
    """Everybody who is named, and whether there are others."""
    names = [name for name in split_multiple_persons_names(" ".join(said.split())) if name]
    return tuple(_named(name for name in names if name != OTHERS)), OTHERS in names


def _named(names: Iterator[str]) -> Iterator[Name]:
    for name in names:
        parts = parse_single_name_into_parts(name, strict=False)
        family = plain(" ".join([*parts.von, *parts.last, *parts.jr]))
        yield Name(family or plain(name), plain(" ".join(parts.first)))
