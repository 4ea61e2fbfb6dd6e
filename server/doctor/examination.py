"""The two examinations: of the machine and its data, which asks nobody else, and of the mail, which does."""

from collections.abc import AsyncIterator

from dns.asyncresolver import Resolver
from dns.resolver import NoResolverConfiguration

from server.clock import Clock
from server.doctor import dns, letter, postgresql, setup, sqlite
from server.doctor.finding import Finding, note
from server.mail.transport import Transport
from server.settings import Settings


async def of_everything(settings: Settings) -> AsyncIterator[Finding]:
    """Look at settings and data. Nothing is changed, and the site may run meanwhile."""
    for finding in setup.examined(settings):
        yield finding
    if settings.database_path:
        for finding in sqlite.examined(settings.database_path):
            yield finding
    else:
        async for finding in postgresql.examined(settings.database_url):
            yield finding


async def of_mail(  # noqa: PLR0913 (what was asked, and what the machine has)
    settings: Settings,
    transport: Transport,
    clock: Clock,
    *,
    to: str | None,
    selector: str | None,
    token: str,
    resolver: Resolver | None = None,
) -> AsyncIterator[Finding]:
    """Send a letter of trial, and ask the DNS what its receivers will ask."""
    yield await letter.sent(settings, transport, to, at=clock.timestamp(), token=token)
    domain = settings.sender_domain
    if "." not in domain:
        yield note(f"{domain} is no domain that the DNS knows: SPF, DKIM and DMARC are those of a public one.")
        return
    try:
        found = resolver or Resolver()
    except NoResolverConfiguration:
        yield note("This machine knows no name server, so SPF, DKIM and DMARC cannot be looked up.")
        return
    async for finding in dns.examined(domain, selector, found):
        yield finding
