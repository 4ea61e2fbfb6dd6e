"""What else a reader may want after a document: what shares its rarer tags, what it leads to and what leads to it."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Sequence

from server.content.document import Document
from server.content.tags import slugs

MOST = 3
FOR_EACH_TAG = 60  # neighbours in time that a tag speaks for; a tag of thousands says little
LINK = 1.5  # what a link between two counts; a tag that two of twenty share counts about 3
LEAST = 0.5  # what most of the site has in common relates nothing


class Relations:
    """Knows of all entries and projects what they share; asked for one at a time."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """`documents` are those that may be named, in the order of time."""
        self._documents = documents
        self._places = {document.address: place for place, document in enumerate(documents)}
        self._tagged: dict[str, list[int]] = defaultdict(list)
        self._leading: dict[str, list[str]] = defaultdict(list)
        for place, document in enumerate(documents):
            for slug in slugs(document.tags):
                self._tagged[slug].append(place)
            if document.references:
                for address in {reference.address for reference in document.references}:
                    self._leading[address].append(document.address)

    def of(self, document: Document, named: Collection[str] = ()) -> tuple[Document, ...]:
        """At most three, the nearest first; without those that the page names already."""
        own = self._places.get(document.address, 0)
        scores: dict[int, float] = defaultdict(float)
        for slug in slugs(document.tags):
            group = self._tagged.get(slug, [])
            weight = math.log2((len(self._documents) + 1) / (len(group) or 1))
            middle = bisect_left(group, own)
            for place in group[max(0, middle - FOR_EACH_TAG // 2) : middle + FOR_EACH_TAG // 2]:
                scores[place] += weight
        led = {reference.address for reference in document.references}
        for address in led.union(self._leading.get(document.address, ())):
            if address in self._places:
                scores[self._places[address]] += LINK
        found = [
            (-score, abs(place - own), place)
            for place, score in scores.items()
            if score >= LEAST and self._documents[place].address not in (document.address, *named)
        ]
        return tuple(self._documents[place] for _, _, place in sorted(found)[:MOST])
