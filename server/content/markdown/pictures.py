"""Pictures: with their alt, lazily loaded, found where the author meant them; a page stays whole without them."""

from html import escape

from server.content.document import Reference
from server.content.markdown.links import SPACE
from server.content.markdown.sheet import Sheet

LOADED = ' loading="lazy" decoding="async">'


class Picture(str):
    """An image's tag, which becomes a figure where it stands alone."""

    __slots__ = ("bare", "caption")
    bare: str  # without its title
    caption: str


def picture(sheet: Sheet, url: str, alt: str, title: str, at: int) -> Picture:
    """The tag of an image; where it becomes a figure, its title is the caption instead of a hint."""
    source = address(sheet, url, at)
    sheet.written.add(source)
    tag = f'<img src="{escape(source)}" alt="{escape(alt)}"'
    hint = f' title="{escape(title)}"' if title else ""
    made = Picture(f"{tag}{hint}{LOADED}")
    made.caption = f"<figcaption>{escape(title, quote=False)}</figcaption>" if title else ""
    made.bare = f"{tag}{LOADED}"
    return made


def address(sheet: Sheet, url: str, at: int | None) -> str:
    """What to write for a picture's reference; unescaped. Says what is missing, and what comes from elsewhere."""
    target = sheet.places.target(url, sheet.path, sheet.address)
    if target.kind == "elsewhere":
        return _foreign(sheet, url, at)
    found = target.kind == "file" or target.address.startswith("/assets/")
    sheet.references.append(
        Reference(kind="picture", address=target.address, line=sheet.line(at) if at is not None else None, found=found)
    )
    if not found:
        sheet.warn(at, f"The picture {url} is not there; it was looked for as {target.address}.")
    return SPACE.sub(lambda found: f"%{ord(found[0]):02X}", target.url)


def _foreign(sheet: Sheet, url: str, at: int | None) -> str:
    scheme = url.split(":", 1)[0].lower()
    if scheme in ("http", "https") or url.startswith("//"):
        sheet.foreign_pictures = True
        sheet.warn(at, f"The picture {url[:120]} comes from elsewhere: its host sees every reader, and may lose it.")
        if scheme == "http":
            return f"https{url[4:]}"
        return f"https:{url}" if url.startswith("//") else url
    sheet.warn(at, f"A picture given as {scheme}: is not shown; keep it in a file beside the document.")
    return ""
