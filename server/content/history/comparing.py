"""The differences between two versions of a text, by words, as a reader would mark them with two pens."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from server.content.history.passages import Passage
from server.content.history.record import Difference, Piece

# A word, a character of a script without spaces, a sign; each with the space behind it.
TOKEN = re.compile(r"(?:[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|\w+|[^\w\s])\s*|\s+")
LINE = re.compile(r"[^\n]*\n|[^\n]+")
MOST_PAIRS = 2_500  # passages that are compared with each other to find which became which
MOST_TOKENS = 2_000  # of a passage, beyond which it is shown as gone and come
ALIKE = 0.3  # the share of words from which on a passage counts as changed rather than as another one
WORDS_KEPT, LINES_KEPT = 10, 3  # what is shown on either side of a change, for the sake of understanding


def differences(old: Sequence[Passage], new: Sequence[Passage]) -> list[Difference]:
    """What went, came and changed, in the order of the new text."""
    matcher = SequenceMatcher(None, [_key(each) for each in old], [_key(each) for each in new])
    found = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            found += [_difference(one, other) for one, other in _paired(old[a:b], new[c:d])]
    return found


def _key(passage: Passage) -> tuple[bool, str]:
    return passage.code, passage.text


def _paired(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[tuple[Passage | None, Passage | None]]:
    """Which became which, each once and in order; None beside what went or came."""
    if len(old) * len(new) > MOST_PAIRS:
        yield from ((each, None) for each in old)
        yield from ((None, each) for each in new)
        return
    bags = {id(each): _bag(each) for each in (*old, *new)}
    left = list(old)
    for each in new:
        likeness = [_likeness(bags[id(one)], bags[id(each)]) if one.code == each.code else 0.0 for one in left]
        best = max(likeness, default=0.0)
        if best < ALIKE:
            yield None, each
            continue
        where = likeness.index(best)
        yield from ((gone, None) for gone in left[:where])
        yield left[where], each
        del left[: where + 1]
    yield from ((gone, None) for gone in left)


def _bag(passage: Passage) -> frozenset[str]:
    return frozenset(token.rstrip() for token in TOKEN.findall(passage.text))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _difference(old: Passage | None, new: Passage | None) -> Difference:
    present = new or old
    assert present is not None, "one of the two is there"  # noqa: S101 (as paired above)
    before, after = (old.text if old else ""), (new.text if new else "")
    pieces = _compared(before, after, LINE if present.code else TOKEN)
    shortened = _shortened(pieces, "\n", LINES_KEPT) if present.code else _shortened(pieces, " ", WORDS_KEPT)
    return Difference(present.section, present.code, tuple(shortened))


def _compared(before: str, after: str, token: re.Pattern[str]) -> list[Piece]:
    a, b = token.findall(before), token.findall(after)
    if not a or not b or max(len(a), len(b)) > MOST_TOKENS:
        return list(_changed(before, after))
    pieces: list[Piece] = []
    removed = added = ""
    matcher = SequenceMatcher(None, [each.rstrip() for each in a], [each.rstrip() for each in b], autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        gone, came = "".join(a[i:j]), "".join(b[k:m])
        slight = bool(removed or added) and j < len(a) and _slight(came)
        if kind != "equal" or slight:  # what stays is slight: else a sentence would come as confetti
            removed, added = removed + gone, added + came
        else:
            pieces += [*_changed(removed, added), Piece("same", came)]
            removed = added = ""
    return [*pieces, *_changed(removed, added)]


def _changed(removed: str, added: str) -> Iterator[Piece]:
    """What went and what came for it; the space behind a word is neither."""
    for kind, text in (("removed", removed), ("added", added)):
        words = text.rstrip(" ")
        if words:
            yield Piece(kind, words)  # type: ignore[arg-type] # one of those it may be
        if words != text:
            yield Piece("same", " ")


def _slight(text: str) -> bool:
    """Whether what stayed between two changes is not worth to be told apart."""
    return "\n" not in text and len(text.split()) < 2


def _shortened(pieces: Sequence[Piece], between: str, kept: int) -> Iterator[Piece]:
    """The pieces with long stretches that stayed cut down to what stands beside a change."""
    for number, piece in enumerate(pieces):
        parts = piece.text.split(between)
        first, last = number == 0, number == len(pieces) - 1
        if piece.kind != "same" or len(parts) <= (kept + 4 if first or last else 2 * kept + 4):
            yield piece
            continue
        if not first:
            yield Piece("same", between.join(parts[:kept]) + between)
        yield Piece("gap")
        if not last:
            yield Piece("same", between + between.join(parts[-kept - (not parts[-1]) :]))
