"""Who asks, as far as limits need to know: a network, kept only as a keyed hash."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from server.settings import Secret, Settings
from server.web.asgi import Scope

Address = IPv4Address | IPv6Address


class Clients:
    """Tells networks apart without keeping their addresses."""

    def __init__(self, settings: Settings, secret: Secret) -> None:
        self._header = (settings.client_ip_header or "").lower().encode()
        self._trusted = settings.trusted_proxies
        self._secret = secret

    def hash(self, scope: Scope) -> bytes | None:
        """32 bytes for the network a request comes from; None where the server does not know its peer.

        A network is one IPv4 address or one IPv6 /64, which is what one household or one machine is given.
        """
        address = self.address(scope)
        if address is None:
            return None
        if isinstance(address, IPv6Address):
            return self._secret.digest("client", str(IPv6Network((address, 64), strict=False)))
        return self._secret.digest("client", str(address))

    def address(self, scope: Scope) -> Address | None:
        """The peer, or what a trusted peer says of whom it speaks for. Anybody else's header counts for nothing."""
        peer = _parsed(scope["client"][0]) if scope.get("client") else None
        if peer is None or not self._header or not self._is_trusted(peer):
            return peer
        values = [value for name, value in scope["headers"] if name == self._header]
        named = [_parsed(part.strip()) for part in b",".join(values).decode("latin-1").split(",")]
        # From the right: each proxy appends whom it saw, so the first that is no proxy of ours is the client.
        for address in reversed(named):
            if address is None:
                break
            if not self._is_trusted(address):
                return address
        return peer

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)


def _parsed(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
