"""The form as browsers and stranger clients meet it."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import httpx
import msgspec
import pytest
from litestar import Litestar
from selectolax.lexbor import LexborHTMLParser

from server.contact import stamp
from server.contact.page import ContactPage
from server.contact.routes import contact_router
from server.content.document import Document
from server.content.library import Library
from server.content.site import Author, Contact, Site
from server.db import Database, Doubtful, Unavailable, tables
from server.settings import Settings
from server.web.assets import Assets
from server.web.client import Clients
from server.web.templates import Templates
from tests.contact.parts import CONTACT, GOOD, NOON, SECRET, TurnedClock, receiving, rows

pytestmark = pytest.mark.anyio

FORM = {"content-type": "application/x-www-form-urlencoded"}
HTMX = {**FORM, "hx-request": "true"}
TYPED = {name: getattr(GOOD, name) for name in ("name", "email", "kind", "message", "link")} | {
    "topics": list(GOOD.topics),
    "stamp": "",
    "remarks": "",
}
SETTINGS = Settings(url="https://example.org")
Client = Callable[..., httpx.AsyncClient]


def page(contact: Contact = CONTACT) -> ContactPage:
    site = Site(title="Ada's site", author=Author(name="Charles"), contact=contact)
    library = Library(site, documents=(), faults=(), files={})
    return ContactPage(library, Templates(Assets.read(Path("assets")), SETTINGS), SETTINGS.url)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine is enough for HTTP; test_receive.py has both."""
    return sqlite_url


@pytest.fixture
async def client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(database) as client:
        yield client


def serving(database: object, contact: Contact = CONTACT, **parts: Any) -> httpx.AsyncClient:
    clock = TurnedClock()
    shown = page(contact)
    clients = Clients(SETTINGS, SECRET)
    router = contact_router(receiving(database, clock), lambda: shown, clients, SECRET, clock, **parts)
    app = Litestar([router], openapi_config=None, logging_config=None)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SETTINGS.url)


def body(**changes: object) -> str:
    return urlencode({name: value for name, value in (TYPED | changes).items() if value is not None}, doseq=True)


def typed_in(text: str) -> dict[str, list[str]]:
    """What a browser would send if nothing in the form were changed."""
    form = LexborHTMLParser(text).css_first("form#inquiry")
    assert form is not None
    values: dict[str, list[str]] = {}
    for field in form.css("input, textarea"):
        attributes = field.attributes
        if attributes.get("type") in ("radio", "checkbox") and "checked" not in attributes:
            continue
        value = field.text().removeprefix("\n") if field.tag == "textarea" else attributes.get("value") or ""
        values.setdefault(attributes["name"] or "", []).append(value)
    return values


async def test_without_javascript_thanked_means_stored(client: httpx.AsyncClient, database: Database) -> None:
    answer = await client.post("/contact/inquiries", content=body(), headers=FORM)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/contact/inquiries/")
    assert len(await rows(database, tables.inquiry)) == 1
    assert "set-cookie" not in answer.headers


async def test_under_htmx_the_thanks_take_the_place_of_the_form(client: httpx.AsyncClient, database: Database) -> None:
    answer = await client.post("/contact/inquiries", content=body(), headers=HTMX)
    assert answer.status_code == 200
    tree = LexborHTMLParser(answer.text)
    thanks = tree.css_first("section#inquiry")
    assert thanks is not None
    assert {"autofocus", "tabindex"} <= thanks.attributes.keys()
    assert "Thank you" in tree.css_first("#inquiry-status[hx-swap-oob]").text()
    assert "<html" not in answer.text
    assert len(await rows(database, tables.inquiry)) == 1


@pytest.mark.parametrize("headers", [FORM, HTMX])
async def test_a_repetition_gets_the_same_answer(
    client: httpx.AsyncClient, database: Database, headers: dict[str, str]
) -> None:
    answers = [await client.post("/contact/inquiries", content=body(), headers=headers) for _ in range(3)]
    assert len({(answer.status_code, answer.text) for answer in answers}) == 1
    assert [len(await rows(database, table)) for table in (tables.inquiry, tables.letter)] == [1, 1]


