"""Paragraphs, and what stands alone in one and is therefore more: a figure, a displayed formula."""

from server.content.labels import Labels
from server.content.markdown import embeds
from server.content.markdown.pictures import Picture
from server.content.markdown.sheet import Sheet


class Block(str):
    """HTML that cannot stand inside a paragraph: the paragraph ends before it and goes on after it."""

    __slots__ = ()


class Paragraph:
    """The paragraph being written; paragraphs do not nest."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._place = 0
        self.has_block = False

    def start(self) -> None:
        self._place = len(self._sheet.out)
        self._sheet.out.append("<p>")

    def end(self) -> None:
        out, place = self._sheet.out, self._place
        pieces = out[place + 1 :]
        if len(pieces) in (1, 3) and (alone := _alone(pieces, self._sheet.labels)):
            out[place:] = [alone]
        elif pieces and pieces[0].startswith("<a ") and (link := embeds.paragraph(pieces, self._sheet.labels)):
            out[place:] = [link]
        elif self.has_block:
            self.has_block = False
            out[place:] = _split(pieces)
        else:
            out.append("</p>\n")
        self._sheet.text.append("\n")


def _alone(pieces: list[str], labels: Labels) -> str | None:
    """A picture, linked or not, with nothing beside it."""
    picture = pieces[len(pieces) // 2]
    if not isinstance(picture, Picture) or not (len(pieces) == 1 or pieces[0].startswith("<a ")):
        return None
    before, after = (pieces[0], pieces[2]) if len(pieces) == 3 else ("", "")
    caption = embeds.caption(before, picture.caption, labels)
    return f"<figure>{before}{picture.bare}{after}{caption}</figure>\n"


def _split(pieces: list[str]) -> list[str]:
    split: list[str] = []
    text: list[str] = []
    for piece in [*pieces, Block("")]:
        if piece.__class__ is not Block:
            text.append(piece)
            continue
        words = "".join(text).strip()
        text = []
        if words:
            split.append(f"<p>{words}</p>\n")
        if piece:
            split.append(f"{piece}\n")
    return split
