"""Whatever an author can write is shown by the sample site: a page of it uses the thing, and a text explains it."""

import datetime as dt
import re
from typing import NamedTuple

import pytest
from selectolax.lexbor import LexborHTMLParser

from server.content.answers import Built
from tests.content.sites import SETTINGS, feed, header, served
from tests.running import ROOT

SECTIONS, LOGS, DATA = "/blog/sections-of-your-own", "/blog/logs-that-grow", "/blog/lists-from-data"
PICTURES, WRITING, CLOSELY = "/blog/pictures-that-fit", "/blog/writing", "/blog/to-be-read-closely"
WEEK, NOTE, LOG = "/weekly/2026-w46", "/research/packing", "/blog/pressing-pages"


class Shown(NamedTuple):
    """Where a thing is used, by a selector that finds it there with these words in it; and where it is explained."""

    address: str
    selector: str
    words: str
    explained: str
    by: str


FEATURES = {
    # Sections
    "a section has a title, a kind and an address": Shown("/weekly", "h1", "Weeks", SECTIONS, 'folder = "weekly"'),
    "its pattern of addresses and its order can be chosen": Shown(SECTIONS, "td", "/folder/{slug}", SECTIONS, "{year}"),
    "its list is parted by months": Shown("/weekly", "section#\\32 026-11 h2", "November 2026", SECTIONS, "archive"),
    "its list is parted by years": Shown("/blog", "section#\\32 026 h2", "2026", SECTIONS, "years for entries"),
    "it has a feed": Shown("/weekly", "a[href='/weekly/feed.xml']", "Atom", SECTIONS, "has it at its address"),
    "a week is called by its days": Shown(
        WEEK, "h1", "9\u201315 November 2026", SECTIONS, "Its title is the stretch of days"
    ),
    "a week leads to the one before it": Shown(WEEK, "a[rel=prev]", "2\u20138 November 2026", SECTIONS, "the weeks"),
    "a week leads to the one after it": Shown("/weekly/2026-w45", "a[rel=next]", "9\u201315", SECTIONS, "the weeks"),
    "next week closes a week": Shown(WEEK, "section.closing h2", "Next week", SECTIONS, "“Next week” is set apart"),
    "a note has a subtitle": Shown(NOTE, ".subtitle", "qualities of Brotli", SECTIONS, "subtitle:"),
    "a note has authors": Shown(NOTE, ".people .p-name", "Your Name", SECTIONS, "affiliation: this site"),
    "a note has keywords": Shown(NOTE, ".keywords", "static sites", SECTIONS, "keywords:"),
    "a note says what was corrected": Shown(NOTE, ".revisions time", "20 November 2026", SECTIONS, "revisions:"),
    "a note leads to its code": Shown(NOTE, ".resources a[href$='measure.py']", "Code", SECTIONS, "code: measure.py"),
    "a note leads to its data": Shown(NOTE, ".resources a[href$='sizes.csv']", "Data", SECTIONS, "data: sizes.csv"),
    "a note leads to its logs": Shown(NOTE, f".resources a[href='{LOG}']", "Logs", SECTIONS, "logs: /blog/"),
    "a note leads to papers": Shown(NOTE, ".resources a[href^=http]", "RFC 7932", SECTIONS, "paper, code, data"),
    "a page leads to its translation": Shown("/about", "a[hreflang=de][lang=de]", "Deutsch", SECTIONS, "about.de.md"),
    "a translation is in its language": Shown(
        "/de/about", "html[lang=de] h1", "", SECTIONS, "a translation of the other"
    ),
    "translations are told to machines": Shown("/about", "head", "", SECTIONS, "tells search engines so"),
    "pictures lie beside the text": Shown(
        PICTURES, "img[src^='/blog/pictures-that-fit/']", "", SECTIONS, "may be a folder"
    ),
    # Worklogs
    "a log has a timeline": Shown(LOG, ".timeline a[href='#2026-11-20']", "three runs", LOGS, "stand in the margin of"),
    "a day has an address of its own": Shown(
        LOG, "h2#\\32 026-11-20, h3#\\32 026-11-20", "", LOGS, "an address that stays"
    ),
    "a log is updated by its days": Shown(LOG, ".dt-updated", "20 November 2026", LOGS, "counts as updated"),
    "a series has a page": Shown("/series/writing-with-duologue", ".h-feed li", "Part 1", LOGS, "has a page"),
    "a part knows its place": Shown(LOGS, ".facts", "Part 2 of", LOGS, "says in the margin which it is"),
    "a series has a feed": Shown("/series/writing-with-duologue", "a[href$='/feed.xml']", "Atom", LOGS, "and a feed"),
    "a wide table is told row by row": Shown(
        "/blog/a-log-in-iterations", ".table.log td[data-label='What stood in the way']", "", LOGS, "behind its header"
    ),
    "lists of goals say how far they are": Shown(LOGS, ".progress", "2 of 3 done", LOGS, "tells how far it has come"),
    # Now
    "months have addresses": Shown(
        "/now", "section.month#\\32 026-11", "November 2026", "/now", "Each month has an address"
    ),
    "the newest month comes first": Shown(
        "/now", ".month:first-of-type h2", "November 2026", "/now", "the newest first"
    ),
    "past years have pages": Shown("/now/2025", "#\\32 025-12 h2", "December 2025", "/now/2025", "a page of their own"),
    "it says when it was last true": Shown("/now", ".dt-updated", "18 November 2026", "/now", "was last true"),
    # Reading, watching, mementos
    "data becomes a list": Shown("/reading", ".items .p-name", "Atom", DATA, "reading.toml"),
    "a work has a cover": Shown("/reading", ".item img.cover", "", DATA, "cover describe the work"),
    "a work has a status and dates": Shown(
        "/reading", ".item .facts time", "2026", DATA, "status, kind and tags sort it"
    ),
    "a work has a rating": Shown("/reading", ".item .facts", "of 5", DATA, "rating is a number up to five"),
    "a work has notes": Shown("/reading", ".item .words > p:not(.by)", "", DATA, "notes are Markdown"),
    "a list is looked at by links": Shown(
        "/reading/status/finished", ".ways a[aria-current]", "Finished", DATA, "with those lines alone"
    ),
    "data may be of four kinds": Shown(DATA, "code", "data: books.csv", DATA, "YAML, JSON and CSV are read as well"),
    "a folder is a gallery": Shown("/mementos", ".gallery figure figcaption", "grid", DATA, "gallery: true"),
    "a picture of a gallery has a date": Shown(
        "/mementos", ".gallery time", "20 November 2026", DATA, "gives the date"
    ),
    # Projects
    "a project has a status": Shown("/projects/duologue", ".facts", "In use", SECTIONS, "status: in use"),
    "a project has dates": Shown(
        "/projects/two-voices", ".facts", "October 2026 to November 2026", SECTIONS, "it goes on"
    ),
    "a project says who did what": Shown("/projects/duologue", ".facts", "Role: owner", SECTIONS, "role: owner"),
    "a project says what it is made of": Shown("/projects/duologue", ".facts", "SQLite", SECTIONS, "stack:"),
    "a project has links": Shown("/projects/duologue", f".resources a[href='{LOG}']", "Log", SECTIONS, "links:"),
    "a project has a cover": Shown(
        "/projects/duologue", ".cover img[alt^='The first page']", "", SECTIONS, "cover: screen.png"
    ),
    "a project knows its entries": Shown(
        "/projects/duologue", f".belonging a[href='{LOG}']", "", SECTIONS, "under its text"
    ),
    "an entry knows its project": Shown(
        LOG, ".facts a[href='/projects/duologue']", "Duologue", SECTIONS, "says so in its margin"
    ),
    "projects are ordered by hand": Shown("/projects", "li:first-child .p-name", "Duologue", SECTIONS, "by hand"),
    # Pictures
    "a picture has its size": Shown(
        PICTURES, ".e-content img[width][height]", "", PICTURES, "how large the picture is"
    ),
    "pictures below the first screen wait": Shown(WRITING, "img[loading=lazy]", "", PICTURES, "the others wait"),
    "captions come from titles": Shown(PICTURES, "figcaption", "Two valleys", PICTURES, "title in quotes"),
    "a picture has a dark twin": Shown(
        PICTURES, "source[media*=dark][srcset*='surface.dark']", "", PICTURES, "By day and by night"
    ),
    "a picture leads to its original": Shown(
        PICTURES, "a.original[href$='surface.light.jpg']", "", PICTURES, "a link to itself"
    ),
    "copies are made in the background": Shown(PICTURES, "h2", "What a reader gets", PICTURES, "progress bar"),
    "what a camera adds is taken out": Shown(PICTURES, "h2", "does not get", PICTURES, "where it was taken"),
    "drawings only draw": Shown(WRITING, "img[src$='loss.svg']", "", PICTURES, "loses whatever would run"),
    "pictures are brought home": Shown(PICTURES, "code", "check --fetch", PICTURES, "brings such pictures home"),
    # Reading
    "a text has its contents": Shown(
        CLOSELY, ".contents a[href='#previews']", "Previews", CLOSELY, "contents in the margin"
    ),
    "a note stands beside its line": Shown(CLOSELY, "aside.footnote .footnote-back", "↩", CLOSELY, "arrow leads back"),
    "a passage is marked": Shown(WRITING, ".alert-warning .alert-title", "Warning", WRITING, "Five kinds of alert"),
    "a picture has a figure": Shown(WRITING, "figure figcaption", "A picture and its caption", WRITING, "caption"),
    "a listing has a title": Shown(
        CLOSELY, "figure.listing > figcaption", "softmax.py", CLOSELY, "A listing has a title"
    ),
    "a listing has numbers": Shown(CLOSELY, "code .line[data-beside='1']", "def", CLOSELY, "numbered lines"),
    "a listing has marked lines": Shown(CLOSELY, "code mark.line", "overflows", CLOSELY, "marked ones"),
    "an equation has a number": Shown(CLOSELY, "mtd#eq-softmax", "(1)", CLOSELY, "that has a label has a number"),
    "a text refers to an equation": Shown(CLOSELY, "p a[href='#eq-softmax']", "(1)", CLOSELY, "is a way to it"),
    "a text cites": Shown(NOTE, "a.citation[href='#ref-ziv1977']", "Ziv and Lempel (1977)", SECTIONS, "references.bib"),
    "a text lists what it cites": Shown(
        NOTE, ".references li#ref-brotli2016", "7932", SECTIONS, "a list of what was cited"
    ),
    "an abbreviation is explained": Shown(CLOSELY, "abbr[title='Cascading Style Sheets']", "CSS", CLOSELY, "*[HTML]:"),
    "a term has an address": Shown(
        CLOSELY, "dt#def-temperature a.anchor", "#", CLOSELY, "whose address can be passed on"
    ),
    "a frame is a preview": Shown(
        CLOSELY, "a.embed[href*='1706.03762'] .embed-kind", "Paper, opens at arxiv.org", CLOSELY, "Nothing is loaded"
    ),
    "a script runs where it is asked for": Shown(CLOSELY, "body > script", "temperature", CLOSELY, "scripts: true"),
    "a heading can be copied": Shown(CLOSELY, "h2#previews a.anchor", "#", CLOSELY, "can be copied"),
    "paper has addresses": Shown(
        "/projects/two-voices", "li", "their addresses are written out", CLOSELY, "followed by its address"
    ),
    "a word is in its language": Shown(CLOSELY, "span[lang=de]", "Zwiesprache", CLOSELY, "which language it is in"),
    "a passage is in its language": Shown(
        CLOSELY, "div[lang=ja]", "どこで折り返しても読みやすく", CLOSELY, "around a passage"
    ),
    "reading takes time": Shown(CLOSELY, ".facts", "minutes to read", CLOSELY, "the time to read counts characters"),
}


