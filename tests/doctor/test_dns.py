"""What is said of a domain's SPF, DKIM and DMARC, each with the mend."""

from collections.abc import Sequence

import pytest
from dns.asyncresolver import Resolver

from server.doctor import dns
from server.doctor.finding import Finding
from tests.doctor.names import resolving

pytestmark = pytest.mark.anyio

GOOD = {
    "example.org": ["unrelated", "v=spf1 include:_spf.mail.test mx -all"],
    "_spf.mail.test": ["v=spf1 ip4:192.0.2.1 -all"],
    "fm1._domainkey.example.org": ["v=DKIM1; k=rsa; p=" + "A" * 300],
    "_dmarc.example.org": ["v=DMARC1; p=quarantine; rua=mailto:a@example.org"],
}


async def said(
    texts: dict[str, list[str]], selector: str | None = None, domain: str = "example.org"
) -> Sequence[Finding]:
    async with resolving(texts) as resolver:
        return [finding async for finding in dns.examined(domain, selector, resolver)]


async def test_a_domain_that_has_all_three() -> None:
    spf, dkim, dmarc = await said(GOOD)
    assert [finding.level for finding in (spf, dkim, dmarc)] == ["good"] * 3
    assert "include:_spf.mail.test" in spf.words
    assert "fm1" in dkim.words
    assert "go to spam" in dmarc.words


async def test_the_policy_of_the_parent_domain_counts() -> None:
    *_, dmarc = await said(GOOD | {"mail.example.org": ["v=spf1 -all"]}, domain="mail.example.org")
    assert dmarc.level == "good"
    assert "_dmarc.example.org" in dmarc.words


@pytest.mark.parametrize(
    ("records", "level", "words"),
    [
        ([], "bad", "does not say who may send"),
        (["v=spf1 -all", "v=spf1 mx -all"], "bad", "2 records"),
        (["v=spf1 mx +all"], "bad", "lets everybody send"),
        (["v=spf1 " + "a:x.test " * 11 + "-all"], "bad", "11 questions"),
        (["v=spf1 " + "include:_spf.mail.test " * 6 + "redirect=_spf.mail.test"], "good", "SPF"),
        (["v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 all:x ~all"], "good", "SPF"),
        (["v=spf1 include:loop.test -all"], "bad", "questions"),
    ],
)
async def test_spf(records: list[str], level: str, words: str) -> None:
    spf, *_ = await said(GOOD | {"example.org": records, "loop.test": ["v=spf1 include:loop.test -all"]})
    assert (spf.level, words in spf.words) == (level, True), spf


@pytest.mark.parametrize(
    ("selector", "key", "level"),
    [
        ("own", "v=DKIM1; p=AAAA", "good"),
        ("own", "v=DKIM1; p=", "bad"),
        ("other", "v=DKIM1; p=AAAA", "bad"),
        (None, "v=DKIM1; p=AAAA", "note"),
    ],
)
async def test_dkim(selector: str | None, key: str, level: str) -> None:
    texts = {name: value for name, value in GOOD.items() if "_domainkey" not in name}
    _, dkim, _ = await said(texts | {"own._domainkey.example.org": [key]}, selector)
    assert dkim.level == level, dkim


@pytest.mark.parametrize(
    ("records", "level", "words"),
    [
        (["v=DMARC1; p=none"], "good", "delivered all the same"),
        (["v=DMARC1;p=reject"], "good", "are refused"),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], "bad", "2 policies"),
        (["v=DMARC1; sp=none"], "bad", "no policy that receivers know"),
        ([], "note", "has no policy"),
    ],
)
async def test_dmarc(records: list[str], level: str, words: str) -> None:
    *_, dmarc = await said(GOOD | {"_dmarc.example.org": records})
    assert (dmarc.level, words in dmarc.words) == (level, True), dmarc


async def test_a_domain_that_does_not_exist_is_one_note() -> None:
    (only,) = await said({"elsewhere.test": ["x"]})
    assert only.level == "note"
    assert "knows no domain example.org" in only.words


async def test_no_answer_is_said_and_is_no_fault(unused: int) -> None:
    resolver = Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = unused
    (only,) = [finding async for finding in dns.examined("example.org", None, resolver)]
    assert only.level == "note"
    assert "no answer" in only.words


@pytest.fixture
def unused() -> int:
    from tests.running import free_port

    return free_port()
