"""The table of finished answers: replaced as a whole, so that nobody sees a half-built site."""

from collections.abc import Mapping

import msgspec

from server.web.answer import Answer, Headers, Message, Variant
from server.web.headers import completed


class Table:
    """`answers` by path, and `errors` by status for what is not there, not allowed or not understood."""

    def __init__(self, security: Headers, *, fresh: bool = False) -> None:
        """`fresh` is for writing: a browser asks each time whether a page is still the same."""
        self._security = security
        self._fresh = fresh
        self.answers: Mapping[str, Answer] = {}
        self.errors: Mapping[int, Answer] = {}

    def replace(self, answers: Mapping[str, Answer], errors: Mapping[int, Answer]) -> None:
        """Put a whole new site in the place of the old one. Every answer gets the security headers here."""
        dressed = {path: self._dressed(answer) for path, answer in answers.items()}
        self.errors = {status: self._dressed(answer) for status, answer in errors.items()}
        self.answers = dressed

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


def _fresh(cache_control: bytes) -> bytes:
    """What carries its content's hash in its address stays the same whatever is written."""
    return cache_control if b"immutable" in cache_control else b"no-cache"
