"""BibTeX: what authors have in their files is read as they mean it, and what cannot be read is named with its line."""

import time

import pytest

from server.content.literature import bibtex
from server.content.literature.work import Name, Work


def works(text: str) -> dict[str, Work]:
    return {key: make() for key, make in bibtex.read(text).works.items()}


def work(fields: str, kind: str = "article") -> Work:
    return works(f"@{kind}{{key,\n  {fields}\n}}")["key"]


def problems(text: str) -> list[str]:
    return [f"{problem.line}: {problem.message}" for problem in bibtex.read(text).problems]


def test_an_article_is_read_with_all_that_describes_it() -> None:
    assert work(
        "author = {Writer, Ann B.}, title = {On {Margins}}, journal = {Paper Letters}, year = 2020, volume = 3, "
        "number = {2}, pages = {97--111}, doi = {https://doi.org/10.1000/x_y}"
    ) == Work(
        key="key",
        kind="article",
        title="On Margins",
        authors=(Name("Writer", "Ann B."),),
        year="2020",
        container="Paper Letters",
        volume="3",
        issue="2",
        pages="97\u2013111",
        doi="10.1000/x_y",
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"M{\"u}ller, J{\"o}rg", Name("Müller", "Jörg")),
        ("Jan van der Berg", Name("van der Berg", "Jan")),
        ("{The Margin Group and Friends}", Name("The Margin Group and Friends")),
        ("King, Jr., Anna", Name("King Jr.", "Anna")),
        ("Plato", Name("Plato")),
    ],
)
def test_names_are_taken_apart_as_bibtex_does(written: str, read: Name) -> None:
    assert work(f"author = {{{written}}}").authors == (read,)


def test_others_are_said_to_be_there_without_a_name() -> None:
    found = work("author = {A. One and B. Two and others}")
    assert [name.family for name in found.authors] == ["One", "Two"]
    assert found.and_others


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"{\'E}t{\'e} \& 5\% --- a ``quote''", "Été & 5% — a “quote”"),
        (r"100% of R&D in \emph{\LaTeX}", "100% of R&D in LaTeX"),
        (r"On $e^{i\pi}$ and \(n^2\)", r"On $e^{i\pi}$ and $n^2$"),
        ("Two\n   lines", "Two lines"),
        ("{" * 400 + r"\LaTeX" + "}" * 400, r"\LaTeX"),
    ],
)
def test_latex_becomes_words_and_formulas_stay(written: str, read: str) -> None:
    assert work(f"title = {{{written}}}").title == read


def test_strings_and_pieces_are_joined() -> None:
    text = '@string{letters = "Paper Letters"}\n@article{a, journal = letters, note = letters # " B"}'
    assert (works(text)["a"].container, works(text)["a"].note) == ("Paper Letters", "Paper Letters B")


def test_a_part_takes_from_the_book_that_it_refers_to() -> None:
    found = works(
        "@inproceedings{part, title = {A Part}, author = {Ann Writer}, crossref = {whole}}\n"
        "@proceedings{whole, title = {The Whole}, editor = {Ed Itor}, year = {1999}, publisher = {Press}}"
    )["part"]
    assert (found.kind, found.title, found.container, found.year) == ("paper", "A Part", "The Whole", "1999")
    assert found.editors == (Name("Itor", "Ed"),)


def test_a_date_stands_for_the_year_and_arxiv_is_known_in_each_spelling() -> None:
    assert work("date = {2024-05-02}").year == "2024"
    assert work("eprint = {2401.00001}, archivePrefix = {arXiv}").address == "https://arxiv.org/abs/2401.00001"
    assert work("journal = {arXiv preprint arXiv:2401.00001}").arxiv == "2401.00001"
    assert work(r"howpublished = {\url{https://example.org/a\_b%20c}}", "misc").address == "https://example.org/a_b%20c"


def test_what_cannot_be_read_is_named_with_its_line_and_the_rest_is_there() -> None:
    text = (
        "@book{one, title = {One}}\n"
        "\n"
        "@book{one, title = {Another}}\n"
        "@book{two, title = {Two}, title = {Twice}}\n"
        "@article{broken,\n"
        "  title = {never closed\n"
        "@book{three, title = {Three}}\n"
    )
    assert {key: each.title for key, each in works(text).items()} == {"one": "One", "two": "Two", "three": "Three"}
    assert problems(text) == [
        "3: one is there twice; the first one counts.",
        "4: An entry gives a field twice: title.",
        "5: An entry cannot be read: unexpected block start: `@book`. Was still looking for field-value closing `}`.",
    ]


@pytest.mark.parametrize("text", ["", "words alone", "@", "@article", "@article{", "@{}", "{" * 3000, "@x{a,b={\\"])
def test_no_text_is_too_broken_to_be_read(text: str) -> None:
    for make in bibtex.read(text).works.values():
        make()


@pytest.mark.parametrize(
    "text",
    ["@a{" * 19_000, "@a{" * 200_000, "{" * 1_000_000, "@article{k, title={" + "\\" * 100_001 + " }}", '"' * 1_000_000],
    ids=["entries", "too many entries", "braces", "backslashes", "quotes"],
)
def test_no_text_takes_long_or_has_a_thousand_faults(text: str) -> None:
    began = time.process_time()
    read = bibtex.read(text)
    for make in read.works.values():
        make()
    assert time.process_time() - began < 4  # on a machine that does other things; 2 s on one that does not
    assert len(read.problems) <= 21
