"""Data beside a page becomes a list on it, whatever it is written in, with a page for each way to look at it."""

import re
from pathlib import Path

import pytest

from server.content.check import check
from tests.content.documents import DOT, NOW
from tests.content.folders import said, site_of, written

TOML = """
[[books]]
title = "One & <only>"
author = ["A. B.", "C. D."]
year = 1999
url = "https://books.example"
status = "finished"
rating = "8/10"
date = 2026-05-01
tags = ["x", "y"]
notes = "Good *notes*, [a link](/about)."

[[books]]
title = "Two"
status = "reading"
started = 2026-06-01
"""
YAML = """
books:
  - title: One & <only>
    author: [A. B., C. D.]
    year: 1999
    url: https://books.example
    status: finished
    rating: 8/10
    date: 2026-05-01
    tags: [x, y]
    notes: Good *notes*, [a link](/about).
  - {title: Two, status: reading, started: 2026-06-01}
"""
JSON = """
[{"title": "One & <only>", "author": ["A. B.", "C. D."], "year": 1999, "url": "https://books.example",
  "status": "finished", "rating": "8/10", "date": "2026-05-01", "tags": ["x", "y"],
  "notes": "Good *notes*, [a link](/about)."},
 {"title": "Two", "status": "reading", "started": "2026-06-01"}]
"""
CSV = """Title,Author,Year,URL,Status,Rating,Date,Started,Tags,Notes
One & <only>,"A. B., C. D.",1999,https://books.example,finished,8/10,2026-05-01,,"x,y","Good *notes*, [a link](/about)."
Two,,,,reading,,,2026-06-01,,
"""
PAGE = {"reading.md": "---\ntitle: Reading\n---\nWords.", "about.md": "x"}


def main(text: str) -> str:
    (found,) = re.findall(r"<main.*?</main>", text, re.DOTALL)
    return str(found)


@pytest.mark.parametrize(
    ("ending", "text"), [("toml", TOML), ("yaml", YAML), ("yml", YAML), ("json", JSON), ("csv", CSV)]
)
def test_a_list_is_the_same_whatever_it_is_written_in(tmp_path: Path, ending: str, text: str) -> None:
    site = site_of(tmp_path, {**PAGE, f"reading.{ending}": text})
    assert said(site) == []
    page = main(site.answers["/reading"].text)
    assert page == main(site_of(tmp_path / "toml", {**PAGE, "reading.toml": TOML}).answers["/reading"].text)
    assert re.findall(r'<li class="item h-cite" id="([^"]+)"', page) == ["two", "one-only"]
    for words in (
        '<a class="p-name u-url" href="https://books.example">One &amp; &lt;only&gt;</a>',
        "A. B., C. D., 1999",
        "Good <em>notes</em>",
        "4 of 5",
        "Finished <time",
        "Reading since <time",
        "Words.",
    ):
        assert words in page


def test_data_of_a_page_is_not_served_as_a_file(tmp_path: Path) -> None:
    site = site_of(tmp_path, {**PAGE, "reading.toml": TOML, "other.json": '{"a": 1}', "about.json": '{"a": 1}'})
    assert "/reading.toml" not in site.answers
    assert site.answers["/other.json"].status == 200
    assert site.answers["/about.json"].status == 200  # no list of tables, so no list of this page


def test_each_value_that_tells_items_apart_is_a_page_reached_by_a_link(tmp_path: Path) -> None:
    site = site_of(tmp_path, {**PAGE, "reading.toml": TOML})
    links = re.findall(r'<dd><a href="(/reading/[^"]+)"', site.answers["/reading"].text)
    assert links == [
        "/reading/status/finished",
        "/reading/status/reading",
        "/reading/year/2026",
        "/reading/tag/x",
        "/reading/tag/y",
    ]
    finished = main(site.answers["/reading/status/finished"].text)
    assert "One &amp;" in finished
    assert "Two" not in finished
    assert 'href="/reading/status/finished" aria-current="page"' in finished
    assert "/reading/status/finished" in site.answers["/sitemap.xml"].text


def test_several_lists_in_a_file_keep_their_names(tmp_path: Path) -> None:
    text = '[[read]]\ntitle = "A"\n[[to_watch]]\ntitle = "B"\n'
    site = site_of(tmp_path, {**PAGE, "reading.toml": text})
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", main(site.answers["/reading"].text)) == ["Read", "To watch"]
    assert "/reading/kind/to-watch" in site.answers


def test_data_may_stand_in_the_front_matter_or_be_named_there(tmp_path: Path) -> None:
    files = {
        "inside.md": "---\ndata:\n  - {title: Within, status: kept}\n  - {title: Other}\n---\n",
        "named.md": "---\ndata: lists/books.csv\n---\n",
        "lists/books.csv": "name;status\nNamed;kept\nOther;\n",
        "gone.md": "---\ndata: gone.toml\n---\n",
    }
    site = site_of(tmp_path, files)
    assert "Within" in site.answers["/inside"].text
    assert "/inside/status/kept" in site.answers
    assert "Named" in site.answers["/named"].text
    assert "/lists/books.csv" not in site.answers
    assert said(site) == ["gone.md: warning: data: gone.toml is not there; it was looked for as /gone.toml."]


def test_beside_an_entry_data_is_something_to_be_got(tmp_path: Path) -> None:
    site = site_of(tmp_path, {"blog/a/index.md": "---\ndata: a.csv\n---\n", "blog/a/a.csv": "title\nx\n"})
    assert '<a href="/blog/a/a.csv">Data</a>' in site.answers["/blog/a"].text
    assert site.answers["/blog/a/a.csv"].status == 200


