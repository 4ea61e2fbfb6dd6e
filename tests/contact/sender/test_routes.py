"""The sender's page as browsers, scanners and strangers meet it."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.ext.asyncio import AsyncConnection

from server.contact import stamp
from server.contact.sender import question, token
from server.db import Database, Doubtful, Unavailable, tables
from server.settings import Secret
from tests.contact.parts import GOOD, NOON, SECRET, rows
from tests.contact.sender.conftest import FORM, Place

pytestmark = pytest.mark.anyio

HTMX = {**FORM, "hx-request": "true"}
TYPED = {name: getattr(GOOD, name) for name in ("name", "email", "kind", "message", "link")}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine is enough for HTTP; test_acts.py has both."""
    return sqlite_url


async def asked(place: Place, inquiry_id: str, text: str = "Which paper?") -> None:
    work = partial(question.ask, inquiry_id=inquiry_id, text=text, at=place.clock.at, domain="example.org")
    await place.database.write(work)


async def said(browser: httpx.AsyncClient, address: str, **fields: str) -> httpx.Response:
    return await browser.post(f"{address}/additions", content=urlencode(fields), headers=FORM)


def text_of(answer: httpx.Response, where: str = "main") -> str:
    return " ".join(LexborHTMLParser(answer.text).css_first(where).text().split())


async def test_the_thanks_lead_there(browser: httpx.AsyncClient, place: Place) -> None:
    answer = await browser.post("/contact/inquiries", content=urlencode(TYPED), headers=FORM)
    assert answer.status_code == 303
    (row,) = await rows(place.database, tables.inquiry)
    assert answer.headers["location"] == token.address(SECRET, row.id)
    page = await browser.get(answer.headers["location"])
    assert page.status_code == 200
    assert "Thank you" in text_of(page, "h1")
    assert GOOD.message in text_of(page)


async def test_under_htmx_the_thanks_name_it_with_a_copy(browser: httpx.AsyncClient, place: Place) -> None:
    answer = await browser.post("/contact/inquiries", content=urlencode(TYPED), headers=HTMX)
    (row,) = await rows(place.database, tables.inquiry)
    links = [str(link.attributes["href"]) for link in LexborHTMLParser(answer.text).css("a")]
    assert token.address(SECRET, row.id) in links
    assert GOOD.message in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_a_repetition_is_given_the_same_address_for_a_day(browser: httpx.AsyncClient, place: Place) -> None:
    first, again = [await browser.post("/contact/inquiries", content=urlencode(TYPED), headers=FORM) for _ in "ab"]
    assert first.headers["location"] == again.headers["location"]
    place.clock.at += 86_400
    late = await browser.post("/contact/inquiries", content=urlencode(TYPED), headers=FORM)
    assert (late.status_code, late.headers["location"]) == (303, "/contact/thanks")
    late = await browser.post("/contact/inquiries", content=urlencode(TYPED), headers=HTMX)
    assert "/contact/inquiries/" not in late.text
    assert "Thank you" in late.text


async def test_nobody_else_is_told_of_it(browser: httpx.AsyncClient, address: str) -> None:
    for path in (address, f"{address}/data", f"{address}/erasure"):
        answer = await browser.get(path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "noindex" in answer.headers["x-robots-tag"]
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "set-cookie" not in answer.headers
        if path.endswith("data"):
            continue
        tree = LexborHTMLParser(answer.text)
        assert "noindex" in str(tree.css_first("meta[name=robots]").attributes["content"])
        assert tree.css("link[rel=canonical], meta[property='og:url']") == []


@pytest.mark.parametrize(
    "other", ["x", "A" * 43, token.issued(Secret(b"another"), "01976f00-0000-7000-8000-000000000001")]
)
@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("GET", ""),
        ("HEAD", ""),
        ("GET", "/data"),
        ("GET", "/erasure"),
        ("POST", "/erasure"),
        ("POST", "/withdrawal"),
        ("POST", "/additions"),
    ],
)
async def test_a_forged_address_is_no_page(
    browser: httpx.AsyncClient, place: Place, inquiry_id: str, other: str, method: str, rest: str
) -> None:
    content = b"text=Hello" if method == "POST" else None
    answer = await browser.request(method, f"/contact/inquiries/{other}{rest}", content=content, headers=FORM)
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
    assert other not in answer.text.replace("/contact/inquiries", "") or other == "x"
    assert [row.id for row in await rows(place.database, tables.inquiry)] == [inquiry_id]


