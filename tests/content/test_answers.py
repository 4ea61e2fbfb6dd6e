"""A library becomes answers: pages, redirects, files and what machines read."""

import datetime as dt
import json
import re
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

import mf2py
import msgspec
import pytest

from server.content.addresses import claimed
from server.content.files import HELD, file_answers
from server.content.metadata import safe_json
from server.content.site import NavigationItem
from server.web.headers import csp
from tests.content.documents import DOT, SITE, URL, entry, made, project
from tests.content.sites import built, header, served

DAY = dt.date(2026, 5, 1)
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_a_site_of_nothing_is_still_a_site() -> None:
    answers = built().answers
    for address in ("/", "/blog", "/projects", "/feed.xml", "/feed.json", "/sitemap.xml", "/robots.txt"):
        assert answers[address].status == 200
    assert "/now" not in answers
    assert "/about" not in answers
    assert "Test &amp; &lt;Site&gt;" in answers["/"].text


def test_every_kind_of_document_has_its_page() -> None:
    documents = [made(kind, f"/{kind}", article=f"<p>{kind}!</p>") for kind in ("page", "about", "now")]
    answers = built(
        made("home", "/", article="<p>home!</p>"), entry("e", article="e!"), project("p", article="p!"), *documents
    )
    for address, word in {"/": "home!", "/blog/e": "e!", "/projects/p": "p!", "/now": "now!", "/page": "page!"}.items():
        assert word in answers.answers[address].text


def test_the_contact_page_is_left_to_its_form_wherever_its_words_come_from() -> None:
    site = built(made("page", "/contact"), made("contact", "/write", article="elsewhere"))
    assert "/contact" not in site.answers
    assert "/contact" in [document.address for document in site.library.documents]
    assert "elsewhere" in site.answers["/write"].text


def test_navigation_leads_only_to_what_is_there() -> None:
    items = [("/about", "A"), ("/gone", "G"), ("/blog/", "B"), ("/contact", "C"), ("https://else.example/", "E")]
    site = msgspec.structs.replace(SITE, navigation=tuple(NavigationItem(label, url) for url, label in items))
    made_site = built(made("about", "/about"), site=site)
    assert [item.label for item in made_site.library.site.navigation] == ["A", "B", "C", "E"]
    assert "/gone" not in made_site.answers["/"].text


def test_an_alias_answers_308_in_the_form_it_was_written_and_in_ours() -> None:
    aliases = ("/old/", "2019/post.html", "https://old.example/very-old", "/blog/b/", "/日記")
    answers = built(entry("b", aliases=aliases)).answers
    for address in ("/old", "/old/", "/2019/post", "/2019/post.html", "/very-old", "/日記"):
        assert (answers[address].status, header(answers[address], b"location")) == (308, b"/blog/b")
    assert answers["/blog/b"].status == 200


def test_a_redirect_to_an_address_in_another_script_travels_encoded() -> None:
    answers = built(entry("日記", aliases=("/old",))).answers
    assert header(answers["/old"], b"location") == b"/blog/%E6%97%A5%E8%A8%98"


def test_of_two_documents_with_one_address_the_first_file_keeps_it_and_the_other_is_a_fault() -> None:
    one = entry("x", path=PurePosixPath("a.md"), article="first")
    two = entry("x", path=PurePosixPath("b.md"), article="second")
    site = built(two, one)
    assert "first" in site.answers["/blog/x"].text
    assert [(str(fault.path), fault.severity) for fault in site.faults] == [("b.md", "error")]


@pytest.mark.parametrize(
    "address", ["/inbox", "/inbox/x", "/feed.xml", "/assets/x", "/contact/stamp", "/healthz", "/blog/tags"]
)
def test_no_document_file_or_alias_takes_an_address_of_the_site_itself(address: str, tmp_path: Path) -> None:
    claims = claimed([made("page", address), made("page", "/fine", aliases=(address,))], {address: tmp_path})
    assert set(claims.documents) == {"/fine"}
    assert (claims.files, claims.redirects) == ({}, {})
    assert [fault.severity for fault in claims.faults] == ["error"] * 3


@pytest.mark.parametrize("alias", ["/other", "/blog", "/", "/picture.png", "/?p=12", "/a/../b", "//["])
def test_an_alias_that_cannot_be_one_is_a_fault(alias: str, tmp_path: Path) -> None:
    claims = claimed([made("page", "/other"), made("page", "/x", aliases=(alias,))], {"/picture.png": tmp_path})
    assert claims.redirects == {}
    assert [str(fault.path) for fault in claims.faults] == ["x.md"]


