"""Makes the history of every document from its versions: nothing of drafts, nothing from before it was public."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from server.content import folder, place, reading, site_file
from server.content.history import git
from server.content.history.comparing import differences
from server.content.history.git import Blobs, Revision
from server.content.history.passages import passages
from server.content.history.record import Change, Record
from server.content.moment import moment
from server.content.problem import Unreadable
from server.content.reading import DRAFT_FOLDERS, Source
from server.content.section import Sections, declared

MINOR = re.compile(r"\s*(?:minor\s*:|typos?\b)|.*\[minor\]", re.IGNORECASE)
MERGE = re.compile(r"Merge (?:branch|pull request|remote-tracking branch|tag|commit)\b")
MOST_DIFFERENCES = 40  # of one change; the rest are counted


class Version(msgspec.Struct, frozen=True):
    """A version that readers could see, and from when on."""

    at: dt.datetime
    subject: str
    source: Source


def told(pages: Path) -> dict[str, Record]:
    """The history of all documents of the folder; empty where git knows none of it. Takes a while: not for a start."""
    sections = declared(site_file.read(pages)[0].sections)
    found = git.revisions(pages, folder.listed(pages).documents)
    records = {}
    with Blobs(pages) as blobs:
        for path, revisions in found.items():
            if record := _record(revisions, blobs, sections):
                records[str(path)] = record
    return records


def _record(revisions: Sequence[Revision], blobs: Blobs, sections: Sections) -> Record | None:
    if len(revisions) == 1:  # as most are: whether it is public the gate knows
        return Record(revisions[0].at)
    versions = list(_public([(each, _read(each, blobs, sections)) for each in reversed(revisions)]))
    if not versions:
        return None
    texts = [passages(each.source) for each in versions]
    changes = []
    for number, version in enumerate(versions[1:], 1):
        found = differences(texts[number - 1], texts[number])
        subject = "" if MERGE.match(version.subject) else version.subject
        minor = bool(MINOR.match(subject))
        kept = tuple(found[:MOST_DIFFERENCES])
        changes.append(Change(version.at, subject, minor, kept, len(found) - len(kept)))
    return Record(versions[0].at, tuple(changes), tuple(_addresses(versions)))


def _addresses(versions: Sequence[Version]) -> Iterable[str]:
    """Those that the document had, each once; before them what it was known by when it came from another site."""
    brought = [place.canonical(alias) for alias in versions[0].source.fields.aliases[:1]]
    return dict.fromkeys((*brought, *(each.source.place.address for each in versions)))


def _read(revision: Revision, blobs: Blobs, sections: Sections) -> Source | None:
    data = blobs.read(revision.blob)
    try:
        return reading.source(revision.path, data.decode(), sections) if data is not None else None
    except (UnicodeDecodeError, Unreadable):
        return None  # nobody could see it


def _public(versions: Sequence[tuple[Revision, Source | None]]) -> Iterator[Version]:
    """Those that readers could see: no drafts, and of a scheduled document what it was when its time came."""
    for number, (revision, source) in enumerate(versions):
        if source is None or source.fields.draft or any(part in DRAFT_FOLDERS for part in revision.path.parts):
            continue
        date = source.fields.date or source.place.date
        at = max(revision.at, moment(date)) if date else revision.at
        following = versions[number + 1][0].at if number + 1 < len(versions) else None
        if following is None or at < following:
            yield Version(at, revision.subject, source)
