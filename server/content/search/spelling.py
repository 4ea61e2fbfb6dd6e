"""What a word that no document has was meant to be: the nearest that some document has."""

from collections import defaultdict
from collections.abc import Iterable

from server.content.search.words import paired

SHORTEST = 4  # letters; shorter words are near to too many
LONG = 8  # letters, from which on two mistakes are forgiven
CANDIDATES = 20


class Vocabulary:
    """The words of a site, for as long as its index stays the same."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in words:
            if len(word) >= SHORTEST - 1 and word.removeprefix("\\").isalpha() and not paired(word):
                self._by_length[len(word)].append(word)

    def near(self, word: str, *, beginning: bool = False) -> list[tuple[int, str]]:
        """The words within one mistake (two in long words), each with their number, the nearest first.

        A mistake is a letter too much, too few, another, or two that changed places. Of a `beginning` words
        count as near if they begin with something near; only where no whole word is.
        """
        if len(word) < SHORTEST or not word.removeprefix("\\").isalpha() or paired(word):
            return []
        mistakes = 2 if len(word) >= LONG else 1
        lengths = range(len(word) - mistakes, len(word) + mistakes + 1)
        found = _near(word, [other for length in lengths for other in self._by_length.get(length, ())], mistakes)
        if found or not beginning:
            return found
        longer = {
            other[: len(word)] for length, others in self._by_length.items() if length > len(word) for other in others
        }
        return _near(word, longer, mistakes)


def _near(word: str, others: Iterable[str], mistakes: int) -> list[tuple[int, str]]:
    # Takes 7 MB, which only who mistypes has to pay for.
    from rapidfuzz import process  # noqa: PLC0415 (see above)
    from rapidfuzz.distance import OSA  # noqa: PLC0415 (see above)

    found = process.extract(word, list(others), scorer=OSA.distance, score_cutoff=mistakes, limit=CANDIDATES)
    return [(int(distance), other) for other, distance, _ in found if distance]
