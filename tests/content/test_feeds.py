"""The feeds keep to RFC 4287 and JSON Feed 1.1, carry everything, and carry it absolutely."""

import datetime as dt
import re
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.content import feeds, lists
from server.content.answers import Built
from server.content.atom import atom
from server.content.document import Document
from server.content.feed_items import Item, Items
from server.content.json_feed import json_feed
from server.content.portable import portable
from tests.content.documents import SITE, URL, entry
from tests.content.sites import feed, served
from tests.running import ROOT

ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ABSOLUTE = re.compile(r"https?://[^\s/]+(?:/\S*)?$")
RELATIVE = re.compile(r'\s(?:href|src|srcset|poster)="(?!https?:|mailto:)')
TOP = {"version", "title", "home_page_url", "feed_url", "description", "language", "authors", "items"}
IN_ITEMS = {
    *("id", "url", "title", "content_html", "summary", "image", "language", "tags", "date_published", "date_modified"),
}
DATE = dt.date(2026, 5, 1)
FULL = entry(
    "full",
    title='Quotes "and" <signs> & \x0bcontrol',
    date=dt.datetime(2026, 5, 1, 9, tzinfo=dt.timezone(dt.timedelta(hours=9))),
    updated=dt.date(2026, 6, 1),
    article='<p>a<a href="/about">x</a> <a href="#fn">1</a> '
    '<img src="p.png" srcset="p.png 1x, /q.png 2x" alt="">\x0c</p>'
    '<h2 id="h">H <a class="anchor" href="#h">#</a></h2><math><mi>e</mi></math><pre>]]&gt;</pre>',
    summary="In short",
    tags=("one", "two & three"),
    image="cover.png",
    language="de",
)


def both(documents: list[Document]) -> tuple[ET.Element, dict[str, Any]]:
    items = newest(*documents)
    of_site = feeds.of_site(SITE)
    return (
        ET.fromstring(atom(items, of_site, SITE, URL)),  # noqa: S314 (our own feed)
        msgspec.json.decode(json_feed(items, of_site, SITE, URL)),
    )


def newest(*documents: Document) -> tuple[Item, ...]:
    return Items(URL).newest(lists.entries(documents))


def valid_atom(feed: ET.Element, address: str = "/feed.xml") -> None:
    """The rules of RFC 4287, sections 4.1.1 and 4.1.2, for a feed with one author."""
    assert feed.tag == f"{ATOM}feed"
    assert {node.tag.partition("}")[0] for node in feed.iter()} == {"{http://www.w3.org/2005/Atom"}
    for link in feed.iter(f"{ATOM}link"):
        assert ABSOLUTE.match(link.attrib["href"])
    for category in feed.iter(f"{ATOM}category"):
        assert category.attrib["term"]
    for content in feed.iter(f"{ATOM}content"):
        assert content.get("type") == "html"
        assert not list(content), "text of the type html has no elements (3.1.1.2)"
    for node, limited in ((feed, ("id", "title", "updated", "subtitle", "generator")),):
        for name in limited:
            assert len(node.findall(ATOM + name)) <= 1
    for name in ("id", "title", "updated"):
        assert feed.findtext(ATOM + name)
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert [link.get("href") for link in feed.findall(f"{ATOM}link[@rel='self']")] == [URL + address]
    ids = []
    for node in feed.findall(f"{ATOM}entry"):
        for name in ("id", "title", "updated", "published", "content"):
            assert len(node.findall(ATOM + name)) == 1
        assert RFC_3339.fullmatch(node.findtext(f"{ATOM}updated") or "")
        assert RFC_3339.fullmatch(node.findtext(f"{ATOM}published") or "")
        assert len(node.findall(f"{ATOM}link[@rel='alternate']")) == 1
        assert (node.findtext(f"{ATOM}id") or "").startswith("https://")
        ids.append(node.findtext(f"{ATOM}id"))
    assert len(set(ids)) == len(ids)
    assert RFC_3339.fullmatch(feed.findtext(f"{ATOM}updated") or "")


def valid_json(feed: dict[str, Any], address: str = "/feed.json") -> None:
    """The rules of https://www.jsonfeed.org/version/1.1/ for what we write."""
    assert set(feed) <= TOP
    assert feed["feed_url"] == URL + address
    assert ABSOLUTE.match(feed["home_page_url"])
    assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    assert isinstance(feed["items"], list)
    assert all(set(author) <= {"name", "url", "avatar"} for author in feed["authors"])
    for item in feed["items"]:
        assert set(item) <= IN_ITEMS
        assert ABSOLUTE.match(item.get("image", URL))
        assert isinstance(item["id"], str)
        assert "content_html" in item
        assert RFC_3339.fullmatch(item["date_published"])
        assert RFC_3339.fullmatch(item["date_modified"])
        assert item["url"].startswith(f"{URL}/")
        assert all(isinstance(tag, str) for tag in item.get("tags", []))


def test_both_feeds_are_valid_and_say_the_same() -> None:
    xml, json = both([FULL, entry("plain", date=DATE)])
    valid_atom(xml)
    valid_json(json)
    assert [node.findtext(f"{ATOM}id") for node in xml.findall(f"{ATOM}entry")] == [
        item["id"] for item in json["items"]
    ]


def test_a_site_without_entries_has_valid_feeds() -> None:
    xml, json = both([])
    valid_atom(xml)
    valid_json(json)


