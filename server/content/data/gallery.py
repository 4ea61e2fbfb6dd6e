"""A gallery: the pictures of a folder, with captions and dates from front matter or from their names."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from server.content import dates, values
from server.content.data.item import Keepsake
from server.content.markdown.headings import identifier
from server.content.portable import fit
from server.content.spellings import plain
from server.web.assets import media_type

DARK = ".dark"  # plot.dark.png is the other face of plot.png


def folder_of(wanted: Any, path: PurePosixPath) -> PurePosixPath | None:
    """The folder of pictures that a document asks for: one beside it, or with `true` that of its own name."""
    if values.empty(wanted) or wanted is False:
        return None
    own = path.parent if path.stem in ("index", "_index") else path.with_suffix("")
    if wanted is True:
        return own
    word = values.text(wanted).strip("/")
    return PurePosixPath(word) if values.text(wanted).startswith("/") else path.parent / word


def kept(folder: PurePosixPath, files: Iterable[str], captions: Any) -> tuple[tuple[Keepsake, ...], list[str]]:
    """The pictures in a folder, the newest first, those without a date last; and the captions of none of them."""
    names = [address for address in files if PurePosixPath(address[1:]).parent == folder and _is_picture(address)]
    said = {str(name): words for name, words in captions.items()} if isinstance(captions, Mapping) else {}
    found = [_keepsake(address, said.get(PurePosixPath(address).name)) for address in names]
    found.sort(key=lambda each: (each.date is None, -each.date.toordinal() if each.date else 0, each.address))
    return tuple(found), [name for name in said if name not in {PurePosixPath(address).name for address in names}]


def _is_picture(address: str) -> bool:
    path = PurePosixPath(address)
    return media_type(path.name).startswith("image/") and not path.stem.endswith(DARK)


def _keepsake(address: str, said: Any) -> Keepsake:
    stem = PurePosixPath(address).stem.removesuffix(".light")
    day, name = dates.in_file_name(stem)
    words = name.replace("_", " ").replace("-", " ").strip() if name != stem or day is None else ""
    table = {plain(str(key)): value for key, value in said.items()} if isinstance(said, Mapping) else {}
    caption = fit(values.text(table.get("caption") or table.get("title") or "" if table else said or ""))
    date = table.get("date")
    return Keepsake(
        id=identifier(stem),
        address=address,
        alt=fit(values.text(table.get("alt") or "")) or caption or _sentence(words),
        caption=caption or _sentence(words),
        date=dates.parsed(date) if date else day,
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
