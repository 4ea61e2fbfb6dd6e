r"""Words as the index knows them: folded, scripts without spaces in pairs of signs, LaTeX commands as themselves.

What is indexed and what is asked for go through the same steps here, so that one finds the other. SQLite's
tokenizer (unicode61 with "\" as a part of words) only has to split the result.
"""

import re
from collections.abc import Sequence
from unicodedata import combining, normalize

# Han, kana, bopomofo and hangul. Hangul has spaces, but puts its particles on the end of the word.
PAIRED = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
RUN = re.compile(f"[{PAIRED}]+")
COMMAND = re.compile(r"\\([a-z]+)|\\")
PIECE = re.compile(rf"\\[a-z]+|[{PAIRED}]+|[^\W_{PAIRED}]+")
# All that folding may change: not ASCII, and not the large blocks whose signs fold to themselves.
_FOLDABLE = "[^\x00-\x7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
# Written twice, and not with a plus, because `re` looks for such a beginning twice as fast.
FOLDABLE = re.compile(f"{_FOLDABLE}{_FOLDABLE}*")
FOREIGN = re.compile("[^\x00-\x7f][^\x00-\x7f]*")
VOICED = "\u3099\u309a"  # が and か are two letters, not one with and without an accent


def folded(text: str) -> str:
    """The text without case, accents and width, sign by sign, so that places in it are places in the text."""
    if not text.isascii():
        text = FOLDABLE.sub(lambda signs: signs[0].translate(_FOLDS), text)
    return text.lower()


def indexed(text: str) -> str:
    r"""The text for the tokenizer. `\frac` is found as "frac" too, so both stand there."""
    text = folded(text)
    if "\\" in text:
        text = COMMAND.sub(lambda command: f" {command[1]} {command[0]} " if command[1] else " ", text)
    return text if text.isascii() else FOREIGN.sub(lambda signs: RUN.sub(_apart, signs[0]), text)


def pieces(text: str) -> tuple[str, ...]:
    r"""The folded words, runs of paired signs and LaTeX commands of something asked for."""
    return tuple(PIECE.findall(folded(text)))


def tokens(asked: Sequence[str]) -> list[str]:
    """Pieces as the tokens that stand for them in the index; the last piece may go on there."""
    found: list[str] = []
    for piece in asked[:-1]:
        found += (piece[1:], piece) if piece[0] == "\\" else _pairs(piece) if paired(piece) else (piece,)
    for piece in asked[-1:]:
        found += _pairs(piece)[: max(1, len(piece) - 1)] if paired(piece) else (piece,)
    return found


def paired(piece: str) -> bool:
    """Whether a piece is of a script that is indexed in pairs."""
    return RUN.match(piece) is not None


def _apart(run: re.Match[str]) -> str:
    return f" {' '.join(_pairs(run[0]))} "


def _pairs(run: str) -> list[str]:
    """研究者 → 研究 究者 者: the last sign stands alone, so that it is found by itself wherever it is."""
    return [run[at : at + 2] for at in range(len(run))]


class _Folds(dict[int, int]):
    """What a sign becomes; remembers only those that change, of which there are a few thousand."""

    def __missing__(self, code: int) -> int:
        sign = chr(code)
        if 0xD800 <= code <= 0xDFFF:
            return ord(" ")  # half of a sign, which nothing can store
        parts = (part for part in normalize("NFKD", sign) if part in VOICED or not combining(part))
        plain = normalize("NFC", "".join(parts)).casefold()
        if plain == sign or len(plain) != 1:
            return code
        self[code] = ord(plain)
        return self[code]


_FOLDS = _Folds()
