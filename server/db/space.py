"""How much room is left where the data lie: said before it is gone."""

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path

SCARCE = 100_000_000  # bytes; of a small disk, a tenth
LOOK = 60.0  # seconds between two looks

log = logging.getLogger(__name__)


def shortage(path: Path) -> str | None:
    """A sentence for the owner when the disk under a path is nearly full; None where nobody can say."""
    if not hasattr(os, "statvfs"):  # Windows
        return None
    try:
        disk = os.statvfs(path)
    except OSError:
        return None  # the path is gone, which other words will be found for
    free, whole = disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize
    if free >= min(SCARCE, whole // 10):
        return None
    return (
        f"Only {free / 1e6:.1f} MB are free on the disk that holds the data. Once it is full, no inquiry can be kept."
    )


async def watch(shortage: Callable[[], str | None], look: float = LOOK) -> None:
    """Say in the log when room becomes scarce, once each time that it does. Runs until cancelled."""
    said = False
    while True:
        if (words := shortage()) and not said:
            log.warning("%s", words)
        said = words is not None
        await asyncio.sleep(look)
