"""The whole program, asked from outside at every address that it has: what the gate hides is nowhere in it.

tests/content/test_gate.py looks at what is made of documents; this is made of files, and everything that the
composition root adds is there: the contact page, the search, related documents, cards, history, ledger, stream, inbox.
"""

import datetime as dt
import io
import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from server.app import opened
from server.content.history import kept
from server.content.history.record import Change, Difference, Piece, Record
from server.mail.console import ConsoleTransport
from server.published import Published
from server.settings import Settings
from tests.clock import StandingClock
from tests.content.documents import DOT, NOW

pytestmark = pytest.mark.anyio

SITE = """
title = "T"
[[sections]]
folder = "weekly"
archive = "months"
[[sections]]
folder = "quiet"
feed = false
[[sections]]
folder = "handbook"
kind = "pages"
[[sections]]
folder = "shelf"
kind = "data"
"""
SECTIONS = ("blog", "projects", "weekly", "quiet", "handbook", "shelf", "")
WITH_DATA = ("handbook", "shelf", "")
DATES = (None, NOW - dt.timedelta(days=400), NOW - dt.timedelta(seconds=1), NOW + dt.timedelta(seconds=1))
ENDS = (None, NOW, NOW + dt.timedelta(days=1))
SHARED = "commonword"  # in every document: what is asked for it finds all that may be found
Case = tuple[str, bool, dt.datetime | None, dt.datetime | None]


def cases() -> dict[str, Case]:
    """Every combination, by a word that is in its document and in no other."""
    found = itertools.product(SECTIONS, (False, True), DATES, ENDS)
    return {f"word{number}q": case for number, case in enumerate(found)}


def is_hidden(case: Case) -> bool:
    _, draft, date, end = case
    return draft or (date is not None and date > NOW) or (end is not None and end <= NOW)


def write(pages: Path) -> None:
    pages.mkdir()
    (pages / "site.toml").write_text(SITE)
    history = {}
    for word, (section, draft, date, end) in cases().items():
        lines = [f"title: {word}", f"description: {word}", f"tags: [{word}, shared]", f"series: {word}"]
        lines += [f"aliases: /old/{word}", f"image: {word}.png", f"status: {word}"]
        lines += ["draft: true"] if draft else []
        lines += [f"date: {date.isoformat()}"] if date else []
        lines += [f"expires: {end.isoformat()}"] if end else []
        body = f"{SHARED} {word} also{word} ![{word}]({word}.png)[^1]\n\n## {word}\n\n### 2026-04-20: {word}\n"
        file = pages / section / f"{word}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text("\n".join(("---", *lines, "---", body, f"[^1]: {word}")))
        file.with_suffix(".png").write_bytes(DOT)
        if section in WITH_DATA:
            file.with_suffix(".csv").write_text(f"title,status\n{word},{word}\n")
        change = Change(NOW, word, False, (Difference(word, False, (Piece("added", word),)),))  # noqa: FBT003 (neither minor nor code)
        name = str(file.relative_to(pages))
        history[name] = Record(NOW - dt.timedelta(days=500), (change,), (f"/before/{word}", f"/{section}/{word}"))
    kept.write(pages, history)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[tuple[Published, httpx.AsyncClient]]:
    write(tmp_path / "pages")
    settings = Settings(
        pages=tmp_path / "pages", assets=Path("assets"), database_url=f"sqlite:///{tmp_path}/data/duologue.db"
    )
    published = Published(settings, StandingClock(NOW))
    async with opened(published, ConsoleTransport(io.StringIO())) as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
            yield published, client


async def told(published: Published, client: httpx.AsyncClient) -> dict[str, str]:
    """Everything that can be got from outside, by what was asked."""
    asked = [
        *published.table.answers,
        *published.table.makers,
        "/nothing/here",
        "/search",
        f"/search?q={SHARED}",
        "/inbox/drafts",
    ]
    asked += [f"/search?q={SHARED}&page={number}" for number in range(2, 30)]
    found = {}
    for address in asked:
        answer = await client.get(address, headers={"accept-encoding": "identity"})
        found[address] = f"{answer.headers} {answer.text}"
    return found


async def test_nothing_that_can_be_got_from_outside_shows_what_the_gate_hides(
    site: tuple[Published, httpx.AsyncClient],
) -> None:
    published, client = site
    outlets = await told(published, client)
    everything = "\n".join(f"{address} {text}" for address, text in outlets.items())
    everything += published.settings.ledger.read_text() + repr(published.orders) + repr(published.library)
    for word, case in cases().items():
        places = [
            *(f"/{case[0]}/{word}".replace("//", "/"), f"/blog/tags/{word}", f"/series/{word}", f"/old/{word}"),
            *(f"/blog/tags/{word}/feed.xml", f"/before/{word}", f"/{case[0]}/{word}/changes".replace("//", "/")),
            *(f"/{case[0]}/{word}.png".replace("//", "/"), f"/{case[0]}/{word}.csv".replace("//", "/")),
        ]
        statuses = {place: (await client.get(place)).status_code for place in places}
        search = (await client.get(f"/search?q={word}")).text
        form = {"message": f"It is about {word}, and about also{word} besides."}
        related = (await client.post("/contact/inquiries/related", data=form)).text
        if is_hidden(case):
            assert word not in everything, (case, [a for a, text in outlets.items() if word in text or word in a])
            assert set(statuses.values()) == {404}, (case, statuses)
            assert f'/{word}"' not in search
            assert f"/{word}" not in related
        else:
            assert word in everything
            assert statuses[places[0]] == statuses[places[-2]] == 200, (case, statuses)
            assert f'/{word}"' in search
            assert f"/{word}" in related
