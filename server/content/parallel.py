"""Many documents are rendered by as many processes as the machine has processors; few are rendered by this one."""

import fcntl
import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import Any

from server.content.places import Places
from server.content.rendering import Rendered, Rendering, Standing
from server.content.section import Sections
from server.content.site import Site

MANY = 700  # documents; with fewer the processes would take longer to start than they save
MOST = 8  # processes
PIECE = 32  # documents that a process hands over at a time
PIPE = 1 << 20  # bytes that may be under way, where the system allows it


@contextmanager
def rendering(pages: Path, sections: Sections, count: int) -> "Iterator[Rendering | Shared]":
    """A rendering for about so many documents."""
    processors = min(_processors(), MOST)
    if count < MANY or processors < 2:
        yield Rendering(pages, sections)
        return
    with ExitStack() as stack:
        yield Shared([stack.enter_context(_hand(pages, sections)) for _ in range(processors)], pages, sections)


class Lost(Exception):
    """A process ended before it had said everything, or could not be begun."""


class Hand:
    """A process that renders its part. What it says comes in the order in which it was asked."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def ask(self, *question: Any) -> None:
        assert self._process.stdin is not None  # noqa: S101 (as asked for)
        try:
            pickle.dump(question, self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
        except OSError as error:
            raise Lost(f"a process for it ended: {error}") from error

    def answers(self) -> Iterator[list[Any]]:
        """The answers to one question, in pieces."""
        assert self._process.stdout is not None  # noqa: S101 (as asked for)
        try:
            while piece := pickle.load(self._process.stdout):  # noqa: S301 (of a process of our own)
                yield piece
        except (EOFError, pickle.UnpicklingError) as error:
            raise Lost(f"a process for it ended: {error}") from error


class Shared:
    """A rendering that is done by several hands, each of which has every so-manieth document."""

    def __init__(self, hands: Sequence[Hand], pages: Path, sections: Sections) -> None:
        self._hands = hands
        self._own = Rendering(pages, sections)
        self._many = True

    def standing(self, paths: Iterable[PurePosixPath], texts: Mapping[PurePosixPath, str] = {}) -> Iterator[Standing]:
        """The first step; of the few that are asked for later, in this process."""
        if not self._many:
            return self._own.standing(paths, texts)
        self._many = False
        every = list(paths)
        for number, hand in enumerate(self._hands):
            hand.ask(every[number :: len(self._hands)], texts)
        return self._answers()

    def documents(self, site: Site, places: Places, files: Mapping[str, Path]) -> Iterator[Rendered]:
        """The second step."""
        for hand in self._hands:
            hand.ask(site, places, files)
        yield from self._answers()
        yield from self._own.documents(site, places, files)

    def _answers(self) -> Iterator[Any]:
        for pieces in zip_longest(*(hand.answers() for hand in self._hands), fillvalue=()):
            for piece in pieces:
                yield from piece


@contextmanager
def _hand(pages: Path, sections: Sections) -> Iterator[Hand]:
    command = [sys.executable, "-m", "server.content.parallel"]
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 (our own)
    except OSError as error:
        raise Lost(f"no process for it can be begun: {error}") from error
    with process:
        try:
            assert process.stdout is not None  # noqa: S101 (as asked for)
            with suppress(OSError, AttributeError):
                fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, PIPE)
            hand = Hand(process)
            hand.ask(pages, sections)
            yield hand
        finally:
            process.kill()
            with suppress(OSError):  # what is still to be written to it
                process.stdin and process.stdin.close()


def _processors() -> int:
    with suppress(AttributeError):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def main() -> None:
    """Be a hand: answer questions until there are no more."""
    said, heard = sys.stdout.buffer, sys.stdin.buffer
    own: Rendering = Rendering(*pickle.load(heard))  # noqa: S301 (of the process that started this one)
    for step in (own.standing, own.documents):
        piece: list[Any] = []
        for each in step(*pickle.load(heard)):  # noqa: S301 (same)
            piece.append(each)
            if len(piece) == PIECE:
                pickle.dump(piece, said, pickle.HIGHEST_PROTOCOL)
                said.flush()
                piece = []
        if piece:
            pickle.dump(piece, said, pickle.HIGHEST_PROTOCOL)
        pickle.dump([], said)
        said.flush()


if __name__ == "__main__":
    main()
