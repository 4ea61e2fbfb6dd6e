"""Attributes of an author's own: styles become classes, handlers go, references are led where they belong."""

import re
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from server.content.markdown import links, own_styles, pictures
from server.content.markdown.sheet import Sheet

LAST_KNOWN = 1_000  # lexbor's numbers of HTML's elements end at 200; others get the address of their name
RUNS = re.compile(r"on|hx-|data-hx-|(?:autofocus|ping|srcdoc|nonce|http-equiv|is)$")
ADDRESSES = ("xlink:href", "action", "formaction", "poster", "cite", "data", "background")
CANDIDATE = re.compile(r"\s*(\S*[^\s,])(\s[^,]*)?(?:,|$)")


def settled(tree: LexborHTMLParser, sheet: Sheet) -> None:
    """Go through every element once."""
    if tree.root is None:
        return
    ids: set[str] = set()
    for node in list(tree.root.traverse()):
        attributes = node.attributes
        if node.tag_id > LAST_KNOWN:
            _unknown(node, sheet)
        if attributes:
            _element(node, attributes, ids, sheet)
        if node.tag == "img":
            _picture(node, node.attributes, sheet)
    for node in tree.css("p:empty"):  # what is left where a block stood in a paragraph
        if not node.attributes:
            node.decompose()
    for node in tree.css("table"):
        _in_region(node, sheet)
    for node in tree.css("pre:not([tabindex])"):
        node.attrs["tabindex"] = "0"


def _unknown(node: LexborNode, sheet: Sheet) -> None:
    """Name what was probably meant as text: a reader sees nothing of it."""
    around = node.parent
    while around is not None and around.tag not in ("math", "svg"):
        around = around.parent
    if around is None and "-" not in (node.tag or ""):
        sheet.warn(
            sheet.find(f"<{node.tag}"), f"<{node.tag}> is no element of HTML; is it text? Write &lt;{node.tag}&gt;"
        )


def _element(node: LexborNode, attributes: dict[str, str | None], ids: set[str], sheet: Sheet) -> None:
    for name, value in attributes.items():
        text = value or ""
        if RUNS.match(name):
            sheet.warn(sheet.find(name, text), f"The attribute {name} is taken out.")
            del node.attrs[name]
        elif name == "style":
            del node.attrs["style"]
            text = own_styles.with_addresses(text, lambda url: pictures.address(sheet, url, sheet.find(url)))
            node.attrs["class"] = f"{node.attributes.get('class') or ''} {sheet.styles.named(text)}".strip()
        elif name == "id":
            if text in ids:
                del node.attrs["id"]
            ids.add(text)
        elif name == "href" and node.tag in ("a", "area"):
            _led(node, "href", text, sheet)
        elif name == "src" and node.tag in ("video", "audio", "source", "track"):
            _led(node, "src", text, sheet)
        elif (name in ADDRESSES or name in ("href", "src")) and links.RUNS.match(text):
            sheet.warn(sheet.find(text), f"The {name} of <{node.tag}> would run; it is taken out.")
            del node.attrs[name]


def _led(node: LexborNode, name: str, url: str, sheet: Sheet) -> None:
    if url not in sheet.written:
        node.attrs[name] = links.address(sheet, url, sheet.find(url))


def _picture(node: LexborNode, attributes: dict[str, str | None], sheet: Sheet) -> None:
    source = attributes.get("src") or ""
    if source and source not in sheet.written:
        node.attrs["src"] = pictures.address(sheet, source, sheet.find(source))
    if attributes.get("srcset"):
        led = (
            f"{pictures.address(sheet, found[1], sheet.find(found[1]))}{found[2] or ''}"
            for found in CANDIDATE.finditer(attributes["srcset"] or "")
        )
        node.attrs["srcset"] = ", ".join(led)
    if "alt" not in attributes:
        sheet.warn(sheet.find(source), f"The picture {source[:80]} has no alt text.")
        node.attrs["alt"] = ""
    for name, value in (("loading", "lazy"), ("decoding", "async")):
        if name not in attributes:
            node.attrs[name] = value


def _in_region(node: LexborNode, sheet: Sheet) -> None:
    """Let an author's own table scroll inside itself, as those in Markdown do."""
    parent = node.parent
    while parent is not None and parent.tag not in ("table", "-undef"):
        if parent.tag == "div" and "table" in (parent.attributes.get("class") or "").split():
            return
        parent = parent.parent
    if parent is not None and parent.tag == "table":
        return
    sheet.tables += 1
    label = escape(sheet.labels.table.format(sheet.tables))
    region = LexborHTMLParser(
        f'<div class="table" role="region" aria-label="{label}" tabindex="0"></div>', is_fragment=True
    ).root
    if region is None:
        return
    node.insert_before(region)
    placed = node.prev
    if placed is not None:
        placed.insert_child(node, move=True)