def test_only_a_page_with_foreign_pictures_may_load_them() -> None:
    answers = built(entry("a", foreign_pictures=True), entry("b")).answers
    assert header(answers["/blog/a"], b"content-security-policy") == csp(foreign_pictures=True)
    assert header(answers["/blog/b"], b"content-security-policy") is None
    assert header(answers["/blog"], b"content-security-policy") is None


def test_an_authors_styles_are_a_lasting_stylesheet_of_their_page_alone() -> None:
    answers = built(entry("a", stylesheet=".x{color:red}"), entry("b")).answers
    (sheet,) = [address for address in answers if address.startswith("/assets/documents/")]
    assert answers[sheet].text == ".x{color:red}"
    assert b"immutable" in (header(answers[sheet], b"cache-control") or b"")
    assert sheet in answers["/blog/a"].text
    assert sheet not in answers["/blog/b"].text


def test_previous_is_older_and_next_is_newer() -> None:
    answers = built(*(entry(name, date=dt.date(2026, 1, day)) for day, name in enumerate("abc", 1))).answers
    assert re.search(r'rel="prev" href="/blog/a"', answers["/blog/b"].text)
    assert re.search(r'rel="next" href="/blog/c"', answers["/blog/b"].text)
    assert 'rel="next"' not in answers["/blog/c"].text


def test_home_shows_the_newest_of_everything() -> None:
    entries = [entry(f"e{day}", date=dt.date(2026, 1, day)) for day in range(1, 8)]
    projects = [project(f"p{order}", order=order) for order in range(5)]
    now = made("now", "/now", article="<h2>May 2026</h2><p>Busy</p>")
    home = built(*entries, *projects, now).answers["/"].text
    assert re.findall(r'href="/blog/(e\d)"', home) == ["e7", "e6", "e5", "e4", "e3"]
    assert re.findall(r'href="/projects/(p\d)"', home) == ["p0", "p1", "p2"]
    assert "<p>Busy</p>" in home


def test_old_years_move_to_the_archive_and_every_entry_is_on_one_page() -> None:
    entries = [entry(f"{year}-{n}", date=dt.date(year, 1, 1)) for year in (2026, 2025, 2024) for n in range(60)]
    answers = built(*entries, entry("undated")).answers
    lists = ["/blog", "/blog/archive/2025", "/blog/archive/2024", "/blog/archive/undated"]
    found = [
        address for place in lists for address in re.findall(r'href="/blog/([\d-]+|undated)"', answers[place].text)
    ]
    assert sorted(found) == sorted([*(each.address.removeprefix("/blog/") for each in entries), "undated"])
    assert '"/blog/archive/2024"' in answers["/blog"].text


def test_a_document_at_the_address_of_a_list_introduces_it() -> None:
    answers = built(made("page", "/blog", title="Writing", article="<p>Hello</p>"), entry("a")).answers
    assert "<p>Hello</p>" in answers["/blog"].text
    assert 'href="/blog/a"' in answers["/blog"].text
    assert "<title>Writing · Test" in answers["/blog"].text


def test_tags_have_pages_in_every_script() -> None:
    answers = built(entry("a", tags=("機械学習", "C++"))).answers
    assert 'href="/blog/a"' in answers["/blog/tags/機械学習"].text
    assert 'href="/blog/tags/cplusplus"' in answers["/blog/a"].text
    assert 'href="/blog/tags/%E6%A9%9F%E6%A2%B0%E5%AD%A6%E7%BF%92"' in answers["/blog/a"].text


def test_the_sitemap_names_every_page_once_and_nothing_else() -> None:
    answers = built(entry("a", date=DAY, tags=("x",), aliases=("/old",)), made("page", "/ünï", updated=DAY)).answers
    urls = ET.fromstring(answers["/sitemap.xml"].text).findall(f"{SITEMAP}url")  # noqa: S314 (our own)
    found = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in urls}
    places = ["/", "/blog", "/blog/a", "/blog/tags", "/blog/tags/x", "/contact", "/projects", "/%C3%BCn%C3%AF"]
    assert sorted(str(place) for place in found) == sorted(f"{URL}{place}" for place in places)
    assert found[f"{URL}/blog/a"] == "2026-05-01"


def test_robots_keeps_the_inbox_out_and_names_the_sitemap_unless_the_author_says_otherwise(tmp_path: Path) -> None:
    text = built().answers["/robots.txt"].text
    assert "Disallow: /inbox\n" in text
    assert f"Sitemap: {URL}/sitemap.xml\n" in text
    own = tmp_path / "robots.txt"
    own.write_text("User-agent: *\nDisallow: /\n")
    assert built(files={"/robots.txt": own}).answers["/robots.txt"].text == own.read_text()


def test_feeds_may_be_read_from_other_sites() -> None:
    for address in ("/feed.xml", "/feed.json"):
        assert header(built().answers[address], b"cross-origin-resource-policy") == b"cross-origin"


