"""Links: led to the canonical address of what they mean; what would run is taken out."""

import re
from html import escape
from typing import Any

from server.content.document import Reference
from server.content.markdown.sheet import Sheet

RUNS = re.compile(r"[\s\x00-\x1f]*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
SPACE = re.compile(r"[\s\x00-\x20\x7f]")
EMAIL = "mailto:"


def opened(sheet: Sheet, link: dict[str, Any], at: int) -> None:
    """Write the start tag. Every link that stays within the site is noted, so that it can be checked."""
    url = link["dest_url"]
    if link["link_type"] == "Email" and not url.startswith(EMAIL):
        url = EMAIL + url
    title = f' title="{escape(link["title"])}"' if link["title"] else ""
    url = address(sheet, url, at)
    sheet.written.add(url)
    sheet.out.append(f'<a href="{escape(url)}"{title}>')


def address(sheet: Sheet, url: str, at: int | None) -> str:
    """What to write for a reference; unescaped."""
    if RUNS.match(url):
        sheet.warn(at, f"A link that would run ({url[:40]}) is taken out.")
        return ""
    target = sheet.places.target(url, sheet.path, sheet.address)
    if target.kind != "elsewhere":
        sheet.references.append(
            Reference(
                kind="link",
                address=target.address,
                fragment=target.fragment,
                line=None if at is None else sheet.line(at),
                found=target.kind != "unknown",
            )
        )
    if target.kind == "unknown" and target.address.endswith((".md", ".markdown")):
        sheet.warn(at, f"The link to {url} leads to no document.")
    return SPACE.sub(lambda found: f"%{ord(found[0]):02X}", target.url)
