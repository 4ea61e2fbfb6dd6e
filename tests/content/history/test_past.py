"""History is asked for off the start, shown when it is there, asked for again after a commit; or is in a file."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from server.content.history import kept, telling
from server.content.history.past import Past
from tests.content.history.repository import Repository

pytestmark = pytest.mark.anyio


async def until(number: int, shown: list[int]) -> None:
    async with asyncio.timeout(20):
        while len(shown) < number:  # noqa: ASYNC110 (what is waited for happens in another thread)
            await asyncio.sleep(0.01)


async def test_git_is_asked_after_the_start_and_after_each_commit(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit("Write", about="one")
    past = Past(repository.pages)
    shown: list[int] = []
    assert past.history == {}

    async def show() -> None:
        shown.append(len(past.history["about.md"].changes))
        past.ring()  # as every build does

    following = asyncio.create_task(past.run(show))
    await until(1, shown)
    past.ring()
    await asyncio.sleep(0.3)
    assert shown == [0], "nothing is committed, so nothing is built"
    repository.commit("Change", about="two")
    past.ring()
    await until(2, shown)
    following.cancel()
    with suppress(asyncio.CancelledError):
        await following
    assert shown == [0, 1]


async def test_without_a_repository_the_file_is_there_at_once(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "site")
    repository.commit("Write", about="one")
    repository.commit("Change", about="two")
    history = telling.told(repository.pages)
    image = tmp_path / "image"
    image.mkdir()
    kept.write(image, history)
    past = Past(image)
    assert past.history == history

    async def show() -> None:
        raise AssertionError("there is nothing new to show")

    await past.run(show)


async def test_a_repository_that_does_not_know_the_pages_is_passed_over(tmp_path: Path) -> None:
    site = Repository(tmp_path / "site")
    site.commit("Write", about="one")
    site.commit("Change", about="two")
    around = Repository(tmp_path / "around")
    around.commit("Nothing of these")
    (around.root / "copy").mkdir()
    kept.write(around.root / "copy", telling.told(site.pages))
    shown: list[int] = []
    past = Past(around.root / "copy")

    async def show() -> None:
        shown.append(len(past.history))

    following = asyncio.create_task(past.run(show))
    await until(1, shown)
    following.cancel()
    assert shown == [1]
