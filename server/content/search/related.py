"""Documents that may say something about what somebody is writing: few, and only where it is likely."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from server.content.document import Document
from server.content.search.index import Index
from server.content.search.words import paired, pieces, tokens

MOST = 3
LONGEST = 6000  # characters that are looked at, from the end: what was written last counts
SHORTEST = 4  # letters; shorter words are in too many texts
WORDS = 12  # of the text, the rarest
KINDS = frozenset({"entry", "project", "page"})


def related(text: str, index: Index) -> Sequence[Document]:
    """The nearest documents, the best first.

    They share at least two of the text's rare words, and one of those stands in the title, a heading, a tag or the
    description: what they are about, not what they mention.
    """
    weights = _weights(text, index)
    scores: defaultdict[str, float] = defaultdict(float)
    shared: Counter[str] = Counter()
    found: dict[str, Document] = {}
    prominent: set[str] = set()
    for word, weight in weights.items():
        for document in _wanted(index.having(word)):
            found[document.address] = document
            scores[document.address] += weight
            shared[document.address] += 1
        for document in _wanted(index.having(word, prominent=True)):
            scores[document.address] += weight
            prominent.add(document.address)
    likely = [address for address in scores if shared[address] > 1 and address in prominent]
    likely.sort(key=lambda address: -scores[address])
    return [found[address] for address in likely[:MOST]]


def _weights(text: str, index: Index) -> dict[str, float]:
    """The rarest words of the text that any document has, the rarer the heavier."""
    known: dict[str, int] = {}
    for piece in pieces(text[-LONGEST:]):
        for word in tokens((piece, "")) if paired(piece) else (piece,):
            if word and word not in known and (len(word) >= SHORTEST or (paired(word) and len(word) > 1)):
                known[word] = index.spread(word)
    rare = sorted((spread, word) for word, spread in known.items() if spread and _telling(word, spread, index))
    return {word: math.log(1 + len(index) / spread) for spread, word in rare[:WORDS]}


def _telling(word: str, spread: int, index: Index) -> bool:
    """Whether a word tells documents apart: few have it, or many mention it and few are about it."""
    return spread <= max(2, len(index) // 5) or 0 < len(index.having(word, prominent=True)) <= max(2, len(index) // 10)


def _wanted(documents: Iterable[Document]) -> Iterable[Document]:
    return (document for document in documents if document.kind in KINDS)
