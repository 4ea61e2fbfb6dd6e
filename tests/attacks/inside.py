"""The whole site in this process, behind its edge but without a server: ask it anything, and see what it sends."""

import asyncio
import json
import logging
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode, urlsplit

from selectolax.lexbor import LexborHTMLParser

from server.app import opened
from server.inbox.link import sign_in_address
from server.mail.transport import Refused, Taken
from server.published import Published
from server.settings import Settings, secret
from server.web.edge import Edge
from server.web.log import Lines
from tests.attacks.judge import judge
from tests.clock import StandingClock
from tests.web.asgi import Got, ask

T = TypeVar("T")

OWNER = "owner@example.org"
FORM = (b"content-type", b"application/x-www-form-urlencoded")
NO_LIMITS = "per_network_hour = 0\nper_address_day = 0\neveryone_hour = 0\n"
SITE = (
    f"[contact]\nreceipts = true\n[[contact.topics]]\nvalue = 'ml'\nlabel = 'Learning'\n[contact.limits]\n{NO_LIMITS}"
)


class Sent(NamedTuple):
    """A letter that left: as bytes, and to whom the mail server was told to bring it."""

    content: bytes
    sender: str
    recipient: str


class Post:
    """Takes every letter, unless it is told to refuse them; what cannot be written out as bytes would raise here."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.refusing = False

    async def send(self, mail: EmailMessage, sender: str, recipient: str) -> Taken:
        content = mail.as_bytes()
        if self.refusing:
            raise Refused(550, "not here")
        self.sent.append(Sent(content, sender, recipient))
        return Taken(250, "OK")


class Log(logging.Handler):
    """All that the site says, as it would stand in its log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(Lines())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class Inside:
    """Synchronous, so that hypothesis can lead it."""

    def __init__(
        self, runner: asyncio.Runner, edge: Edge, settings: Settings, post: Post, clock: StandingClock, log: "Log"
    ) -> None:
        self.settings = settings
        self.post = post
        self.clock = clock
        self.edge = edge
        self.asked = 0
        self.log = log
        self._runner = runner
        self.cookie = self.signed_in()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        query: bytes = b"",
        headers: Iterable[tuple[bytes, bytes]] = (),
        body: bytes = b"",
    ) -> Got:
        """One request, as a server would hand it on; the answer is looked at as a server and a browser would."""
        asked = [(b"host", b"localhost:8000"), *headers]
        got: Got = self.run(ask(self.edge, path, method, asked, [body], query))
        self.asked += 1
        dead = got.status == 503 and path == "/healthz/mail"  # it says so where a letter was given up
        if wrong := judge(got, self.settings, head=method == "HEAD", failed=got.status >= 500 and not dead):
            raise AssertionError(f"{wrong}: {method} {path!r}?{query!r}\n{asked!r}\n{body!r}\n{got.body[:500]!r}")
        return got

    def submit(self, path: str, fields: Mapping[str, Any], *headers: tuple[bytes, bytes]) -> Got:
        """A form, as a browser sends it."""
        return self.ask(path, "POST", headers=[FORM, *headers], body=urlencode(fields, doseq=True).encode())

    def signed_in(self, *headers: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
        """A new session's cookie, as a browser sends it back."""
        link = urlsplit(sign_in_address(self.settings, secret(self.settings), self.clock)).path
        got = self.ask(link, "POST", headers=[FORM, *headers])
        assert got.status == 303, got
        return b"cookie", (got.header("set-cookie") or "").partition(";")[0].encode()

    def newest(self) -> str:
        """The address in the inbox of the inquiry that came last; out of the drawer, if it was there."""
        found = {query: self._listed(query) for query in (b"", b"state=spam")}
        newest = max(found[b""] + found[b"state=spam"])  # ids sort by time
        if newest in found[b"state=spam"]:
            assert self.submit(f"{newest}/release", {}, self.cookie).status == 303
        return newest

    def _listed(self, query: bytes) -> list[str]:
        page = LexborHTMLParser(self.ask("/inbox", query=query, headers=[self.cookie]).body)
        return [str(link.attributes["href"]) for link in page.css("a.sender")]

    def mail(self) -> dict[str, Any]:
        """What the site says of its letters."""
        facts: dict[str, Any] = json.loads(self.run(ask(self.edge, "/healthz/mail", headers=[(b"host", b"a")])).body)
        return facts

    def settle(self) -> dict[str, Any]:
        """Let the courier go until no letter waits; what is said of them then."""

        async def moment() -> None:
            await asyncio.sleep(0.005)

        for _ in range(6000):
            if not (facts := self.mail())["waiting"]:
                return facts
            self.run(moment())
        raise TimeoutError(str(self.mail()))


@contextmanager
def inside(data: Path, database_url: str = "") -> Iterator[Inside]:
    """A small site with its data in that folder: receipts are on, limits off, and there is a draft to preview."""
    pages = data / "pages"
    (pages / "blog").mkdir(parents=True)
    (pages / "site.toml").write_text(SITE, "utf-8")
    (pages / "blog" / "reading.md").write_text("---\ndate: 2026-01-02\n---\n# Reading papers\n\nSlowly.\n", "utf-8")
    (pages / "blog" / "draft.md").write_text("---\ndraft: true\n---\n# A draft\n\n![A dot](dot.svg)\n", "utf-8")
    (pages / "blog" / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>', "utf-8")
    settings = Settings(
        pages=pages,
        database_url=database_url or f"sqlite:///{data}/duologue.db",
        owner_email=OWNER,
        secret="a secret of the tests",
    )
    post, clock, log = Post(), StandingClock(), Log()
    logging.getLogger("server").addHandler(log)
    with asyncio.Runner() as runner:
        parts = AsyncExitStack()
        try:
            edge = runner.run(parts.enter_async_context(opened(Published(settings, clock), post)))
            assert isinstance(edge, Edge)
            yield Inside(runner, edge, settings, post, clock, log)
        finally:
            runner.run(parts.aclose())
            logging.getLogger("server").removeHandler(log)
