"""The search over many documents: what its index costs, and how long a question takes.

    uv run python -m tests.bench.search [documents] [questions]

Documents are about 12 kB of Markdown, rendered as the site renders them. Words follow Zipf's law, as words do.
Questions go the whole way of HTTP: Litestar, the search's own thread, passages, the page.
"""

import asyncio
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import urlencode

import httpx
from litestar import Litestar

from server.content.document import Document
from server.content.library import Library
from server.content.reading import read_document
from server.content.search.index import Index
from server.content.search.page import SearchPage
from server.content.search.routes import search_router
from server.content.search.search import Search
from server.content.site import Site
from server.settings import Settings
from server.web.assets import Assets
from server.web.templates import Templates

WANTED = 15.0  # milliseconds, the median
SYLLABLES = [
    start + vowel
    for start in ("b", "ch", "d", "f", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v")
    for vowel in "aeiou"
]
ENDS = (
    "```python\nfor step in range(10):\n    loss = train(step)\n```\n",
    "| a | b |\n|---|---|\n| c | d |\n",
    "研究の記録。\n",
    "It is so.[^1]\n\n[^1]: A note.\n",
)
COMMANDS = ("frac", "alpha", "operatorname", "partial", "sum", "nabla")


class Writer:
    """Writes documents of made-up words, the same ones each time."""

    def __init__(self) -> None:
        self._random = random.Random(1)  # noqa: S311 (the same documents each time)
        words = {
            "".join(self._random.choices(SYLLABLES, k=self._random.choice((1, 2, 2, 3, 3, 4)))) for _ in range(60_000)
        }
        self.words = sorted(words)
        self._random.shuffle(self.words)
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def pick(self, count: int) -> list[str]:
        return self._random.choices(self.words, cum_weights=self._weights, k=count)

    def document(self, number: int) -> Document:
        path = PurePosixPath(f"blog/{number}.md")
        return read_document(path, "".join(self._parts(number)), Site(title="Bench"))

    def _parts(self, number: int) -> Iterator[str]:
        tags = ", ".join(f"tag{self._random.randrange(60)}" for _ in range(3))
        title = " ".join(self.pick(5)).capitalize()
        date = f"{2010 + number % 16}-{1 + number % 12:02}-{1 + number % 28:02}"
        yield f"---\ntitle: {title}\ndate: {date}\ntags: [{tags}]\n---\n"
        for end in ENDS:
            yield f"\n## {' '.join(self.pick(4)).capitalize()}\n\n"
            for _ in range(4):
                command = self._random.choice(COMMANDS)
                yield f"{' '.join(self.pick(110)).capitalize()}, where $\\{command}{{x_{number % 9}}} = y$.\n\n"
            yield end


def questions(writer: Writer, count: int) -> Iterator[dict[str, str]]:
    """Of all the ways in which can be asked, as often as somebody might: most are a word or two."""
    chance = random.Random(2)  # noqa: S311 (the same questions each time)
    common, middling = writer.words[:200], writer.words[200:8000]

    def typo() -> str:
        word = chance.choice([word for word in middling if len(word) > 6])
        at = chance.randrange(1, len(word) - 2)
        return f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"

    ways: list[tuple[int, Callable[[], dict[str, str]]]] = [
        (6, lambda: {"q": chance.choice(middling)}),
        (4, lambda: {"q": chance.choice(middling)[: chance.randint(3, 5)]}),
        (2, lambda: {"q": chance.choice(common)}),
        (4, lambda: {"q": f"{chance.choice(common)} {chance.choice(middling)}"}),
        (2, lambda: {"q": f"{chance.choice(common)} {chance.choice(common)}"}),
        (2, lambda: {"q": f'"{chance.choice(common)} {chance.choice(common)}"'}),
        (2, lambda: {"q": f"{chance.choice(middling)} -{chance.choice(common)}"}),
        (1, lambda: {"q": f"\\{chance.choice(COMMANDS)}"}),
        (1, lambda: {"q": "研究"}),
        (2, lambda: {"q": chance.choice(middling), "year": str(chance.randint(2010, 2025))}),
        (1, lambda: {"tag": f"tag{chance.randrange(60)}"}),
        (2, lambda: {"q": typo()}),
        (1, lambda: {"q": f"{chance.choice(middling)} {chance.choice(middling)} {chance.choice(middling)}"}),
    ]
    weights = [weight for weight, _ in ways]
    for _ in range(count):
        yield chance.choices(ways, weights)[0][1]()


def index_cost(documents: list[Document]) -> str:
    """What the index takes: to build, to follow a change, in memory."""
    index = Index()
    whole = timed(lambda: index.replace(documents))
    changed = [*documents[1:], Writer().document(len(documents))]
    one = timed(lambda: index.replace(changed))
    (size,) = index._database.execute(
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    ).fetchone()
    index.close()
    return f"index built in {whole}, one changed document in {one}; it takes {size / 1e6:.0f} MB"


class Spent(NamedTuple):
    """Seconds that passed, and those of them in which this process had a processor."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:.3f} s ({self.cpu:.3f} s of processor)"


def timed(act: Callable[[], object]) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


async def asked(client: httpx.AsyncClient, all_questions: Iterable[dict[str, str]], *, htmx: bool) -> list[Spent]:
    """What each question takes."""
    headers = {"hx-request": "true"} if htmx else {}
    times = []
    for question in all_questions:
        wall, cpu = time.perf_counter(), time.process_time()
        answer = await client.get(f"/search?{urlencode(question)}", headers=headers)
        times.append(Spent(time.perf_counter() - wall, time.process_time() - cpu))
        assert answer.status_code == 200, question
    return times


async def asking(documents: list[Document], ask: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
    page = SearchPage(Site(), Templates(Assets.read(Path("assets")), Settings()), "http://localhost:8000")
    search = Search()
    search.publish(Library(Site(), tuple(documents), (), {}))
    app = Litestar([search_router(search, lambda: page)], openapi_config=None, logging_config=None)
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type] # Litestar's types of ASGI are its own
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
        await client.get("/search")  # waits for the index
        await ask(client)
    search.close()


def told(name: str, times: list[Spent]) -> float:
    """Print the milliseconds of all questions; the median of those that passed."""
    for kind, seconds in (("", [each.wall for each in times]), (" of processor", [each.cpu for each in times])):
        median, p95 = statistics.median(seconds) * 1000, statistics.quantiles(seconds, n=20)[-1] * 1000
        print(f"{name}: median {median:.1f} ms{kind}, p95 {p95:.1f} ms, worst {max(seconds) * 1000:.0f} ms")
    return statistics.median(each.wall for each in times) * 1000


def main(count: int = 10_000, number: int = 600) -> int:
    writer = Writer()
    documents = [writer.document(at) for at in range(count)]
    size = statistics.mean(len(document.html) for document in documents)
    print(f"{count} documents of {size / 1000:.0f} kB of HTML: {index_cost(documents)}")
    medians = []

    async def ask(client: httpx.AsyncClient) -> None:
        for name, htmx in (("results for htmx", True), ("whole pages", False)):
            medians.append(told(name, await asked(client, questions(writer, number), htmx=htmx)))

    asyncio.run(asking(documents, ask))
    print(f"(wanted: a median of {WANTED:.0f} ms at most)")
    return 0 if max(medians) <= WANTED else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
