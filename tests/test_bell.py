"""A bell wakes who works by it, from any thread, and nothing that was rung is overlooked."""

import asyncio
import threading
import time

import pytest

from server.bell import Bell

pytestmark = pytest.mark.anyio


async def waited(bell: Bell, within: float) -> float:
    """For how many seconds the bell was listened to."""
    began = time.monotonic()
    await bell.heard(within)
    return time.monotonic() - began


async def test_a_thread_wakes_a_loop_that_has_nothing_else_to_do() -> None:
    bell = Bell()
    another = threading.Timer(0.2, bell.ring)
    another.start()
    assert await waited(bell, within=5) < 4
    another.join()


async def test_what_is_rung_during_the_work_is_heard_after_it_and_once() -> None:
    bell = Bell()
    bell.ring()
    bell.ring()
    assert await waited(bell, within=20) < 10
    assert await waited(bell, within=0.1) > 0.09


async def test_nobody_minds_a_bell_that_is_rung_when_its_loop_has_ended() -> None:
    def made() -> Bell:
        async def bell() -> Bell:
            return Bell()

        return asyncio.run(bell())

    (await asyncio.to_thread(made)).ring()
