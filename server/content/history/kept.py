"""The history in a file, for where there is no git: an image, or a copy of the folder."""

import logging
import os
from pathlib import Path

import msgspec

from server.content.history.record import History, Record

log = logging.getLogger(__name__)

NAME = ".history.json"


class Kept(msgspec.Struct, frozen=True):
    """What the file holds; `form` is raised when it is written otherwise."""

    form: int
    documents: dict[str, Record]


def read(pages: Path) -> History:
    """The history as `duologue history` wrote it; empty where it did not, or where another version did."""
    try:
        kept = msgspec.json.decode((pages / NAME).read_bytes(), type=Kept)
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError) as error:
        log.warning("%s cannot be used: %s; write it again with duologue history", pages / NAME, error)
        return {}
    return kept.documents if kept.form == 1 else {}


def write(pages: Path, history: History) -> Path:
    """Put the history beside the pages, whole or not at all."""
    file = pages / NAME
    draft = pages / f"{NAME}.{os.getpid()}.tmp"
    draft.write_bytes(msgspec.json.encode(Kept(1, dict(history))))
    return draft.replace(file)
