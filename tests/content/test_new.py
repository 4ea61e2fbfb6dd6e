"""`duologue new` starts a document in the right place, as a draft, and overwrites nothing."""

import datetime as dt
from pathlib import Path

import pytest

from server.content import library
from server.content.new import LONGEST, NotStarted, slug, start
from tests.content.documents import NOW

SECTIONS = """\
title = "T"
[[sections]]
folder = "weekly"
archive = "weeks"
[[sections]]
folder = "notes"
kind = "pages"
address = "/notes/{year}/{slug}"
"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "site.toml").write_text(SECTIONS)
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "title", "file", "address"),
    [
        ("entry", "How It Began", "blog/how-it-began.md", "/blog/how-it-began"),
        ("project", "Two Voices", "projects/two-voices.md", "/projects/two-voices"),
        ("page", "Uses", "uses.md", "/uses"),
        ("weekly", "", "weekly/2026-w47.md", "/weekly/2026-w47"),
        ("weekly", "A good week", "weekly/2026-w47.md", "/weekly/2026-w47"),
        ("notes", "On Rust", "notes/on-rust.md", "/notes/2026/on-rust"),
    ],
)
def test_a_document_starts_where_its_kind_belongs(pages: Path, kind: str, title: str, file: str, address: str) -> None:
    started = start(pages, kind, title, NOW)
    assert started.file == pages / file
    assert started.address == address
    (document,) = library.read(pages).documents
    assert document.address == address
    assert document.draft
    assert document.faults == ()
    assert not title or document.title == title


def test_an_entry_has_title_and_date(pages: Path) -> None:
    started = start(pages, "entry", 'What: "I" learned # today', NOW)
    assert started.file.read_text("utf-8").startswith("---\ntitle: ")
    (document,) = library.read(pages).documents
    assert document.title == "What: “I” learned # today"
    assert document.date == dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("What I\u2019ve learned, so far", "what-ive-learned-so-far"),
        ("C++ & Rust", "c-plus-plus-and-rust"),
        ("Über 研究 \u2013 Teil 2", "über-研究-teil-2"),
        ("Node.js 2.0", "node-js-2-0"),
        ("../../etc/passwd", "etc-passwd"),
        ("e\u0301te\u0301", "\u00e9t\u00e9"),
    ],
)
def test_a_title_becomes_the_file_name_that_becomes_the_address(pages: Path, title: str, name: str) -> None:
    assert slug(title) == name
    assert start(pages, "entry", title, NOW).address == f"/blog/{name}"


def test_a_long_title_is_cut_between_words() -> None:
    name = slug("word " * 40)
    assert len(name) <= LONGEST
    assert name.endswith("-word")
    assert len(slug("研" * 200)) == LONGEST


@pytest.mark.parametrize("title", ["", "???", "Index"])
def test_a_title_without_words_is_refused_with_the_mend(pages: Path, title: str) -> None:
    with pytest.raises(NotStarted, match="give a title"):
        start(pages, "entry", title, NOW)


def test_nothing_is_overwritten(pages: Path) -> None:
    first = start(pages, "entry", "Same", NOW)
    first.file.write_text("mine")
    with pytest.raises(NotStarted, match="choose another title"):
        start(pages, "entry", "Same", NOW)
    assert first.file.read_text() == "mine"


def test_no_document_takes_the_address_of_another_or_of_the_site(pages: Path) -> None:
    (pages / "blog").mkdir()
    (pages / "blog/2026-01-01-same.md").write_text("text")
    (pages / "blog/broken.md").write_text("---\ntitle: [\n---\n")
    with pytest.raises(NotStarted, match=r"2026-01-01-same\.md is at /blog/same already"):
        start(pages, "entry", "Same", NOW)
    with pytest.raises(NotStarted, match="itself answers"):
        start(pages, "page", "Search", NOW)
    assert not (pages / "search.md").exists()


def test_a_kind_that_is_none_names_those_there_are(pages: Path) -> None:
    with pytest.raises(NotStarted, match="page, entry, project, blog, projects, weekly, notes"):
        start(pages, "diary", "Title", NOW)
