"""`duologue check --fetch`: pictures from elsewhere are put beside the documents that name them."""

import os
import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from server.content import folder, reading
from server.content.pictures.cleaning import cleaned
from server.content.pictures.fetched import naming
from server.content.pictures.fetched.fetching import Fetcher, NotFetched
from server.content.pictures.picture import Unreadable as NoPicture
from server.content.problem import Unreadable

UNFIT = re.compile(r"[^\w-]+")
LONGEST_NAME = 60  # characters
ENDINGS = {"jpeg": "jpg"}


def bring_home(pages: Path, fetcher: Fetcher) -> Iterator[str]:
    """Fetch each picture that a document names with an address of another site, and name the copy instead.

    Yields what was done or why not, a line each. Documents that cannot be read are left for `check` to name.
    """
    fetched: dict[str, bytes | NotFetched] = {}
    for path in folder.listed(pages).documents:
        raw = (pages / path).read_bytes()
        try:
            text = raw.decode()
            plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
            found = naming.foreign(plain, reading.source(path, plain).fields.image)
        except (UnicodeDecodeError, Unreadable):
            continue
        names: dict[naming.Naming, str] = {}
        for each in found:
            line = plain.count("\n", 0, each.start) + 1
            try:
                names[each] = _kept(pages / path.parent, each.url, _fetched(each.url, fetcher, fetched))
            except NotFetched as error:
                yield f"{path}:{line}: {each.url} stays where it is: {error}."
            else:
                yield f"{path}:{line}: {each.url} is now {path.parent / names[each]}."
        if names:
            shifted = {_in_file(each, text): name for each, name in names.items()}
            _put(pages / path, naming.renamed(text, shifted).encode(), (pages / path).stat().st_mode)


def _fetched(url: str, fetcher: Fetcher, known: dict[str, bytes | NotFetched]) -> bytes:
    """Each address is asked once, also where it is named twice, and where it has failed."""
    if url not in known:
        try:
            known[url] = fetcher.fetch(url)
        except NotFetched as error:
            known[url] = error
    found = known[url]
    if isinstance(found, NotFetched):
        raise found
    return found


def _kept(folder_of_document: Path, url: str, data: bytes) -> str:
    """The name under which a picture is kept beside a document: that of an equal one, or a new one."""
    try:
        kind = cleaned(data).kind
    except NoPicture as error:
        raise NotFetched(str(error)) from error
    ending = ENDINGS.get(kind, kind)
    stem = UNFIT.sub("-", PurePosixPath(unquote(urlsplit(url).path)).stem).strip("-")[:LONGEST_NAME] or "picture"
    number = 1
    while True:
        name = f"{stem}.{ending}" if number == 1 else f"{stem}-{number}.{ending}"
        path = folder_of_document / name
        if not path.exists():
            _put(path, data)
            return name
        if path.read_bytes() == data:
            return name
        number += 1


def _in_file(each: naming.Naming, text: str) -> naming.Naming:
    """The same place counted with what the file has besides: a byte order mark, carriage returns."""
    mark = text.startswith("\ufeff")
    returns = [at.start() - number - mark for number, at in enumerate(re.finditer("\r\n", text))]
    more = mark + bisect_right(returns, each.start - 1)
    return naming.Naming(each.start + more, each.end + more, each.url)


def _put(path: Path, data: bytes, mode: int | None = None) -> None:
    """Whole or not at all: these are the author's files."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    draft.write_bytes(data)
    if mode is not None:
        draft.chmod(mode)
    draft.replace(path)
