"""A document cites: the nearest bibliography is found, and readers get author and year, with a list at the end."""

import subprocess
import sys
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from tests.content.folders import said, site_of, written

BIB = """
@book{margins, author = {Ann Writer}, title = {Margins}, year = {2020}, publisher = {Press}, edition = {2}}
@article{first, author = {A. One and B. Two}, title = {First}, journal = {Letters}, year = {2014}, volume = 1}
@article{second, author = {A. One and B. Two}, title = {Second}, journal = {Letters}, year = {2014}}
@misc{three2019, author = {Cee and Dee and Eff}, title = {Of three}, year = {2019}, url = {https://example.org/three}}
@misc{nobody, title = {A title of quite a few words}}
"""
FRONT = "---\ntitle: A text\n---\n"


def text(tmp_path: Path, body: str, bib: str = BIB) -> str:
    """The article as its readers see it, on one line."""
    site = site_of(tmp_path, {"blog/a.md": FRONT + body, "blog/references.bib": bib})
    article = LexborHTMLParser(site.answers["/blog/a"].text).css_first(".e-content")
    assert article is not None
    return " ".join(article.text().split())


def test_brackets_name_author_and_year_with_the_words_around_them(tmp_path: Path) -> None:
    shown = text(tmp_path, "So it is [see @margins, p. 3; also -@three2019].\n")
    assert shown.startswith("So it is (see Writer 2020, p. 3; also 2019).")


def test_a_key_in_the_text_speaks_of_the_author(tmp_path: Path) -> None:
    shown = text(tmp_path, "As @three2019 and @margins [ch. 2] say, `@margins` is a key, and @somebody is a name.\n")
    assert shown.startswith(
        "As Cee et al. (2019) and Writer (2020, ch. 2) say, @margins is a key, and @somebody is a name."
    )


def test_works_of_the_same_year_are_told_apart_where_both_are_cited(tmp_path: Path) -> None:
    assert text(tmp_path, "@second, then @first.\n").startswith("One and Two (2014b), then One and Two (2014a).")


def test_a_work_needs_no_letter_for_one_that_is_not_cited(tmp_path: Path) -> None:
    assert text(tmp_path, "Only @first.\n").startswith("Only One and Two (2014).")


def test_a_work_without_authors_is_named_by_its_title(tmp_path: Path) -> None:
    assert text(tmp_path, "[@nobody]\n").startswith("(A title of quite a … n.d.)")


def test_the_list_has_what_was_cited_in_order_and_leads_both_ways(tmp_path: Path) -> None:
    body = FRONT + "[@three2019; @margins; @first]\n\n## Sources\n"
    site = site_of(tmp_path, {"blog/a.md": body, "blog/references.bib": BIB})
    page = LexborHTMLParser(site.answers["/blog/a"].text)
    items = page.css(".references li")
    assert [" ".join(item.text().split()) for item in items] == [
        "Cee, Dee and Eff (2019). Of three. ↩",
        "One, A. and B. Two (2014). First. Letters 1. ↩",
        "Writer, Ann (2020). Margins. edition 2. Press. ↩",
    ]
    assert not page.css("h2#references"), "the text ends with a heading for the list, so it needs no other"
    for link in page.css("a.citation, .references a.footnote-back"):
        assert page.css_first(link.attributes["href"] or "") is not None
    assert page.css_first('.references a[href="https://example.org/three"]') is not None


def test_the_nearest_bibliography_wins_and_those_above_it_are_known_too(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        {
            "references.bib": "@book{one, author={Far}, year=1}\n@book{two, author={Farther}, year=2}",
            "blog/references.json": '[{"id": "one", "author": [{"family": "Near"}], "issued": "2001"}]',
            "blog/deep/index.md": FRONT + "@one and @two\n",
            "blog/named.md": "---\nbibliography: own.bib\n---\n@one and [@two]\n",
            "blog/own.bib": "@book{one, author={Own}, year=3}",
        },
    )
    assert "Near</a>" not in site.answers["/blog/deep"].text
    assert ">Near (2001)<" in site.answers["/blog/deep"].text
    assert ">Farther (2)<" in site.answers["/blog/deep"].text
    assert ">Own (3)<" in site.answers["/blog/named"].text
    assert said(site) == ["blog/named.md:4:10: warning: @two is cited, but no bibliography has it."]


def test_what_is_cited_and_missing_is_named_with_its_place(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        {
            "blog/a.md": FRONT + "\n[@gone]\n\nAnd @gone2020.\n",
            "blog/references.bib": "@book{there, title = {There}}\n@book{there, title = {Again}}\n",
            "notes.md": "---\nbibliography: nowhere.bib\n---\n[@gone]\n",
        },
    )
    assert said(site) == [
        "blog/a.md:5:1: warning: @gone is cited, but no bibliography has it.",
        "blog/a.md:7:1: warning: @gone2020 is cited, but no bibliography has it.",
        "blog/references.bib:2: warning: there is there twice; the first one counts.",
        "notes.md:4:1: warning: [@gone] cites a work, but there is no bibliography (references.bib) for it.",
        "notes.md: warning: bibliography: nowhere.bib is no BibTeX (.bib) and no CSL-JSON (.json) that is there.",
    ]


def test_a_changed_bibliography_changes_the_page(tmp_path: Path) -> None:
    assert "Writer (2020)" in text(tmp_path, "@margins\n")
    assert "Writer (2021)" in text(tmp_path, "@margins\n", BIB.replace("{2020}", "{2021}"))


def test_nobody_waits_for_the_reading_of_bibliographies_that_nothing_cites(tmp_path: Path) -> None:
    pages = written(tmp_path, {"blog/a.md": FRONT + "me@example.org\n", "blog/references.bib": BIB})
    program = (
        "import sys; from pathlib import Path; from server.content import library;"
        f"library.read(Path({str(pages)!r}));"
        "print('bibtexparser' in sys.modules, 'pylatexenc' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
