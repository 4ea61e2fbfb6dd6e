"""The list as the owner sees it, and above it what does not work."""

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database
from server.db.tables import letter
from server.inbox import store
from server.mail import outbox
from server.settings import Settings
from tests.db.rows import put_inquiry
from tests.inbox.conftest import NOW, Inbox, ident_of

pytestmark = pytest.mark.anyio

HTMX = {"HX-Request": "true"}


async def put(database: Database, *names: str, **values: object) -> None:
    async def work(connection: AsyncConnection) -> None:
        for number, name in enumerate(names):
            row = {"name": name, "email": "someone@example.org", "received_at": NOW - number} | values
            await put_inquiry(connection, ident_of(number), **row)

    await database.write(work)


async def put_letter(database: Database, **values: object) -> None:
    async def work(connection: AsyncConnection) -> None:
        await outbox.put(connection, inquiry_id=ident_of(0), kind="forward", at=NOW - 7200, domain="example.org")
        await connection.execute(update(letter).values(next_at=NOW, **values))

    await database.write(work)


def senders(page: str) -> list[str]:
    return [link.text() for link in LexborHTMLParser(page).css(".lines .sender")]


async def test_an_empty_inbox_says_what_it_is_for(owner: httpx.AsyncClient) -> None:
    assert "Nobody has written yet" in (await owner.get("/inbox")).text


async def test_a_line_leads_to_its_inquiry(database: Database, owner: httpx.AsyncClient) -> None:
    await put(database, "Ada", message="First line.\nSecond line.")
    page = LexborHTMLParser((await owner.get("/inbox")).text)
    line = page.css_first(f"#inquiry-{ident_of(0)}")
    assert line.css_first(".opening").text() == "First line. Second line."
    assert line.css_first(".state").attributes["data-state"] == "new"
    assert (await owner.get(line.css_first("a").attributes["href"] or "")).status_code == 200


async def test_views_and_filters_lead_to_what_they_say(database: Database, owner: httpx.AsyncClient) -> None:
    await put(database, "Ada", "Bo", state="active")
    page = LexborHTMLParser((await owner.get("/inbox?q=ada")).text)
    views = {link.text(): link.attributes["href"] for link in page.css(".views a")}
    assert list(views) == ["Everything", "Your turn", "Active", "Drawer"]
    assert views["Active"] == "/inbox?q=ada&state=active"
    assert senders((await owner.get(views["Active"] or "")).text) == ["Ada"]
    assert senders((await owner.get(views["Your turn"] or "")).text) == []
    assert page.css_first("[aria-current=page]").text() == "Everything"


async def test_the_search_form_keeps_what_was_asked(owner: httpx.AsyncClient) -> None:
    page = LexborHTMLParser((await owner.get("/inbox?q=a%26b&kind=other&topic=ml&state=read&turn=yours")).text)
    form = page.css_first("form[role=search]")
    assert form.css_first("[name=q]").attributes["value"] == "a&b"
    assert [option.attributes["value"] for option in form.css("option[selected]")] == ["other", "ml"]
    assert [field.attributes["value"] for field in form.css("[type=hidden]")] == ["read", "yours"]


async def test_what_nobody_sees_is_not_given_back(owner: httpx.AsyncClient) -> None:
    page = (await owner.get("/inbox", params={"q": "a\x1b[31m\x9b b", "kind": "\x07", "topic": "\x08"})).text
    assert 'value="a[31m b"' in page
    assert not any(control in page for control in "\x07\x08\x1b\x9b")


async def test_htmx_gets_the_list_alone_and_the_page_includes_the_same(
    database: Database, owner: httpx.AsyncClient
) -> None:
    await put(database, "Ada", "Bo")
    answer = await owner.get("/inbox?q=ada&kind=&state=", headers=HTMX)
    assert "<html" not in answer.text
    assert answer.headers["hx-replace-url"] == "/inbox?q=ada"
    page = LexborHTMLParser((await owner.get("/inbox?q=ada")).text)
    assert LexborHTMLParser(answer.text).css_first("#list").html == page.css_first("#list").html
    assert page.css_first("#notice[role=status]"), "the live region is there before it is filled"
    restored = await owner.get("/inbox?q=ada", headers=HTMX | {"HX-History-Restore-Request": "true"})
    assert "<html" in restored.text


async def test_a_long_list_has_pages_and_each_inquiry_is_on_one(database: Database, owner: httpx.AsyncClient) -> None:
    names = [f"N{number}" for number in range(2 * store.PAGE + 1)]
    await put(database, *names)
    found: list[str] = []
    address: str | None = "/inbox?kind=mentoring"
    sizes = []
    while address:
        page = (await owner.get(address)).text
        found += senders(page)
        sizes.append(len(senders(page)))
        older = LexborHTMLParser(page).css_first("a[rel=next]")
        address = older.attributes["href"] if older else None
    assert found == names
    assert sizes == [store.PAGE, store.PAGE, 1]


