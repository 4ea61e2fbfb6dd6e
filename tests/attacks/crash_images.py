"""What a disk may hold after a loss of power: all that was synced, and of the rest any part, in any order, torn."""

from collections.abc import Iterator, Sequence
from copy import copy
from random import Random

import msgspec

from tests.attacks.recording import Cut, Deed, Failed, Made, Removed, Synced, Thanked, Write

SECTOR = 512  # bytes that a disk writes as a whole


class Image(msgspec.Struct, frozen=True):
    """The files that there are, whether they lack anything of what was asked for, and who was thanked by then."""

    files: dict[str, bytes]
    short: bool
    thanked: frozenset[str]


class File:
    """The bytes that are certain, and what has been asked for since the last sync."""

    def __init__(self) -> None:
        self.certain = bytearray()
        self.since: list[Write | Cut] = []

    def sync(self) -> None:
        for deed in self.since:
            _do(self.certain, deed)
        self.since = []

    def fail(self, dice: Random) -> None:
        """A sync was refused: what of it reached the disk has, and the rest never will unless it is written again."""
        for deed in self.since:
            if dice.random() < 0.5:
                _do(self.certain, deed)
            elif isinstance(deed, Write):  # the room is there, with nothing in it
                self.certain.extend(bytes(max(0, deed.offset + len(deed.content) - len(self.certain))))
        self.since = []

    def whole(self) -> bytes:
        """What it holds where nothing goes wrong."""
        found = bytearray(self.certain)
        for deed in self.since:
            _do(found, deed)
        return bytes(found)

    def after_a_crash(self, dice: Random) -> bytes:
        """One of the many things that it may hold."""
        kept, torn = dice.choice([(0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (0.9, 0.3), (1.0, 0.0), (1.0, 0.3)])
        found = bytearray(self.certain)
        since = [deed for deed in self.since if dice.random() < kept]
        if dice.random() < 0.5:
            dice.shuffle(since)
        for deed in since:
            for part in _torn(deed, dice) if dice.random() < torn else [deed]:
                _do(found, part)
        return bytes(found)


class Disk:
    """A folder as the system sees it, and as far as it is on the disk."""

    def __init__(self) -> None:
        self.now: dict[str, File] = {}
        self.certain: dict[str, File] = {}
        self.thanked: set[str] = set()

    def take(self, deed: Deed, dice: Random) -> None:
        """One deed later."""
        match deed:
            case Thanked(place):
                self.thanked.add(place)
            case Made(name):
                self.now.setdefault(name, File())
            case Removed(name):
                del self.now[name]
            case Synced(""):
                self.certain = copy(self.now)
            case Synced(name):
                self.now[name].sync()
            case Failed(name):
                self.now[name].fail(dice)
            case Write() | Cut():
                self.now[deed.name].since.append(deed)

    def after_a_crash(self, dice: Random) -> Image:
        """A name that is not on the disk may be there or not, and so may one that was removed."""
        files = {}
        for name in self.now | self.certain:
            file = dice.choice((self.now, self.certain)).get(name)
            if file is not None:
                files[name] = file.after_a_crash(dice)
        short = files != {name: file.whole() for name, file in self.now.items()}
        return Image(files, short, frozenset(self.thanked))


def images(deeds: Sequence[Deed], count: int, seed: int) -> Iterator[Image]:
    """So many crashes, at moments all over the record."""
    dice = Random(seed)  # noqa: S311 (a test's dice)
    moments = sorted(dice.randrange(len(deeds) + 1) for _ in range(count))
    disk, done = Disk(), 0
    for moment in moments:
        for deed in deeds[done:moment]:
            disk.take(deed, dice)
        done = moment
        yield disk.after_a_crash(dice)


def _do(content: bytearray, deed: Write | Cut) -> None:
    if isinstance(deed, Cut):
        del content[deed.size :]
        content.extend(bytes(deed.size - len(content)))
        return
    content.extend(bytes(max(0, deed.offset + len(deed.content) - len(content))))
    content[deed.offset : deed.offset + len(deed.content)] = deed.content


def _torn(deed: Write | Cut, dice: Random) -> Iterator[Write | Cut]:
    """Some sectors of a write, and others not."""
    if isinstance(deed, Cut):
        yield deed
        return
    end = deed.offset + len(deed.content)
    for sector in range(deed.offset // SECTOR, (end - 1) // SECTOR + 1):
        first, last = max(deed.offset, sector * SECTOR), min(end, (sector + 1) * SECTOR)
        if dice.random() < 0.5:
            yield Write(deed.name, first, deed.content[first - deed.offset : last - deed.offset])
