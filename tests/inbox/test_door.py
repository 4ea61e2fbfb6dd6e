"""Nobody but the owner gets in, by whatever route; and nothing that is shown inside is kept outside."""

from collections.abc import Iterator

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from server.inbox.routes import INSIDE
from tests.inbox.conftest import Inbox, ident_of

pytestmark = pytest.mark.anyio

OPEN_PATHS = ("/inbox/sign-in", "/inbox/sign-in/{token:str}")


def routes(app: Litestar) -> Iterator[tuple[str, str]]:
    """Method and path of everything that is registered."""
    for found in app.routes:
        assert isinstance(found, HTTPRoute)
        for method in found.methods:
            yield method, found.path


def filled(path: str) -> str:
    return path.replace("{inquiry_id:str}", ident_of(1)).replace("{letter_id:str}", ident_of(2))


async def test_every_route_but_the_way_in_is_behind_the_door(inbox: Inbox, visitor: httpx.AsyncClient) -> None:
    behind = [(method, path) for method, path in routes(inbox.app) if path not in OPEN_PATHS]
    assert len({path for _, path in behind}) == len(INSIDE)
    for method, path in behind:
        answer = await visitor.request(
            method, filled(path), data={"to": "spam", "text": "x"} if method == "POST" else None
        )
        if method in ("GET", "HEAD"):
            assert (answer.status_code, answer.headers["location"]) == (303, "/inbox/sign-in"), (method, path)
        else:
            assert answer.status_code == 401, (method, path)
        assert "set-cookie" not in answer.headers


async def test_htmx_is_told_to_go_to_the_sign_in(inbox: Inbox, visitor: httpx.AsyncClient) -> None:
    for method, path in routes(inbox.app):
        if path not in OPEN_PATHS:
            answer = await visitor.request(method, filled(path), headers={"HX-Request": "true"})
            assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/inbox/sign-in")
            assert answer.content == b""


async def test_who_was_signed_out_while_typing_is_told_that_the_text_is_there(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post(f"/inbox/{ident_of(1)}/notes", data={"text": "long"})
    assert "what you typed is still in its place" in answer.text


async def test_no_answer_is_kept_or_indexed(
    inbox: Inbox, visitor: httpx.AsyncClient, owner: httpx.AsyncClient, inquiry_id: str
) -> None:
    answers = [
        await browser.request(method, filled(path).replace("{token:str}", "x"))
        for browser in (visitor, owner)
        for method, path in routes(inbox.app)
        if path != "/inbox/sign-out"
    ]
    answers += [await owner.get(path) for path in ("/inbox/x", f"/inbox/{inquiry_id}", "/inbox?q=%FF", "/inbox?q=%00")]
    assert {answer.status_code for answer in answers} >= {200, 204, 303, 400, 401, 403, 404}
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["vary"] == "HX-Request"


async def test_the_way_in_says_how(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/inbox/sign-in")
    assert answer.status_code == 200
    assert "uv run duologue owner link" in answer.text


async def test_with_a_full_disk_the_owner_can_still_read(inbox: Inbox, owner: httpx.AsyncClient) -> None:
    inbox.clock.at += 7200
    inbox.database.full = True
    answer = await owner.get("/inbox")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


async def test_without_a_database_nobody_is_let_in(inbox: Inbox, owner: httpx.AsyncClient) -> None:
    inbox.database.away = True
    answer = await owner.get("/inbox")
    assert answer.status_code == 503
    assert answer.headers["cache-control"] == "no-store"
