"""A folder that site.toml declares is a part of the site: with addresses, a list, an order, an archive and a feed."""

import re
from pathlib import Path, PurePosixPath

import msgspec
import pytest

from server.content import place
from server.content.fields import Fields
from server.content.section import BLOG, Section, around, declared
from tests.content.folders import said, site_of
from tests.content.sites import feed as feed_of

WEEKLY = '[[sections]]\nfolder = "weekly"\narchive = "months"\n'


@pytest.mark.parametrize(
    ("pattern", "path", "address"),
    [
        ("", "notes/a.md", "/notes/a"),
        ("", "notes/deep/a.md", "/notes/deep/a"),
        ("/n/{slug}", "notes/a.md", "/n/a"),
        ("/n/{slug}", "notes/deep/a/index.md", "/n/a"),
        ("/{year}/{month}/{day}/{slug}", "notes/2026-05-01-a.md", "/2026/05/01/a"),
        ("/notes/{week}-{slug}", "notes/2026-06-03-a.md", "/notes/2026-w23-a"),
        ("/{slug}", "notes/a.md", "/a"),
        ("/n/{slug}", "notes/index.md", "/n"),
        ("/{year}/{slug}", "notes/index.md", "/notes"),
        ("/n/{slug}", "notes/a.de.md", "/de/n/a"),
    ],
)
def test_a_pattern_gives_each_document_its_address(pattern: str, path: str, address: str) -> None:
    sections = declared([Section("notes", address=pattern)])
    assert place.of(PurePosixPath(path), Fields(), sections).address == address


def test_a_slug_fills_the_pattern_and_an_address_of_its_own_comes_before_it() -> None:
    sections = declared([Section("notes", address="/n/{slug}")])
    path = PurePosixPath("notes/a.md")
    assert place.of(path, Fields(slug="b"), sections).address == "/n/b"
    assert place.of(path, Fields(slug="/b"), sections).address == "/b"
    assert place.of(path, Fields(address="/c"), sections).address == "/c"


def test_a_pattern_with_a_year_needs_a_date() -> None:
    sections = declared([Section("notes", address="/{year}/{slug}")])
    with pytest.raises(ValueError, match="it has no date"):
        place.of(PurePosixPath("notes/a.md"), Fields(), sections)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"folder": "/notes"}, "no folder"),
        ({"folder": "../notes"}, "no folder"),
        ({"folder": "notes", "address": "/n/{name}"}, r"\{name\}"),
        ({"folder": "notes", "address": "n/{slug}"}, "begin with /"),
        ({"folder": "notes", "address": "/n"}, r"\{slug\}"),
        ({"folder": "notes", "kind": "posts"}, "posts"),
    ],
)
def test_a_section_that_cannot_be_is_named(fields: dict[str, str], message: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=message):
        msgspec.convert(fields, Section)


def test_blog_and_projects_are_there_unless_declared_otherwise() -> None:
    assert list(declared([])) == ["blog", "projects"]
    other = Section("blog", title="Journal", archive="weeks")
    assert declared([other])["blog"] is other
    assert around(PurePosixPath("blog/deep/x.md"), declared([])) is BLOG
    assert around(PurePosixPath("about.md"), declared([])) is None
    inner = Section("blog/notes")
    assert around(PurePosixPath("blog/notes/x.md"), declared([inner])) is inner


def test_a_section_has_a_list_an_archive_neighbours_and_a_feed(tmp_path: Path) -> None:
    weeks = {f"weekly/2026-w{week}.md": f"Week {week}" for week in (22, 23, 27)}
    site = site_of(tmp_path, {"site.toml": WEEKLY, **weeks})
    assert said(site) == []
    text = site.answers["/weekly"].text
    assert re.findall(r'<section id="([^"]+)">\s*<h2>([^<]+)</h2>', text) == [
        ("2026-07", "July 2026"),
        ("2026-06", "June 2026"),
        ("2026-05", "May 2026"),
    ]
    assert re.findall(r'href="/weekly/(2026-w\d\d)"', text) == ["2026-w27", "2026-w23", "2026-w22"]
    middle = site.answers["/weekly/2026-w23"].text
    assert 'rel="prev" href="/weekly/2026-w22"' in middle
    assert 'rel="next" href="/weekly/2026-w27"' in middle
    assert 'In <a href="/weekly">' in middle, "a way to the list, to which the masthead does not lead"
    assert feed_of(site, "/weekly/feed.xml").count("<entry") == 3
    assert feed_of(site, "/feed.xml").count("<entry") == 3
    assert '<link rel="alternate" type="application/atom+xml" title="Weekly' in text


