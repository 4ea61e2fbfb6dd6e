"""A passage shows why a document was found, and where; it is text, whatever the document says."""

import pytest

from server.content.search.sections import sections
from tests.content.search.asked import Searched, marked, written

LONG = "Nothing to see in this sentence. " * 30


def test_the_words_are_marked_where_most_of_them_stand_together() -> None:
    site = Searched(
        written("blog/a.md", f"A gradient.\n\n{LONG}\n\n## Later\n\nThe loss and its gradient fell. {LONG}")
    )
    assert site.passage("gradient loss").startswith("The [loss] and its [gradient] fell. Nothing")
    assert site.passage("gradient loss").endswith(" …")
    found = site.found("loss").results[0].passage
    assert found is not None
    assert (found.section.id, found.section.heading) == ("later", "Later")


@pytest.mark.parametrize(
    ("text", "asked", "wanted"),
    [
        ("Naïve methods", "naive", "[Naïve] methods"),
        ("ungradient gradient", "gradient", "ungradient [gradient]"),
        ("learning — rate", '"learning rate"', "[learning — rate]"),
        ("注意力机制很有意思", "机制", "注意力[机制]很有意思"),
        ("Transformerを実装", "transformer", "[Transformer]を実装"),
        ("ＡＩ研究", "ai", "[ＡＩ]研究"),  # noqa: RUF001 (full width is what is tested)
        (r"as $\frac{a}{b}$ is", r"\frac", r"as [\frac]{a}{b} is"),
        (r"as $\frac{a}{b}$ is", "frac", r"as \[frac]{a}{b} is"),
        ("formulas here", "formu", "[formulas] here"),
        ("gradientdescent, or gradient descent", '"gradient descent"', "gradientdescent, or [gradient descent]"),
        ("研究 AI 研究AI", '"研究AI"', "[研究 AI] [研究AI]"),
        ("a < b and c", "and", "a < b [and] c"),
    ],
)
def test_what_was_asked_for_is_marked_as_it_is_written(text: str, asked: str, wanted: str) -> None:
    assert Searched(written("blog/a.md", text)).passage(asked) == wanted


def test_a_passage_in_wide_signs_is_shorter_and_may_end_anywhere() -> None:
    text = Searched(written("blog/a.md", "あ" * 300 + "研究" + "い" * 300)).passage("研究")
    assert 100 < len(text) < 130
    assert "[研究]" in text


def test_where_only_a_heading_has_the_word_its_section_is_shown() -> None:
    site = Searched(written("blog/a.md", "Begin.\n\n## A kernel\n\nThis is how."))
    passage = site.found("kernel").results[0].passage
    assert passage is not None
    assert (marked(passage.pieces), passage.section.id) == ("This is how.", "a-kernel")


def test_where_only_the_title_has_the_word_the_summary_has_to_do() -> None:
    (result,) = Searched(written("blog/a.md", "# A kernel\n\nText.")).found("kernel").results
    assert result.passage is None
    assert marked(result.title) == "A [kernel]"


def test_a_title_with_a_formula_is_left_as_it_is() -> None:
    (result,) = Searched(written("blog/a.md", "# On $x^2$\n\nText.")).found("text").results
    assert result.title == ()


def test_a_document_is_cut_at_its_headings() -> None:
    document = written(
        "blog/a.md",
        "# T\n\nBegin[^1] & go.\n\n## One `code` {#first}\n\n| a | b |\n|---|---|\n| c | d |\n\n- e\n- f.\n- g\n\n"
        "```python\ndef x(): pass\n```\n\n### Two $x$\n\n<p title='a > b'><b>h</b></p>\n\n[^1]: A note.",
    )
    assert [(each.id, each.heading, each.text) for each in sections(document.html)] == [
        ("", "", "Begin & go."),
        ("first", "One code", "a · b · c · d · e · f. g · def x(): pass"),
        ("two-x", "Two x", "h A note."),
    ]
