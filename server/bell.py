"""A bell wakes who works in the background: rung after a COMMIT, say, or when the site has been built again."""

import asyncio
from contextlib import suppress


class Bell:
    """Rung by anybody, heard by the one who works by it. Made in the event loop of that one."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def ring(self) -> None:
        """Say, from any thread, that there may be work."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._rung.set)

    async def heard(self, within: float | None = None) -> None:
        """Wait until it has rung since it was last heard, or for so many seconds; by a clock that nobody sets.

        However often it has rung meanwhile is heard once: look for work after this, and nothing is overlooked.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._rung.wait()
        self._rung.clear()
