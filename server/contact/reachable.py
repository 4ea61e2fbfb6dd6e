"""Whether a domain takes mail, as far as the DNS says. No answer says nothing; who gives none is left in peace."""

import asyncio
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from email_validator import EmailNotValidError, validate_email

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver

SECONDS = 3.0  # for all questions about one domain
AT_ONCE = 8
KEPT = 3600.0  # seconds for which an answer is remembered
LEFT_IN_PEACE = 60.0  # seconds for which nothing is asked after a question that had no answer
REMEMBERED = 1000  # domains
NOBODYS = frozenset({"example.com", "example.net", "example.org"})  # RFC 2606: what stands there says nothing


class Answer(Enum):
    """What is known of a domain."""

    TAKES_MAIL = "takes mail"
    TAKES_NONE = "takes none"
    UNKNOWN = "nobody has answered"
    NOT_ASKED = "not asked yet"


class Reachable:
    """Asks, and remembers what was answered. `resolver` makes what asks, once it is needed; `now` is monotonic."""

    def __init__(self, resolver: Callable[[], "Resolver"] | None = None, *, now: Callable[[], float]) -> None:
        self._make = resolver or _resolver
        self._now = now
        self._resolver: Resolver | None = None
        self._answers: dict[str, tuple[Answer, float]] = {}
        self._peace_until = 0.0
        self._internet = False  # whether the name server is known to know the internet
        self._places = asyncio.Semaphore(AT_ONCE)

    def known(self, address: str) -> Answer:
        """What is known of an address's domain, without asking."""
        domain = _domain(address)
        if domain is None or domain in NOBODYS:
            return Answer.UNKNOWN
        answer, until = self._answers.get(domain, (Answer.NOT_ASKED, 0.0))
        if self._now() < until:
            return answer
        return Answer.UNKNOWN if self._now() < self._peace_until or self._places.locked() else Answer.NOT_ASKED

    async def asked(self, address: str) -> Answer:
        """The same, after asking where it is not known."""
        if (answer := self.known(address)) is not Answer.NOT_ASKED or not (domain := _domain(address)):
            return answer
        async with self._places:
            try:
                async with asyncio.timeout(SECONDS):
                    answer = await self._answer(domain)
            except TimeoutError:
                answer = Answer.UNKNOWN
        self._remember(domain, answer)
        return answer

    def _remember(self, domain: str, answer: Answer) -> None:
        if not self._internet:
            self._peace_until = self._now() + LEFT_IN_PEACE
            return
        if len(self._answers) >= REMEMBERED:
            del self._answers[next(iter(self._answers))]
        self._answers[domain] = answer, self._now() + (LEFT_IN_PEACE if answer is Answer.UNKNOWN else KEPT)

    async def _answer(self, domain: str) -> Answer:
        from dns.exception import DNSException  # noqa: PLC0415 (0.4 s and some memory, which a start need not wait for)
        from dns.resolver import NXDOMAIN, NoAnswer  # noqa: PLC0415 (same)

        try:
            if self._resolver is None:
                self._resolver = await asyncio.to_thread(self._make)
            if not self._internet:
                # A name server of a closed network denies everything, and what it denies exists all the same.
                await self._resolver.resolve(".", "NS")
                self._internet = True
            try:
                exchanges = await self._resolver.resolve(domain, "MX")
            except NoAnswer:
                return await self._by_address(domain)
            except NXDOMAIN:
                return Answer.TAKES_NONE
        except (DNSException, OSError):
            return Answer.UNKNOWN
        # RFC 7505: a single exchange without a name says that no mail is taken.
        none = [record.exchange.to_text() for record in exchanges] == ["."]
        return Answer.TAKES_NONE if none else Answer.TAKES_MAIL

    async def _by_address(self, domain: str) -> Answer:
        """RFC 5321, 5.1: without an exchange, the host itself takes the mail, where there is one."""
        from dns.resolver import NXDOMAIN, NoAnswer  # noqa: PLC0415 (as above)

        assert self._resolver is not None  # noqa: S101 (it has answered just now)
        for kind in ("A", "AAAA"):
            try:
                await self._resolver.resolve(domain, kind)
            except (NoAnswer, NXDOMAIN):
                continue
            return Answer.TAKES_MAIL
        return Answer.TAKES_NONE


def _resolver() -> "Resolver":
    from dns.asyncresolver import Resolver  # noqa: PLC0415 (as above)

    return Resolver()


def _domain(address: str) -> str | None:
    """As the DNS writes it (RFC 5890)."""
    host = address.rpartition("@")[2].lower()
    if host.isascii():
        return host
    try:
        return validate_email(f"x@{host}", check_deliverability=False).ascii_domain
    except EmailNotValidError:
        return None