def test_a_reader_library_finds_everything() -> None:
    parsed = feedparser.parse(atom(newest(FULL), feeds.of_site(SITE), SITE, URL))
    assert not parsed.bozo
    assert parsed.feed.title == "Test & <Site>"
    (found,) = parsed.entries
    assert found.title == 'Quotes "and" <signs> & control'
    assert found.link == f"{URL}/blog/full"
    assert [tag.term for tag in found.tags] == ["one", "two & three"]
    assert found.published == "2026-05-01T00:00:00Z"
    assert found.updated == "2026-06-01T00:00:00Z"
    assert '<a href="https://example.org/about">' in found.content[0].value


def test_every_address_in_a_feed_is_absolute() -> None:
    _, json = both([FULL])
    html = json["items"][0]["content_html"]
    assert 'href="https://example.org/about"' in html
    assert 'href="https://example.org/blog/full#fn"' in html
    assert 'src="https://example.org/blog/p.png"' in html
    assert 'srcset="https://example.org/blog/p.png 1x, https://example.org/q.png 2x"' in html
    assert json["items"][0]["image"] == "https://example.org/blog/cover.png"


def test_math_is_whole_and_anchors_of_headings_stay_at_home() -> None:
    _, json = both([FULL])
    html = json["items"][0]["content_html"]
    assert "<math><mi>e</mi></math>" in html
    assert '<h2 id="h">H </h2>' in html


def test_entries_without_a_date_stay_out_and_the_newest_twenty_are_in() -> None:
    listed = [entry(f"n{day}", date=dt.date(2026, 1, day)) for day in range(1, 26)]
    _, json = both([entry("undated"), *listed])
    assert [item["url"] for item in json["items"]] == [f"{URL}/blog/n{day}" for day in range(25, 5, -1)]


def test_an_id_stays_when_title_date_and_address_change() -> None:
    before = newest(entry("a", date=DATE))[0].id
    after = newest(entry("b", title="New", date=dt.date(2026, 6, 1), aliases=("/blog/a", "/b")))[0].id
    assert before == after == f"{URL}/blog/a"


def test_an_id_given_in_the_front_matter_is_kept_from_the_site_before() -> None:
    item = newest(entry("a", date=DATE, extra={"guid": "tag:old.example,2019:a"}))[0]
    assert item.id == "tag:old.example,2019:a"


def test_updated_is_never_before_published() -> None:
    item = newest(entry(date=DATE, updated=dt.date(2020, 1, 1)))[0]
    assert item.date_modified == item.date_published


def test_addresses_in_every_script_travel_encoded() -> None:
    item = newest(entry("日記 1", date=DATE))[0]
    assert item.url == f"{URL}/blog/%E6%97%A5%E8%A8%98%201"


@given(st.text(), st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_no_text_can_break_a_feed(title: str, html: str, tags: list[str]) -> None:
    xml, json = both([entry(title=title, article=html, tags=tuple(tags), date=DATE)])
    valid_atom(xml) if title.strip() else None
    valid_json(json)


@pytest.mark.parametrize("href", ["http://[bad", "mailto:a@b.example", "tel:+1", "data:text/plain,x"])
def test_what_is_not_ours_to_resolve_is_left_alone(href: str) -> None:
    assert portable(f'<a href="{href}">x</a>', f"{URL}/blog/x") == f'<a href="{href}">x</a>'


@pytest.fixture(scope="module")
def sample() -> Built:
    """The sample site, which has a feed of every kind."""
    return served(ROOT / "pages", dt.datetime(2026, 12, 1, tzinfo=dt.UTC))


def test_every_feed_of_a_whole_site_is_valid_and_a_reader_finds_every_item(sample: Built) -> None:
    moved = {address for address, answer in sample.answers.items() if answer.status == 308}  # those of renamed tags
    all_addresses = sample.answers.keys() | sample.makers.keys()
    found = {address for address in all_addresses - moved if address.endswith(("/feed.xml", "/feed.json"))}
    assert {address.split("/")[1] for address in found} >= {"feed.xml", "blog", "weekly", "research", "series"}
    assert any(address.startswith("/blog/tags/") for address in found)
    for address in sorted(found):
        text = feed(sample, address)
        if address.endswith(".json"):
            json = msgspec.json.decode(text)
            valid_json(json, address)
            assert json["items"], address
            assert [item["url"] for item in json["items"] if RELATIVE.search(item["content_html"])] == []
            continue
        xml = ET.fromstring(text)  # noqa: S314 (our own feed)
        valid_atom(xml, address)
        parsed = feedparser.parse(text)
        assert not parsed.bozo, (address, parsed.get("bozo_exception"))
        assert [item.id for item in parsed.entries] == [node.findtext(f"{ATOM}id") for node in xml.iter(f"{ATOM}entry")]
        for item in parsed.entries:
            assert item.published_parsed, (address, item.id)
            assert item.updated_parsed >= item.published_parsed
            assert item.title
            assert item.link.startswith(f"{URL}/")
            assert item.content[0].value.strip(), (address, item.id)


def test_formulas_and_pictures_of_a_whole_site_are_whole_in_its_feeds(sample: Built) -> None:
    html = "".join(item["content_html"] for item in msgspec.json.decode(feed(sample, "/feed.json"))["items"])
    assert html.count("<math") == html.count("</math>") > 10
    sources = re.findall(r'<img[^>]* src="([^"]+)"', html)
    assert len(sources) > 3
    known = {**sample.answers, **sample.makers}
    assert [source for source in sources if source.removeprefix(URL) not in known] == []
