"""Spam from four kinds of scripts reaches the owner's mail marked, or waits in the drawer; people come through.

The short form has 100 posts of scripts and 40 of people, DUOLOGUE_TEST_LONG=1 has 1,000 and 200. All limits are those
that a site has when nothing is said, and everything comes within the same hour.
"""

import asyncio
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest

from tests.attacks.extent import extent
from tests.attacks.senders import PEOPLE, SCRIPTS, Send, repeater, somewhere, stamp
from tests.journeys.sites import stored
from tests.mail.smtp import SmtpServer
from tests.running import Running, running

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

EACH_SCRIPT, EACH_PERSON = extent(25, 250), extent(10, 50)
MARK = "[suspected]"


class Became(NamedTuple):
    """What has become of a letter."""

    held: bool
    reasons: tuple[str, ...]
    mails: tuple[str, ...]  # their subjects


@pytest.fixture(scope="module")
def smtp_server() -> Iterator[SmtpServer]:
    server = SmtpServer()
    server.open()
    yield server
    server.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, smtp_server: SmtpServer) -> Iterator[Running]:
    data = tmp_path_factory.mktemp("spam")
    (data / "pages").mkdir()
    environment = {
        "DUOLOGUE_PAGES": str(data / "pages"),
        "DUOLOGUE_SMTP_URL": smtp_server.url,
        "DUOLOGUE_OWNER_EMAIL": "owner@example.org",
        "DUOLOGUE_CLIENT_IP_HEADER": "X-Forwarded-For",
        "DUOLOGUE_TRUSTED_PROXIES": "127.0.0.0/8,::1/128",
    }
    with running(data, environment) as site:
        yield site


async def written(site: Running, kinds: dict[str, Send], each: int) -> Counter[int]:
    """All of them write, in no order; how they were answered."""
    answers: Counter[int] = Counter()
    turns = [(kind, number) for number in range(each) for kind in kinds]
    random.Random(1).shuffle(turns)  # noqa: S311 (a test's dice)
    places = asyncio.Semaphore(20)

    async def write(client: httpx.AsyncClient, kind: str, number: int) -> None:
        async with places:
            dice = random.Random(f"{kind} {number}")  # noqa: S311 (same)
            async for answer in kinds[kind](client, dice, number):
                answers[answer.status_code] += 1

    async with httpx.AsyncClient(base_url=site.url, timeout=60) as client:
        await asyncio.gather(*(write(client, *turn) for turn in turns))
    return answers


async def became(site: Running, smtp: SmtpServer, ending: str) -> dict[str, Became]:
    """By the sender's address, once everything that leaves has left."""
    waiting = "SELECT 1 FROM letter WHERE state IN ('queued', 'sending')"
    for _ in range(600):
        if not stored(site, waiting):
            break
        await asyncio.sleep(0.1)
    mails: dict[str, list[str]] = {}
    for received in list(smtp.received):
        mails.setdefault(str(received.mail["Reply-To"]), []).append(str(received.mail["Subject"]))
    rows = stored(site, "SELECT email, state, spam_reasons FROM inquiry WHERE email LIKE ?", f"%{ending}")
    return {
        email: Became(state == "spam", tuple(json.loads(reasons)), tuple(mails.get(email, ())))
        for email, state, reasons in rows
    }


def told(found: dict[str, Became]) -> str:
    kinds = Counter(re.sub(r"\d+|@.*", "", email) for email in found)
    parts = []
    for kind, count in kinds.items():
        some = [one for email, one in found.items() if re.sub(r"\d+|@.*", "", email) == kind]
        held = sum(one.held for one in some)
        clean = sum(not one.held and not one.reasons for one in some)
        parts.append(f"{kind} {count}: {held} held, {count - held - clean} marked, {clean} clean")
    return "; ".join(parts)


async def test_scripts_reach_the_owners_mail_marked_or_not_at_all(site: Running, smtp_server: SmtpServer) -> None:
    async with httpx.AsyncClient(base_url=site.url) as client:
        stamped = await stamp(client, somewhere(random.Random(2)))  # noqa: S311 (same)
    await asyncio.sleep(4)  # it is patient
    answers = await written(site, {**SCRIPTS, "repeater": repeater(stamped)}, EACH_SCRIPT)
    found = await became(site, smtp_server, "@mails.example")
    unmarked = [email for email, one in found.items() if any(MARK not in subject for subject in one.mails)]
    print(f"{answers.total()} posts, unmarked in the owner's mail: {len(unmarked)}. {told(found)}")
    assert answers == {303: 4 * EACH_SCRIPT}, "also a suspect is thanked"
    assert len(found) == 4 * EACH_SCRIPT
    assert len(unmarked) <= extent(2, 0.01 * 4 * EACH_SCRIPT)  # the first two of a text cannot be known for copies
    for one in found.values():
        assert all(reason.endswith(".") for reason in one.reasons)
        assert not one.held or (len(one.reasons) > 1 and not one.mails), (
            "held for one reason alone, or sent all the same"
        )
        assert one.held or len(one.mails) == 1


async def test_people_are_never_refused_and_hardly_ever_held(site: Running, smtp_server: SmtpServer) -> None:
    """After the scripts and within the same hour: what those have done must not be laid to anybody else."""
    answers = await written(site, dict(PEOPLE), EACH_PERSON)
    found = await became(site, smtp_server, "@post.example")
    held = [email for email, one in found.items() if one.held]
    print(f"{answers.total()} posts, refused {answers.total() - answers[303]}, held {len(held)}. {told(found)}")
    assert answers == {303: 4 * EACH_PERSON}
    assert len(found) == 4 * EACH_PERSON
    assert len(held) <= 0.02 * 4 * EACH_PERSON + extent(1, 0)  # one in fifty typists has a trap filled in
    assert all(len(one.mails) == 1 for one in found.values() if not one.held)


async def test_not_spam_takes_the_clean_path_mail_included(site: Running, smtp_server: SmtpServer) -> None:
    query = "SELECT id, email FROM inquiry WHERE state = 'spam' AND spam_reasons <> '[]' ORDER BY id LIMIT 1"
    ((inquiry, email),) = stored(site, query)
    link = await asyncio.to_thread(site.command, "owner", "link")
    async with httpx.AsyncClient(base_url=site.url, headers={"origin": site.url}, follow_redirects=True) as owner:
        await owner.post(link)
        page = (await owner.get(f"/inbox/{inquiry}")).text
        reasons = json.loads(stored(site, "SELECT spam_reasons FROM inquiry WHERE id = ?", inquiry)[0][0])
        assert all(reason in page for reason in reasons), "the reasons stand in words"
        before = len(smtp_server.received)
        assert (await owner.post(f"/inbox/{inquiry}/release")).status_code == 200
    await asyncio.to_thread(smtp_server.arrived, before + 1)
    (mail,) = [one.mail for one in smtp_server.received if one.mail["Reply-To"] == email]
    assert MARK not in mail["Subject"]
    assert stored(site, "SELECT state FROM inquiry WHERE id = ?", inquiry) == [("new",)]
