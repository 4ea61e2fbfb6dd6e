"""A client's network is told apart by its real address, which is kept nowhere; a forged header changes nothing."""

from ipaddress import ip_network
from typing import Any

import pytest

from server.settings import Secret, Settings
from server.web.client import Clients

PROXY = ip_network("172.16.0.0/12")


def scope(peer: str | None, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {"client": (peer, 1) if peer else None, "headers": list(headers)}


def clients(header: str | None = "X-Forwarded-For") -> Clients:
    settings = Settings(client_ip_header=header, trusted_proxies=(PROXY,)) if header else Settings()
    return Clients(settings, Secret(b"k"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", b"198.51.100.1", "203.0.113.9"),  # not our proxy: its header is only a claim
        ("172.16.0.1", b"198.51.100.1", "198.51.100.1"),
        ("172.16.0.1", b"6.6.6.6, 198.51.100.1", "198.51.100.1"),  # the left part is the client's own claim
        ("172.16.0.1", b"198.51.100.1, 172.20.0.9", "198.51.100.1"),
        ("172.16.0.1", b"nonsense", "172.16.0.1"),
        ("172.16.0.1", b"198.51.100.1, nonsense", "172.16.0.1"),
        ("172.16.0.1", b"\xff", "172.16.0.1"),
        ("172.16.0.1", b"", "172.16.0.1"),
        ("::ffff:172.16.0.1", b"::ffff:198.51.100.1", "198.51.100.1"),
    ],
)
def test_only_a_trusted_proxy_says_for_whom_it_speaks(peer: str, forwarded: bytes, address: str) -> None:
    assert str(clients().address(scope(peer, (b"x-forwarded-for", forwarded)))) == address


def test_without_a_configured_header_none_counts() -> None:
    got = clients(None).address(scope("172.16.0.1", (b"x-forwarded-for", b"198.51.100.1")))
    assert str(got) == "172.16.0.1"


def test_a_hash_tells_networks_apart_and_hides_them() -> None:
    one, same, other = (clients().hash(scope(peer)) for peer in ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"))
    assert one is not None
    assert one == same != other
    assert len(one) == 32
    assert clients().hash(scope(None)) is None
    assert Clients(Settings(), Secret(b"other")).hash(scope("2001:db8::1")) != one