@pytest.fixture(scope="module")
def site() -> Built:
    return served(ROOT / "pages", dt.datetime(2026, 12, 1, tzinfo=dt.UTC))


@pytest.mark.parametrize("feature", FEATURES.values(), ids=FEATURES)
def test_it_is_used_and_explained(site: Built, feature: Shown) -> None:
    page = LexborHTMLParser(site.answers[feature.address].text)
    found = [node.text() or "" for node in page.css(feature.selector)]
    assert any(feature.words in " ".join(text.split()) for text in found), found
    explanation = LexborHTMLParser(site.answers[feature.explained].text).css_first(".e-content")
    assert explanation is not None
    assert feature.by in " ".join(explanation.text().split())


def pages(site: Built) -> dict[str, str]:
    """The text of every page."""
    return {
        address: answer.text
        for address, answer in site.answers.items()
        if answer.status == 200 and (header(answer, b"content-type") or b"").startswith(b"text/html")
    }


def test_translations_name_each_other_to_machines(site: Built) -> None:
    for address in ("/about", "/de/about"):
        links = re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)"', site.answers[address].text)
        assert dict(links) == {
            "en": f"{SETTINGS.url}/about",
            "x-default": f"{SETTINGS.url}/about",
            "de": f"{SETTINGS.url}/de/about",
        }


