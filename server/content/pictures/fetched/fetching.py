"""Fetches a picture from elsewhere, once and politely: never from a private network, never without an end."""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Collection
from urllib.parse import urljoin, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

LARGEST = 30_000_000  # bytes
PATIENCE = 20.0  # seconds without a word
LONGEST = 90.0  # seconds for one picture
MOST_REDIRECTS = 5
PAUSE = 1.0  # seconds between two questions to one host
CHUNK = 64 * 1024
WHO = "duologue-check (brings pictures named in an author's own documents home; asked for by hand)"


class NotFetched(Exception):
    """Why there is no picture; completes "It stays where it is: "."""


def public(address: Address) -> bool:
    """Whether an address is one of the open internet."""
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_global) and not mapped.is_multicast


class Fetcher:
    """`allowed` and `schemes` are for tests, which have only loopback."""

    def __init__(
        self,
        *,
        allowed: Callable[[Address], bool] = public,
        schemes: Collection[str] = ("https",),
        pause: float = PAUSE,
        largest: int = LARGEST,
        longest: float = LONGEST,
    ) -> None:
        self._allowed = allowed
        self._schemes = schemes
        self._pause = pause
        self._largest = largest
        self._longest = longest
        self._asked: dict[str, float] = {}

    def fetch(self, url: str) -> bytes:
        """The bytes behind an address. Raises NotFetched."""
        deadline = time.monotonic() + self._longest
        if url.startswith("//"):
            url = f"{next(iter(self._schemes))}:{url}"
        elif url.startswith("http:") and "http" not in self._schemes:
            url = f"https:{url.removeprefix('http:')}"  # as pages show it too
        for _ in range(MOST_REDIRECTS + 1):
            found = self._answered(url, deadline)
            if isinstance(found, bytes):
                return found
            url = urljoin(url, found)
        raise NotFetched(f"it is sent on more than {MOST_REDIRECTS} times")

    def _answered(self, url: str, deadline: float) -> bytes | str:
        """What the host gives, or where it sends us."""
        parts = urlsplit(url)
        try:
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise NotFetched("that is no address") from error
        if parts.scheme not in self._schemes or not host or parts.username:
            raise NotFetched(f"only {' and '.join(self._schemes)} addresses are asked, without a name or password")
        self._wait(host)
        try:
            connection = self._connected(parts.scheme, host, port)
            try:
                path = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
                connection.request("GET", _ascii(path), headers={"User-Agent": WHO, "Accept": "image/*,*/*;q=0.5"})
                with connection.getresponse() as response:
                    return self._read(response, deadline)
            finally:
                connection.close()
        except TimeoutError as error:
            raise NotFetched(f"{host} does not answer") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotFetched(f"{host}: {error}") from error

    def _connected(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        """Connect to an address that has been looked at, so that none is looked up a second time."""
        number = port or (443 if scheme == "https" else 80)
        found = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)
        for *_, place in found:
            if not self._allowed(ipaddress.ip_address(str(place[0]).partition("%")[0])):
                raise NotFetched(f"{host} is in a private network")
        plain = socket.create_connection(found[0][4][:2], PATIENCE)  # type: ignore[arg-type] # of the internet: text and number
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        if scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        else:
            connection.sock = plain
        return connection

    def _read(self, response: http.client.HTTPResponse, deadline: float) -> bytes | str:
        place = response.getheader("location")
        if response.status in (301, 302, 303, 307, 308) and place:
            return place
        if response.status != 200:
            raise NotFetched(f"the answer is {response.status} {response.reason}".rstrip())
        kind = response.getheader("content-type", "").partition(";")[0].strip().lower()
        if not kind.startswith("image/") and kind not in ("application/octet-stream", "binary/octet-stream", ""):
            raise NotFetched(f"what is there is no picture but {kind}")
        body = bytearray()
        while piece := response.read(CHUNK):
            body += piece
            if len(body) > self._largest:
                raise NotFetched(f"it has more than {self._largest // 1_000_000} MB")
            if time.monotonic() > deadline:
                raise NotFetched(f"it takes longer than {self._longest:.0f} s")
        return bytes(body)

    def _wait(self, host: str) -> None:
        since = time.monotonic() - self._asked.get(host, float("-inf"))
        if since < self._pause:
            time.sleep(self._pause - since)
        self._asked[host] = time.monotonic()


def _ascii(path: str) -> str:
    """A path that was written with letters beyond ASCII, as it travels."""
    return "".join(sign if "!" <= sign <= "~" else "".join(f"%{byte:02X}" for byte in sign.encode()) for sign in path)
