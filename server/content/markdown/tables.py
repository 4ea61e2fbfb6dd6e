"""Tables that a reader can scroll by keyboard, with column headers that a screen reader announces."""

from collections.abc import Sequence
from html import escape

from server.content.markdown.sheet import Sheet

ALIGNED = {"Left": ' class="align-start"', "Center": ' class="align-center"', "Right": ' class="align-end"'}
LONGEST_LABEL = 80  # characters


class Table:
    """One table in the making: events come cell by cell."""

    def __init__(self, sheet: Sheet, alignments: Sequence[str]) -> None:
        self._sheet = sheet
        self._classes = [ALIGNED.get(alignment, "") for alignment in alignments]
        self._column = 0
        self._in_head = True
        self._cell = 0
        self._label: list[str] = []
        self._kept = sheet.text
        sheet.text = sheet.aside
        sheet.tables += 1
        self._place = len(sheet.out)
        sheet.out.append("")

    def row(self) -> None:
        self._column = 0
        self._sheet.out.append("<tr>")

    def row_end(self) -> None:
        self._sheet.out.append("</tr>\n")

    def head(self) -> None:
        self._sheet.out.append("<thead>")
        self.row()

    def head_end(self) -> None:
        self.row_end()
        self._sheet.out.append("</thead>\n<tbody>")
        self._in_head = False

    def cell(self) -> None:
        self._cell = len(self._sheet.out)
        self._words = len(self._sheet.text)
        # A table may have fewer names than cells in a row; pulldown-cmark pads and cuts, but says so nowhere.
        kind = self._classes[self._column] if self._column < len(self._classes) else ""
        self._sheet.out.append(f'<th scope="col"{kind}>' if self._in_head else f"<td{kind}>")

    def cell_end(self) -> None:
        out = self._sheet.out
        self._column += 1
        if self._in_head and len(out) == self._cell + 1:
            out[-1] = "<td></td>"  # a header without words announces nothing
            return
        out.append("</th>" if self._in_head else "</td>")
        if self._in_head:
            self._label.append(" ".join("".join(self._sheet.text[self._words :]).split()))
        self._sheet.text.append("\n")

    def end(self) -> None:
        sheet = self._sheet
        names = ", ".join(label for label in self._label if label)
        if len(names) > LONGEST_LABEL:
            names = names[:LONGEST_LABEL].rsplit(" ", 1)[0].rstrip(",") + " …"
        # Numbered, because two regions of a page must not have the same name.
        label = escape(f"Table {sheet.tables}: {names}" if names else f"Table {sheet.tables}")
        sheet.out[self._place] = f'<div class="table" role="region" aria-label="{label}" tabindex="0"><table>\n'
        sheet.out.append("</tbody>\n</table></div>\n")
        sheet.text = self._kept
