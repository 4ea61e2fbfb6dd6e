"""The search as it runs: an index in a thread of its own, so that no reader of a page waits for it."""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from server.content.document import Document
from server.content.library import Library
from server.content.search.facets import Facets, facets
from server.content.search.finding import Found, find
from server.content.search.index import Index
from server.content.search.query import Query
from server.content.search.related import related
from server.content.search.spelling import Vocabulary
from server.content.section import declared

log = logging.getLogger(__name__)


MOST_WAITING = 50  # questions; a large site answers about a hundred in a second


class Busy(Exception):
    """So many are asking that one more would wait too long."""


class Search:
    """One question or one change at a time, in the order in which they come."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="search")
        self._index = Index()
        self._library: Library | None = None
        self._facets: Facets | None = None
        self._vocabulary: Vocabulary | None = None
        self._waiting = 0

    def publish(self, library: Library) -> None:
        """Index exactly this from now on. Returns at once; what is asked afterwards is asked of this."""
        self._thread.submit(self._replace, library).add_done_callback(_reported)

    async def indexed(self) -> None:
        """Wait until what was published last can be asked for."""
        await asyncio.wrap_future(self._thread.submit(lambda: None))

    async def find(self, query: Query) -> Found:
        """Answer a query from what was published last. Raises Busy."""
        if self._waiting >= MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            return await asyncio.wrap_future(self._thread.submit(self._find, query))
        finally:
            self._waiting -= 1

    async def related(self, text: str) -> Sequence[Document]:
        """Documents that may say something about a text; none while too many ask."""
        if self._waiting >= MOST_WAITING:
            return []
        self._waiting += 1
        try:
            return await asyncio.wrap_future(self._thread.submit(related, text, self._index))
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Wait for what is under way, and end."""
        self._thread.shutdown(cancel_futures=True)
        self._index.close()

    def _replace(self, library: Library) -> None:
        self._index.replace(library.documents)
        self._library = library
        self._facets = self._vocabulary = None

    def _find(self, query: Query) -> Found:
        if self._facets is None and self._library is not None:
            self._facets = facets(self._library.documents, declared(self._library.site.sections))
        return find(query, self._index, self._facets or Facets(), self._words)

    def _words(self) -> Vocabulary:
        """The vocabulary, read when it is first needed: most questions do without."""
        if self._vocabulary is None:
            self._vocabulary = Vocabulary(self._index.words())
        return self._vocabulary


def _reported(done: Future[None]) -> None:
    if not done.cancelled() and (error := done.exception()):
        log.error("the search could not be brought up to date: %s", error, exc_info=error)