@pytest.mark.parametrize("headers", [FORM, HTMX])
async def test_faults_leave_everything_typed_in_its_place(
    client: httpx.AsyncClient, database: Database, headers: dict[str, str]
) -> None:
    typed = {
        "name": "",
        "email": "ada",
        "message": "\nOne <b>&amp;</b>\n\n  two</textarea>",
        "link": '"><script>',
        "remarks": "r",
        "stamp": "1.x",
    }
    answer = await client.post("/contact/inquiries", content=body(**typed), headers=headers)
    assert answer.status_code == 422
    assert ("<html" in answer.text) == (headers is FORM)
    kept = typed | {"message": typed["message"].strip()}
    assert typed_in(answer.text) == {name: [value] for name, value in kept.items()} | {
        "kind": [GOOD.kind],
        "topics": list(GOOD.topics),
    }
    assert await rows(database, tables.inquiry) == []


@pytest.mark.parametrize("headers", [FORM, HTMX])
async def test_every_fault_stands_above_the_form_and_beside_its_field(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/contact/inquiries", content="topics=gone&link=x", headers=headers)
    tree = LexborHTMLParser(answer.text)
    places = [link.attributes["href"] for link in tree.css("form .summary a")]
    assert places == [
        "#inquiry-kind-1",
        "#inquiry-message",
        "#inquiry-topics-1",
        "#inquiry-name",
        "#inquiry-email",
        "#inquiry-link",
    ]
    for place in places:
        field = tree.css_first(str(place))
        assert field is not None
    for field in ("kind", "message", "topics", "name", "email", "link"):
        assert tree.css_first(f"#inquiry-{field}-fault").text(strip=True)
    for field in ("message", "name", "email", "link"):
        control = tree.css_first(f"#inquiry-{field}")
        assert control.attributes["aria-invalid"] == "true"
        for place in str(control.attributes["aria-describedby"]).split():
            assert tree.css_first(f"#{place}") is not None
    assert [field.attributes["id"] for field in tree.css("[autofocus]")] == ["inquiry-kind-1"]


async def test_htmx_is_told_how_many_faults_there_are(client: httpx.AsyncClient) -> None:
    answer = await client.post("/contact/inquiries", content=body(name="", message=""), headers=HTMX)
    status = LexborHTMLParser(answer.text).css_first("#inquiry-status")
    assert status.attributes["hx-swap-oob"] == "innerHTML"
    assert "2 things need mending" in status.text()


async def test_a_typo_is_offered_kept_or_taken_without_javascript(
    client: httpx.AsyncClient, database: Database
) -> None:
    first = await client.post("/contact/inquiries", content=body(email="ada@gmial.com"), headers=FORM)
    assert first.status_code == 422
    assert "Did you mean ada@gmail.com?" in first.text
    unchanged = typed_in(first.text)
    kept = await client.post("/contact/inquiries", content=urlencode(unchanged, doseq=True), headers=FORM)
    assert kept.status_code == 303
    ticked = unchanged | {"email_suggestion": ["ada@gmail.com"], "message": ["Another."]}
    taken = await client.post("/contact/inquiries", content=urlencode(ticked, doseq=True), headers=FORM)
    assert taken.status_code == 303
    assert {row.email for row in await rows(database, tables.inquiry)} == {"ada@gmial.com", "ada@gmail.com"}


async def test_an_accepted_typo_stays_accepted_while_the_rest_is_mended(client: httpx.AsyncClient) -> None:
    first = await client.post("/contact/inquiries", content=body(email="ada@gmial.com"), headers=FORM)
    second = typed_in(first.text) | {"name": [""]}
    third = await client.post("/contact/inquiries", content=urlencode(second, doseq=True), headers=FORM)
    assert third.status_code == 422
    mended = typed_in(third.text) | {"name": ["Ada"]}
    assert (
        await client.post("/contact/inquiries", content=urlencode(mended, doseq=True), headers=FORM)
    ).status_code == 303


@pytest.mark.parametrize("headers", [FORM, HTMX])
@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Unavailable("no space left on device"), "could not be stored"),
        (Doubtful("lost in COMMIT"), "nobody knows whether your letter was stored"),
    ],
)
async def test_what_is_not_stored_is_not_lost(headers: dict[str, str], reason: Exception, words: str) -> None:
    class Failing:
        async def write(self, _: object) -> None:
            raise reason

    contact = msgspec.structs.replace(CONTACT, fallback_email="owner@example.org")
    async with serving(Failing(), contact) as client:
        answer = await client.post("/contact/inquiries", content=body(), headers=headers)
    assert answer.status_code == 503
    tree = LexborHTMLParser(answer.text)
    assert words in tree.css_first(".summary h2").text().lower()
    assert headers is not HTMX or words in tree.css_first("#inquiry-status").text().lower()
    kept = typed_in(answer.text)
    assert (kept["message"], kept["topics"], kept["kind"]) == ([GOOD.message], list(GOOD.topics), [GOOD.kind])
    way_out = LexborHTMLParser(answer.text).css_first(".summary a")
    address = urlsplit(str(way_out.attributes["href"]))
    assert (address.scheme, address.path) == ("mailto", "owner@example.org")
    assert GOOD.message in parse_qs(address.query)["body"][0]
    assert "space" not in answer.text
    assert str(reason) not in answer.text


