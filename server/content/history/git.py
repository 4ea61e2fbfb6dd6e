"""Asks git for the versions of the documents: in one pass over the folder, within bounds, without touching anything."""

import datetime as dt
import logging
import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

import msgspec

log = logging.getLogger(__name__)

PATIENCE = 60.0  # seconds for the whole log
MOST_COMMITS = 20_000
MOST = 50  # versions of one document: the newest
QUIET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
# The branch as it was published: what a merge brought is one step.
LOG = (
    *("log", "--first-parent", "-m", "--relative", "--raw", "-z", "-M", "--no-abbrev", "--no-color", "--no-ext-diff"),
    *("--no-show-signature", f"--max-count={MOST_COMMITS}", "--format=%x01%cI%x00%s", "--", "."),
)
LINK = "120000"


class Revision(msgspec.Struct, frozen=True):
    """A version of a document: when it came into the branch, with which words, where it lay then, and its content."""

    at: dt.datetime
    subject: str
    path: PurePosixPath
    blob: str


def possible(pages: Path) -> bool:
    """Whether the folder lies in a repository, as far as that can be seen without asking git."""
    return any((folder / ".git").exists() for folder in (pages.resolve(), *pages.resolve().parents))


def head(pages: Path) -> str | None:
    """The commit that is checked out; None where there is no git, no repository, or no whole one.

    Of a shallow clone the oldest commit claims to have made everything, so it tells nothing.
    """
    said = _output(pages, "rev-parse", "HEAD", "--is-shallow-repository")
    if said is None:
        return None
    commit, shallow = said.decode().split()
    if shallow == "true":
        log.info("%s is in a shallow clone: its history is not told (git fetch --unshallow makes it whole)", pages)
        return None
    return commit


def revisions(pages: Path, documents: Iterable[PurePosixPath]) -> dict[PurePosixPath, list[Revision]]:
    """The versions of each document, the newest first, under whatever names it has had."""
    said = _output(pages, *LOG)
    found: dict[PurePosixPath, list[Revision]] = {}
    today = {str(path): path for path in documents}  # by its name at the time that is being read
    for at, subject, entries in _commits(said or b""):
        before: dict[str, PurePosixPath] = {}
        for status, mode, blob, source, name in entries:
            path = today.get(name)
            if path is None or status == "D" or mode == LINK:
                continue
            versions = found.setdefault(path, [])
            if len(versions) < MOST:
                versions.append(Revision(at, subject, PurePosixPath(name), blob))
            if status in "AR":
                del today[name]
            if status == "R":
                before[source] = path
        today |= before
    return found


class Blobs:
    """The contents of versions, one after the other, from one process of git."""

    def __init__(self, pages: Path) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (git as it is installed, with words of our own)
            _command(pages, "cat-file", "--batch"),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(),
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate()

    def read(self, blob: str) -> bytes | None:
        """A version's content; None where the repository has lost it."""
        into, out = self._process.stdin, self._process.stdout
        assert into is not None, "as asked for"  # noqa: S101 (same)
        assert out is not None, "as asked for"  # noqa: S101 (same)
        into.write(f"{blob}\n".encode())
        into.flush()
        said = out.readline().split()
        if len(said) != 3:
            return None
        return out.read(int(said[2]) + 1)[:-1]


def _commits(said: bytes) -> Iterator[tuple[dt.datetime, str, list[tuple[str, str, str, str, str]]]]:
    """Each commit with its time, its subject, and of each file: status, mode, content, earlier name, name."""
    words = iter(said.decode(errors="surrogateescape").split("\0"))
    commit: tuple[dt.datetime, str, list[tuple[str, str, str, str, str]]] | None = None
    for word in words:
        if word.startswith("\x01"):
            if commit:
                yield commit
            commit = (dt.datetime.fromisoformat(word[1:]), next(words), [])
        elif commit and word.lstrip("\n").startswith(":"):
            _, mode, _, blob, status = word.lstrip("\n").split(" ")
            source = next(words)
            name = next(words) if status[0] in "RC" else source
            commit[2].append((status[0], mode, blob, source, name))
    if commit:
        yield commit


def _output(pages: Path, *words: str) -> bytes | None:
    """What git says; None where it cannot, for whatever reason: a site needs no history."""
    try:
        run = subprocess.run(  # noqa: S603 (same)
            _command(pages, *words),
            stdin=subprocess.DEVNULL, capture_output=True, env=_environment(), timeout=PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        log.info("git says nothing of %s: %s", pages, error)
        return None
    return run.stdout if run.returncode == 0 else None


def _command(pages: Path, *words: str) -> list[str]:
    return ["git", "-C", str(pages), "--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false", *words]


def _environment() -> dict[str, str]:
    """Ours, but for what a hook would have set: that speaks of another repository."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | QUIET
