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


LOG = """
| Exercise | Kind | Taken | What stood in the way |
|:--|:--|--:|:--|
| Write a *training* loop | practice | 4 h | Nothing that reading the error message would not have solved |
| Rest | | 1 h | |
"""


def test_each_cell_of_a_log_carries_its_header_for_narrow_screens() -> None:
    made = html(LOG)
    assert '<div class="table log" role="region"' in made
    assert '<td data-label="Exercise" class="align-start">Write a <em>training</em> loop</td>' in made
    assert '<td data-label="Taken" class="align-end">1 h</td>' in made
    assert made.count("data-label") == 8


def test_a_table_of_few_columns_or_short_cells_stays_a_table() -> None:
    assert "data-label" not in html(TABLE)
    assert "data-label" not in html("| a | b | c | d |\n|-|-|-|-|\n| 1.5 | 2.5 | 3.5 | 4.5 |\n")


def test_a_header_in_a_log_may_be_empty_or_hold_quotes() -> None:
    made = html(LOG.replace("Exercise", 'The "what"').replace("| Kind |", "| |"))
    assert 'data-label="The “what”"' in made
    assert made.count("data-label") == 6
