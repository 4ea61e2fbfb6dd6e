"""A body before it is rendered, with everything that its meaning depends on."""

from collections.abc import Mapping
from pathlib import PurePosixPath

import msgspec

from server.content.literature.work import Work


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """The body of a document. `works` are those that it may cite, by key; None: there is no bibliography for it."""

    body: str
    first_line: int
    path: PurePosixPath
    address: str
    title: str | None
    smart: bool
    language: str = "en"
    scripts: bool = False  # whether the author's own may run
    works: Mapping[str, Work] | None = None