@pytest.mark.parametrize("rest", ["", "/data", "/erasure"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_looking_changes_nothing(
    browser: httpx.AsyncClient, place: Place, address: str, method: str, rest: str
) -> None:
    everything = (tables.inquiry, tables.event, tables.letter, tables.erasure)
    before = [await rows(place.database, table) for table in everything]
    for _ in range(3):
        assert (await browser.request(method, address + rest)).status_code == 200
    assert [await rows(place.database, table) for table in everything] == before


async def test_the_drawer_is_not_to_be_seen(browser: httpx.AsyncClient, place: Place) -> None:
    clean = await place.arrived(email="bob@example.org", message="The same words.")
    drawer = await place.arrived(remarks="x", stamp=stamp.issued(SECRET, NOON), message="Other words.")
    pages = []
    for inquiry_id in (clean, drawer):
        page = (await browser.get(token.address(SECRET, inquiry_id))).text
        data = (await browser.get(f"{token.address(SECRET, inquiry_id)}/data")).text
        assert "spam" not in page.replace("takes for spam", "").lower()
        assert "spam" not in data.lower()
        own = token.issued(SECRET, inquiry_id)
        for word in (own, "Other words.", "The same words.", "ada@example.org", "bob@example.org"):
            page, data = page.replace(word, "…"), data.replace(word, "…")
        pages.append((page, data))
    assert pages[0] == pages[1]


async def test_a_question_is_shown_and_answered(
    browser: httpx.AsyncClient, place: Place, address: str, inquiry_id: str
) -> None:
    await asked(place, inquiry_id)
    page = LexborHTMLParser((await browser.get(address)).text)
    form = page.css_first("form.addition")
    assert [one.text() for one in page.css("blockquote") if "Which paper?" in one.text()] == ["Which paper?"]
    number = str(form.css_first("input[name=question]").attributes["value"])
    answer = await said(browser, address, question=number, text="The one on attention.")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address}#last")
    assert place.bell.rung == 1
    after = await browser.get(address)
    assert "The one on attention." in text_of(after, "#last")
    assert LexborHTMLParser(after.text).css("input[name=question]") == []


async def test_a_question_stands_with_its_answer_where_something_was_said_since(
    browser: httpx.AsyncClient, place: Place, address: str, inquiry_id: str
) -> None:
    await asked(place, inquiry_id)
    await said(browser, address, text="By the way.")
    form = LexborHTMLParser((await browser.get(address)).text).css_first("form.addition")
    assert form.css_first(".asked").text() == "Which paper?"


@pytest.mark.parametrize("state", ["new", "read", "spam"])
async def test_who_was_answered_is_not_told_to_wait_for_an_answer(
    browser: httpx.AsyncClient, place: Place, address: str, inquiry_id: str, state: str
) -> None:
    async def reply(conn: AsyncConnection) -> None:
        row = {
            "inquiry_id": inquiry_id,
            "at": place.clock.at,
            "kind": "reply",
            "detail": '{"text":"A private thought."}',
        }
        await conn.execute(tables.inquiry.update().values(state=state))
        await conn.execute(tables.event.insert().values(row))

    await place.database.write(reply)
    page = text_of(await browser.get(address))
    assert "An answer has gone to you by mail." in page
    assert "read yet" not in page
    assert "thought" not in page
    assert (await browser.get(f"{address}/data")).json()["state_means"] == "An answer has gone to you by mail."
    await said(browser, address, text="And then?")
    assert "An answer has gone" not in text_of(await browser.get(address))


async def test_what_is_added_does_not_change_since_when_it_stands_so(
    browser: httpx.AsyncClient, place: Place, address: str
) -> None:
    place.clock.at += 3 * 86_400
    await said(browser, address, text="One thing more.")
    assert "Sent 20 November 2026" in text_of(await browser.get(address))
    place.clock.at += 86_400
    await browser.post(f"{address}/withdrawal", headers=FORM)
    assert "So since 24 November 2026" in text_of(await browser.get(address))


@pytest.mark.parametrize("number", ["999999999", "99999999999999999999", "-1", "x", "²", ""])
async def test_a_question_that_was_never_asked_is_no_matter(
    browser: httpx.AsyncClient, place: Place, address: str, number: str
) -> None:
    assert (await said(browser, address, question=number, text="Hello.")).status_code == 303
    (event,) = [row for row in await rows(place.database, tables.event) if row.kind == "sender"]
    assert json.loads(event.detail)["act"] == "addition"


@pytest.mark.parametrize("text", ["", "x" * 5001])
async def test_a_fault_leaves_the_text_in_its_place(browser: httpx.AsyncClient, address: str, text: str) -> None:
    answer = await said(browser, address, text=text)
    assert answer.status_code == 422
    field = LexborHTMLParser(answer.text).css_first("textarea[name=text]")
    assert field.text().strip() == text
    assert field.attributes["aria-invalid"] == "true"
    assert text_of(answer, "#text-fault")


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"text=%FF", FORM, 400),
        (b"text=%00", FORM, 400),
        (b"{}", {"content-type": "application/json"}, 415),
        (b"", {}, 415),
        (b"text=" + b"a" * 64 * 1024, FORM, 413),
        (b"", FORM, 422),
    ],
)
async def test_a_strange_client_is_answered(
    browser: httpx.AsyncClient, place: Place, address: str, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await browser.post(f"{address}/additions", content=content, headers=headers)
    assert answer.status_code == status
    assert [row.kind for row in await rows(place.database, tables.event)] == ["received"]


async def test_too_much_for_a_day_is_given_back(browser: httpx.AsyncClient, address: str) -> None:
    for number in range(10):
        assert (await said(browser, address, text=f"Thing {number}.")).status_code == 303
    answer = await said(browser, address, text="One too many.")
    assert answer.status_code == 429
    assert LexborHTMLParser(answer.text).css_first("textarea[name=text]").text().strip() == "One too many."


async def test_taking_it_back_needs_no_javascript(browser: httpx.AsyncClient, address: str) -> None:
    form = LexborHTMLParser((await browser.get(address)).text).css_first(f"form[action='{address}/withdrawal']")
    assert form.attributes["method"] == "post"
    for _ in range(2):
        answer = await browser.post(f"{address}/withdrawal", headers=FORM)
        assert (answer.status_code, answer.headers["location"]) == (303, address)
    page = await browser.get(address)
    assert "taken your inquiry back" in text_of(page)
    assert LexborHTMLParser(page.text).css("form.addition, form[action$=withdrawal]") == []
    late = await said(browser, address, text="But then again.")
    assert late.status_code == 409
    assert "But then again." in late.text


async def test_everything_kept_can_be_taken_along(
    browser: httpx.AsyncClient, place: Place, address: str, inquiry_id: str
) -> None:
    await asked(place, inquiry_id)
    await said(browser, address, text="The one on attention.")
    answer = await browser.get(f"{address}/data")
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["content-disposition"].startswith("attachment")
    data = answer.json()
    assert (data["name"], data["email"], data["message"], data["link"]) == (
        GOOD.name,
        GOOD.email,
        GOOD.message,
        GOOD.link,
    )
    assert data["received_at"] == "2026-11-20T12:00:00Z"
    assert [(one["by"], one["text"]) for one in data["since_then"]] == [
        ("owner", "Which paper?"),
        ("you", "The one on attention."),
    ]
    assert [(one["kind"], one["to"]) for one in data["letters"]] == [
        ("forward", "the owner"),
        ("question", GOOD.email),
        ("addition", "the owner"),
    ]


async def test_erasing_is_asked_about_and_then_done_for_good(
    browser: httpx.AsyncClient, place: Place, address: str
) -> None:
    confirmation = LexborHTMLParser((await browser.get(f"{address}/erasure")).text)
    assert [form.attributes["action"] for form in confirmation.css("form")] == [f"{address}/erasure"]
    for _ in range(2):
        answer = await browser.post(f"{address}/erasure", headers=FORM)
        assert (answer.status_code, answer.headers["location"]) == (303, "/contact/erased")
    for table in (tables.inquiry, tables.event, tables.letter):
        assert await rows(place.database, table) == []
    for path in (address, f"{address}/data", f"{address}/erasure"):
        assert (await browser.get(path)).status_code == 410
    assert (await said(browser, address, text="Hello?")).status_code == 410


@pytest.mark.parametrize("reads", [True, False])
@pytest.mark.parametrize(
    ("reason", "words"),
    [(Unavailable("no space left on device"), "could not be stored"), (Doubtful("no space"), "Nobody knows whether")],
)
async def test_what_is_not_stored_is_given_back(
    elsewhere: Callable[[Any], Place], database: Database, address: str, reason: Exception, words: str, *, reads: bool
) -> None:
    class Failing:
        async def read(self, work: Callable[[AsyncConnection], Any]) -> Any:
            if not reads:
                raise Unavailable
            return await database.read(work)

        async def write(self, _: object) -> None:
            raise reason

    async with elsewhere(Failing()).browser() as browser:
        answer = await said(browser, address, text="One more thing.")
        assert answer.status_code == 503
        assert LexborHTMLParser(answer.text).css_first("textarea[name=text]").text().strip() == "One more thing."
        assert words in text_of(answer, "#text-fault")
        assert "space" not in answer.text
        for act in ("withdrawal", "erasure"):
            assert (await browser.post(f"{address}/{act}", headers=FORM)).status_code == 503
        assert (await browser.get(address)).status_code == (200 if reads else 503)


async def test_words_are_words(browser: httpx.AsyncClient, place: Place) -> None:
    hostile = '"><script>alert(1)</script>{{ 7*7 }}'
    inquiry_id = await place.arrived(message=hostile, name=hostile, link="javascript:alert(1)")
    address = token.address(SECRET, inquiry_id)
    await said(browser, address, text=hostile)
    page = (await browser.get(address)).text
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
    assert "49" not in text_of(await browser.get(address), ".said")


async def test_every_label_and_description_is_there(
    browser: httpx.AsyncClient, place: Place, address: str, inquiry_id: str
) -> None:
    await asked(place, inquiry_id)
    for answer in (await browser.get(address), await said(browser, address, text="")):
        tree = LexborHTMLParser(answer.text)
        ids = [element.attributes["id"] for element in tree.css("[id]")]
        assert len(ids) == len(set(ids))
        for element in tree.css("[aria-describedby], [aria-labelledby], label[for]"):
            names = [element.attributes.get(name) for name in ("aria-describedby", "aria-labelledby", "for")]
            assert {word for name in names if name for word in name.split()} <= set(ids)
