"""Where pictures are made while the site is already there: in a process that lives as long as the work."""

import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TextIO

import msgspec

from server.bell import Bell
from server.content.pictures.orders import Done, Order
from server.content.pictures.progress import Progress

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "server.content.pictures.workshop.making")
SETTLED = 1.0  # seconds: the first readers after a start come before pictures
LONGEST = 600.0  # seconds for one picture
MOST_BARREN = 3  # then it is not the pictures that are at fault
FIRST_SHOWN = 20.0  # seconds until what is there is put into the pages; each time twice as long


class Darkroom:
    """Fills the orders of the site as it is now, and has it built again when something new is there.

    `orders` are those that are open, `show` builds the site. What could not be made is not tried again until the
    next start.
    """

    def __init__(  # noqa: PLR0913 (those with a default are for tests)
        self,
        orders: Callable[[], Sequence[Order]],
        show: Callable[[], Awaitable[object]],
        *,
        stream: TextIO = sys.stderr,
        settled: float = SETTLED,
        command: Sequence[str] = COMMAND,
        longest: float = LONGEST,
    ) -> None:
        self._orders = orders
        self._show = show
        self._stream = stream
        self._settled = settled
        self._command = command
        self._longest = longest
        self._bell = Bell()
        self._failed: set[str] = set()

    def ring(self) -> None:
        """Say, from any thread, that there may be new orders."""
        self._bell.ring()

    async def run(self) -> None:
        """Work whenever there is work, until cancelled."""
        while True:
            await asyncio.sleep(self._settled)
            orders = [order for order in self._orders() if order.target not in self._failed]
            try:
                if orders:
                    await self._fill(orders)
            except OSError as error:  # no memory for another process, say: the site is there without
                log.warning("no pictures are made: %s", error)
            await self._bell.heard()

    async def _fill(self, orders: Sequence[Order]) -> None:
        began = shown = time.monotonic()
        pause, fresh, made = FIRST_SHOWN, 0, 0
        progress = Progress(self._stream, len(orders))
        try:
            async for done in self._made(orders):
                progress.step()
                if done.fault:
                    self._failed.add(done.target)
                    log.warning("%s was not made: %s", done.target, done.fault)
                    continue
                fresh, made = fresh + 1, made + 1
                if time.monotonic() - shown > pause:
                    await self._show()
                    shown, pause, fresh = time.monotonic(), pause * 2, 0
        finally:
            progress.close()
        log.info("made %d of %d pictures and cards in %.1f s", made, len(orders), time.monotonic() - began)
        if fresh:
            await self._show()

    async def _made(self, orders: Sequence[Order]) -> AsyncIterator[Done]:
        """Each order, done or not. One that ends the process, or takes too long, ends only itself."""
        left = list(orders)
        barren = 0  # processes on end that made nothing
        while left and barren < MOST_BARREN:
            fault, before = "the process that made it ended", len(left)
            async for done in self._filled(left):
                if isinstance(done, str):
                    fault = done
                else:
                    left.pop(0)
                    yield done
            barren = 0 if len(left) < before else barren + 1
            if left:
                yield Done(left.pop(0).target, fault)

    async def _filled(self, orders: Sequence[Order]) -> AsyncIterator[Done | str]:
        """What one process says, line by line; a text when it says nothing for too long."""
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        try:
            assert process.stdin is not None  # noqa: S101 (as asked for)
            assert process.stdout is not None  # noqa: S101 (as asked for)
            with suppress(BrokenPipeError, ConnectionResetError):  # it ends early: then it says nothing either
                process.stdin.write(msgspec.json.encode(orders))
                await process.stdin.drain()
            process.stdin.close()
            while True:
                try:
                    line = await asyncio.wait_for(process.stdout.readline(), self._longest)
                except TimeoutError:
                    yield f"it took longer than {self._longest:.0f} s"
                    return
                if not line:
                    return
                try:
                    yield msgspec.json.decode(line, type=Done)
                except msgspec.DecodeError:
                    yield f"the process that made it said {line[:80]!r}"
                    return
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
            await process.wait()
