"""Words and what they mean: each has an address of its own."""

from html import escape

from server.content.markdown.headings import identifier
from server.content.markdown.sheet import Sheet


class Terms:
    """Those of the definition lists on a sheet; they do not nest."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._place = 0
        self._words = 0

    def term(self) -> None:
        self._place, self._words = len(self._sheet.out), len(self._sheet.text)
        self._sheet.out.append("<dt>")

    def term_end(self) -> None:
        sheet = self._sheet
        words = "".join(sheet.text[self._words :]).strip()
        name = sheet.unique(f"def-{identifier(words)}")
        label = escape(f"{sheet.labels.place_link}: {words}")
        sheet.out[self._place] = f'<dt id="{name}">'
        sheet.out.append(f' <a class="anchor" href="#{name}" aria-label="{label}">#</a></dt>\n')
        sheet.text.append("\n")

    def meaning(self) -> None:
        self._sheet.out.append("<dd>")

    def meaning_end(self) -> None:
        self._sheet.out.append("</dd>\n")
        self._sheet.text.append("\n")
