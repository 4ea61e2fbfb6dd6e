"""A name server on loopback that knows what a test tells it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from dns import rdatatype
from dns.asyncresolver import Resolver


class Names(asyncio.DatagramProtocol):
    """TXT records by name, and others by name and type; what is below none of them does not exist.

    It counts what it was asked, and says nothing to those names that it is told to be `silent` about.
    """

    def __init__(self, texts: Mapping[str, Sequence[str]], records: Mapping[tuple[str, str], Sequence[str]]) -> None:
        self._texts = texts
        self._records = records
        self.asked: list[str] = []
        self.silent: set[str] = set()

    @property
    def _known(self) -> set[str]:
        return {*self._texts, *(name for name, _ in self._records)}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, peer: tuple[str | int, int]) -> None:
        query = dns.message.from_wire(data)
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        name = str(query.question[0].name).rstrip(".")
        kind = rdatatype.to_text(query.question[0].rdtype)
        self.asked.append(f"{name} {kind}")
        if name in self.silent:
            return
        if values := self._records.get((name, kind)):
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", kind, *values))
        elif texts := self._texts.get(name):
            quoted = (" ".join(f'"{text[i : i + 200]}"' for i in range(0, len(text), 200)) for text in texts)
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", *quoted))
        elif not any(known.endswith(f".{name}") or known == name for known in self._known):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self._transport.sendto(answer.to_wire(), peer)


@contextlib.asynccontextmanager
async def naming(
    texts: Mapping[str, Sequence[str]], records: Mapping[tuple[str, str], Sequence[str]] | None = None
) -> AsyncIterator[tuple[Names, Resolver]]:
    """The server, and what asks it."""
    loop = asyncio.get_running_loop()
    names = Names(texts, records or {})
    transport, _ = await loop.create_datagram_endpoint(lambda: names, ("127.0.0.1", 0))
    resolver = Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = transport.get_extra_info("sockname")[1]
    try:
        yield names, resolver
    finally:
        transport.close()


@contextlib.asynccontextmanager
async def resolving(texts: Mapping[str, Sequence[str]]) -> AsyncIterator[Resolver]:
    async with naming(texts) as (_, resolver):
        yield resolver
