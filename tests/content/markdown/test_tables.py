"""Tables keep their alignment, and can be scrolled and named."""

from selectolax.lexbor import LexborHTMLParser

from tests.content.markdown.writing import html

TABLE = "| Name | Age | City |\n|:--|:-:|--:|\n| *A* | 1 | x \\| y |\n| B |\n"


def test_alignment_is_a_class_and_no_style() -> None:
    made = html(TABLE)
    assert "style=" not in made
    assert '<th scope="col" class="align-start">Name</th>' in made
    assert '<td class="align-center">1</td>' in made
    assert '<td class="align-end">x | y</td>' in made


def test_a_short_row_is_filled_and_a_long_one_cut() -> None:
    tree = LexborHTMLParser(html("|a|b|\n|-|-|\n|1|\n|1|2|3|\n"))
    assert [len(row.css("td, th")) for row in tree.css("tr")] == [2, 2, 2]


def test_a_wide_table_scrolls_in_a_region_with_a_name_of_its_own() -> None:
    made = html(f"{TABLE}\ntext\n\n{TABLE}")
    assert '<div class="table" role="region" aria-label="Table 1: Name, Age, City" tabindex="0"><table>' in made
    assert 'aria-label="Table 2: Name, Age, City"' in made


def test_a_header_without_words_announces_nothing() -> None:
    assert "<tr><td></td>" in html("| | b |\n|-|-|\n|1|2|\n")


def test_the_words_of_a_table_are_counted_but_do_not_open_the_summary() -> None:
    from tests.content.markdown.writing import document

    read = document(f"{TABLE}\nThe text.")
    assert read.summary == "The text."
    assert read.words == 2 + 3 + 6
