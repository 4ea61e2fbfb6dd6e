"""What machines read: microformats, linked data, cards and feeds say what the pages say, with whole addresses."""

import datetime as dt
import json
from typing import Any
from urllib.parse import urlsplit

import feedparser
import httpx
import mf2py
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.running import Running

ENTRY = "/blog/writing"
PAGES = ("/", "/about", "/now", "/blog", ENTRY, "/projects", "/projects/duologue", "/contact")


@pytest.fixture(scope="module")
def pages(sample: Running) -> dict[str, str]:
    return {path: httpx.get(f"{sample.url}{path}").text for path in PAGES}


def items(page: str, url: str, kind: str) -> list[dict[str, Any]]:
    """The microformats of a kind on a page, wherever they are nested."""
    found: list[dict[str, Any]] = []
    waiting: list[Any] = list(mf2py.parse(doc=page, url=url)["items"])
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, dict) and "type" in item:
            found += [item] if kind in item["type"] else []
            waiting += item.get("children", [])
            waiting += [value for values in item["properties"].values() for value in values]
    return found


def test_the_owner_is_the_one_person_that_the_first_page_stands_for(pages: dict[str, str], sample: Running) -> None:
    """By the rule for representative h-cards: its uid and url are the page's own address."""
    home = f"{sample.url}/"
    cards = [card["properties"] for card in items(pages["/"], home, "h-card")]
    (owner,) = [card for card in cards if card.get("uid") == [home] and home in card.get("url", [])]
    assert owner["name"] == ["Your Name"]
    assert set(mf2py.parse(doc=pages["/"], url=home)["rels"]["me"]) == {
        "https://example.org/your-name",
        "https://social.example/@your-name",
    }


def test_an_entry_says_what_it_is_by_whom_and_of_when(pages: dict[str, str], sample: Running) -> None:
    (entry,) = items(pages[ENTRY], f"{sample.url}{ENTRY}", "h-entry")
    said = entry["properties"]
    assert said["name"] == ["What can be written here"]
    assert [dt.date.fromisoformat(day[:10]) for day in said["published"]] == [dt.date(2026, 11, 12)]
    assert [dt.date.fromisoformat(day[:10]) for day in said["updated"]] == [dt.date(2026, 11, 17)]
    assert set(said["category"]) == {"writing", "duologue"}
    assert said["author"][0]["properties"]["url"] == [f"{sample.url}/"]
    assert said["url"] == [f"{sample.url}{ENTRY}"]
    assert len(said["content"][0]["value"]) > 2000


def test_the_list_is_a_feed_of_the_same_entries_as_the_feeds(pages: dict[str, str], sample: Running) -> None:
    (feed,) = items(pages["/blog"], f"{sample.url}/blog", "h-feed")
    assert feed["properties"]["name"] == ["Writing"]
    listed = {
        entry["properties"]["url"][0]: entry["properties"]["published"][0][:10]
        for entry in items(pages["/blog"], f"{sample.url}/blog", "h-entry")
        if "published" in entry["properties"]
    }
    atom = feedparser.parse(httpx.get(f"{sample.url}/blog/feed.xml").text)
    assert not atom.bozo
    days = {entry.link for entry in atom.entries if "#" in entry.link}  # of worklogs, each an item of its own
    assert {day.partition("#")[0] for day in days} < listed.keys()
    assert {entry.link: entry.published[:10] for entry in atom.entries if entry.link not in days} == listed
    json_feed = httpx.get(f"{sample.url}/blog/feed.json").json()
    assert [item["url"] for item in json_feed["items"]] == [entry.link for entry in atom.entries]


def test_linked_data_can_be_read_and_agrees_with_the_page(pages: dict[str, str], sample: Running) -> None:
    for path, page in pages.items():
        blocks = LexborHTMLParser(page).css('script[type="application/ld+json"]')
        data = [json.loads(block.text()) for block in blocks]
        assert data, path
        assert all(one["@context"] == "https://schema.org" for one in data), path
    (article,) = (json.loads(node.text()) for node in LexborHTMLParser(pages[ENTRY]).css("script[type$=json]"))
    assert (article["@type"], article["headline"]) == ("BlogPosting", "What can be written here")
    assert (article["datePublished"][:10], article["dateModified"][:10]) == ("2026-11-12", "2026-11-17")
    assert (article["url"], article["author"]["url"]) == (f"{sample.url}{ENTRY}", f"{sample.url}/")


def test_cards_have_what_they_need_and_whole_addresses(pages: dict[str, str], sample: Running) -> None:
    for path, page in pages.items():
        tree = LexborHTMLParser(page)
        said = {
            node.attributes.get("property") or node.attributes.get("name"): node.attributes["content"]
            for node in tree.css("meta[content]")
        }
        assert {"og:title", "og:type", "og:url", "og:site_name", "og:description", "twitter:card"} <= set(said), path
        assert said["og:url"] == f"{sample.url}{path}"
        assert tree.css_first("link[rel=canonical]").attributes["href"] == said["og:url"]
        for name in ("og:url", "og:image", "twitter:image"):
            assert name not in said or urlsplit(said[name]).scheme in ("http", "https"), (path, name)
        assert said["og:type"] == ("article" if path == ENTRY or "/projects/" in path else said["og:type"]), path