def test_a_section_without_a_feed_is_in_none_and_not_on_the_first_page(tmp_path: Path) -> None:
    toml = '[[sections]]\nfolder = "quiet"\nfeed = false\n'
    site = site_of(tmp_path, {"site.toml": toml, "quiet/a.md": "---\ndate: 2026-01-01\n---\n"})
    assert "/quiet/feed.xml" not in {**site.answers, **site.makers}
    assert "/quiet/a" not in feed_of(site, "/feed.xml")
    assert "/quiet/a" not in site.answers["/"].text
    assert "/quiet/a" in site.answers["/quiet"].text


def test_pages_of_a_section_follow_each_other_by_their_order(tmp_path: Path) -> None:
    toml = '[[sections]]\nfolder = "handbook"\nkind = "pages"\norder = "order"\n'
    pages = {f"handbook/{name}.md": f"---\norder: {order}\n---\n" for order, name in enumerate("cab")}
    site = site_of(tmp_path, {"site.toml": toml, **pages})
    assert re.findall(r'href="/handbook/(\w)"', site.answers["/handbook"].text) == ["c", "a", "b"]
    assert 'rel="prev" href="/handbook/c"' in site.answers["/handbook/a"].text
    assert 'rel="next" href="/handbook/b"' in site.answers["/handbook/a"].text


def test_old_years_of_a_section_move_below_it(tmp_path: Path) -> None:
    notes = {f"weekly/{year}-w{week:02}.md": "x" for year in (2024, 2025) for week in range(1, 52)}
    site = site_of(tmp_path, {"site.toml": WEEKLY, **notes})
    assert 'href="/weekly/archive/2024"' in site.answers["/weekly"].text
    assert re.findall(r"<h2>(\w+) 2024</h2>", site.answers["/weekly/archive/2024"].text)[0] == "December"


def test_no_document_takes_the_addresses_that_a_section_makes(tmp_path: Path) -> None:
    files = {"weekly/archive/2025.md": "x", "weekly/feed.xml": "<x/>", "weekly/2026-w01.md": "x"}
    site = site_of(tmp_path, {"site.toml": WEEKLY, **files})
    assert sorted(line.partition(":")[0] for line in said(site)) == ["weekly/archive/2025.md", "weekly/feed.xml"]


def test_a_week_has_its_days_for_a_title_unless_it_gives_itself_one(tmp_path: Path) -> None:
    site = site_of(
        tmp_path,
        {
            "site.toml": WEEKLY,
            "weekly/2026-w23.md": "## Done\n\nx",
            "weekly/2026-w27.md": "x",
            "weekly/2026-w53.md": "x",
            "weekly/2026-w10.md": "# Ten\n\nx",
            "weekly/2026-w11.md": "---\ntitle: Eleven\n---\nx",
            "weekly/2026-w54.md": "x",
        },
    )
    titles = {document.address: document.title for document in site.library.documents}
    assert titles["/weekly/2026-w23"] == "1\N{EN DASH}7 June 2026"
    assert titles["/weekly/2026-w27"] == "29 June \N{EN DASH} 5 July 2026"
    assert "/weekly/2026-w53" not in titles  # it is still to come
    assert titles["/weekly/2026-w10"] == "Ten"
    assert titles["/weekly/2026-w11"] == "Eleven"
    assert titles["/weekly/2026-w54"] == "2026 w54"  # there is no such week
    assert '<h2 id="done">' in site.answers["/weekly/2026-w23"].text
    assert '<time datetime="2026-W23">Week 23, 2026</time>' in site.answers["/weekly/2026-w23"].text


def test_what_is_planned_for_the_next_week_stands_apart(tmp_path: Path) -> None:
    text = "## Done\n\nA[^1]\n\n## Next week\n\nB\n\n[^1]: C\n"
    site = site_of(tmp_path, {"site.toml": WEEKLY, "weekly/2026-w23.md": text, "blog/a.md": text})
    week = site.answers["/weekly/2026-w23"].text
    assert re.search(r'<section class="closing">\s*<h2 id="next-week">.*?<p>B</p>\s*</section>', week, re.DOTALL)
    assert "closing" not in site.answers["/blog/a"].text


def test_pictures_lie_beside_the_entry_of_any_section(tmp_path: Path) -> None:
    toml = '[[sections]]\nfolder = "log"\naddress = "/l/{year}/{slug}"\n'
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    files = {"log/a-post/index.md": "---\ndate: 2026-01-01\n---\n![A dot](dot.svg)", "log/a-post/dot.svg": drawing}
    site = site_of(tmp_path, {"site.toml": toml, **files})
    assert said(site) == []
    assert 'src="/log/a-post/dot.svg"' in site.answers["/l/2026/a-post"].text
    assert site.answers["/log/a-post/dot.svg"].status == 200