def test_each_day_of_the_log_is_an_item_of_its_own(site: Built) -> None:
    ids = re.findall(r"<entry[^>]*><id>([^<]*)</id>", feed(site, "/blog/feed.xml"))
    log = f"{SETTINGS.url}{LOG}"
    assert {each for each in ids if each.startswith(log)} == {log, f"{log}#2026-11-19", f"{log}#2026-11-20"}


def test_the_policy_of_one_page_alone_knows_its_script(site: Built) -> None:
    policies = {path: header(answer, b"content-security-policy") or b"" for path, answer in site.answers.items()}
    named = [path for path, policy in policies.items() if b"sha256" in policy]
    assert named == [CLOSELY]


def test_nothing_of_another_site_is_loaded_by_any_page(site: Built) -> None:
    for address, text in pages(site).items():
        page = LexborHTMLParser(text)
        for node in page.css("[src], [srcset], link[rel=stylesheet]"):
            loaded = next(node.attributes[name] or "" for name in ("src", "srcset", "href") if name in node.attributes)
            assert loaded.startswith("/"), f"{address} loads {loaded}"
        assert not page.css("iframe, object, embed, frame")


def test_every_document_of_the_sample_site_is_found_from_another(site: Built) -> None:
    """Nothing is explained where nobody comes by: each page is a link of some list or text."""
    linked = {link for text in pages(site).values() for link in re.findall(r'href="(/[^"#]*)', text)}
    assert {document.address for document in site.library.documents} <= {*linked, "/"}
