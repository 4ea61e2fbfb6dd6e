"""One inquiry: shown as it was written, changed once, and never behind somebody's back."""

import re
from collections.abc import Sequence
from functools import partial

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db import Database
from server.db.tables import event, inquiry, letter
from server.inbox import note
from server.mail import outbox
from tests.db.rows import put_inquiry
from tests.inbox.conftest import NOW, Inbox, ident_of

pytestmark = pytest.mark.anyio

HTMX = {"HX-Request": "true"}


async def state_of(database: Database, ident: str) -> str:
    return str(
        await database.read(lambda connection: connection.scalar(select(inquiry.c.state).where(inquiry.c.id == ident)))
    )


async def events(database: Database) -> Sequence[tuple[str, str]]:
    async def work(connection: AsyncConnection) -> Sequence[tuple[str, str]]:
        return [(row.kind, row.detail) for row in await connection.execute(select(event).order_by(event.c.id))]

    return await database.read(work)


async def put_letter(database: Database, ident: str, **values: object) -> str:
    async def work(connection: AsyncConnection) -> str:
        await outbox.put(connection, inquiry_id=ident, kind="forward", at=NOW - 7200, domain="example.org")
        if values:
            await connection.execute(update(letter).where(letter.c.inquiry_id == ident).values(**values))
        return str(await connection.scalar(select(letter.c.id).where(letter.c.inquiry_id == ident)))

    return await database.write(work)


async def test_looking_changes_nothing(database: Database, owner: httpx.AsyncClient, inquiry_id: str) -> None:
    for headers in ({}, HTMX, {"Sec-Purpose": "prefetch;prerender"}):
        for method in ("GET", "HEAD"):
            assert (await owner.request(method, f"/inbox/{inquiry_id}", headers=headers)).status_code == 200
    assert await state_of(database, inquiry_id) == "new"
    assert await events(database) == []


async def test_reading_to_the_end_says_so_by_a_form_that_is_whole_without_its_button(
    owner: httpx.AsyncClient, inquiry_id: str
) -> None:
    """Seen by htmx, nobody has pressed a button, so none may carry a field."""
    form = LexborHTMLParser((await owner.get(f"/inbox/{inquiry_id}")).text).css_first("#unread form")
    fields = {field.attributes["name"]: field.attributes["value"] for field in form.css("input")}
    assert fields == {"was": "new", "to": "read", "seen": "yes"}
    assert "name" not in form.css_first("button").attributes
    assert (await owner.post(form.attributes["hx-post"] or "", data=fields, headers=HTMX)).status_code == 200
    assert not LexborHTMLParser((await owner.get(f"/inbox/{inquiry_id}")).text).css("#unread form")


async def test_what_a_visitor_wrote_is_text_and_nothing_else(database: Database, owner: httpx.AsyncClient) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp; javascript:x https://evil.example"
    row = {"name": hostile, "email": f"{'x' * 9}@example.org", "message": f"{hostile}\n\nsecond line", "link": ""}
    detail = {"kind": hostile, "topics": f'["{"<b>"}"]', "spam_reasons": "[]"}
    await database.write(lambda connection: put_inquiry(connection, ident_of(1), **row, **detail))
    for path in ("/inbox", f"/inbox/{ident_of(1)}", f"/inbox?q={'<script>'}"):
        page = LexborHTMLParser((await owner.get(path)).text)
        assert not page.css("main script, main img, main b, [onerror]")
        assert not [link for link in page.css("main a") if "evil" in (link.attributes["href"] or "").split("?")[0]]
    message = LexborHTMLParser((await owner.get(f"/inbox/{ident_of(1)}")).text).css_first(".message")
    assert message.text() == f"{hostile}\n\nsecond line"


