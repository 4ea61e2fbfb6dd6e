"""A forged header gets round no limit and puts no other under one, neither at the site's own door nor at its proxy's.

The short form forges 100 ways at each, DUOLOGUE_TEST_LONG=1 forges 1,000. Everybody has an address of their own on
loopback, and the proxy is one of them.
"""

import json
import random
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.attacks.extent import extent
from tests.journeys.sites import stored
from tests.running import Running, running

pytestmark = pytest.mark.slow

WAYS = extent(100, 1000)
LIMIT = 5
PROXY, ABUSER, OTHERS = "127.0.0.2", "127.0.0.9", [f"127.0.0.{10 + number}" for number in range(5)]
TOML = f"[contact.limits]\nper_network_hour = {LIMIT}\nper_address_day = 0\neveryone_hour = 60\n"
NAMES = [
    "X-Forwarded-For", "x-forwarded-for", "X-FORWARDED-FOR", "X_Forwarded_For", "X-Forwarded-For:",
    "Forwarded", "X-Real-IP", "Client-IP", "True-Client-IP", "CF-Connecting-IP", "Fly-Client-IP",
    "X-Client-IP", "X-Cluster-Client-IP", "X-Original-Forwarded-For", "Via", "X-Host", "X-Forwarded",
    "X-Forwarded-Host", "X-ProxyUser-Ip", "X-Remote-Addr", "Remote-Addr", "X-Originating-IP",
    "Fastly-Client-Ip",
]  # fmt: skip
SHAPES = (
    "{0}", "{0}, {1}", " {0} ", "\t{0}", "{0},", ",{0}", ",,{0},,", "{0}:4711", "[{0}]", "[{2}]:80", "{2}",
    "::ffff:{0}", "{2}%eth0", "for={0};proto=https", 'for="[{2}]:4711"', "unknown", "_hidden", "127.0.0.2",
    "127.0.0.2, {0}", "{0}, 127.0.0.2", "::1", "0x7f.1", "017700000001", "2130706433", "{0}\xa0",
    "\u0661.1.1.1", "%31.1.1.1", "{0} {1}", "{0};{1}", "-1", "1e3", "9" * 400, "{0}, " * 200, "", "null",
    "localhost", "\xff\xfe", "{0}/8",
)  # fmt: skip


def forged(dice: random.Random) -> list[bytes]:
    """One to three header lines that say the sender is somebody else, each way another."""
    lines = []
    for _ in range(dice.choice((1, 1, 2, 3))):
        one, two = (".".join(str(dice.randrange(1, 255)) for _ in range(4)) for _ in range(2))
        six = ":".join(f"{dice.randrange(65536):x}" for _ in range(8))
        name = NAMES[0] if dice.random() < 0.5 else dice.choice(NAMES)
        value = dice.choice(SHAPES).format(one, two, six)
        lines.append(name.rstrip(":").encode() + b": " + value.encode("utf-8" if "\u0661" in value else "latin-1"))
    return lines


def post(site: Running, source: str, number: str, lines: Sequence[bytes] = ()) -> int:
    """Send a letter from this address of the machine, with these header lines; the status of the answer."""
    fields = {"name": "Somebody", "email": f"{number}@example.com", "kind": "other", "message": f"Letter {number}."}
    body = urlencode(fields).encode()
    head = [
        b"POST /contact/inquiries HTTP/1.1",
        b"Host: localhost",
        b"Content-Type: application/x-www-form-urlencoded",
        b"Connection: close",
        *lines,
        b"Content-Length: %d" % len(body),
    ]
    with socket.socket() as line:
        line.bind((source, 0))
        line.settimeout(20)
        line.connect(("127.0.0.1", site.port))
        line.sendall(b"\r\n".join([*head, b"", body]))
        answer = b""
        while part := line.recv(65536):
            answer += part
    return int(answer.split(b" ", 2)[1])


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Running]:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/site.toml").write_text(TOML)
    environment = {
        "DUOLOGUE_PAGES": str(tmp_path / "pages"),
        "DUOLOGUE_CLIENT_IP_HEADER": "X-Forwarded-For",
        "DUOLOGUE_TRUSTED_PROXIES": f"{PROXY}/32",
    }
    with running(tmp_path, environment) as site:
        yield site


@pytest.mark.parametrize("way", ["direct", "proxied", "in a line before"])
def test_no_forged_header_gets_round_a_limit_or_puts_others_under_it(site: Running, way: str) -> None:
    """What the proxy is told by the abuser stands before what it sees itself, in the same line or in one before."""
    dice = random.Random(way)  # noqa: S311 (a test's dice)
    taken = refused = 0
    for number in range(WAYS):
        lines = forged(dice)
        if way == "proxied":
            claims = [line.partition(b": ")[2] for line in lines if line.startswith(b"X-Forwarded-For: ")]
            rest = [line for line in lines if not line.lower().startswith(b"x-forwarded-for: ")]
            lines = [*rest, b"X-Forwarded-For: " + b", ".join([*claims, ABUSER.encode()])]
        elif way == "in a line before":
            lines.append(b"X-Forwarded-For: " + ABUSER.encode())
        status = post(site, ABUSER if way == "direct" else PROXY, f"abuser-{number}", lines)
        assert status in (303, 400, 431), status
        taken += status == 303
        refused += status != 303
    for number, other in enumerate(OTHERS):
        own = [] if way == "direct" else [b"X-Forwarded-For: " + other.encode()]
        assert post(site, other if way == "direct" else PROXY, f"other-{number}", own) == 303
    rows = stored(site, "SELECT email, hex(client_hash), spam_reasons FROM inquiry ORDER BY id")
    abusers = [row for row in rows if row[0].startswith("abuser")]
    others = [row for row in rows if row[0].startswith("other")]
    networks = {network for _, network, _ in abusers}
    unmarked = sum(json.loads(reasons) == [] for _, _, reasons in abusers)
    limited = sum(json.loads(reasons) != [] for _, _, reasons in others)
    print(
        f"{way}: {WAYS} ways, {refused} refused as no HTTP, {taken} taken from {len(networks)} network, {unmarked} of "
        f"them unmarked; others {len(others)}, limited {limited}"
    )
    assert len(abusers) == taken > WAYS / 2
    assert len(networks) == 1, "a header was believed"
    assert unmarked == LIMIT
    assert len({network for _, network, _ in others} - networks) == len(OTHERS)
    assert limited == 0
