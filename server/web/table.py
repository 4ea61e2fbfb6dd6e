"""The table of finished answers: replaced as a whole, so that nobody sees a half-built site.

What is large, many and seldom asked for (the feed of each tag, the pages of a site of thousands) is finished when it is
first asked for, and kept while there is room.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence

import msgspec

from server.web.answer import Answer, Headers, Message, Variant
from server.web.headers import completed

ROOM = 16_000_000  # bytes for answers that were finished on demand
ROOM_FOR_GOOD = 160_000_000  # bytes for those that were finished before anybody asked
Maker = Callable[[], Answer]


class Table:
    """`answers` by path, and `errors` by status for what is not there, not allowed or not understood.

    `makers` are those of answers that nobody has asked for yet; `waiting` are the paths among them that may be asked
    for next.
    """

    def __init__(self, security: Headers, *, fresh: bool = False) -> None:
        """`fresh` is for writing: a browser asks each time whether a page is still the same."""
        self._security = security
        self._fresh = fresh
        self.answers: dict[str, Answer] = {}
        self.errors: Mapping[int, Answer] = {}
        self.makers: Mapping[str, Maker] = {}
        self.waiting: Sequence[str] = ()
        self._kept: dict[str, Answer] = {}  # the one that was asked for last at the end
        self._left = ROOM_FOR_GOOD
        self._making = asyncio.Lock()

    def replace(
        self,
        answers: Mapping[str, Answer],
        errors: Mapping[int, Answer],
        makers: Mapping[str, Maker] | None = None,
        waiting: Sequence[str] = (),
    ) -> None:
        """Put a whole new site in the place of the old one. Every answer gets the security headers here."""
        dressed = {path: self._dressed(answer) for path, answer in answers.items()}
        self.errors = {status: self._dressed(answer) for status, answer in errors.items()}
        self.answers, self.makers, self.waiting = dressed, makers or {}, waiting
        self._kept, self._left = {}, ROOM_FOR_GOOD

    def __len__(self) -> int:
        return len(self.answers.keys() | self.makers.keys())

    def put(self, answers: Mapping[str, Answer]) -> None:
        """Replace some answers of the site that is there."""
        self.answers = self.answers | {path: self._dressed(answer) for path, answer in answers.items()}

    async def made(self, path: str, *, for_good: bool = False) -> Answer:
        """The answer of one of the makers, finished in a thread if it is not there; one at a time.

        `for_good` it becomes one of the `answers`, unless these have taken all their room.
        """
        async with self._making:
            makers, answers = self.makers, self.answers
            answer = self._kept.pop(path, None) or answers.get(path)
            if answer is None:
                answer = self._dressed(await asyncio.to_thread(makers[path]))
            if makers is not self.makers:
                return answer
            if for_good and self._left > 0:
                self._left -= _size(answer)
                self.answers[path] = answer
            else:
                self._kept[path] = answer
                self._make_room()
        return answer

    def now(self, path: str) -> Answer | None:
        """The answer at a path, finished at once if need be: only for a site that is being written."""
        answer = self.answers.get(path) or self._kept.get(path)
        if answer is None and path in self.makers:
            answer = self._kept[path] = self._dressed(self.makers[path]())
            self._make_room()
        return answer

    def _make_room(self) -> None:
        """Forget those that were not asked for for the longest time."""
        used = sum(map(_size, self._kept.values()))
        while used > ROOM and len(self._kept) > 1:
            oldest = next(iter(self._kept))
            used -= _size(self._kept.pop(oldest))

    def _dressed(self, answer: Answer) -> Answer:
        return msgspec.structs.replace(
            answer,
            variants={
                encoding: Variant(self._completed(variant.start), variant.body, variant.file)
                for encoding, variant in answer.variants.items()
            },
            not_modified=self._completed(answer.not_modified),
        )

    def _completed(self, start: Message) -> Message:
        headers = completed(start["headers"], self._security)
        if self._fresh:
            headers = tuple((name, _fresh(value) if name == b"cache-control" else value) for name, value in headers)
        return {**start, "headers": headers}


def _size(answer: Answer) -> int:
    return sum(len(variant.body["body"]) for variant in answer.variants.values())


def _fresh(cache_control: bytes) -> bytes:
    """What carries its content's hash in its address stays the same whatever is written."""
    return cache_control if b"immutable" in cache_control else b"no-cache"
