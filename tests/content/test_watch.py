"""What is served follows the files and the clock; a mistake leaves the site as it was."""

import asyncio
import datetime as dt
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, TemplateError

from server.clock import Clock
from server.content.watch import Keeper, place
from tests.content.documents import NOW


class Turned(Clock):
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> dt.datetime:
        return self.at


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 (what is waited for happens in another thread)
            await asyncio.sleep(0.01)


@pytest.mark.anyio
async def test_several_writes_are_one_build(tmp_path: Path) -> None:
    built: list[str] = []
    page = tmp_path / "about.md"

    def rebuild(_: object) -> None:
        built.append(page.read_text())

    keeper = Keeper(rebuild, Clock())
    following = asyncio.create_task(keeper.follow_files([tmp_path, tmp_path / "absent"]))
    await asyncio.sleep(0.3)
    for text in ("a", "b", "c"):
        page.write_text(text)
    await until(lambda: built != [])
    await asyncio.sleep(0.3)
    following.cancel()
    assert built == ["c"]


@pytest.mark.anyio
async def test_a_build_that_fails_is_told_with_its_place_and_leaves_the_rest_running(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def rebuild(_: object) -> None:
        raise ValueError("no such thing")

    with caplog.at_level(logging.ERROR):
        assert not await Keeper(rebuild, Clock()).refresh()
    assert "no such thing" in caplog.text
    assert f"{__file__}:" in caplog.messages[0]


@pytest.mark.anyio
async def test_readers_do_not_wait_for_a_build_and_builds_do_not_overlap() -> None:
    running = most = 0
    threads = set()

    def rebuild(_: object) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        threads.add(threading.get_ident())
        time.sleep(0.05)
        running -= 1

    keeper = Keeper(rebuild, Clock())
    began = time.monotonic()
    builds = asyncio.gather(*(keeper.refresh() for _ in range(3)))
    await asyncio.sleep(0)
    assert time.monotonic() - began < 0.05
    assert await builds == [True, True, True]
    assert most == 1
    assert threading.get_ident() not in threads


@pytest.mark.anyio
async def test_a_scheduled_document_is_built_when_its_time_has_come() -> None:
    clock = Turned()
    builds: list[dt.datetime] = []

    def rebuild(_: object) -> None:
        builds.append(clock.now())

    keeper = Keeper(rebuild, clock, tick=0.02)
    following = asyncio.create_task(keeper.follow_clock(NOW + dt.timedelta(hours=1)))
    await asyncio.sleep(0.1)
    assert builds == []
    clock.at = NOW + dt.timedelta(hours=1)
    await until(lambda: builds != [])
    await asyncio.sleep(0.1)
    following.cancel()
    assert builds == [NOW + dt.timedelta(hours=1)]


@pytest.mark.anyio
async def test_a_build_that_fails_at_its_time_is_tried_again() -> None:
    tries = 0

    def rebuild(_: object) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise OSError("not now")

    keeper = Keeper(rebuild, Turned(), tick=0.02)
    following = asyncio.create_task(keeper.follow_clock(NOW))
    await until(lambda: tries == 3)
    await asyncio.sleep(0.1)
    following.cancel()
    assert tries == 3


@pytest.mark.parametrize(
    ("source", "line"), [("fine\n{% if %}", 2), ("a\nb\n{{ absent.thing }}", 3), ("\n{{ 1 / 0 }}", 2)]
)
def test_a_mistake_in_a_template_has_its_line(source: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(source)
    environment = Environment(loader=FileSystemLoader(tmp_path), autoescape=True)
    with pytest.raises((TemplateError, ZeroDivisionError)) as raised:
        environment.get_template("page.html").render()
    assert place(raised.value) == f"{tmp_path}/page.html:{line}"
