"""On a page each footnote stands behind the passage that it answers."""

from pathlib import PurePosixPath

from selectolax.lexbor import LexborHTMLParser

from server.content.markdown.article import rendered
from server.content.markdown.text import Text
from server.content.notes import beside
from server.content.places import Places


def page(markdown: str) -> LexborHTMLParser:
    text = Text(body=markdown, first_line=1, path=PurePosixPath("a.md"), address="/a", title="A", smart=False)
    article = rendered(text, Places(documents={}, files=frozenset()))
    return LexborHTMLParser(f"<div id='article'>{beside(article.html)}</div>")


def tags(markdown: str) -> list[str]:
    return [node.attributes.get("id") or node.tag or "" for node in page(markdown).css("#article > *")]


def test_a_note_follows_the_paragraph_that_refers_to_it() -> None:
    assert tags("One.[^a]\n\nTwo.\n\n[^a]: Note.") == ["p", "fn-1", "p"]


def test_notes_of_one_passage_keep_their_order() -> None:
    assert tags("One[^a] and two[^b].\n\nEnd.\n\n[^b]: B.\n\n[^a]: A.") == ["p", "fn-1", "fn-2", "p"]


def test_a_note_from_deep_inside_stands_behind_the_whole() -> None:
    assert tags("- one\n  - two[^a]\n- three\n\n[^a]: Note.") == ["ul", "fn-1"]


def test_the_way_there_and_back_remains() -> None:
    parsed = page("One[^a], twice[^a].\n\n[^a]: Note $x^2$.")
    ids = {node.attributes["id"] for node in parsed.css("[id]")}
    assert {(link.attributes["href"] or "").removeprefix("#") for link in parsed.css("a")} <= ids
    assert len(parsed.css("aside")) == 1
    assert len(parsed.css("aside math")) == 1
    assert not parsed.css("section")


def test_a_note_of_a_note_stands_behind_the_note() -> None:
    assert tags("One.[^a]\n\nEnd.\n\n[^a]: See.[^b]\n\n[^b]: There.") == ["p", "fn-1", "fn-2", "p"]


def test_a_page_without_notes_is_left_as_it_is() -> None:
    assert beside("<p>x<br>y</p>") == "<p>x<br>y</p>"


def test_its_name_is_in_the_language_of_the_document() -> None:
    text = Text(
        body="Eins.[^a]\n\n[^a]: Note.",
        first_line=1,
        path=PurePosixPath("a.md"),
        address="/a",
        title="A",
        smart=False,
        language="de",
    )
    article = rendered(text, Places(documents={}, files=frozenset()))
    assert 'role="doc-footnote" aria-label="Fußnote 1"' in beside(article.html)