@pytest.mark.parametrize(
    ("link", "clickable"),
    [("https://example.org/?a=1&b=2", True), ("http://example.org", True), ("javascript:alert(1)", False)],
)
async def test_a_link_is_followed_only_to_the_web(
    database: Database, owner: httpx.AsyncClient, link: str, *, clickable: bool
) -> None:
    await database.write(lambda connection: put_inquiry(connection, ident_of(1), link=link))
    place = LexborHTMLParser((await owner.get(f"/inbox/{ident_of(1)}")).text).css_first("p.link")
    assert place.text(strip=True) == link
    anchors = place.css("a")
    assert bool(anchors) == clickable
    for anchor in anchors:
        assert anchor.attributes["rel"] == "nofollow noopener noreferrer"


@pytest.mark.parametrize("ident", [ident_of(9), "x", "%00", "%FF", "a" * 5000, ident_of(1).upper(), "é", "..", "x%2Fy"])
async def test_an_unknown_id_is_not_found(owner: httpx.AsyncClient, ident: str) -> None:
    answers = [await owner.get(f"/inbox/{ident}")]
    for act, data in (
        ("state", {"was": "new", "to": "read"}),
        ("notes", {"text": "x"}),
        ("notes", {"text": ""}),
        ("release", {}),
        (f"letters/{ident}/queue", {}),
        (f"letters/{ident}/waiver", {}),
    ):
        answers.append(await owner.post(f"/inbox/{ident}/{act}", data=data))
    assert {answer.status_code for answer in answers} == {404}


