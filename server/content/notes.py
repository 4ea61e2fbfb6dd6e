"""Footnotes beside the text: on a page each follows the passage that it answers, where the margin can take it.

Feeds and mail keep them at the end, where readers without our styles look for them.
"""

from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode


def beside(html: str) -> str:
    """The article with each note behind the outermost element in which it is first referred to.

    A note that is referred to nowhere (an author's own HTML, say) stays at the end.
    """
    if 'class="footnotes"' not in html:
        return html
    body = LexborHTMLParser(f"<div>{html}</div>", is_fragment=True).css_first("div")
    section = body.css_first("section.footnotes") if body else None
    if body is None or section is None:
        return html
    last: dict[int, LexborNode] = {}  # the last note behind each element, so that they keep their order
    marks = _marks(body)
    for item in section.css("ol > li"):
        name = item.attributes.get("id") or ""
        place = _outermost(body, marks.get(f"fnref-{name.removeprefix('fn-')}"))
        if place is None:
            continue
        label = marks[f"fnref-{name.removeprefix('fn-')}"].attributes.get("aria-label") or ""
        note = _note(name, label, item.inner_html or "")
        if note is None:
            continue
        behind = last.get(place.mem_id, place)
        behind.insert_after(note)
        last[place.mem_id] = behind.next or place
        marks |= _marks(last[place.mem_id])  # of what the note refers to, from its new place
        item.decompose()
    if not section.css("li"):
        section.decompose()
    return (body.inner_html or "").strip()


def _marks(within: LexborNode) -> dict[str, LexborNode]:
    """The references to notes, by their ids."""
    return {mark.attributes.get("id") or "": mark for mark in within.css("sup.footnote-ref > a")}


def _outermost(body: LexborNode, node: LexborNode | None) -> LexborNode | None:
    """The child of the article in which the reference stands."""
    while node is not None and node.parent is not None and node.parent.mem_id != body.mem_id:
        node = node.parent
    return node if node is not None and node.parent is not None else None


def _note(name: str, label: str, html: str) -> LexborNode | None:
    number = name.removeprefix("fn-")
    mark = f'<span class="footnote-number" aria-hidden="true">{number}</span>'
    html = f"<p>{mark}{html.removeprefix('<p>')}" if html.startswith("<p>") else f"<p>{mark}</p>{html}"
    label = escape(label)
    source = f'<aside class="margin footnote" id="{name}" role="doc-footnote" aria-label="{label}">{html}</aside>'
    return LexborHTMLParser(source, is_fragment=True).css_first("aside")
