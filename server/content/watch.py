"""Keep what is served true to the files and to the clock: build again when one of them moves."""

import asyncio
import datetime as dt
import gc
import logging
import traceback
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import watchfiles

from server.clock import Clock

log = logging.getLogger(__name__)

DEBOUNCE = 400  # milliseconds after which a build begins even if there is no end of writing
QUIET = 20  # milliseconds without a write after which an editor's several writes count as one save
TICK = 20.0  # seconds between looks at the clock, which may be set, or stand still while a machine sleeps


class Keeper:
    """Builds again in a thread, one build at a time, so that no reader waits for it.

    `rebuild` is told which files changed, reads, renders and swaps the table, and says when the next scheduled
    document appears. When it fails, what was served before is served on, and the log says where the mistake is.
    Either way `told` is called in the event loop, with the mistake if there was one.
    """

    def __init__(
        self,
        rebuild: Callable[[Collection[Path] | None], dt.datetime | None],
        clock: Clock,
        tick: float = TICK,
        told: Callable[[Exception | None], None] = lambda _: None,
    ) -> None:
        self._rebuild = rebuild
        self._clock = clock
        self._tick = tick
        self._told = told
        self._building = asyncio.Lock()
        self._next: dt.datetime | None = None

    async def refresh(self, changed: Collection[Path] | None = None) -> bool:
        """Build once; whether it succeeded. `changed` are the files that may have; None: any."""
        async with self._building:
            gc.disable()  # to look through a whole site for what can go would take longer than most changes
            try:
                self._next = await asyncio.to_thread(self._rebuild, changed)
            except Exception as error:  # any mistake in a page or a template: the site stays up
                log.error("the site could not be built again: %s: %s", place(error), error, exc_info=error)  # noqa: TRY400 (exc_info is given)
                self._told(error)
                return False
            finally:
                gc.enable()
        self._told(None)
        return True

    async def between(self, change: Callable[[], None]) -> None:
        """Change something about what is served, while nothing is being built."""
        async with self._building:
            change()

    async def follow_files(self, folders: Sequence[Path]) -> None:
        """Build again whenever something in the folders changes, until cancelled."""
        existing = [folder for folder in folders if folder.exists()]
        async for changes in watchfiles.awatch(*existing, debounce=DEBOUNCE, step=QUIET):
            log.info("%s changed: building again", ", ".join(sorted({Path(name).name for _, name in changes})[:5]))
            await self.refresh({Path(name) for _, name in changes})

    async def follow_clock(self, first: dt.datetime | None) -> None:
        """Build again when a scheduled document's time has come, beginning with the first, until cancelled."""
        self._next = first
        while True:
            now = self._clock.now()
            if self._next and self._next <= now:
                await self.refresh()
            remaining = (self._next - now).total_seconds() if self._next else self._tick
            # After a build that failed its time is past: it is tried again at the next tick.
            await asyncio.sleep(min(remaining, self._tick) if remaining > 0 else self._tick)


def place(error: Exception) -> str:
    """File and line of a mistake: those in a template if it goes through one, else where it was raised."""
    name, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if name and line:
        return f"{name}:{line}"
    frames = traceback.extract_tb(error.__traceback__)
    within = [frame for frame in frames if frame.filename.endswith(".html")] or frames
    return f"{within[-1].filename}:{within[-1].lineno}" if within else "unknown place"
