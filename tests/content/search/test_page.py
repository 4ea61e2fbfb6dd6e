"""The page of the search: whole for readers, its results for htmx, a description for browsers; always escaped."""

import asyncio
import datetime as dt
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest
from litestar import Litestar
from selectolax.lexbor import LexborHTMLParser, LexborNode

from server.content.library import Library
from server.content.search.asking import read
from server.content.search.page import SearchPage
from server.content.search.routes import search_router
from server.content.search.search import MOST_WAITING, Search
from server.settings import Settings
from server.web.assets import Assets
from server.web.templates import Templates
from tests.content.documents import NOW, SITE, URL, made
from tests.content.search import asked
from tests.content.search.asked import written
from tests.content.sites import built

pytestmark = pytest.mark.anyio

HTMX = {"hx-request": "true"}
HOSTILE = '<script>alert(1)</script> & <img src=x onerror=alert(1)> "quoted"'
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
PAGE = SearchPage(SITE, Templates(Assets.read(Path("assets")), Settings(url=URL)), URL)
DOCUMENTS = (
    written(
        "blog/a.md",
        "---\ndate: 2026-05-01\ntags: [one, two]\n---\n# A & <b>\n\n## Part & parcel\n\n"
        "Some <em>words</em> & `<script>`.",
    ),
    written("blog/b.md", "---\ndate: 2025-05-01\ntags: [two]\n---\n# B\n\nOther words."),
    written("about.md", "# About $x^2$\n\nWords of mine."),
    *(written(f"notes/{number}.md", "Many notes.") for number in range(11)),
)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    search = Search()
    search.publish(Library(asked.SITE, DOCUMENTS, (), {}))
    app = Litestar([search_router(search, lambda: PAGE)], openapi_config=None, logging_config=None)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL) as client:  # type: ignore[arg-type] # Litestar's types of ASGI are its own
        yield client
    search.close()


def parsed(answer: httpx.Response) -> LexborHTMLParser:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return LexborHTMLParser(answer.text)


def one(page: LexborHTMLParser, selector: str) -> LexborNode:
    (node,) = page.css(selector)
    return node


def links(page: LexborHTMLParser, selector: str) -> list[str | None]:
    return [node.attributes.get("href") for node in page.css(selector)]


async def test_without_a_question_there_are_the_form_and_ways_to_look_around(client: httpx.AsyncClient) -> None:
    page = parsed(await client.get("/search"))
    assert page.css_first("form[role=search] input[name=q]") is not None
    assert one(page, "[role=status]").text().strip() == ""
    assert "/search?tag=two" in links(page, "#results a")
    assert "/search?year=2025" in links(page, "#results a")
    assert [option.text() for option in page.css("select[name=section] option")] == ["All", "Blog", "Notes", "Pages"]


async def test_with_a_question_there_are_results(client: httpx.AsyncClient) -> None:
    page = parsed(await client.get("/search", params={"q": "words"}))
    assert set(links(page, "#results .p-name")) == {"/blog/a", "/blog/b", "/about"}
    assert one(page, "[role=status]").text().strip() == "3 results."
    assert "/blog/a#part-parcel" in links(page, "#results .margin a")
    assert {mark.text().lower() for mark in page.css("#results mark")} == {"words"}
    assert one(page, "input[name=q]").attributes["value"] == "words"


async def test_only_results_are_swapped_and_the_address_follows(client: httpx.AsyncClient) -> None:
    answer = await client.get("/search?section=&tag=two&q=words&year=", headers=HTMX)
    assert answer.text.lstrip().startswith('<div id="results">')
    assert "<html" not in answer.text
    assert 'hx-swap-oob="innerHTML">2 results.' in answer.text
    assert answer.headers["hx-replace-url"] == "/search?q=words&tag=two"


async def test_page_and_fragment_are_told_apart_by_caches(client: httpx.AsyncClient) -> None:
    for headers in ({}, HTMX, {**HTMX, "hx-history-restore-request": "true"}):
        answer = await client.get("/search?q=words", headers=headers)
        assert answer.headers["vary"] == "HX-Request, HX-History-Restore-Request"
        assert answer.headers["cache-control"] == "public, max-age=60"
    assert "<html" in answer.text, "who goes back gets the page"


