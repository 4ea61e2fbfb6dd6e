"""Formulas become MathML, money does not, and what cannot be read is named and shown as it is."""

import re

import pytest

from server.content.markdown.money import is_money
from tests.content.markdown.writing import document, html, warnings


def test_a_formula_keeps_its_source_for_copying_and_for_feeds() -> None:
    assert html("$e^{3x}$") == (
        "<p><math><semantics><msup><mi>e</mi><mrow><mn>3</mn><mi>x</mi></mrow></msup>"
        '<annotation encoding="application/x-tex">e^{3x}</annotation></semantics></math></p>\n'
    )


@pytest.mark.parametrize(
    "text", ["$$x$$", "$$\nx\n$$", "text\n$$x$$\nmore", "$$x$$\n$$y$$", "```math\nx\n```", "> $$x$$"]
)
def test_standing_alone_a_formula_is_a_block_that_scrolls(text: str) -> None:
    made = html(text)
    assert '<div class="formula" tabindex="0" role="group" aria-label="Formula"><math display="block">' in made
    assert "<p><div" not in made


@pytest.mark.parametrize(
    "text", ["a $$x$$ b", "text $$x$$\nmore", "- $$x$$", "## A $$x$$\n", "|a|\n|-|\n|$$x$$|\n", "*a\n$$x$$\nb*"]
)
def test_within_a_line_a_formula_is_inline(text: str) -> None:
    made = html(f"start\n\n{text}")
    assert "<math><semantics>" in made
    assert '<div class="formula"' not in made


def test_a_paragraph_goes_on_behind_a_block() -> None:
    made = html("where\n$$x$$\nholds *well*")
    assert made.startswith("<p>where</p>\n<div")
    assert made.endswith("</div>\n<p>holds <em>well</em></p>\n")


def test_a_formula_in_a_heading_gives_it_a_readable_id() -> None:
    read = document("text\n\n# Iteration $$e^{3x}$$\n")
    assert read.headings == () or read.headings[0].id == "iteration-e3x"


def test_styles_of_the_converter_become_rules_of_the_document() -> None:
    read = document("$$\\begin{align}a&=b\\\\c&=d\\end{align}$$")
    assert " style=" not in read.html
    assert "text-align: right" in read.stylesheet
    assert read.stylesheet.startswith(".e-content .s-")


def test_equations_are_numbered_through_and_can_be_referred_to() -> None:
    made = html("$$\\begin{align}a\\end{align}$$\n\n$$\\begin{align}\\label{b}b\\end{align}$$\n\nsee $\\eqref{b}$")
    assert "(1)" in made
    assert made.count("(2)") == 2
    assert '<p>see <a href="#eq-b" aria-label="Equation 2">(2)</a></p>' in made


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("one\n\n$\\foo$", 3, 'Unknown command "\\foo"'),
        ("---\ntitle: x\n---\n\n$$\n\\left( a\n$$", 6, ""),
        ("## A $\\bar$ x\n\n", 1, ""),
    ],
)
def test_a_formula_that_cannot_be_read_is_named_and_shown_as_code(text: str, line: int, words: str) -> None:
    said = warnings(text)[0]
    assert said.startswith(f"{line}: The formula")
    assert words in said
    assert "<math" not in document(text).html


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("Nothing, then $x + \\foo$.", 1, 20),
        ("研究 $é + \\foo$", 1, 9),
        ("$$\na \\\\\n  \\foo\n$$", 3, 3),
        ("```math\na\n\\foo\n```", 3, 1),
        ("---\ntitle: x\n---\n> $$\n> a\n> \\foo\n> $$", 4, 3),
    ],
)
def test_a_formula_is_named_where_it_breaks(text: str, line: int, column: int) -> None:
    (fault,) = document(text).faults
    assert (fault.line, fault.column) == (line, column)


def test_one_bad_formula_costs_no_other() -> None:
    made = html("$\\foo$ and $x$")
    assert "<code>\\foo</code>" in made
    assert "<mi>x</mi>" in made


@pytest.mark.parametrize(
    "bomb",
    [
        "{" * 50_000 + "}" * 50_000,
        "\\sqrt" * 50_000 + " x",
        "x_{" * 50_000 + "}" * 50_000,
        "\\left(" * 20_000,
        "\\newcommand{\\a}{\\a\\a}\\a",
        "\\def\\a{\\sqrt\\sqrt\\sqrt\\sqrt\\sqrt\\sqrt\\sqrt\\sqrt}" + "\\a" * 900 + " x",
        "\\newcommand\\a{aaaaaaaaaa}\\newcommand\\b{\\a\\a\\a\\a\\a\\a\\a\\a}\\newcommand\\c{\\b\\b\\b\\b\\b\\b\\b}\\c\\c\\c\\c",
    ],
)
def test_a_bomb_harms_nothing_but_itself(bomb: str) -> None:
    read = document(f"Before ${bomb}$ after")
    assert "Before" in read.html
    assert len(read.faults) == 1


@pytest.mark.parametrize(
    "text",
    [
        "It cost $5 and then $6.",
        "from $5-$10",
        "US$5 and A$6",
        "$20/month, $30",
        "closed at $118.42, and nearly $600 billion of it",
        "(over $5mm, into the $100mm+ level)",
        "5$-6$ each",
        "`$5` or $6-$7",
        "**$5**/$6",
        "from $5 a month, or (with$) more",
    ],
)
def test_money_is_no_formula(text: str) -> None:
    assert "<math" not in html(text)
    assert document(text).faults == ()
    assert html(text).count("$") == text.count("$")


@pytest.mark.parametrize(
    "text",
    [
        "$5x$",
        "$5$",
        "$1, 2, 3$",
        "$10^5$",
        "$2 \\times 3$",
        "$3 \\text{ apples and pears}$",
        "2$x$",
        "$n$-th",
        "$a$,$b$",
    ],
)
def test_a_formula_is_no_money(text: str) -> None:
    assert "<math" in html(text)


def test_money_beside_a_formula_leaves_it_alone() -> None:
    made = html("It costs $5-$10, or $x^2$ at $7/$8.")
    assert made.count("<math") == 1
    assert "<msup>" in made


def test_a_price_ends_no_formula_that_a_digit_follows() -> None:
    assert is_money("5-", " ", "1")
    assert not is_money("x^2", " ", " ")


def test_an_equation_with_a_label_has_a_number_and_an_address_that_can_be_copied() -> None:
    made = html("$$a \\label{x}$$\n\nBy \\eqref{x} and \\ref{x}, $c \\eqref{x}$.\n")
    assert 'id="eq-x"><mtext>(1)</mtext>' in made
    assert '<a class="anchor" href="#eq-x" aria-label="Link to this place: Equation 1">#</a></div>' in made
    link = '<a href="#eq-x" aria-label="Equation 1">'
    assert f"<p>By {link}(1)</a> and {link}1</a>, <math>" in made


def test_no_link_is_inside_of_a_formula_where_nobody_would_hear_it() -> None:
    made = html("$$a \\label{x}$$\n\n$$b \\eqref{x} \\label{y}$$\n")
    assert all("<a " not in formula for formula in re.findall(r"<math.*?</math>", made, re.DOTALL))


def test_a_reference_within_a_link_is_no_link_of_its_own() -> None:
    made = html("$$a \\label{x}$$\n\n[see $\\eqref{x}$](other.md)\n")
    assert '<p><a href="/blog/other">see (1)</a></p>' in made