def test_a_folder_can_be_a_list_of_all_that_is_in_it(tmp_path: Path) -> None:
    toml = '[[sections]]\nfolder = "shelf"\nkind = "data"\ntitle = "My shelf"\n'
    files = {
        "site.toml": toml,
        "shelf/2025.toml": '[[books]]\ntitle = "Old"\n',
        "shelf/2026.csv": "title\nNew\n",
        "shelf/own.md": "---\ntitle: A page of its own\nstatus: kept\n---\n",
        "shelf/draft.md": "---\ntitle: Hidden\ndraft: true\n---\n",
    }
    site = site_of(tmp_path, files)
    page = main(site.answers["/shelf"].text)
    assert "<h1" in page
    assert "My shelf" in page
    for title in ("Old", "New", 'href="/shelf/own">A page of its own'):
        assert title in page
    assert "Hidden" not in page


def test_covers_are_led_from_the_file_that_names_them(tmp_path: Path) -> None:
    pages = written(tmp_path, {**PAGE, "reading.toml": '[[b]]\ntitle = "A"\ncover = "covers/a.png"\n'})
    (pages / "covers").mkdir()
    (pages / "covers/a.png").write_bytes(DOT)
    site = site_of(pages, {})
    assert said(site) == []
    assert re.search(r'<img class="cover" src="/covers/a.png" alt=""', site.answers["/reading"].text)


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        ("reading.toml", '[[b]]\ntitle = "A"\nbogus = 1\n', 3, "nobody knows this key"),
        ("reading.toml", '[[b]]\ntitle = "A"\ncover = "gone.png"\n', 3, "The cover gone.png is not there"),
        ("reading.toml", '[[b]]\nstatus = "x"\n', 2, "has no title"),
        ("reading.toml", '[[b]]\ntitle = "A"\nrating = 7\n', 3, "not between 0 and 5"),
        ("reading.toml", '[[b]]\ntitle = "A"\ndate = "soon"\n', 3, "is not a date"),
        ("reading.toml", "[[b]\n", 1, "not valid TOML"),
        ("reading.json", "[{]", 1, "not valid JSON"),
        ("reading.yaml", "- [\n", 2, "not valid YAML"),
        ("reading.toml", '[[b]]\ntitle = "A"\nnotes = "[x](/gone)"\n', None, "leads to /gone"),
    ],
)
def test_what_cannot_be_used_is_named_and_the_rest_is_shown(
    tmp_path: Path, name: str, text: str, line: int | None, words: str
) -> None:
    pages = written(tmp_path, {**PAGE, name: text})
    (fault,) = [fault for fault in check(pages, NOW) if str(fault.path) != "site.toml"]
    assert words in fault.message
    assert fault.line == line
    assert site_of(pages, {}).answers["/reading"].status == 200


@pytest.mark.parametrize("value", ["2025", "2025-11"])
def test_a_date_may_be_a_month_or_a_year(tmp_path: Path, value: str) -> None:
    text = f'[[b]]\ntitle = "A"\ndate = "{value}"\n[[b]]\ntitle = "B"\n'
    site = site_of(tmp_path, {**PAGE, "reading.toml": text})
    assert f'<time datetime="{value}">' in site.answers["/reading"].text
    assert "/reading/year/2025" in site.answers


@pytest.mark.parametrize(
    "text",
    ['[{"title": "\\ud800x"}]', '[{"title": "\\u0000x"}]', "[" * 100_000, '[{"title": "' + "x" * 100_000 + '"}]'],
)
def test_no_file_of_data_takes_the_site_down(tmp_path: Path, text: str) -> None:
    assert site_of(tmp_path, {**PAGE, "reading.json": text}).answers["/reading"].status == 200


def test_a_gallery_takes_captions_and_dates_from_names_or_from_front_matter(tmp_path: Path) -> None:
    front = "---\ngallery: true\ncaptions:\n  b.png: {caption: Said, alt: Seen, date: 2026-06-01}\n  gone.png: x\n---\n"
    pages = written(tmp_path, {"mementos.md": front})
    (pages / "mementos").mkdir()
    for name in ("2026-05-01-a-walk.png", "b.png", "b.dark.png", "plain_name.png", "2026-05-02.png"):
        (pages / "mementos" / name).write_bytes(DOT)
    (pages / "mementos/notes.txt").write_text("no picture")
    site = site_of(pages, {})
    assert said(site) == ["mementos.md: warning: captions: there is no picture gone.png in mementos/."]
    figure = r'<figure id="[^"]*">.*?src="/mementos/([^"]+)" alt="([^"]*)".*?</figure>'
    found = re.findall(figure, site.answers["/mementos"].text, re.DOTALL)
    assert found == [
        ("b.png", "Seen"),
        ("2026-05-02.png", ""),
        ("2026-05-01-a-walk.png", "A walk"),
        ("plain_name.png", "Plain name"),
    ]
    assert '<time datetime="2026-05-01">' in site.answers["/mementos"].text


def test_what_a_list_says_is_found_by_its_words(tmp_path: Path) -> None:
    site = site_of(tmp_path, {**PAGE, "reading.toml": TOML})
    (page,) = [document for document in site.library.documents if document.address == "/reading"]
    assert '<h3 id="one-only">One &amp; &lt;only&gt;</h3>' in page.html
    assert "notes" in page.html


@pytest.mark.parametrize(
    "front",
    ["---\ndata: |\n  title,by\n  One,X\n  Two,Y\n---\n", '+++\ndata = """\ntitle;by\nOne;X\nTwo;Y\n"""\n+++\n'],
)
def test_rows_may_stand_inside_the_page_itself(tmp_path: Path, front: str) -> None:
    site = site_of(tmp_path, {"shelf.md": f"{front}Words.\n"})
    assert re.findall(r'class="p-name">(One|Two)<', site.answers["/shelf"].text) == ["One", "Two"]
    assert said(site) == []
