"""Footnotes are numbered as they are met, stand at the end and lead back."""

from selectolax.lexbor import LexborHTMLParser

from tests.content.markdown.writing import html


def notes(text: str) -> list[str]:
    return [node.text().strip() for node in LexborHTMLParser(html(text)).css("section.footnotes li")]


def test_numbers_follow_the_references_and_not_the_definitions() -> None:
    text = "One[^z] two[^a].\n\n[^a]: The a.\n\n[^z]: The z."
    assert notes(text) == ["The z. ↩", "The a. ↩"]
    assert '<a href="#fn-1" id="fnref-1" role="doc-noteref"' in html(text)


def test_each_reference_has_its_own_way_back() -> None:
    made = html("One[^a] two[^a].\n\n[^a]: Note.")
    assert made.count('href="#fn-1"') == 2
    assert 'href="#fnref-1" ' in made
    assert 'href="#fnref-1-2" ' in made


def test_a_note_may_refer_to_another() -> None:
    assert notes("One[^a].\n\n[^a]: A[^b].\n\n[^b]: B.") == ["A2. ↩", "B. ↩"]


def test_notes_that_refer_to_each_other_end() -> None:
    assert len(notes("One[^a].\n\n[^a]: A[^b].\n\n[^b]: B[^a].")) == 2


def test_a_note_that_nothing_refers_to_is_not_shown() -> None:
    assert html("One.\n\n[^a]: Note.") == "<p>One.</p>\n"


def test_a_reference_to_nothing_stays_text() -> None:
    assert html("One[^a].") == "<p>One[^a].</p>\n"


def test_a_note_may_hold_blocks() -> None:
    made = html("One[^a].\n\n[^a]: First.\n\n    - item\n\n    ```\n    code\n    ```\n")
    assert "<li>item</li>" in made
    assert 'code\n</code></pre></div>\n<p><a class="footnote-back"' in made


def test_a_note_is_no_part_of_a_link() -> None:
    """Links do not nest, so what surrounds a mark is none."""
    assert html("[words[^a]](https://example.org)\n\n[^a]: Note.").startswith("<p>[words<sup")


def test_a_note_defined_inside_a_quotation_is_found() -> None:
    assert notes("> One[^a].\n>\n> [^a]: Note.\n") == ["Note. ↩"]