async def test_a_change_is_kept_with_its_history(
    inbox: Inbox, database: Database, owner: httpx.AsyncClient, inquiry_id: str
) -> None:
    answer = await owner.post(f"/inbox/{inquiry_id}/state", data={"was": "new", "to": "read"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/inbox/{inquiry_id}")
    await owner.post(f"/inbox/{inquiry_id}/state", data={"was": "read", "to": "declined"})
    assert await state_of(database, inquiry_id) == "declined"
    closed_at = select(inquiry.c.closed_at)
    assert await database.read(lambda connection: connection.scalar(closed_at)) == inbox.clock.at
    await owner.post(f"/inbox/{inquiry_id}/state", data={"was": "declined", "to": "exploring"})
    assert await database.read(lambda connection: connection.scalar(closed_at)) is None
    assert await events(database) == [
        ("state", '{"from":"new","to":"read"}'),
        ("state", '{"from":"read","to":"declined"}'),
        ("state", '{"from":"declined","to":"exploring"}'),
    ]


async def test_a_double_click_is_one_change(database: Database, owner: httpx.AsyncClient, inquiry_id: str) -> None:
    for _ in range(2):
        answer = await owner.post(f"/inbox/{inquiry_id}/state", data={"was": "new", "to": "read"})
        assert answer.status_code == 303
    for _ in range(2):
        answer = await owner.post(f"/inbox/{inquiry_id}/notes", data={"text": "A thought.", "kind": "note"})
        assert answer.status_code == 303
    assert [kind for kind, _ in await events(database)] == ["state", "note"]


@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_a_form_made_earlier_does_not_undo_a_later_decision(
    database: Database, owner: httpx.AsyncClient, inquiry_id: str, headers: dict[str, str]
) -> None:
    await owner.post(f"/inbox/{inquiry_id}/state", data={"was": "new", "to": "declined"})
    answer = await owner.post(f"/inbox/{inquiry_id}/state", data={"was": "new", "to": "exploring"}, headers=headers)
    assert answer.status_code == 409
    assert "It is now “Declined”." in answer.text
    assert ("<html" in answer.text) == (not headers)
    assert await state_of(database, inquiry_id) == "declined"


@pytest.mark.parametrize("to", ["new", "completed"])
async def test_a_step_that_does_not_follow_is_refused(
    database: Database, owner: httpx.AsyncClient, inquiry_id: str, to: str
) -> None:
    assert (await owner.post(f"/inbox/{inquiry_id}/state", data={"was": "new", "to": to})).status_code == 409
    assert await state_of(database, inquiry_id) == "new"


@pytest.mark.parametrize("body", [b"", b"was=new", b"was=new&to=x", b"was=new&to=%00", b"was=new&to=\xff", b"{}"])
async def test_a_form_that_is_none_is_refused(owner: httpx.AsyncClient, inquiry_id: str, body: bytes) -> None:
    answer = await owner.post(f"/inbox/{inquiry_id}/state", content=body)
    assert answer.status_code == 400


async def test_a_note_is_kept_and_shown_with_its_lines(owner: httpx.AsyncClient, inquiry_id: str) -> None:
    await owner.post(f"/inbox/{inquiry_id}/notes", data={"text": "  One \x07<b>\r\nZoe\u0308\x9b  ", "kind": "note"})
    page = LexborHTMLParser((await owner.get(f"/inbox/{inquiry_id}")).text)
    assert page.css_first(".history .note").text() == "One <b>\nZoë"


async def test_an_answer_can_be_noted_without_words(
    database: Database, owner: httpx.AsyncClient, inquiry_id: str
) -> None:
    await owner.post(f"/inbox/{inquiry_id}/notes", data={"text": "", "kind": "reply"})
    assert await events(database) == [("reply", '{"text":""}')]
    assert "You answered" in (await owner.get(f"/inbox/{inquiry_id}")).text


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("text", ["", " \n ", "x" * (note.LONGEST + 1)])
async def test_a_note_with_a_fault_is_given_back(
    database: Database, owner: httpx.AsyncClient, inquiry_id: str, text: str, headers: dict[str, str]
) -> None:
    answer = await owner.post(f"/inbox/{inquiry_id}/notes", data={"text": text}, headers=headers)
    assert answer.status_code == 422
    page = LexborHTMLParser(answer.text)
    field = page.css_first("textarea")
    assert field.text() == text.strip()
    assert field.attributes["aria-invalid"] == "true"
    assert page.css_first(f"#{field.attributes['aria-describedby']}").text(strip=True)
    assert await events(database) == []


@pytest.mark.parametrize("headers", [{}, HTMX])
async def test_with_a_full_disk_a_note_is_given_back(
    inbox: Inbox, owner: httpx.AsyncClient, inquiry_id: str, headers: dict[str, str]
) -> None:
    inbox.database.full = True
    answer = await owner.post(f"/inbox/{inquiry_id}/notes", data={"text": "Do not lose me."}, headers=headers)
    assert answer.status_code == 503
    assert LexborHTMLParser(answer.text).css_first("textarea").text() == "Do not lose me."
    assert "could not be stored" in answer.text


async def test_under_htmx_the_margin_is_swapped_and_the_page_includes_the_same(
    owner: httpx.AsyncClient, inquiry_id: str
) -> None:
    answer = await owner.post(f"/inbox/{inquiry_id}/state", data={"was": "new", "to": "read"}, headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    fragment = LexborHTMLParser(answer.text)
    page = LexborHTMLParser((await owner.get(f"/inbox/{inquiry_id}")).text)
    swapped = (fragment.css_first("#follow").html or "").replace(' autofocus=""', "")
    assert swapped == page.css_first("#follow").html
    assert fragment.css_first("#notice").text(strip=True) == "Kept: Read."
    assert not fragment.css_first("#remark"), "or a note that is being typed would be lost"
    assert all(page.css_first(f"#{part.attributes['id']}") for part in fragment.css("[hx-swap-oob]"))


async def test_focus_and_words_follow_what_the_owner_did_and_not_what_scrolling_did(
    owner: httpx.AsyncClient, inquiry_id: str
) -> None:
    seen = {"was": "new", "to": "read", "seen": "yes"}
    read = LexborHTMLParser((await owner.post(f"/inbox/{inquiry_id}/state", data=seen, headers=HTMX)).text)
    assert not read.css("[autofocus], #notice")
    chosen = {"was": "read", "to": "declined"}
    declined = LexborHTMLParser((await owner.post(f"/inbox/{inquiry_id}/state", data=chosen, headers=HTMX)).text)
    assert declined.css_first("[autofocus]").text(strip=True) == "Declined"
    assert declined.css_first("#notice").text(strip=True) == "Kept: Declined."


async def test_out_of_the_drawer_leads_the_clean_path(
    inbox: Inbox, database: Database, owner: httpx.AsyncClient
) -> None:
    ident = ident_of(1)
    reasons = '["Four links in three lines."]'
    await database.write(
        lambda connection: put_inquiry(connection, ident, state="spam", spam_reasons=reasons, closed_at=None)
    )
    await put_letter(database, ident, state="held")
    assert "Four links" in (await owner.get(f"/inbox/{ident}")).text
    assert (await owner.post(f"/inbox/{ident}/release")).status_code == 303
    assert inbox.rings == 1

    async def work(connection: AsyncConnection) -> tuple[str, str, str]:
        row = (await connection.execute(select(inquiry.c.state, inquiry.c.spam_reasons))).one()
        return row.state, row.spam_reasons, str(await connection.scalar(select(letter.c.state)))

    assert await database.read(work) == ("new", "[]", "queued")
    assert await events(database) == [("state", '{"from":"spam","to":"new","reasons":["Four links in three lines."]}')]
    page = (await owner.get(f"/inbox/{ident}")).text
    assert "out of the drawer" in page
    assert "Four links" in page


async def test_what_the_owner_put_into_the_drawer_comes_out_again(
    owner: httpx.AsyncClient, database: Database, inquiry_id: str
) -> None:
    await owner.post(f"/inbox/{inquiry_id}/state", data={"was": "new", "to": "spam"})
    assert "You have put it here." in (await owner.get(f"/inbox/{inquiry_id}")).text
    for _ in range(2):
        assert (await owner.post(f"/inbox/{inquiry_id}/release")).status_code == 303
    assert await state_of(database, inquiry_id) == "new"
    assert len(await events(database)) == 2


async def test_what_is_not_in_the_drawer_is_not_released(
    owner: httpx.AsyncClient, database: Database, inquiry_id: str
) -> None:
    await owner.post(f"/inbox/{inquiry_id}/state", data={"was": "new", "to": "read"})
    assert (await owner.post(f"/inbox/{inquiry_id}/release")).status_code == 409
    assert await state_of(database, inquiry_id) == "read"


async def test_a_dead_letter_is_sent_again_by_one_click(
    inbox: Inbox, database: Database, owner: httpx.AsyncClient, inquiry_id: str
) -> None:
    values = {"state": "dead", "failing_since": NOW - 7200, "last_code": 550, "last_error": "No <such> user"}
    letter_id = await put_letter(database, inquiry_id, **values)
    page = LexborHTMLParser((await owner.get(f"/inbox/{inquiry_id}")).text)
    assert page.css_first(".letters .failing").text() == "given up"
    assert page.css_first(".letters .said").text(strip=True) == "550 No <such> user"
    (queue,) = [form.attributes["action"] for form in page.css("form") if "/letters/" in form.attributes["action"]]
    assert (await owner.post(queue)).status_code == 303
    assert inbox.rings == 1
    assert await database.read(lambda connection: connection.scalar(select(letter.c.state))) == "queued"
    assert letter_id in queue


async def test_an_alarm_that_nobody_can_mend_can_be_ended(
    database: Database, owner: httpx.AsyncClient, inquiry_id: str
) -> None:
    """A question to an address that does not exist will never arrive; what else fails must be heard all the same."""
    letter_id = await put_letter(database, inquiry_id, state="dead", failing_since=NOW - 7200, last_code=550)

    async def delivery() -> outbox.Delivery:
        return await database.read(partial(outbox.delivery, at=NOW))

    assert not (await delivery()).healthy
    for _ in "ab":
        assert (await owner.post(f"/inbox/{inquiry_id}/letters/{letter_id}/waiver")).status_code == 303
    assert (await delivery()).healthy
    assert LexborHTMLParser((await owner.get("/inbox")).text).css(".trouble") == []
    page = LexborHTMLParser((await owner.get(f"/inbox/{inquiry_id}")).text)
    assert "given up, and left at that" in page.css_first(".letters").text()
    assert [line.text().split()[-3:] for line in page.css(".history li")] == [["left", "at", "that"]]
    assert (await owner.post(f"/inbox/{inquiry_id}/letters/{letter_id}/queue")).status_code == 303
    assert await database.read(lambda connection: connection.scalar(select(letter.c.state))) == "queued"
    assert (await owner.post(f"/inbox/{inquiry_id}/letters/{letter_id}/waiver")).status_code == 303
    assert await database.read(lambda connection: connection.scalar(select(letter.c.state))) == "queued"


@pytest.mark.parametrize("act", ["queue", "waiver"])
async def test_a_letter_of_another_inquiry_is_not_reached(
    database: Database, owner: httpx.AsyncClient, inquiry_id: str, act: str
) -> None:
    other = ident_of(2)
    await database.write(lambda connection: put_inquiry(connection, other))
    letter_id = await put_letter(database, other, state="dead")
    assert (await owner.post(f"/inbox/{inquiry_id}/letters/{letter_id}/{act}")).status_code == 404
    assert await database.read(lambda connection: connection.scalar(select(letter.c.state))) == "dead"


async def test_attempts_are_part_of_the_history(database: Database, owner: httpx.AsyncClient, inquiry_id: str) -> None:
    async def work(connection: AsyncConnection) -> None:
        for at, detail in (
            (NOW, '{"kind":"forward","outcome":"delayed","code":451,"text":"Later <please>"}'),
            (NOW + 60, '{"kind":"forward","outcome":"delayed","code":null,"text":"Timeout"}'),
            (NOW + 90, '{"kind":"forward","outcome":"interrupted","code":null,"text":"The program ended."}'),
            (NOW + 120, '{"kind":"forward","outcome":"sent","code":null,"text":null}'),
        ):
            await connection.execute(insert(event).values(inquiry_id=inquiry_id, at=at, kind="letter", detail=detail))

    await database.write(work)
    page = LexborHTMLParser((await owner.get(f"/inbox/{inquiry_id}")).text)
    (each,) = page.css(".history details")
    assert [re.sub(r"\s+", " ", line.text()).strip() for line in each.css("li")] == [
        "17 March 2030, 17:46 UTC 451 Later <please>",
        "17 March 2030, 17:47 UTC Timeout",
    ]
    each.decompose()
    assert [re.sub(r"\s+", " ", line.text()).strip() for line in page.css(".history li")] == [
        "17 March 2030, 17:46 UTC To you: not taken yet, 2 times until 17 March 2030, 17:47 UTC Timeout",
        "17 March 2030, 17:48 UTC To you: interrupted The program ended.",
        "17 March 2030, 17:48 UTC To you: handed over",
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "To you: stored; waits until mail is set up."),
        ({"state": "sending"}, "To you: stored, and on its way now."),
        (
            {"state": "sent", "sent_at": NOW, "last_error": "old"},
            "To you: handed to the mail server, 17 March 2030, 17:46 UTC.",
        ),
        (
            {"failing_since": NOW, "next_at": NOW + 60, "last_code": None, "last_error": "Timeout"},
            "To you: failing since 17 March 2030, 17:46 UTC. Next attempt: 17 March 2030, 17:47 UTC. Timeout",
        ),
        (
            {"failing_since": NOW, "next_at": NOW + 60, "trouble": "later", "last_code": 451, "last_error": "Later"},
            (
                "To you: not taken yet: the mail server asks to come again. "
                "Next attempt: 17 March 2030, 17:47 UTC. 451 Later"
            ),
        ),
        ({"state": "dead", "last_error": "Unknown"}, "To you: given up. Unknown Send again Leave it at that"),
        ({"state": "held"}, "To you: held back with the drawer."),
    ],
)
async def test_a_letter_says_how_it_fares(
    database: Database, owner: httpx.AsyncClient, inquiry_id: str, values: dict[str, object], words: str
) -> None:
    await put_letter(database, inquiry_id, **values)
    page = LexborHTMLParser((await owner.get(f"/inbox/{inquiry_id}")).text)
    said = re.sub(r"\s+", " ", page.css_first(".letters li").text()).strip()
    assert said == words
