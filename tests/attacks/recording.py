"""What a program does to the files of a folder, as the system sees it: recorded with strace, read back in order.

A write counts from the moment it is asked for, a sync from the moment it has succeeded, and an answer to a visitor
from the moment the program hands it to the network: each the worse for the program.
"""

import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

CALLS = (
    "openat,write,writev,pwrite64,pwritev,fsync,fdatasync,ftruncate,unlink,rename,link,fallocate,sendto,sendmsg,"
    "copy_file_range,sendfile"
)
CERTAIN_WHEN_DONE = ("fsync", "fdatasync", "openat", "unlink")
UNDERSTOOD = (*CERTAIN_WHEN_DONE, "pwrite64", "ftruncate")

_LINE = re.compile(rb"(\d+) +(?:<\.\.\. (\w+) resumed>|(\w+)\()(.*)")
_ON_FILE = re.compile(rb"\d+<([^>]*)>")
_TEXT = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"')
_THANKS = re.compile(rb"HTTP/1\.1 303 .*?location: (/contact/inquiries/[\w-]+)", re.DOTALL)


class Write(msgspec.Struct, frozen=True):
    """Bytes for a place in a file."""

    name: str
    offset: int
    content: bytes


class Cut(msgspec.Struct, frozen=True):
    """A file gets another length."""

    name: str
    size: int


class Synced(msgspec.Struct, frozen=True):
    """A file's bytes are on the disk; without a name, the folder's names are."""

    name: str


class Failed(msgspec.Struct, frozen=True):
    """The disk has refused to sync a file, and the system forgets what was to be synced: the next sync will succeed."""

    name: str


class Made(msgspec.Struct, frozen=True):
    """A name may be new in the folder."""

    name: str


class Removed(msgspec.Struct, frozen=True):
    """A name is gone from the folder."""

    name: str


class Thanked(msgspec.Struct, frozen=True):
    """A visitor is being thanked, and shown this page."""

    place: str


Deed = Write | Cut | Synced | Failed | Made | Removed | Thanked


def strace() -> str:
    """The program that records; skips where it is missing, and fails in CI."""
    found = shutil.which("strace")
    if found is None:
        reason = "strace is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def recorder(record: Path, *faults: str) -> Sequence[str]:
    """What to put before a command: its process stays ours, and the recorder watches from aside.

    `faults` are such as `fsync:error=EIO:when=5+3`: every third, from the fifth of each thread, fails without effect.
    """
    return (
        strace(), "-D", "-f", "--seccomp-bpf", "-y", "-xx", "-s", "100000", "-o", str(record), "-e", f"trace={CALLS}",
        *(f"--inject={fault}" for fault in faults),
    )  # fmt: skip


def deeds(record: Path, folder: Path, files: Sequence[str], pid: int) -> list[Deed]:
    """What happened to the `files` of a folder, once the recorder has seen the process end."""
    deadline = time.monotonic() + 60
    while not re.search(rb"(?m)^%d +\+\+\+ exited with 0 \+\+\+$" % pid, record.read_bytes()[-200:]):
        assert time.monotonic() < deadline, "the recorder has not seen the end"
        time.sleep(0.1)
    with record.open("rb") as lines:
        return list(_read(lines, folder, files))


def _read(lines: Iterable[bytes], folder: Path, files: Sequence[str]) -> Iterator[Deed]:
    begun: dict[bytes, bytes] = {}
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            continue  # a signal, or an end
        process, resumed, call, rest = match.groups()
        name = (resumed or call).decode()
        if resumed:
            if name in CERTAIN_WHEN_DONE:
                yield from _deed(name, begun.pop(process) + rest, folder, files)
        elif rest.endswith(b"<unfinished ...>"):
            begun[process] = rest.removesuffix(b"<unfinished ...>")
            if name not in CERTAIN_WHEN_DONE:
                yield from _deed(name, rest, folder, files)
        else:
            yield from _deed(name, rest, folder, files)


def _deed(call: str, text: bytes, folder: Path, files: Sequence[str]) -> Iterator[Deed]:
    if call in ("write", "writev", "sendto", "sendmsg") and b"socket" in _path(text).encode():
        said = b"".join(_plain(part) for part in _TEXT.findall(text))
        for place in _THANKS.findall(said):
            yield Thanked(place.decode())
        return
    if call == "unlink":
        path = Path(_plain(_TEXT.findall(text)[0]).decode())
    elif call == "openat":
        if b"O_CREAT" not in text or b" = -1 " in text:
            return
        path = Path(_plain(_TEXT.findall(text)[0]).decode())
    else:
        path = Path(_path(text))
    if path == folder and call in ("fsync", "fdatasync") and text.rstrip().endswith(b"= 0"):
        yield Synced("")
    if path.parent != folder or path.name not in files:
        return
    assert call in UNDERSTOOD, f"{call} on {path} is not understood here"
    yield from _on(call, path.name, text)


def _on(call: str, name: str, text: bytes) -> Iterator[Deed]:
    if call in ("pwrite64", "ftruncate") and b" = -1 " in text:
        return
    if call == "pwrite64":
        (content,) = _TEXT.findall(text)
        length, offset = re.findall(rb"\d+", text.rpartition(b'"')[2])[:2]
        assert int(length) * 4 == len(content), "the record is cut"
        yield Write(name, int(offset), _plain(content))
    elif call == "ftruncate":
        (size,) = re.findall(rb">, (\d+)", text)[:1]
        yield Cut(name, int(size))
    elif call == "openat":
        yield Made(name)
    elif call == "unlink":
        if text.rstrip().endswith(b"= 0"):
            yield Removed(name)
    else:
        yield Synced(name) if text.rstrip().endswith(b"= 0") else Failed(name)


def _path(text: bytes) -> str:
    match = _ON_FILE.match(text)
    if match is None:
        return ""
    found = match[1]
    return (_plain(found) if found.startswith(b"\\x") else found).decode("utf-8", "replace")


def _plain(text: bytes) -> bytes:
    return bytes.fromhex(text.replace(b"\\x", b"").decode())