def test_pictures_keep_their_type_and_a_drawing_runs_nothing(tmp_path: Path) -> None:
    for name in ("a.png", "b.svg", "c.webp", "d.txt", "e.pdf"):
        (tmp_path / name).write_bytes(b"x" * 300)
    answers = file_answers({f"/{path.name}": path for path in tmp_path.iterdir()})
    types = {address: header(answer, b"content-type") for address, answer in sorted(answers.items())}
    assert types == {
        "/a.png": b"image/png",
        "/b.svg": b"image/svg+xml",
        "/c.webp": b"image/webp",
        "/d.txt": b"text/plain; charset=utf-8",
        "/e.pdf": b"application/pdf",
    }
    assert b"sandbox" in (header(answers["/b.svg"], b"content-security-policy") or b"")
    assert b"script-src" not in (header(answers["/b.svg"], b"content-security-policy") or b"")
    assert header(answers["/a.png"], b"cross-origin-resource-policy") == b"cross-origin"


def test_a_large_file_is_served_whole_and_survives_being_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"0123456789" * (HELD // 5))
    answer = file_answers({"/film.mp4": path})["/film.mp4"]
    path.write_bytes(b"")
    body = answer.variants["identity"].body["body"]
    assert isinstance(body, memoryview)
    assert bytes(body) == b"0123456789" * (HELD // 5)


def test_a_file_that_went_away_is_not_there(tmp_path: Path) -> None:
    assert file_answers({"/gone.png": tmp_path / "gone.png"}) == {}


def linked(html: str) -> list[dict[str, object]]:
    return [json.loads(data) for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]


def test_linked_data_cannot_end_its_script_element() -> None:
    title = "</script><script>alert(1)</script><!--\u2028"
    html = built(entry("a", title=title, date=DAY)).answers["/blog/a"].text
    (data,) = linked(html)
    assert data["headline"] == title
    assert "alert(1)</script>" not in html
    assert json.loads(safe_json({"x": "<&>\u2029"})) == {"x": "<&>\u2029"}


def test_machines_are_told_what_a_page_is() -> None:
    article = entry(
        "a",
        date=DAY,
        updated=dt.date(2026, 6, 1),
        tags=("x",),
        image="/a.png",
        card="summary_large_image",
        creator="@somebody",
        summary="In short",
    )
    answers = built(made("home", "/"), made("about", "/about"), article).answers
    html = answers["/blog/a"].text
    for element in (
        f'<link rel="canonical" href="{URL}/blog/a">',
        '<meta property="og:type" content="article">',
        f'<meta property="og:image" content="{URL}/a.png">',
        '<meta name="twitter:card" content="summary_large_image">',
        '<meta name="twitter:creator" content="@somebody">',
        '<meta name="description" content="In short">',
        '<link rel="alternate" type="application/atom+xml"',
    ):
        assert element in html
    (posting,) = linked(html)
    assert (posting["@type"], posting["datePublished"], posting["dateModified"]) == (
        "BlogPosting",
        "2026-05-01",
        "2026-06-01",
    )
    assert [data["@type"] for data in linked(answers["/about"].text)] == ["ProfilePage"]
    assert '"@type":"WebSite"' in answers["/"].text
    assert '"@type":"Person"' in answers["/"].text


def test_a_cover_beside_its_document_is_found(tmp_path: Path) -> None:
    bundle = tmp_path / "blog" / "post"
    bundle.mkdir(parents=True)
    (bundle / "index.md").write_text("---\nimage: cover.png\n---\ntext")
    (bundle / "cover.png").write_bytes(DOT)
    answers = served(tmp_path).answers
    assert f'<meta property="og:image" content="{URL}/blog/post/cover.png">' in answers["/blog/post"].text
    assert answers["/blog/post/cover.png"].status == 200


def test_microformats_can_be_read() -> None:
    answers = built(
        entry("a", title="Title", article="<p>Text</p>", date=DAY, tags=("x",)), entry("b", date=DAY)
    ).answers
    found = mf2py.parse(doc=answers["/blog/a"].text, url=f"{URL}/blog/a")
    (item,) = [item for item in found["items"] if item["type"] == ["h-entry"]]
    assert item["properties"]["name"] == ["Title"]
    assert item["properties"]["published"] == ["2026-05-01"]
    assert item["properties"]["category"] == ["x"]
    assert item["properties"]["content"][0]["html"].strip() == "<p>Text</p>"
    feed = mf2py.parse(doc=answers["/blog"].text, url=f"{URL}/blog")
    (listed,) = [item for item in feed["items"] if item["type"] == ["h-feed"]]
    assert [child["properties"]["url"][0] for child in listed["children"]] == [f"{URL}/blog/a", f"{URL}/blog/b"]
