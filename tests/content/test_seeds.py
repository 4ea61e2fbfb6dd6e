"""Five documents from real sites, unchanged but for their names, are served as their authors meant them."""

import shutil
from pathlib import Path, PurePosixPath

import pytest
from selectolax.lexbor import LexborHTMLParser

from server.content import library
from server.content.checks import damage
from server.content.document import Document
from server.content.library import Library

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
NAMES = ("blog/reflections.md", "now.md", "blog/iterations.md", "blog/year.md", "about.md")

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the documents are not beside this repository")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Library:
    pages = tmp_path_factory.mktemp("pages")
    (pages / "blog").mkdir()
    for source, name in zip(sorted(SEEDS.iterdir()), NAMES, strict=True):
        shutil.copyfile(source, pages / name)
    return library.read(pages)


def one(seeds: Library, name: str) -> Document:
    return next(document for document in seeds.documents if str(document.path) == name)


def text(document: Document) -> str:
    return LexborHTMLParser(document.html).text()


def test_no_front_matter_is_shown(seeds: Library) -> None:
    for document in seeds.documents:
        for key in ("layout:", "permalink", "showdate", "dateLabels", "creator =", "+++", "description"):
            assert key not in text(document)[:500]


def test_each_has_its_title_address_and_kind(seeds: Library) -> None:
    assert [(str(one.path), one.kind, one.address) for one in seeds.documents] == [
        ("about.md", "about", "/about"),
        ("blog/iterations.md", "entry", "/blog/iterations"),
        ("blog/reflections.md", "entry", "/blog/2024_reflections"),
        ("blog/year.md", "entry", "/blog/year"),
        ("now.md", "now", "/now"),
    ]
    assert all(document.title for document in seeds.documents)


def test_an_own_style_block_is_kept_to_its_article(seeds: Library) -> None:
    document = one(seeds, "blog/reflections.md")
    assert "style" not in document.html
    assert document.stylesheet.startswith(".e-content strong {")
    assert ".e-content blockquote {" in document.stylesheet


def test_a_date_label_is_kept_with_its_date(seeds: Library) -> None:
    document = one(seeds, "about.md")
    assert str(document.date) == "2025-10-23"
    assert document.date_label == "Last updated:"


def test_the_log_keeps_its_tables_formulas_and_missing_picture(seeds: Library) -> None:
    document = one(seeds, "blog/iterations.md")
    tables = LexborHTMLParser(document.html).css("table")
    assert [len(table.css("thead th")) for table in tables] == [6, 6, 6, 2]
    assert [len(table.css("tbody tr")) for table in tables[:2]] == [5, 1]
    headings = [heading for heading in document.headings if "<math>" in heading.html]
    assert len(headings) == 2
    assert "<msup><mi>e</mi>" in headings[1].html
    assert any("iteration-e3x.png" in fault.message and fault.line == 32 for fault in document.faults)
    assert 'alt="Iteration e3x"' in document.html


def test_the_review_keeps_its_card_and_the_quotes_inside_of_its_list(seeds: Library) -> None:
    document = one(seeds, "blog/year.md")
    assert (document.card, document.creator, str(document.date)) == ("summary", document.creator, "2024-12-16")
    assert document.creator
    assert document.creator.startswith("@")
    assert document.foreign_pictures
    tree = LexborHTMLParser(document.html)
    # Paragraphs that are not indented as CommonMark asks end the list; it goes on with the next number.
    assert [node.attributes.get("start") for node in tree.css("ol")] == [None, "2", "3", "4"]
    assert len(tree.css("blockquote")) == 4
    assert len(tree.css("blockquote strong")) == 2
    assert tree.css("ol > li")[0].text().count("\u201c") == tree.css("ol > li")[0].text().count("\u201d") > 0


def test_prices_are_no_formulas(seeds: Library) -> None:
    document = one(seeds, "now.md")
    assert "<math" not in document.html
    assert text(document).count("$") == 5


def test_levels_do_not_skip_where_the_author_began_at_the_fifth(seeds: Library) -> None:
    assert [heading.level for heading in one(seeds, "now.md").headings] == [2, 3, 3]


def test_damaged_characters_are_named() -> None:
    found = {}
    for source, name in zip(sorted(SEEDS.iterdir()), NAMES, strict=True):
        found[name] = [(one.line, one.message) for one in damage.faults(PurePosixPath(name), source.read_text("utf-8"))]
    assert [line for line, _ in found["now.md"]] == [18, 18, 28, 32, 42, 42]
    assert all("Mac Roman" in message for _, message in found["now.md"])
    assert [line for line, _ in found["blog/year.md"]] == [13, 21, 41, 42, 44, 44]
    assert "a byte lost" in found["blog/year.md"][0][1]
    assert not found["about.md"] + found["blog/reflections.md"] + found["blog/iterations.md"]
