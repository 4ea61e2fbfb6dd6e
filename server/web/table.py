"""The table of finished answers: replaced as a whole, so that nobody sees a half-built site.

What is large, many and seldom asked for (the feed of each tag) is finished when it is first asked for, and kept while
there is room.
"""

import asyncio
from collections.abc import Callable, Mapping

import msgspec

from server.web.answer import Answer, Headers, Message, Variant
from server.web.headers import completed

ROOM = 16_000_000  # bytes for answers that were finished on demand
Maker = Callable[[], Answer]


class Table:
    """`answers` by path, and `errors` by status for what is not there, not allowed or not understood.

    `makers` are those of answers that nobody has asked for yet.
    """

    def __init__(self, security: Headers, *, fresh: bool = False) -> None:
        """`fresh` is for writing: a browser asks each time whether a page is still the same."""
        self._security = security
        self._fresh = fresh
        self.answers: Mapping[str, Answer] = {}
        self.errors: Mapping[int, Answer] = {}
        self.makers: Mapping[str, Maker] = {}
        self._kept: dict[str, Answer] = {}  # the one that was asked for last at the end
        self._making = asyncio.Lock()

    def replace(
        self,
        answers: Mapping[str, Answer],
        errors: Mapping[int, Answer],
        makers: Mapping[str, Maker] | None = None,
    ) -> None:
        """Put a whole new site in the place of the old one. Every answer gets the security headers here.

        Without `makers` those of the old site stay, with what they have made.
        """
        dressed = {path: self._dressed(answer) for path, answer in answers.items()}
        self.errors = {status: self._dressed(answer) for status, answer in errors.items()}
        self.answers = dressed
        if makers is not None:
            self.makers, self._kept = makers, {}

    async def made(self, path: str) -> Answer:
        """The answer of one of the makers, finished in a thread if it is not there; one at a time."""
        async with self._making:
            makers, kept = self.makers, self._kept
            answer = kept.pop(path, None)
            if answer is None:
                answer = self._dressed(await asyncio.to_thread(makers[path]))
            if makers is self.makers:
                kept[path] = answer
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
