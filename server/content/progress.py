"""Things to do: how many of them are done, said beside each list of them."""

from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

BOX = 'type="checkbox"'
FEWEST = 2  # of one thing to do everybody sees whether it is done


class Progress(NamedTuple):
    """Of how many things how many are done."""

    done: int
    total: int


def of(html: str) -> Progress | None:
    """That of a whole article; None where nothing is to be done."""
    boxes = [piece.partition(">")[0] for piece in html.split("<input ")[1:]] if BOX in html else []
    states = [" checked" in box for box in boxes if BOX in box]
    return Progress(sum(states), len(states)) if states else None


def beside_lists(html: str) -> str:
    """The article with a note before each list of things to do."""
    if 'class="task"' not in html:
        return html
    body = LexborHTMLParser(f"<div>{html}</div>", is_fragment=True).css_first("div")
    if body is None:
        return html
    for items in body.css("ul, ol"):
        if _is_outermost(items) and items.css("li.task"):
            note = _note(of(items.html or ""))
            if note is not None:
                items.insert_before(note)
    return (body.inner_html or "").strip()


def _is_outermost(items: LexborNode) -> bool:
    node = items.parent
    while node is not None and node.tag != "li":
        node = node.parent
    return node is None


def _note(progress: Progress | None) -> LexborNode | None:
    if progress is None or progress.total < FEWEST:
        return None
    done, total = progress
    html = (
        f'<p class="margin progress">{done} of {total} done '
        f'<progress value="{done}" max="{total}" aria-hidden="true"></progress></p>'
    )
    return LexborHTMLParser(html, is_fragment=True).css_first("p")
