"""Who may do what, route by route: a new route without its line here fails."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from server.app import opened
from server.clock import Clock
from server.inbox.link import sign_in_address
from server.mail.console import ConsoleTransport
from server.published import Published
from server.settings import Settings, secret
from server.web.edge import Edge
from tests.attacks.routes import routes_of

pytestmark = pytest.mark.anyio

ANYONE, OWNER = "anyone", "owner"

MATRIX = {
    ("GET", "/contact/inquiries"): ANYONE,
    ("POST", "/contact/inquiries"): ANYONE,
    ("POST", "/contact/inquiries/faults"): ANYONE,
    ("POST", "/contact/inquiries/related"): ANYONE,
    ("GET", "/contact/inquiries/{token:str}"): ANYONE,
    ("GET", "/contact/inquiries/{token:str}/data"): ANYONE,
    ("POST", "/contact/inquiries/{token:str}/additions"): ANYONE,
    ("POST", "/contact/inquiries/{token:str}/withdrawal"): ANYONE,
    ("GET", "/contact/inquiries/{token:str}/erasure"): ANYONE,
    ("POST", "/contact/inquiries/{token:str}/erasure"): ANYONE,
    ("GET", "/contact/stamp"): ANYONE,
    ("GET", "/search"): ANYONE,
    ("GET", "/healthz"): ANYONE,
    ("GET", "/healthz/mail"): ANYONE,
    ("GET", "/preview/{token:str}"): ANYONE,  # who has the address
    ("GET", "/preview/{token:str}/{file:path}"): ANYONE,
    ("GET", "/inbox/sign-in"): ANYONE,
    ("GET", "/inbox/sign-in/{token:str}"): ANYONE,
    ("POST", "/inbox/sign-in/{token:str}"): ANYONE,
    ("GET", "/inbox"): OWNER,
    ("GET", "/inbox/drafts"): OWNER,
    ("GET", "/inbox/{inquiry_id:str}"): OWNER,
    ("POST", "/inbox/{inquiry_id:str}/state"): OWNER,
    ("POST", "/inbox/{inquiry_id:str}/notes"): OWNER,
    ("POST", "/inbox/{inquiry_id:str}/questions"): OWNER,
    ("POST", "/inbox/{inquiry_id:str}/release"): OWNER,
    ("POST", "/inbox/{inquiry_id:str}/letters/{letter_id:str}/queue"): OWNER,
    ("POST", "/inbox/{inquiry_id:str}/letters/{letter_id:str}/waiver"): OWNER,
    ("GET", "/inbox/privacy"): OWNER,
    ("GET", "/inbox/privacy/data"): OWNER,
    ("POST", "/inbox/privacy/erasures"): OWNER,
    ("POST", "/inbox/sign-out"): OWNER,
}
ID = "0190b8a0-0000-7000-8000-000000000000"
SECOND = "0190b8a0-0000-7000-8000-000000000001"


@pytest.fixture
async def edge(tmp_path: Path) -> AsyncIterator[Edge]:
    (tmp_path / "pages").mkdir()
    settings = Settings(
        pages=tmp_path / "pages", assets=Path("assets"), database_url=f"sqlite:///{tmp_path}/duologue.db"
    )
    async with opened(Published(settings, Clock()), ConsoleTransport(io.StringIO())) as app:
        assert isinstance(app, Edge)
        yield app


@pytest.fixture
async def client(edge: Edge) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(edge)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        yield client


def concrete(path: str) -> str:
    path = path.replace("{inquiry_id:str}", ID).replace("{letter_id:str}", SECOND)
    return path.replace("{token:str}", "x").replace("{file:path}", "x.png")


async def ask(client: httpx.AsyncClient, method: str, path: str, **headers: str) -> httpx.Response:
    content = b"" if method == "POST" else None
    kind = {"content-type": "application/x-www-form-urlencoded"} if method == "POST" else {}
    return await client.request(method, concrete(path), content=content, headers={**kind, **headers})


async def test_every_route_has_its_line(edge: Edge) -> None:
    assert {(route.method, route.path) for route in routes_of(edge)} == set(MATRIX)


@pytest.mark.parametrize(("method", "path"), [key for key, who in MATRIX.items() if who == OWNER])
async def test_only_the_owner_comes_in(client: httpx.AsyncClient, method: str, path: str) -> None:
    got = await ask(client, method, path)
    if method == "GET":
        assert (got.status_code, got.headers["location"]) == (303, "/inbox/sign-in")
    else:
        assert got.status_code == 401
    assert (await ask(client, method, path, cookie="duologue=" + "A" * 43)).status_code == got.status_code
    assert "set-cookie" not in got.headers
    assert got.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("method", "path"), list(MATRIX))
async def test_what_changes_something_is_taken_from_our_own_pages_alone(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    got = await ask(client, method, path, **{"sec-fetch-site": "cross-site"})
    assert got.status_code == (403 if method == "POST" else (await ask(client, method, path)).status_code)


@pytest.mark.parametrize(("method", "path"), [key for key, who in MATRIX.items() if who == ANYONE])
async def test_a_reader_is_given_no_cookie(client: httpx.AsyncClient, method: str, path: str) -> None:
    got = await ask(client, method, path)
    assert got.status_code < 500
    assert "set-cookie" not in got.headers


async def test_the_owner_comes_in_everywhere(edge: Edge, client: httpx.AsyncClient) -> None:
    address = sign_in_address(edge._settings, secret(edge._settings), Clock())
    assert (await client.post(address)).status_code == 303
    for (method, path), who in MATRIX.items():
        if who == OWNER and path != "/inbox/sign-out":
            assert (await ask(client, method, path)).status_code not in (401, 303, 500), (method, path)
    assert (await ask(client, "POST", "/inbox/sign-out")).status_code == 303
    assert (await ask(client, "GET", "/inbox")).headers["location"] == "/inbox/sign-in"