async def test_a_long_message_is_cut_in_the_address_alone() -> None:
    class Failing:
        async def write(self, _: object) -> None:
            raise Unavailable

    contact = msgspec.structs.replace(CONTACT, fallback_email="owner@example.org")
    message = "研究\r\n" * 1000
    async with serving(Failing(), contact) as client:
        answer = await client.post("/contact/inquiries", content=body(message=message), headers=FORM)
    tree = LexborHTMLParser(answer.text)
    href = str(tree.css_first(".summary a").attributes["href"])
    assert len(href) <= 1800
    assert unquote(href).endswith("\r\n\r\nAda Lovelace\r\nhttps://example.org/ada")
    assert "copy the rest" in tree.css_first(".summary").text()
    assert typed_in(answer.text)["message"] == [message.replace("\r\n", "\n").strip()]


async def test_without_an_address_of_last_resort_none_is_shown() -> None:
    class Failing:
        async def write(self, _: object) -> None:
            raise Unavailable

    async with serving(Failing()) as client:
        answer = await client.post("/contact/inquiries", content=body(), headers=FORM)
    assert answer.status_code == 503
    assert "mailto:" not in answer.text


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"name=%FF", FORM, 400),
        (b"name=\xff", FORM, 400),
        (b"message=%00", FORM, 400),
        (b"&".join([b"a=1"] * 500), FORM, 400),
        (b"{}", {"content-type": "application/json"}, 415),
        (b"", {}, 415),
        (b"--x\r\n", {"content-type": "multipart/form-data; boundary=x"}, 415),
        (b"--x\r\n", {"content-type": "multipart/form-data; charset=nonsense"}, 415),
        (b"message=" + b"a" * 64 * 1024, FORM, 413),
        (b"", FORM, 422),
        (b"name=Ada", {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}, 422),
        (b"name=Ada", {"content-type": "Application/X-WWW-Form-URLencoded"}, 422),
    ],
)
@pytest.mark.parametrize("path", ["/contact/inquiries"])
async def test_a_strange_client_is_answered_and_nothing_is_stored(
    client: httpx.AsyncClient, database: Database, path: str, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = await client.post(path, content=content, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert await rows(database, tables.inquiry) == []


async def test_answers_depend_on_htmx_and_are_kept_for_nobody_else(client: httpx.AsyncClient) -> None:
    for headers in (FORM, HTMX):
        for content, kept in ((body(), "no-store"), (body(name=""), "private, no-cache")):
            answer = await client.post("/contact/inquiries", content=content, headers=headers)
            assert answer.headers["vary"] == "HX-Request"
            assert answer.headers["cache-control"] == kept


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_opening_the_target_of_the_form_leads_to_the_form(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, "/contact/inquiries")
    assert (answer.status_code, answer.headers["location"]) == (303, "/contact")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name=", "Write your name"),
        ("name=Ada", ""),
        ("email=ada", "no @"),
        ("email=ada@gmial.com", "Yes, use ada@gmail.com"),
        ("email=ada@gmial.com&email_as_typed=ada@gmial.com", ""),
        ("email=ada@example.org", ""),
        ("message=", "Write your message"),
        ("link=javascript:x", "Give the whole address"),
        ("link=example.org/x", ""),
    ],
)
async def test_a_field_is_checked_as_it_is_left(
    client: httpx.AsyncClient, database: Database, content: str, words: str
) -> None:
    answer = await client.post("/contact/inquiries/faults", content=content, headers=HTMX)
    assert answer.status_code == 200
    assert words in answer.text
    assert bool(words) == bool(answer.text)
    assert await rows(database, tables.inquiry) == []


