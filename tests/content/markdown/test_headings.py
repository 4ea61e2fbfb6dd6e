"""Headings have addresses, and levels that never skip, below the page's one title."""

import json

import pytest

from tests.content.markdown.writing import document, html


def outline(text: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.id) for heading in document(text).headings]


def test_the_first_heading_is_the_title_and_is_not_repeated() -> None:
    read = document("# My *first* `post`\n\nText")
    assert read.title == "My first post"
    assert read.title_html == "My <em>first</em> <code>post</code>"
    assert "first" not in read.html


@pytest.mark.parametrize("heading", ["# It's here", "# it\u2019s   HERE", "## It's here!"])
def test_a_heading_that_only_repeats_the_title_is_left_out(heading: str) -> None:
    assert document(f"---\ntitle: It's here\n---\n{heading}\n\nText").html == "<p>Text</p>\n"


def test_a_heading_that_says_something_else_stays() -> None:
    read = document("---\ntitle: One\n---\n# Two\n")
    assert read.title == "One"
    assert [heading.html for heading in read.headings] == ["Two"]


def test_a_part_of_the_text_is_no_title() -> None:
    read = document("Text first.\n\n## Background\n\nMore.", path="blog/my-post.md")
    assert read.title == "My post"
    assert "Background" in read.html


def test_a_heading_in_a_quotation_is_no_title() -> None:
    assert document("> # Quoted\n\n# Real").title == "Real"


def test_without_any_title_the_file_name_is_one() -> None:
    assert document("Text", path="blog/2025-01-02-small_things.md").title == "Small things"


def test_a_title_of_the_front_matter_may_hold_code_and_formulas_but_no_html() -> None:
    read = document('---\ntitle: "The `x` in $e^x$ <b onclick=y>& \\"so\\" on"\n---\n')
    assert read.title == "The x in e^x & \u201cso\u201d on"
    assert "<math>" in read.title_html
    assert "onclick" not in read.title_html
    assert "&amp;" in read.title_html


@pytest.mark.parametrize(
    "title", ["1. First", "- dash", "> quote", "# hash", "C#", "a | b", "[x]: y", "***", "```", "{#id}", "Setext\n==="]
)
def test_a_title_is_never_read_as_a_block(title: str) -> None:
    read = document(f"{json.dumps({'title': title})}\n\ntext")
    assert read.html == "<p>text</p>\n"
    assert read.title


def test_levels_follow_the_outline_and_never_skip() -> None:
    assert outline("---\ntitle: T\n---\n##### A\n###### B\n##### C\n# D\n#### E\n## F\n") == [
        (2, "a"), (3, "b"), (2, "c"), (2, "d"), (3, "e"), (3, "f"),
    ]  # fmt: skip


def test_every_heading_below_the_title_is_between_two_and_six() -> None:
    text = "---\ntitle: T\n---\n" + "".join(f"{'#' * level} x\n" for level in (1, 2, 3, 4, 5, 6))
    assert [level for level, _ in outline(text)] == [2, 3, 4, 5, 6, 6]


def test_ids_are_of_any_script_and_unique() -> None:
    text = "text\n## Über  das -- Lernen!\n## 学习\n## 学习\n## !!!\n## x {#own .k}\n## own"
    assert [name for _, name in outline(text)] == [
        "über-das-lernen", "学习", "学习-1", "section", "own", "own-1",
    ]  # fmt: skip


def test_ids_of_notes_equations_and_the_page_are_not_taken() -> None:
    read = document(
        "text[^1]\n\n## Fn 1\n\n## Main\n\n## eq-a {#eq-a}\n\n$$\\begin{align}\\label{a}x\\end{align}$$\n\n[^1]: x"
    )
    assert [heading.id for heading in read.headings] == ["section-fn-1", "section-main", "section-eq-a"]
    assert read.html.count('id="fn-1"') == read.html.count('id="eq-a"') == 1


def test_a_reader_can_link_to_every_heading() -> None:
    assert html("text\n\n## A & B\n").endswith(
        '<h2 id="a-b">A &amp; B <a class="anchor" href="#a-b" aria-label="Link to the section A &amp; B">#</a></h2>\n'
    )


def test_the_table_of_contents_has_words_without_links_and_notes() -> None:
    read = document("text\n\n## A [link](x) and `code`[^1]\n\n[^1]: note")
    assert read.headings[0].html == "A link and <code>code</code>"


def test_classes_of_a_heading_are_kept() -> None:
    assert 'class="wide calm"' in html("text\n\n## A {.wide .calm}")
