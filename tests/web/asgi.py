"""Ask an ASGI app without a server: exactly the scope that is given, exactly the messages that come back."""

from collections.abc import Iterable
from typing import Any

import msgspec


class Got(msgspec.Struct):
    """An answer: `headers` keeps doubles, `header` gives the only one of a name."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def header(self, name: str) -> str | None:
        values = [value for key, value in self.headers if key == name.encode()]
        assert len(values) < 2, f"{name} stands twice: {values}"
        return values[0].decode() if values else None


async def ask(
    app: Any,
    path: str = "/",
    method: str = "GET",
    headers: Iterable[tuple[bytes, bytes]] = ((b"host", b"example.org"),),
    body: Iterable[bytes] = (b"",),
    query: bytes = b"",
) -> Got:
    """Send one request; the body arrives in the given parts."""
    parts = list(body)
    messages: list[Any] = [
        {"type": "http.request", "body": part, "more_body": index < len(parts) - 1} for index, part in enumerate(parts)
    ]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": list(headers),
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
        "scheme": "http",
        "root_path": "",
    }
    await app(scope, receive, send)
    assert sent, "no answer"
    return Got(sent[0]["status"], list(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:]))