@pytest.mark.parametrize("query", ["q=%00", "q=%FF", "q=%ED%A0%80", "&".join("a=1" for _ in range(200))])
async def test_an_address_that_is_no_text_is_refused(owner: httpx.AsyncClient, query: str) -> None:
    assert (await owner.get(f"/inbox?{query}")).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "state=x",
        "state=spam&state=new",
        "turn=mine",
        "after=x",
        "kind=%25",
        "unknown=1",
        f"q={'x' * 5000}",
        "q=%F0%9F%8E%B6",
    ],
)
async def test_an_odd_address_is_answered(owner: httpx.AsyncClient, query: str) -> None:
    assert (await owner.get(f"/inbox?{query}")).status_code == 200


async def test_a_letter_that_was_given_up_is_loud(database: Database, owner: httpx.AsyncClient) -> None:
    await put(database, "Ada")
    await put_letter(database, state="dead", failing_since=NOW - 7200)
    trouble = LexborHTMLParser((await owner.get("/inbox")).text).css_first(".trouble")
    said = " ".join(trouble.text().split())
    assert "One letter was given up: the mail server will not take it, or has not for five days." in said
    (link,) = trouble.css("a")
    assert (link.text(), link.attributes["href"]) == ("Ada", f"/inbox/{ident_of(0)}")


async def test_a_failing_delivery_says_since_when(database: Database, owner: httpx.AsyncClient) -> None:
    await put(database, "Ada")
    await put_letter(database, failing_since=NOW - 60)
    trouble = LexborHTMLParser((await owner.get("/inbox")).text).css_first(".trouble")
    assert "failing since" in trouble.text()
    assert trouble.css_first("time").attributes["datetime"] == "2030-03-17T17:45:40+00:00"


async def test_what_waits_behind_a_failing_letter_is_counted_too(database: Database, owner: httpx.AsyncClient) -> None:
    """A server that is down is asked by one letter now and then: the rest has not been tried at all."""
    await put(database, "Ada")
    await put_letter(database, failing_since=NOW - 60)
    await put_letter(database, failing_since=None)
    await database.write(lambda c: c.execute(update(letter).where(letter.c.n == 1).values(failing_since=NOW - 60)))
    trouble = LexborHTMLParser((await owner.get("/inbox")).text).css_first(".trouble").text()
    assert "One letter waits and is tried again and again; 1 more waits." in " ".join(trouble.split())


async def test_a_mail_server_that_does_not_let_the_site_in_is_quoted_at_once(
    database: Database, owner: httpx.AsyncClient
) -> None:
    await put(database, "Ada")
    barred = {"failing_since": NOW, "trouble": "set-up", "last_code": 535, "last_error": "Who <are> you?"}
    await put_letter(database, **barred)
    trouble = LexborHTMLParser((await owner.get("/inbox")).text).css_first(".trouble")
    assert "does not let the site in: 535 Who <are> you?" in " ".join(trouble.text().split())


async def test_a_mail_server_that_asks_for_patience_is_no_trouble(database: Database, owner: httpx.AsyncClient) -> None:
    await put(database, "Ada")
    await put_letter(database, failing_since=NOW - 60, trouble="later", last_code=451, last_error="Later")
    assert not LexborHTMLParser((await owner.get("/inbox")).text).css(".trouble")


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (Settings(), "DUOLOGUE_SMTP_URL"),
        (Settings(smtp_url="smtp://example.org"), "DUOLOGUE_OWNER_EMAIL"),
        (Settings(smtp_url="smtp://example.org", owner_email="owner@example.org"), ""),
    ],
)
async def test_letters_that_wait_name_the_setting_that_is_missing(
    database: Database, settings: Settings, named: str
) -> None:
    await put(database, "Ada")
    await put_letter(database)
    async with Inbox(database, settings).owner() as owner:
        page = LexborHTMLParser((await owner.get("/inbox")).text)
    assert not page.css(".trouble")
    said = page.css_first("main").text()
    assert named in said
    assert ("letter" in said) == bool(named)


async def test_faults_of_the_pages_are_told(inbox: Inbox, owner: httpx.AsyncClient) -> None:
    assert "in the pages" not in (await owner.get("/inbox")).text
    inbox.content_faults = ["blog/x.md:3: error: <b> is no date."]
    page = LexborHTMLParser((await owner.get("/inbox")).text).css_first(".faults")
    assert page.css_first("summary").text() == "One fault in the pages"
    assert page.css_first("li").text() == "blog/x.md:3: error: <b> is no date."
