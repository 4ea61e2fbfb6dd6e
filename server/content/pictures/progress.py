"""How far the making of pictures has come, in one line of the terminal; nothing where nobody looks."""

import shutil
from typing import TextIO

LONGEST = 32  # characters of the bar


class Progress:
    """A line that is written over and over, and gone at the end."""

    def __init__(self, stream: TextIO, total: int) -> None:
        self._stream = stream if stream.isatty() else None
        self._total = total
        self._done = 0
        self._write()

    def step(self) -> None:
        self._done += 1
        self._write()

    def close(self) -> None:
        if self._stream:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _write(self) -> None:
        if self._stream is None:
            return
        words = f"Making pictures and cards: {self._done} of {self._total} "
        room = min(LONGEST, shutil.get_terminal_size().columns - len(words) - 1)
        full = room * self._done // self._total if room > 0 else 0
        self._stream.write(f"\r\x1b[K{words}{'━' * full}{'╌' * (max(room, 0) - full)}")
        self._stream.flush()
