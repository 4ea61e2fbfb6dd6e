"""Makes records into items ready for a page: notes rendered, covers and links led where they belong."""

from pathlib import PurePosixPath
from typing import NamedTuple

import msgspec

from server.content.data.item import Item
from server.content.data.items import Draft, Remark, drafts
from server.content.data.records import Record
from server.content.document import Reference
from server.content.markdown import article
from server.content.markdown.text import Text
from server.content.places import Places


class Noted(NamedTuple):
    """Items with what they lead to, and what is wrong with them."""

    items: list[Item]
    references: list[Reference]
    remarks: list[Remark]


class Where(NamedTuple):
    """What the meaning of a record depends on: its file, the address of the page that shows it."""

    path: PurePosixPath
    address: str
    places: Places
    smart: bool


def noted(records: list[Record], where: Where, *, quiet: bool) -> Noted:
    """The items of a file, as a page shows them."""
    found, remarks = drafts(records, quiet=quiet)
    made = Noted([], [], remarks)
    for draft in found:
        item = _led(draft.item, where, made)
        if draft.notes:
            item = msgspec.structs.replace(item, html=_notes(draft, where, made))
        made.items.append(item)
    return made


def _led(item: Item, where: Where, made: Noted) -> Item:
    url, cover = item.url, item.cover
    if url:
        target = where.places.target(url, where.path, where.address)
        url = target.url
        if target.kind in ("document", "file", "unknown"):
            known = target.kind != "unknown"
            made.references.append(
                Reference(kind="link", address=target.address, fragment=target.fragment, found=known)
            )
    if cover:
        target = where.places.target(cover, where.path, where.address)
        known = target.kind == "file" or target.address.startswith("/assets/")
        if target.kind == "elsewhere" and target.url.startswith("https:"):
            made.remarks.append((cover, f"The cover {cover[:120]} comes from elsewhere: its host sees every reader."))
        elif not known:
            made.remarks.append((cover, f"The cover {cover} is not there; it was looked for as {target.address}."))
        else:
            made.references.append(Reference(kind="picture", address=target.address, found=True))
        cover = target.url if known or target.url.startswith("https:") else None
    return msgspec.structs.replace(item, url=url, cover=cover)


def _notes(draft: Draft, where: Where, made: Noted) -> str:
    text = Text(
        body=draft.notes,
        first_line=1,
        path=where.path,
        address=where.address,
        title="",
        smart=where.smart,
    )
    written = article.rendered(text, where.places)
    made.references.extend(msgspec.structs.replace(each, line=None) for each in written.references)
    made.remarks.extend((draft.item.title, problem.message) for problem in written.problems)
    return written.html
