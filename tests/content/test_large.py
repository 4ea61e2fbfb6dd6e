"""The pages of a large site are made when they are asked for, or soon after the start; nobody sees the difference."""

import asyncio
from collections.abc import Sequence

import brotli
import pytest

from server.content.answers import ALL_AT_ONCE, Built
from server.web import errors
from server.web.answer import Answer
from server.web.finishing import Finishing
from server.web.table import Table
from tests.content.documents import entry
from tests.content.sites import TEMPLATES, built

TEXT = "<p>Some words that are worth packing, since there are so many of them.</p>" * 5


def site(count: int, title: str = "One") -> Built:
    return built(*(entry(f"e{number}", title=title, article=TEXT, tags=("x",)) for number in range(count)))


def table_of(some: Built) -> Table:
    table = Table(())
    put(table, some)
    return table


def put(table: Table, some: Built) -> None:
    table.replace(some.answers, errors.answers(TEMPLATES, site=some.library.site), some.makers, some.waiting)


def test_a_small_site_is_made_whole() -> None:
    small = site(10)
    assert small.waiting == ()
    assert {"/", "/blog", "/blog/tags/x", "/blog/e9", "/sitemap.xml", "/feed.xml"} <= small.answers.keys()


def test_a_large_site_has_the_same_pages() -> None:
    large = site(ALL_AT_ONCE + 1)
    assert "/blog/e9" not in large.answers
    small = site(10)
    for address in small.answers.keys() - large.answers.keys():
        assert address in large.makers, address
        assert large.makers[address]().status == 200
    page, same = (large.makers["/blog/e5"]() for _ in range(2))
    assert page.etag == same.etag
    assert TEXT in page.text


def test_a_lean_answer_is_given_in_every_encoding() -> None:
    page = site(ALL_AT_ONCE + 1).makers["/blog/e5"]()
    assert list(page.variants) == ["br"]
    whole = page.variant("identity")
    assert dict(whole.start["headers"])[b"content-length"] == str(len(whole.body["body"])).encode()
    assert b"content-encoding" not in dict(whole.start["headers"])
    assert dict(page.variant("gzip").start["headers"])[b"content-encoding"] == b"gzip"
    assert brotli.decompress(page.variant("br").body["body"]) == whole.body["body"]


@pytest.mark.anyio
async def test_all_pages_are_finished_in_the_background() -> None:
    large = site(ALL_AT_ONCE + 1)
    table = table_of(large)
    finished = asyncio.Event()

    async def done(waiting: Sequence[str]) -> None:
        assert waiting is table.waiting
        finished.set()

    working = asyncio.create_task(Finishing(table, before=_at_once, done=done).run())
    async with asyncio.timeout(60):
        await finished.wait()
    working.cancel()
    assert set(large.waiting) <= table.answers.keys()


async def _at_once() -> None:
    return None


@pytest.mark.anyio
async def test_a_page_that_is_made_while_the_site_is_replaced_is_none_of_the_new_site() -> None:
    old, new = site(ALL_AT_ONCE + 1, "Old"), site(ALL_AT_ONCE + 1, "New")
    table = table_of(old)
    making = table.makers["/blog/e5"]

    def slow() -> Answer:
        put(table, new)
        return making()

    table.makers = {"/blog/e5": slow}
    assert "Old" in (await table.made("/blog/e5")).text
    assert "New" in (await table.made("/blog/e5")).text
