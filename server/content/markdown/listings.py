"""Code as it was written: with a title, numbers and marks around it that are no part of its text."""

from collections.abc import Iterator
from html import escape

from server.content.labels import Labels
from server.content.markdown.fences import Fence, Lines
from server.content.markdown.highlighting import highlighted

SIGNS = {"+": "ins", "-": "del"}


def listing(code: str, fence: Fence, labels: Labels) -> str:
    """A fenced or indented block."""
    marked = fence.first is not None or fence.marked or fence.added or fence.removed or fence.signed
    html = "".join(_lines(code, fence)) if marked else highlighted(code, fence.language)
    name, title = escape(fence.language), escape(fence.title)
    said = title or name
    spoken = labels.code_in.format(said) if said else labels.code
    label, kind = (f' data-language="{name}"', f' class="language-{name}"') if name else ("", "")
    block = f'<pre tabindex="0" role="group" aria-label="{spoken}"><code{kind}>{html}</code></pre>'
    if title:
        return f'<figure class="listing"{label}><figcaption>{title}</figcaption>{block}</figure>\n'
    return f'<div class="listing"{label}>{block}</div>\n'


def _lines(code: str, fence: Fence) -> Iterator[str]:
    """The lines, of which some stand in an element that says why.

    What is shown beside a line is in an attribute, so that nobody copies it with the code.
    """
    signs = [line[:1] for line in code.split("\n")]
    if fence.signed:
        code = "\n".join(line[1:] for line in code.split("\n"))
    lines = highlighted(code, fence.language).split("\n")  # its spans end with their line
    count = len(lines) - (not lines[-1])
    beside = _Beside(fence, count)
    for number, line in enumerate(lines, 1):
        if number > count:
            return
        sign = signs[number - 1] if fence.signed else ""
        tag = SIGNS.get(sign) or beside.tag(number)
        attribute = beside.attribute(number)
        html = f"{escape(sign)}{line}"
        if tag or attribute:
            html = f'<{tag or "span"} class="line"{attribute}>{html}</{tag or "span"}>'
        yield html if number == len(lines) else f"{html}\n"


class _Beside:
    """What stands beside the lines: their numbers, and signs where lines are added or removed."""

    def __init__(self, fence: Fence, count: int) -> None:
        self._fence = fence
        self._width = len(str(fence.first + count - 1)) if fence.first is not None else 0
        self._signs = bool(fence.added or fence.removed)

    def tag(self, number: int) -> str:
        """The element of a line that differs from the others."""
        fence = self._fence
        return (
            "del" if _within(number, fence.removed)
            else "ins" if _within(number, fence.added)
            else "mark" if _within(number, fence.marked)
            else ""
        )  # fmt: skip

    def attribute(self, number: int) -> str:
        pieces = []
        if self._fence.first is not None:
            pieces.append(f"{self._fence.first + number - 1:>{self._width}}")
        if self._signs:
            pieces.append({"ins": "+", "del": "\u2212"}.get(self.tag(number), " "))
        return f' data-beside="{" ".join(pieces)}"' if pieces else ""


def _within(number: int, lines: Lines) -> bool:
    return any(first <= number <= last for first, last in lines)
