"""Scripts of an author's own: taken out of the article, and run at the end of the page if the document asks for it."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from server.content.markdown import links
from server.content.markdown.sheet import Sheet
from server.content.places import SCHEME
from server.content.script import Script

KEPT = ("type", "id", "async")
KINDS = ("", "module", "text/javascript", "application/javascript", "application/json", "application/ld+json")
WIDEST_ADDRESS = 80  # characters


def settled(tree: LexborHTMLParser, sheet: Sheet) -> None:
    """Take them out, and keep those that may run; name what happens to the others."""
    for node in tree.css("script"):
        source = node.attributes.get("src") or ""
        why = _refusal(node, source, sheet)
        if why:
            what = f"<script>{f' ({source[:WIDEST_ADDRESS]})' if source else ''}"
            sheet.warn(sheet.find("<script", source), f"The element {what} is taken out{why}.")
        else:
            sheet.scripts.append(_script(node, source, sheet))
        node.decompose()


def _refusal(node: LexborNode, source: str, sheet: Sheet) -> str:
    """Why it may not run; empty where it may."""
    if not sheet.may_run:
        return ": it would run if the front matter said `scripts: true`"
    if source.startswith("//") or SCHEME.match(source):
        return ": put a copy of the file beside the document"
    if (node.attributes.get("type") or "").lower() not in KINDS:
        return ": no browser knows its type"
    around = node.parent
    while around is not None:
        if around.tag in ("svg", "math"):
            return ": it stands in a drawing"
        around = around.parent
    return "" if source or _closed(node) else ": it has no end"


def _closed(node: LexborNode) -> bool:
    """Whether the element ends where it seems to: a comment within it that is left open would take in the page."""
    again = LexborHTMLParser(f"<script>{_text(node)}</script><p>after</p>", is_fragment=True)
    return [each.tag for each in again.css("script, p")] == ["script", "p"]


def _script(node: LexborNode, source: str, sheet: Sheet) -> Script:
    attributes = tuple((name, node.attributes[name] or "") for name in KEPT if name in node.attributes)
    if not source:
        return Script(_text(node), attributes)
    address = links.address(sheet, source, sheet.find("<script", source))
    return Script("", (("src", address), *attributes))


def _text(node: LexborNode) -> str:
    return node.text(deep=True) or ""
