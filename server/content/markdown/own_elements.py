"""Elements of an author's own that cannot stay as they are: what runs, what loads from elsewhere, what styles."""

from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from server.content.markdown import embeds, own_scripts, pictures
from server.content.markdown.sheet import Sheet
from server.content.places import SCHEME

# With what they hold; what each would do is refused by the CSP, or is the page's own business.
REMOVED = "template, meta, base, link, frameset, frame, noembed, noframes, title, dialog[open]"
EMBEDS = "iframe, embed, object, applet, portal, fencedframe"
UNWRAPPED = "noscript, plaintext, xmp, listing"
WIDEST_ADDRESS = 80  # characters


def settled(tree: LexborHTMLParser, sheet: Sheet) -> None:
    """Take out, replace or unwrap them, and say so."""
    _styles(tree, sheet)
    if tree.root is not None:
        for node in [node for node in tree.root.traverse(include_text=True) if node.tag == "-comment"]:
            node.decompose()
    own_scripts.settled(tree, sheet)
    for node in tree.css(REMOVED):
        source = node.attributes.get("src") or node.attributes.get("href") or ""
        what = f"<{node.tag}>{f' ({source[:WIDEST_ADDRESS]})' if source else ''}"
        sheet.warn(sheet.find(f"<{node.tag}", source), f"The element {what} is taken out.")
        node.decompose()
    for node in tree.css(EMBEDS):
        _linked(node, node.attributes.get("src") or node.attributes.get("data") or "", sheet)
    for node in tree.css("video, audio"):
        source = _media_source(node)
        if source.startswith("//") or SCHEME.match(source):
            _linked(node, source, sheet)
    for node in tree.css("form"):
        action = node.attributes.get("action") or ""
        if action.startswith("//") or SCHEME.match(action):
            sheet.warn(
                sheet.find("<form", action), f"A form that is sent to {action} would be refused; it is taken out."
            )
            node.unwrap(delete_empty=True)
    for node in tree.css(UNWRAPPED):
        node.unwrap(delete_empty=True)


def _styles(tree: LexborHTMLParser, sheet: Sheet) -> None:
    def led(url: str) -> str:
        return pictures.address(sheet, url, sheet.find(url)) if url else url

    for node in tree.css("style"):
        for why in sheet.styles.add(node.text() or "", led):
            sheet.warn(sheet.find("<style"), f"Of the styles, {why}.")
        node.decompose()


def _media_source(node: LexborNode) -> str:
    source = node.attributes.get("src")
    if not source:
        inner = node.css_first("source")
        source = inner.attributes.get("src") if inner is not None else None
    return source or ""


def _linked(node: LexborNode, source: str, sheet: Sheet) -> None:
    """Put a link in its place: nothing is loaded from elsewhere until a reader asks for it."""
    sheet.warn(
        sheet.find(f"<{node.tag}", source), f"<{node.tag}> from {source[:WIDEST_ADDRESS] or 'nowhere'} becomes a link."
    )
    url = f"https:{source}" if source.startswith("//") else source
    if not url or (SCHEME.match(url) and not url.lower().startswith(("https:", "http:"))):
        node.decompose()
        return
    title, poster = escape(node.attributes.get("title") or ""), node.attributes.get("poster")
    picture = f'<img src="{escape(poster)}" alt="">' if poster else ""
    otherwise = node.tag if node.tag in ("video", "audio") else "place"
    html = embeds.preview(url, embeds.Said(title, picture=picture), sheet.labels, otherwise)
    link = LexborHTMLParser(html, is_fragment=True).root
    if link is not None:
        node.replace_with(link)
