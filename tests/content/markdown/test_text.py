"""Lists, alerts, definitions, quotes; and what a text amounts to."""

import pytest

from server.content.markdown.plain import amount, summary
from server.content.site import Site
from tests.content.markdown.writing import document, html


def test_tasks_say_whether_they_are_done_and_cannot_be_changed() -> None:
    assert html("- [ ] a\n- [x] b\n") == (
        '<ul>\n<li class="task"><input type="checkbox" disabled aria-label="To do"> a</li>\n'
        '<li class="task"><input type="checkbox" disabled checked aria-label="Done"> b</li>\n</ul>\n'
    )
    assert html("- [ ] a\n\n- [x] b\n").count('<li class="task"><p><input') == 2


@pytest.mark.parametrize("kind", ["Note", "Tip", "Important", "Warning", "Caution"])
def test_alerts_are_notes_with_their_word(kind: str) -> None:
    assert html(f"> [!{kind.upper()}]\n> text\n") == (
        f'<div class="alert alert-{kind.lower()}" role="note"><p class="alert-title">{kind}</p>\n<p>text</p>\n</div>\n'
    )


def test_lists_keep_their_first_number() -> None:
    assert html("3. a\n4. b\n").startswith('<ol start="3">')
    assert html("1. a\n").startswith("<ol>\n<li>a</li>")


def test_definitions() -> None:
    anchor = '<a class="anchor" href="#def-term" aria-label="Link to this place: Term">#</a>'
    meanings = "<dd>one</dd>\n<dd>two</dd>\n"
    assert html("Term\n: one\n: two\n") == f'<dl>\n<dt id="def-term">Term {anchor}</dt>\n{meanings}</dl>\n'


def test_quotes_stay_intact_inside_of_lists() -> None:
    made = html("1. one:\n\n   > quoted\n   > **words**\n\n   > again\n\n2. two\n")
    assert made.count("<blockquote>") == 2
    assert made.count("<ol>") == 1


def test_strikethrough_breaks_and_rules() -> None:
    assert html("~~a~~  \nb\n\n---\n") == "<p><del>a</del><br>\nb</p>\n<hr>\n"


@pytest.mark.parametrize(
    ("site", "front", "smart"),
    [
        (Site(), "", True),
        (Site(language="en-GB"), "", True),
        (Site(smart_punctuation=False), "", False),
        (Site(language="de"), "", False),
        (Site(), "---\nlanguage: fr\n---\n", False),
        (Site(language="de"), "---\nlang: en\n---\n", True),
    ],
)
def test_quotes_are_curled_in_english_where_the_site_says_so(site: Site, front: str, *, smart: bool) -> None:
    read = document(f'{front}"a" -- b... `"c"`', site=site)
    assert ("\u201ca\u201d \u2013 b\u2026" in read.html) == smart
    assert '<code>"c"</code>' in read.html


def test_two_signs_of_less_are_escaped() -> None:
    assert html("1 < 2 & 3 > 2") == "<p>1 &lt; 2 &amp; 3 &gt; 2</p>\n"


def test_deep_lists_and_quotes_are_written_to_a_depth_that_browsers_read() -> None:
    lists = html("\n".join(f"{'  ' * depth}- a" for depth in range(500)))
    assert lists.count("<ul>") == lists.count("</ul>") == 200
    quotes = html(">" * 5_000 + " x")
    assert quotes.count("<blockquote>") == quotes.count("</blockquote>") == 200


def test_words_are_counted_and_characters_where_a_script_has_no_spaces() -> None:
    assert amount("one two three").words == 3
    assert amount("研究を続ける").words == 6
    assert amount("研究 and 勉強").words == 5
    assert amount("한국어 단어").words == 2
    assert amount("").minutes == 1
    assert amount("word " * 2300).minutes == 10
    assert amount("研" * 5000).minutes == 10


def test_code_and_formulas_are_not_words_to_be_read() -> None:
    assert document("one two\n\n```\nthree four\n```\n\n$$five \\alpha$$\n").words == 2


def test_the_summary_is_the_description_or_else_the_beginning() -> None:
    assert document("---\ndescription: D\n---\ntext").summary == "D"
    assert document("# T\n\nOne *two*\nthree.\n\nFour.").summary == "One two three. Four."


def test_a_summary_ends_at_a_word() -> None:
    cut = summary("word " * 100)
    assert cut.endswith("word …")
    assert 190 <= len(cut) <= 203
    assert summary("x" * 1000) == "x" * 200 + " …"
    assert summary("short") == "short"
