"""What the DNS says of a domain that mail comes from: SPF, DKIM and DMARC, and what follows from it."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence

from dns.asyncresolver import Resolver
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer

from server.doctor.finding import Finding, bad, good, note

SECONDS = 5.0
MOST_LOOKUPS = 10  # RFC 7208, 4.6.4
_ASKS = re.compile(
    r"[+?~-]?(?:include:(?P<included>\S+)|(?:a|mx|ptr)(?:[:/]\S*)?|exists:\S+)|redirect=(?P<instead>\S+)",
    re.IGNORECASE,
)

# Names that providers and programs give to their keys; there is no list of those of a domain to ask for.
USUAL = ("default", "dkim", "mail", "google", "selector1", "s1", "k1", "fm1", "protonmail")


class Unanswered(Exception):
    """Nobody answered, which says nothing about the domain."""


async def examined(domain: str, selector: str | None, resolver: Resolver) -> AsyncIterator[Finding]:
    """Ask for what receivers will ask for. `selector` names the key that letters are signed with."""
    try:
        if not await _known(domain, resolver):
            yield note(
                f"DNS knows no domain {domain}, as far as can be seen from here: it is misspelt, or this machine asks "
                "a name server that does not know the internet. SPF, DKIM and DMARC are not known."
            )
            return
        yield await _spf(domain, resolver)
        yield await _dkim(domain, selector, resolver)
        yield await _dmarc(domain, resolver)
    except Unanswered as error:
        yield note(f"DNS gives no answer from here ({error}), so SPF, DKIM and DMARC of {domain} are not known.")


async def _known(domain: str, resolver: Resolver) -> bool:
    try:
        await _texts(domain, resolver, missing_ok=False)
    except NXDOMAIN:
        return False
    return True


async def _spf(domain: str, resolver: Resolver) -> Finding:
    records = [text for text in await _texts(domain, resolver) if text.split(" ")[0].lower() == "v=spf1"]
    if not records:
        return bad(
            f"SPF: {domain} does not say who may send for it. Add a TXT record as your mail provider shows, like "
            '"v=spf1 include:PROVIDER -all".'
        )
    if len(records) > 1:
        return bad(f"SPF: {domain} has {len(records)} records, so receivers heed none (RFC 7208): make them one.")
    (record,) = records
    lookups = await _lookups(record, resolver)
    if lookups > MOST_LOOKUPS:
        return bad(f"SPF: {record!r} takes {lookups} questions to the DNS; receivers give up after {MOST_LOOKUPS}.")
    if record.lower().split()[-1] in ("+all", "all"):
        return bad(f"SPF: {record!r} lets everybody send for {domain}: end it with -all.")
    return good(
        f"SPF: {domain} says in {record!r} which servers may send for it. If yours is among them, "
        "Authentication-Results says spf=pass in a letter that arrives."
    )


async def _lookups(record: str, resolver: Resolver, depth: int = 0) -> int:
    """How many questions a receiver has to ask to judge by a record, those it includes counted in."""
    terms = [match for term in record.split()[1:] if (match := _ASKS.fullmatch(term))]
    count = len(terms)
    for term in terms:
        target = term["included"] or term["instead"]
        if not target or "%" in target or depth == MOST_LOOKUPS or count > MOST_LOOKUPS:
            continue
        for text in await _texts(target, resolver):
            if text.lower().startswith("v=spf1"):
                count += await _lookups(text, resolver, depth + 1)
    return count


async def _dkim(domain: str, selector: str | None, resolver: Resolver) -> Finding:
    tried = (selector,) if selector else USUAL
    answers = await asyncio.gather(*(_texts(f"{name}._domainkey.{domain}", resolver) for name in tried))
    found = [name for name, texts in zip(tried, answers, strict=True) if any(_is_key(text) for text in texts)]
    if found:
        return good(
            f"DKIM: {domain} publishes a key named {', '.join(found)}, with which receivers check what the mail server "
            "signs. A letter should arrive with dkim=pass."
        )
    if selector:
        return bad(f"DKIM: there is no key at {selector}._domainkey.{domain}. Add it as your mail provider shows.")
    return note(
        f"DKIM: none of the usual names of keys is found below _domainkey.{domain}, which proves nothing. Look for s= "
        "in the DKIM-Signature of a letter that arrives, and run this with --selector."
    )


def _is_key(text: str) -> bool:
    tags = dict(part.strip().partition("=")[::2] for part in text.split(";"))
    return bool(tags.get("p"))  # an empty one is a key that was revoked (RFC 6376, 3.6.1)


async def _dmarc(domain: str, resolver: Resolver) -> Finding:
    labels = domain.split(".")
    for start in range(max(1, len(labels) - 1)):  # up to the parent domain, as receivers do
        name = f"_dmarc.{'.'.join(labels[start:])}"
        records = [text for text in await _texts(name, resolver) if text.replace(" ", "").startswith("v=DMARC1")]
        if records:
            return _policy(name, records)
    return note(
        f"DMARC: {domain} has no policy, which large receivers ask for. Once SPF or DKIM pass, add a TXT record "
        f'"v=DMARC1; p=none" at _dmarc.{domain}; p=quarantine or p=reject later.'
    )


def _policy(name: str, records: Sequence[str]) -> Finding:
    if len(records) > 1:
        return bad(f"DMARC: {name} has {len(records)} policies, so receivers heed none (RFC 7489): make them one.")
    tags = dict((part.strip() + "=").split("=")[:2] for part in records[0].split(";"))
    means = {
        "none": "letters that fail SPF and DKIM are delivered all the same",
        "quarantine": "letters that pass neither SPF nor DKIM for this domain go to spam",
        "reject": "letters that pass neither SPF nor DKIM for this domain are refused",
    }.get(tags.get("p", "").strip().lower())
    if means is None:
        return bad(f"DMARC: {records[0]!r} at {name} has no policy that receivers know (p=none, quarantine or reject).")
    return good(f"DMARC: {records[0]!r} at {name}: {means}.")


async def _texts(name: str, resolver: Resolver, *, missing_ok: bool = True) -> list[str]:
    """The TXT records of a name; none where there are none. Raises Unanswered, and NXDOMAIN where that is asked for."""
    try:
        answer = await resolver.resolve(name, "TXT", lifetime=SECONDS)
    except NXDOMAIN:
        if missing_ok:
            return []
        raise
    except NoAnswer:
        return []
    except (DNSException, OSError) as error:
        raise Unanswered(type(error).__name__) from error
    return [b"".join(record.strings).decode("ascii", "replace") for record in answer]
