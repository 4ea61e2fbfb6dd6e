"""What was written lately: how many others have said the same. No words are kept for that, only hashes, in memory."""

import re
from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.db.tables import inquiry

COMPARED = 500  # of the newest
LONG_TEXT = 40  # characters; "Hello" is written by many
LONG_SENTENCE = 60  # letters; thanks and greetings are shorter

_NEWER = (
    select(inquiry.c.id, inquiry.c.email, inquiry.c.message)
    .where(inquiry.c.id > bindparam("last"))
    .order_by(inquiry.c.id.desc())
    .limit(COMPARED)
)
_END = re.compile(r"[.!?\n]+")
_NO_LETTER = re.compile(r"[\W\d_]+")


class Lately:
    """The newest inquiries, whoever has stored them: what came since is read when it is asked for."""

    def __init__(self) -> None:
        self._last = ""  # the id of the newest: ids sort by time
        self._known: dict[str, tuple[str, int | None, frozenset[int]]] = {}  # by id: address, text, sentences

    async def repeated(
        self, conn: AsyncConnection, message: str, email: str, asked: Iterable[str] = ()
    ) -> tuple[int, int]:
        """From how many other addresses the same text came, and a sentence of it.

        `asked` are the owner's own questions, which many repeat who answer them.
        """
        await self._catch_up(conn)
        text, sentences = _text(message), _sentences(message) - _sentences("\n".join(asked))
        if text is None and not sentences:
            return 0, 0
        others = [known for known in self._known.values() if known[0] != email]
        same_text = {known[0] for known in others if text is not None and known[1] == text}
        return len(same_text), len({known[0] for known in others if not sentences.isdisjoint(known[2])})

    async def _catch_up(self, conn: AsyncConnection) -> None:
        for row in reversed((await conn.execute(_NEWER, {"last": self._last})).all()):
            self._known[row.id] = row.email, _text(row.message), _sentences(row.message)
            self._last = row.id
        while len(self._known) > COMPARED:
            del self._known[next(iter(self._known))]


def _text(message: str) -> int | None:
    return hash(message) if len(message) >= LONG_TEXT else None


def _sentences(message: str) -> frozenset[int]:
    """Without case, spaces and figures, in which copies of one text differ."""
    letters = (_NO_LETTER.sub("", sentence).casefold() for sentence in _END.split(message))
    return frozenset(hash(sentence) for sentence in letters if len(sentence) >= LONG_SENTENCE)
