"""Headings in an author's own HTML take their place in the outline with those in Markdown."""

from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from server.content.document import Heading
from server.content.markdown.headings import Outline, Words, identifier, same
from server.content.markdown.sheet import Sheet

HEADINGS = "h1, h2, h3, h4, h5, h6"


def settled(tree: LexborHTMLParser, sheet: Sheet, title: str | None) -> Words | None:
    """Give every heading of the article its level, in one outline, and those without one an id.

    A first `<h1>` that is the document's title is taken out; it is answered where the document has no other.
    """
    taken = None
    nodes = tree.css(HEADINGS)
    if nodes and nodes[0].tag == "h1" and (plain := " ".join(nodes[0].text().split())):
        taken = None if title else Words([escape(plain, quote=False)], [plain])
        if taken or same(plain, title or ""):
            nodes.pop(0).decompose()
    known = {heading.id: heading for heading in sheet.headings}
    if all(node.attributes.get("id") in known for node in nodes):
        return taken
    outline = Outline()
    sheet.headings.clear()
    for node in nodes:
        words = " ".join(node.text().split())
        name = node.attributes.get("id") or sheet.unique(identifier(words))
        node.attrs["id"] = name
        given = int((node.tag or "h2")[1])
        level = outline.level(given)
        if level != given:
            _renamed(tree, node, f"h{level}")
        if words:
            html = known[name].html if name in known else escape(words, quote=False)
            sheet.headings.append(Heading(level, name, html))
    return taken


def _renamed(tree: LexborHTMLParser, node: LexborNode, tag: str) -> None:
    new = tree.create_node(tag)
    for name, value in node.attributes.items():
        new.attrs[name] = value
    child = node.first_child
    while child is not None:
        following = child.next
        new.insert_child(child, move=True)
        child = following
    node.replace_with(new, move=True)
