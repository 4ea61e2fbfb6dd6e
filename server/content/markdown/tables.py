"""Tables that a reader can scroll by keyboard, with column headers that a screen reader announces."""

from collections.abc import Sequence
from html import escape

from server.content.markdown.sheet import Sheet

ALIGNED = {"Left": ' class="align-start"', "Center": ' class="align-center"', "Right": ' class="align-end"'}
LONGEST_LABEL = 80  # characters
# A log has many columns and whole sentences in them: on a phone its rows are set as lists, each cell with its header.
FEWEST_COLUMNS, SHORTEST_ROW = 4, 60  # characters


class Table:
    """The table in the making, if one is: events come cell by cell. Tables of Markdown do not nest."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._column = self._cell = self._words = 0
        self._written = 0  # characters of the row

    def start(self, alignments: Sequence[str]) -> None:
        sheet = self._sheet
        self._classes = [ALIGNED.get(alignment, "") for alignment in alignments]
        self._in_head = True
        self._names: list[str] = []
        self._cells: list[tuple[int, int]] = []  # where each cell of the body is written, and its column
        self._longest = 0
        self._kept = sheet.text
        sheet.text = sheet.aside
        sheet.tables += 1
        self._place = len(sheet.out)
        sheet.out.append("")

    def row(self) -> None:
        self._column = 0
        self._written = 0
        self._sheet.out.append("<tr>")

    def row_end(self) -> None:
        self._sheet.out.append("</tr>\n")
        self._longest = max(self._longest, self._written)

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
        out, words = self._sheet.out, " ".join("".join(self._sheet.text[self._words :]).split())
        self._column += 1
        if self._in_head:
            self._names.append(words)
        else:
            self._cells.append((self._cell, self._column - 1))
            self._written += len(words)
        if self._in_head and len(out) == self._cell + 1:
            out[-1] = "<td></td>"  # a header without words announces nothing
            return
        out.append("</th>" if self._in_head else "</td>")
        self._sheet.text.append("\n")

    def end(self) -> None:
        sheet = self._sheet
        names = ", ".join(name for name in self._names if name)
        if len(names) > LONGEST_LABEL:
            names = names[:LONGEST_LABEL].rsplit(" ", 1)[0].rstrip(",") + " …"
        # Numbered, because two regions of a page must not have the same name.
        label = sheet.labels.table.format(sheet.tables)
        label = escape(f"{label}: {names}" if names else label)
        kind = "table"
        if len(self._names) >= FEWEST_COLUMNS and self._longest > SHORTEST_ROW:
            kind = "table log"
            self._stack()
        sheet.out[self._place] = f'<div class="{kind}" role="region" aria-label="{label}" tabindex="0"><table>\n'
        sheet.out.append("</tbody>\n</table></div>\n")
        sheet.text = self._kept

    def _stack(self) -> None:
        """Give each cell the words of its header, for where the header does not stand above it."""
        out = self._sheet.out
        for at, column in self._cells:
            name = escape(self._names[column]) if column < len(self._names) else ""
            if name:
                out[at] = out[at].replace("<td", f'<td data-label="{name}"', 1)
