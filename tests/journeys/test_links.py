"""Every way that the site names leads somewhere: no address and no anchor of it is dead."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from server.content.script import Script
from tests.running import Running

NAMED = {
    "a[href], link[href], area[href]": "href",
    "img[src], script[src], source[src], video[src], audio[src], iframe[src]": "src",
    "video[poster]": "poster",
    "meta[property='og:image'], meta[property='og:url'], meta[name='twitter:image']": "content",
}
OLD_FORMS = ("{}/", "{}.html", "{}/index.html", "{}/index")
WRITTEN_IN = ("/contact", "/search")  # with what lies below them: where htmx helps; everywhere else one reads


@pytest.fixture(scope="module")
def crawled(sample: Running) -> dict[str, httpx.Response]:
    """The answer of every address that can be reached from the first page, the feeds and the site map."""
    answers: dict[str, httpx.Response] = {}
    waiting = ["/", "/feed.xml", "/feed.json", "/sitemap.xml", "/robots.txt", "/contact/thanks"]
    with httpx.Client(base_url=sample.url) as client:
        while waiting:
            address = waiting.pop()
            if address not in answers:
                answers[address] = client.get(address)
                waiting += [path for path, _ in ways(answers[address], sample.url)]
    return answers


def ways(answer: httpx.Response, site: str) -> Iterator[tuple[str, str]]:
    """Path and anchor of each place on this site that an answer names."""
    for named in _named(answer):
        whole, anchor = urldefrag(urljoin(str(answer.url), named.strip()))
        place = urlsplit(whole)
        if f"{place.scheme}://{place.netloc}" == site:
            yield place.path + (f"?{place.query}" if place.query else ""), anchor


def _named(answer: httpx.Response) -> Iterator[str]:
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if kind == "text/html":
        page = LexborHTMLParser(answer.text)
        for selector, attribute in NAMED.items():
            yield from (node.attributes[attribute] or "" for node in page.css(selector))
        for node in page.css("[srcset]"):
            yield from (part.split()[0] for part in (node.attributes["srcset"] or "").split(",") if part.strip())
    elif kind == "text/css":
        yield from re.findall(r"url\(([^)]+)\)", answer.text)
    elif kind in ("application/xml", "application/atom+xml"):
        yield from re.findall(r"<loc>([^<]+)</loc>", answer.text)
        yield from re.findall(r'<link[^>]* href="([^"]+)"', answer.text)
    elif kind == "application/feed+json":
        feed = json.loads(answer.text)
        yield from (feed["home_page_url"], feed["feed_url"], *(item["url"] for item in feed["items"]))


def html(answers: dict[str, httpx.Response]) -> dict[str, LexborHTMLParser]:
    return {
        path: LexborHTMLParser(answer.text)
        for path, answer in answers.items()
        if answer.headers.get("content-type", "").startswith("text/html")
    }


def test_every_address_that_is_named_answers_at_once(crawled: dict[str, httpx.Response]) -> None:
    """200, and not a redirect: the site calls its own pages by the names they have."""
    assert len(crawled) > 30
    wrong = {path: answer.status_code for path, answer in crawled.items() if answer.status_code != 200}
    assert wrong == {}


def test_every_anchor_that_is_named_exists(crawled: dict[str, httpx.Response], sample: Running) -> None:
    pages = html(crawled)
    ids = {path: {node.attributes["id"] for node in page.css("[id]")} for path, page in pages.items()}
    dead = [
        f"{path} → {target}#{anchor}"
        for path in pages
        for target, anchor in ways(crawled[path], sample.url)
        if anchor and target in ids and anchor not in ids[target]
    ]
    assert dead == []


def test_no_id_is_given_twice_on_a_page(crawled: dict[str, httpx.Response]) -> None:
    for path, page in html(crawled).items():
        ids = [node.attributes["id"] for node in page.css("[id]")]
        assert len(ids) == len(set(ids)), (path, {one for one in ids if ids.count(one) > 1})


def test_the_site_map_names_every_page_that_is_to_be_found(crawled: dict[str, httpx.Response], sample: Running) -> None:
    listed = {path for path, _ in ways(crawled["/sitemap.xml"], sample.url)}
    indexed = {path for path, page in html(crawled).items() if not page.css("meta[name=robots][content*=noindex]")}
    assert listed == indexed


def test_the_former_forms_of_an_address_lead_to_it(crawled: dict[str, httpx.Response], sample: Running) -> None:
    with httpx.Client(base_url=sample.url) as client:
        for path, _ in ways(crawled["/sitemap.xml"], sample.url):
            for form in OLD_FORMS:
                former = form.format(path.rstrip("/"))
                if former in ("/", "/.html"):
                    continue
                got = client.get(former)
                assert (got.status_code, got.headers.get("location")) == (308, path), former
                assert client.get(f"{former}?a=b").headers["location"] == f"{path}?a=b"


def test_a_page_has_one_first_heading_a_title_and_a_language(crawled: dict[str, httpx.Response]) -> None:
    for path, page in html(crawled).items():
        assert len(page.css("h1")) == 1, path
        assert page.css_first("title").text(strip=True), path
        assert page.css_first("html").attributes.get("lang"), path


def test_every_picture_says_what_it_shows(crawled: dict[str, httpx.Response]) -> None:
    for path, page in html(crawled).items():
        for picture in page.css("img:not(.cover)"):  # a cover stands beside its title, and is named by it
            assert picture.attributes.get("alt"), (path, picture.html)


def test_nothing_runs_where_one_reads_but_what_the_document_says(crawled: dict[str, httpx.Response]) -> None:
    """That is known by its hash in the policy of its page, and is on no other."""
    for path, page in html(crawled).items():
        policy = crawled[path].headers["content-security-policy"]
        scripts = [
            node.attributes
            for node in page.css("script")
            if node.attributes.get("type") != "application/ld+json" and Script(node.text()).hash not in policy
        ]
        assert path.startswith(WRITTEN_IN) or scripts == [], (path, scripts)
        handlers = [name for node in page.css("*") for name in node.attributes if name.startswith("on")]
        assert handlers == [], path
        assert page.css("[href^='javascript:' i]") == [], path
