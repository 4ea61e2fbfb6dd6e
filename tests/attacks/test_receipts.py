"""Receipts are no way to send mail to strangers: with 10,000 victims typed in, none leaves, or as few as may.

The short form has 200 victims, DUOLOGUE_TEST_LONG=1 has 10,000. Nothing else limits who writes.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from server.contact.receipt import MOST_AN_HOUR
from tests.attacks.extent import extent
from tests.journeys.crowd import FORM, WITHOUT_LIMITS
from tests.journeys.sites import stored
from tests.mail.smtp import SmtpServer
from tests.running import Running, running

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

VICTIMS = extent(200, 10_000)
OWNER = "owner@example.org"
LURE = "Cheap-watches"


@contextmanager
def site_with(tmp_path: Path, smtp: SmtpServer, *, receipts: bool) -> Iterator[Running]:
    (tmp_path / "pages").mkdir()
    toml = f"[contact]\nreceipts = {str(receipts).lower()}\n{WITHOUT_LIMITS}"
    (tmp_path / "pages/site.toml").write_text(toml)
    environment = {
        "DUOLOGUE_PAGES": str(tmp_path / "pages"),
        "DUOLOGUE_SMTP_URL": smtp.url,
        "DUOLOGUE_OWNER_EMAIL": OWNER,
    }
    with running(tmp_path, environment) as site:
        yield site


async def abused(site: Running) -> None:
    """Each victim's address is typed in once, and the first fifty again and again in other letters."""
    places = asyncio.Semaphore(20)

    async def post(client: httpx.AsyncClient, victim: int, again: int) -> None:
        fields = {"name": LURE, "email": f"victim{victim}@example.com", "kind": "other"}
        fields |= {"message": f"{LURE} {victim} {again}", "link": f"https://{LURE}.example"}
        async with places:
            answer = await client.post("/contact/inquiries", content=urlencode(fields), headers=FORM)
        assert answer.status_code == 303

    async with httpx.AsyncClient(base_url=site.url, timeout=60) as client:
        await asyncio.gather(*(post(client, victim, 0) for victim in range(VICTIMS)))
        await asyncio.gather(*(post(client, victim, again) for victim in range(50) for again in range(1, 4)))
    gone = "SELECT 1 FROM letter WHERE kind = 'receipt' AND state <> 'sent'"
    for _ in range(1200):
        if not stored(site, gone):
            break
        await asyncio.sleep(0.1)


async def test_switched_off_no_victim_gets_a_mail(tmp_path: Path, smtp: SmtpServer) -> None:
    with site_with(tmp_path, smtp, receipts=False) as site:
        await abused(site)
        assert stored(site, "SELECT count(*) FROM letter WHERE kind <> 'forward' OR \"to\" IS NOT NULL") == [(0,)]
        assert stored(site, "SELECT count(*) FROM inquiry") == [(VICTIMS + 150,)]
        await asyncio.to_thread(smtp.arrived, 100, seconds=60)
    recipients = Counter(recipient for received in smtp.received for recipient in received.recipients)
    strangers = recipients.total() - recipients[OWNER]
    print(f"off: {VICTIMS} victims, {len(smtp.received)} mails so far, to others than the owner {strangers}")
    assert recipients.keys() == {OWNER}


async def test_switched_on_a_few_get_one_without_a_word_of_the_abuser(tmp_path: Path, smtp: SmtpServer) -> None:
    with site_with(tmp_path, smtp, receipts=True) as site:
        await abused(site)
    to_victims = [received for received in smtp.received if received.recipients != [OWNER]]
    each = Counter(recipient for received in to_victims for recipient in received.recipients)
    print(f"on: {VICTIMS} victims, {len(to_victims)} receipts within the hour, at most {max(each.values())} to one")
    assert len(to_victims) == MOST_AN_HOUR == 20
    assert set(each.values()) == {1}
    for received in to_victims:
        assert received.sender == "<>", "the null return path: no bounce answers it"
        assert received.mail["Auto-Submitted"] == "auto-replied"
        assert received.mail["Reply-To"] is None
        parts = [str(part.get_content()) for part in received.mail.walk() if not part.is_multipart()]
        assert not any(LURE.lower() in text.lower() for text in (received.content.decode(), *parts))
