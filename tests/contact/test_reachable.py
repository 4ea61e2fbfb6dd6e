"""What the DNS says of a domain counts only where it says something, and nobody waits for it."""

import time
from collections.abc import AsyncIterator

import pytest

from server.contact.reachable import LEFT_IN_PEACE, NOBODYS, Answer, Reachable
from tests.doctor.names import Names, naming

pytestmark = pytest.mark.anyio

INTERNET = {("", "NS"): ["a.root-servers.example."]}
DOMAINS = {
    ("host.example.dev", "A"): ["192.0.2.1"],
    ("six.example.dev", "AAAA"): ["2001:db8::1"],
    ("mails.example.dev", "MX"): ["10 mx.mails.example.dev."],
    ("none.example.dev", "MX"): ["0 ."],
    ("words.example.dev", "TXT"): ['"only words"'],
    ("xn--exmple-cua.dev", "MX"): ["10 mx.mails.example.dev."],
}


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def asking() -> AsyncIterator[tuple[Names, Reachable, Time]]:
    async with naming({}, {**INTERNET, **DOMAINS}) as (names, resolver):
        clock = Time()
        yield names, Reachable(lambda: resolver, now=clock), clock


@pytest.mark.parametrize(
    ("domain", "answer"),
    [
        ("mails.example.dev", Answer.TAKES_MAIL),
        ("MAILS.example.dev", Answer.TAKES_MAIL),
        ("host.example.dev", Answer.TAKES_MAIL),  # RFC 5321, 5.1
        ("six.example.dev", Answer.TAKES_MAIL),
        ("exämple.dev", Answer.TAKES_MAIL),
        ("none.example.dev", Answer.TAKES_NONE),  # RFC 7505
        ("words.example.dev", Answer.TAKES_NONE),
        ("nobody-has-this.dev", Answer.TAKES_NONE),
    ],
)
async def test_it_says_whether_a_domain_takes_mail(
    asking: tuple[Names, Reachable, Time], domain: str, answer: Answer
) -> None:
    _, reachable, _ = asking
    address = f"ada@{domain}"
    assert reachable.known(address) is Answer.NOT_ASKED
    assert await reachable.asked(address) is answer
    assert reachable.known(address) is answer


async def test_a_name_server_of_a_closed_network_proves_nothing() -> None:
    """It denies that the domain exists, as it denies everything outside."""
    async with naming({"inside.example": ["here"]}) as (_, resolver):
        assert await Reachable(lambda: resolver, now=Time()).asked("ada@gmail.com") is Answer.UNKNOWN


async def test_no_answer_says_nothing_and_is_not_waited_for_again(asking: tuple[Names, Reachable, Time]) -> None:
    names, reachable, clock = asking
    await reachable.asked("ada@mails.example.dev")
    names.silent.add("slow.example.dev")
    began = time.monotonic()
    assert await reachable.asked("ada@slow.example.dev") is Answer.UNKNOWN
    assert time.monotonic() - began < 4
    asked = len(names.asked)
    assert await reachable.asked("ada@slow.example.dev") is Answer.UNKNOWN
    assert len(names.asked) == asked
    assert await reachable.asked("ada@host.example.dev") is Answer.TAKES_MAIL, "others are asked about all the same"
    clock.now += LEFT_IN_PEACE + 1
    assert reachable.known("ada@slow.example.dev") is Answer.NOT_ASKED


async def test_a_name_server_that_is_away_is_left_in_peace(asking: tuple[Names, Reachable, Time]) -> None:
    names, reachable, clock = asking
    names.silent.add("")
    assert await reachable.asked("ada@mails.example.dev") is Answer.UNKNOWN
    assert reachable.known("ada@none.example.dev") is Answer.UNKNOWN
    names.silent.clear()
    clock.now += LEFT_IN_PEACE + 1
    assert await reachable.asked("ada@none.example.dev") is Answer.TAKES_NONE


@pytest.mark.parametrize("domain", sorted(NOBODYS))
async def test_names_of_nobody_are_not_asked_about(asking: tuple[Names, Reachable, Time], domain: str) -> None:
    names, reachable, _ = asking
    assert await reachable.asked(f"ada@{domain}") is Answer.UNKNOWN
    assert names.asked == []
