"""Sessions: what is kept of them, how long they last, and that nobody's are taken over."""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from sqlalchemy import Table, func, select

from server.db import Database
from server.db.tables import session, used_link
from server.inbox import link
from server.inbox import session as sessions
from server.inbox.link import reset_address, sign_in_address
from server.settings import Settings
from tests.inbox.conftest import NOW, Inbox

pytestmark = pytest.mark.anyio

DAY = 86_400


async def rows(database: Database, table: Table) -> Sequence[Any]:
    async def work(connection: Any) -> Sequence[Any]:
        return (await connection.execute(select(table))).all()

    return await database.read(work)


async def count(database: Database, table: Table) -> int:
    async def work(connection: Any) -> int:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())

    return await database.read(work)


def address(inbox: Inbox) -> str:
    return sign_in_address(inbox.settings, inbox.secret, inbox.clock)


async def test_only_the_digest_of_a_token_is_stored(inbox: Inbox, owner: httpx.AsyncClient) -> None:
    token = owner.cookies["duologue"]
    (row,) = await rows(inbox.database, session)
    assert row.token_hash == hashlib.sha256(token.encode()).digest()
    assert token not in repr(row)


async def test_the_cookie_is_for_this_site_and_not_for_scripts(inbox: Inbox, visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post(address(inbox))
    (cookie,) = answer.headers.get_list("set-cookie")
    name, *flags = [part.strip().lower() for part in cookie.split(";")]
    assert name.startswith("duologue=")
    assert sorted(flags) == ["httponly", "max-age=2592000", "path=/", "samesite=lax"]


async def test_over_https_the_cookie_is_bound_to_the_host(database: Database) -> None:
    inbox = Inbox(database, Settings(url="https://example.org"))
    async with inbox.browser() as browser:
        answer = await browser.post(address(inbox))
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-duologue=")
        assert "; Secure" in cookie
        assert "domain" not in cookie.lower()
        assert (await browser.get("/inbox")).status_code == 200
        unprefixed = {"duologue": browser.cookies["__Host-duologue"]}
    async with inbox.browser() as browser:
        browser.cookies.update(unprefixed)
        assert (await browser.get("/inbox")).status_code == 303


async def test_a_token_that_the_browser_brought_is_never_taken_on(inbox: Inbox, visitor: httpx.AsyncClient) -> None:
    planted = "A" * 43
    visitor.cookies.set("duologue", planted)
    await visitor.post(address(inbox))
    assert all(cookie.value != planted for cookie in visitor.cookies.jar if cookie.domain == "localhost.local")
    async with inbox.browser() as attacker:
        attacker.cookies.set("duologue", planted)
        assert (await attacker.get("/inbox")).status_code == 303


async def test_signing_in_again_ends_the_former_session(inbox: Inbox, owner: httpx.AsyncClient) -> None:
    former = owner.cookies["duologue"]
    await owner.post(address(inbox))
    assert owner.cookies["duologue"] != former
    assert await count(inbox.database, session) == 1


async def test_a_reader_without_a_cookie_leaves_no_trace(inbox: Inbox, visitor: httpx.AsyncClient) -> None:
    for path in ("/inbox", "/inbox/sign-in", address(inbox)):
        answer = await visitor.get(path)
        assert "set-cookie" not in answer.headers
    assert await count(inbox.database, session) == 0
    assert await count(inbox.database, used_link) == 0


@pytest.mark.parametrize("value", ["", "x", "A" * 43, "A" * 5000, "%00", '"é"', "a b", "../.."])
async def test_an_unknown_cookie_opens_nothing(visitor: httpx.AsyncClient, value: str) -> None:
    answer = await visitor.get("/inbox", headers=[(b"cookie", f"duologue={value}".encode())])
    assert answer.status_code == 303


async def test_a_session_ends_30_days_after_it_was_last_seen(inbox: Inbox, owner: httpx.AsyncClient) -> None:
    inbox.clock.at += 29 * DAY
    assert (await owner.get("/inbox")).status_code == 200
    inbox.clock.at += 29 * DAY
    assert (await owner.get("/inbox")).status_code == 200
    inbox.clock.at += 30 * DAY
    assert (await owner.get("/inbox")).status_code == 303


async def test_being_seen_is_written_once_an_hour(inbox: Inbox, owner: httpx.AsyncClient) -> None:
    inbox.clock.at = NOW + 3599
    answer = await owner.get("/inbox")
    assert "set-cookie" not in answer.headers
    assert [row.seen_at for row in await rows(inbox.database, session)] == [NOW]
    inbox.clock.at = NOW + 3600
    answer = await owner.get("/inbox")
    assert answer.headers["set-cookie"].startswith(f"duologue={owner.cookies['duologue']};")
    assert [row.seen_at for row in await rows(inbox.database, session)] == [NOW + 3600]


async def test_signing_in_clears_away_what_is_over(inbox: Inbox) -> None:
    async with inbox.owner():
        inbox.clock.at += 31 * DAY
    async with inbox.owner():
        assert await count(inbox.database, session) == 1
        assert await count(inbox.database, used_link) == 1


async def test_whether_there_is_an_owner_is_remembered_beyond_every_session(inbox: Inbox) -> None:
    assert not await inbox.database.read(sessions.any_yet)
    async with inbox.owner() as browser:
        inbox.clock.at += 3 * DAY
        await browser.post(address(inbox))
        await browser.post("/inbox/sign-out")
    assert await inbox.database.read(sessions.any_yet)


def test_a_used_link_is_remembered_for_as_long_as_it_would_be_good() -> None:
    assert sessions.REMEMBERED > link.VALID + 2 * link.AHEAD


async def test_signing_out_ends_the_session_wherever_its_token_is_kept(inbox: Inbox, owner: httpx.AsyncClient) -> None:
    token = owner.cookies["duologue"]
    inbox.clock.at += 3600
    answer = await owner.post("/inbox/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox/sign-in")
    (cookie,) = answer.headers.get_list("set-cookie")
    assert "Max-Age=0" in cookie
    async with inbox.browser() as thief:
        thief.cookies.set("duologue", token)
        assert (await thief.get("/inbox")).status_code == 303


async def test_looking_at_a_link_uses_nothing_up(inbox: Inbox, visitor: httpx.AsyncClient) -> None:
    link = address(inbox)
    for method in ("GET", "HEAD", "GET"):
        assert (await visitor.request(method, link)).status_code == 200
    assert (await visitor.get("/inbox")).status_code == 303
    assert (await visitor.post(link)).status_code == 303
    assert (await visitor.get("/inbox")).status_code == 200


async def test_a_link_signs_in_once(inbox: Inbox, visitor: httpx.AsyncClient) -> None:
    link = address(inbox)
    assert (await visitor.post(link)).status_code == 303
    async with inbox.browser() as second:
        for answer in (await second.post(link), await second.get(link)):
            assert answer.status_code == 410
            assert "used before" in answer.text
            assert "uv run duologue owner link" in answer.text
            assert "set-cookie" not in answer.headers
    assert await count(inbox.database, session) == 1


async def test_of_many_clicks_on_one_link_one_signs_in(inbox: Inbox) -> None:
    link = address(inbox)

    async def click() -> int:
        async with inbox.browser() as browser:
            return (await browser.post(link)).status_code

    answers = await asyncio.gather(*(click() for _ in range(10)))
    assert sorted(answers) == [303] + [410] * 9
    assert await count(inbox.database, session) == 1


async def test_an_old_link_says_so(inbox: Inbox, visitor: httpx.AsyncClient) -> None:
    link = address(inbox)
    inbox.clock.at += 901
    for answer in (await visitor.get(link), await visitor.post(link)):
        assert answer.status_code == 410
        assert "too old" in answer.text
        assert "uv run duologue owner link" in answer.text


@pytest.mark.parametrize("token", ["x", "A" * 72, "A" * 5000, "%00", "%FF", "é", "..%2f.."])
async def test_a_made_up_link_is_refused(visitor: httpx.AsyncClient, token: str) -> None:
    for method in ("GET", "POST"):
        answer = await visitor.request(method, f"/inbox/sign-in/{token}")
        assert answer.status_code in (403, 404)
        assert "set-cookie" not in answer.headers


async def test_a_reset_signs_out_everybody_else(inbox: Inbox, owner: httpx.AsyncClient) -> None:
    link = reset_address(inbox.settings, inbox.secret, inbox.clock)
    async with inbox.browser() as browser:
        assert "sign out everywhere else" in (await browser.get(link)).text
        assert (await owner.get("/inbox")).status_code == 200
        assert (await browser.post(link)).status_code == 303
        assert (await browser.get("/inbox")).status_code == 200
        assert (await owner.get("/inbox")).status_code == 303