async def test_the_page_is_not_indexed_and_says_where_it_is(client: httpx.AsyncClient) -> None:
    page = parsed(await client.get("/search?q=words"))
    assert one(page, "meta[name=robots]").attributes["content"] == "noindex"
    assert links(page, "link[rel=canonical]") == [f"{URL}/search"]
    assert one(page, "title").text() == f"words: search · {SITE.title}"
    assert page.css_first("script[type='application/ld+json']") is None


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
async def test_what_was_typed_and_what_was_written_stay_text(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    for text in (HOSTILE, "script", "parcel", f"tag:{HOSTILE}"):
        answer = await client.get(
            "/search", params={"q": text, "tag": text, "section": text, "year": text}, headers=headers
        )
        page = parsed(answer)
        assert [node for node in page.css("script") if not node.attributes.get("src")] == []
        assert page.css("img, #results em, [onerror]") == []
    found = (await client.get("/search", params={"q": "script"}, headers=headers)).text
    assert "&lt;<mark>script</mark>&gt;" in found


async def test_a_title_keeps_its_formula(client: httpx.AsyncClient) -> None:
    assert "<math>" in (await client.get("/search", params={"q": "mine"})).text


async def test_a_typo_is_said_and_led_to(client: httpx.AsyncClient) -> None:
    page = parsed(await client.get("/search", params={"q": "wrods", "year": "2025"}))
    assert (
        " ".join(one(page, "[role=status]").text().split()) == "Nothing has what was typed. Showing 1 result for words."
    )
    assert links(page, "[role=status] a") == ["/search?q=words&year=2025"]


async def test_nothing_found_is_said_and_leads_on(client: httpx.AsyncClient) -> None:
    page = parsed(await client.get("/search", params={"q": "zzzzzzzzz"}))
    assert one(page, "[role=status]").text().strip() == "Nothing is found."
    assert "/search?tag=two" in links(page, "#results a")


async def test_more_results_have_pages_of_their_own(client: httpx.AsyncClient) -> None:
    first = parsed(await client.get("/search?q=notes"))
    assert links(first, "#results [rel~=next]") == ["/search?q=notes&page=2"]
    second = parsed(await client.get("/search?q=notes&page=2"))
    assert links(second, "#results [rel~=prev]") == ["/search?q=notes"]
    assert len(second.css("#results li")) == 1
    assert one(second, "#results ol").attributes["start"] == "11"


@pytest.mark.parametrize(
    "query", ["q=%FF%FE", "q=%00", "q=a&q=b", "&&&", "q", "=", "q=" + "a" * 20_000, "page=-1&q=%", "q=%F0%9F"]
)
async def test_no_address_is_an_error(client: httpx.AsyncClient, query: str) -> None:
    parsed(await client.get(f"/search?{query}"))


async def test_it_can_be_asked_for_its_head_and_for_nothing_else(client: httpx.AsyncClient) -> None:
    assert (await client.head("/search?q=words")).status_code == 200
    assert (await client.post("/search")).status_code == 405


async def test_when_too_many_ask_one_more_is_told_so() -> None:
    search = Search()
    search.publish(Library(asked.SITE, DOCUMENTS, (), {}))
    app = Litestar([search_router(search, lambda: PAGE)], openapi_config=None, logging_config=None)
    stuck = threading.Event()
    search._thread.submit(stuck.wait)
    waiting = [asyncio.ensure_future(search.find(read("words"))) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL) as client:  # type: ignore[arg-type] # as above
        refused = await client.get("/search?q=words", headers=HTMX)
        assert (refused.status_code, refused.headers["hx-reswap"]) == (503, "none")
        assert refused.headers["cache-control"] == "no-store"
        stuck.set()
        await asyncio.gather(*waiting)
        assert (await client.get("/search?q=words")).status_code == 200
    search.close()


def test_a_browser_learns_how_to_ask() -> None:
    root = ET.fromstring(PAGE.answers()["/opensearch.xml"].text)  # noqa: S314 (our own)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert len(root.findtext(f"{OPENSEARCH}ShortName") or "") in range(1, 17)
    assert (root.findtext(f"{OPENSEARCH}Description") or "").endswith(SITE.title)
    templates = {url.get("type"): url.get("template") for url in root.findall(f"{OPENSEARCH}Url")}
    assert templates["text/html"] == f"{URL}/search?q={{searchTerms}}"


def test_every_page_names_the_description() -> None:
    assert 'rel="search" type="application/opensearchdescription+xml"' in built().answers["/"].text


async def test_what_the_gate_hides_is_never_found() -> None:
    later, year = dt.timedelta(seconds=1), dt.timedelta(days=366)
    dates = {"past": NOW - later, "now": NOW, "soon": NOW + later, "next": NOW + year, "never": dt.date(2100, 1, 1)}
    documents = [
        made(
            kind,
            f"{folder}/{name}-{draft}".lower(),
            article="<p>kernel</p>",
            title=name,
            date=date,
            draft=draft,
            tags=(name,),
        )
        for kind, folder in (("entry", "/blog"), ("project", "/projects"), ("page", ""))
        for name, date in dates.items()
        for draft in (False, True)
    ]
    search = Search()
    search.publish(built(*documents).library)
    for text in ("kernel", "never", "soon", "tag:soon", "-zebra", "kernle"):
        page = LexborHTMLParser(PAGE.whole(await search.find(read(text))))
        for address in links(page, "#results .p-name"):
            assert (address or "").rpartition("/")[2] in ("past-false", "now-false")
        assert not {"soon", "next", "never"} & {option.text() for option in page.css("option")}
    search.publish(built(*documents, now=NOW + later).library)
    assert (await search.find(read("soon"))).total == 3
    search.close()
