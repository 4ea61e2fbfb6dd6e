"""Quotes, alerts and lists: what holds other blocks, to any depth in the text and to a sane one in the HTML."""

from html import escape

from server.content.markdown.sheet import Sheet

DEEPEST = 200  # browsers stop at 512 elements; what is deeper is written without its own box


class Containers:
    """Those that are open on a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def quote(self, kind: str | None) -> None:
        """A quotation; or with a kind, one of GitHub's alerts."""
        if kind is None:
            self._open("<blockquote>\n")
        else:
            name = kind.lower()
            label = getattr(self._sheet.labels, name)
            self._open(f'<div class="alert alert-{name}" role="note"><p class="alert-title">{label}</p>\n')

    def quote_end(self, kind: str | None) -> None:
        self._close("</div>\n" if kind else "</blockquote>\n")

    def list(self, start: int | None) -> None:
        """A list; numbered where it has a first number."""
        self._open("<ul>\n" if start is None else "<ol>\n" if start == 1 else f'<ol start="{start}">\n')

    def list_end(self, *, ordered: bool) -> None:
        self._close("</ol>\n" if ordered else "</ul>\n")

    def item(self) -> None:
        if self._sheet.depth <= DEEPEST:
            self._sheet.out.append("<li>")

    def item_end(self) -> None:
        self._sheet.text.append("\n")
        if self._sheet.depth <= DEEPEST:
            self._sheet.out.append("</li>\n")

    def task(self, *, done: bool) -> None:
        """Mark the item that was just begun as a task."""
        out = self._sheet.out
        for back in (1, 2):  # before the marker stands the item, or the item's paragraph
            if len(out) >= back and out[-back] == "<li>":
                out[-back] = '<li class="task">'
                break
        labels = self._sheet.labels
        state, label = (" checked", labels.done) if done else ("", labels.to_do)
        out.append(f'<input type="checkbox" disabled{state} aria-label="{escape(label)}"> ')

    def _open(self, tag: str) -> None:
        self._sheet.depth += 1
        if self._sheet.depth <= DEEPEST:
            self._sheet.out.append(tag)

    def _close(self, tag: str) -> None:
        if self._sheet.depth <= DEEPEST:
            self._sheet.out.append(tag)
        self._sheet.depth -= 1