@pytest.mark.parametrize("content", ["", "kind=x", "name=a&email=b", "name=%FF"])
async def test_nothing_else_is_checked_alone(client: httpx.AsyncClient, content: str) -> None:
    assert (await client.post("/contact/inquiries/faults", content=content, headers=HTMX)).status_code == 400


LETTER = "I would like to know how to read a paper, slowly and with a pencil."


async def related(_: str) -> list[Document]:
    return [
        Document(
            path=PurePosixPath(f"blog/{name}.md"),
            kind="entry",
            address=f"/blog/{name}",
            title="<b>",
            title_html="&lt;b&gt;",
            article="<p>Slowly.</p>",
        )
        for name in ("papers", "pencils")
    ]


async def test_what_may_answer_it_already_is_offered(database: Database) -> None:
    async with serving(database, related=related) as client:
        answer = await client.post("/contact/inquiries/related", content=urlencode({"message": LETTER}), headers=HTMX)
        tree = LexborHTMLParser(answer.text)
        assert [link.attributes["href"] for link in tree.css("a")] == ["/blog/papers", "/blog/pencils"]
        assert not tree.css("b")
        shown = [field.attributes["value"] for field in tree.css("input[name=related]")]
        again = {"message": LETTER, "related": shown}
        answer = await client.post("/contact/inquiries/related", content=urlencode(again, doseq=True), headers=HTMX)
        assert (answer.status_code, answer.text) == (204, ""), "what is shown already is not read out again"
    assert await rows(database, tables.inquiry) == []


@pytest.mark.parametrize("message", ["", "Hello.", " " * 100])
async def test_a_few_words_are_related_to_nothing(database: Database, message: str) -> None:
    async with serving(database, related=related) as client:
        content = urlencode({"message": message, "related": "/blog/papers"})
        answer = await client.post("/contact/inquiries/related", content=content, headers=HTMX)
    assert (answer.status_code, answer.text) == (200, "")


async def test_a_stamp_is_fresh_and_kept_by_nobody(client: httpx.AsyncClient) -> None:
    answer = await client.get("/contact/stamp")
    field = LexborHTMLParser(answer.text).css_first("input[type=hidden][name=stamp]")
    assert stamp.age(SECRET, str(field.attributes["value"]), NOON) == 0
    assert answer.headers["cache-control"] == "no-store"


async def test_a_suspect_is_thanked_like_everyone(client: httpx.AsyncClient, database: Database) -> None:
    stamped = stamp.issued(SECRET, NOON)
    answer = await client.post("/contact/inquiries", content=body(remarks="x", stamp=stamped), headers=FORM)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/contact/inquiries/")
    (row,) = await rows(database, tables.inquiry)
    assert row.state == "spam"
