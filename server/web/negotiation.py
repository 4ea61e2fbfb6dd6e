"""What a client takes, and what it has already: encodings and entity tags, compared as RFC 9110 has it."""

from functools import lru_cache

from server.web.answer import Encoding


@lru_cache(maxsize=256)
def encoding(accepted: bytes) -> Encoding:
    """The best encoding that the client takes; what it refuses with q=0 is not given (RFC 9110, 12.5.3)."""
    weights: dict[bytes, float] = {}
    for part in accepted.lower().split(b","):
        name, _, parameter = part.strip().partition(b";")
        try:
            weights[name.strip()] = float(parameter.strip().removeprefix(b"q=") or 1)
        except ValueError:
            weights[name.strip()] = 1.0
    rest = weights.get(b"*", 0.0)
    if weights.get(b"br", rest) > 0:
        return "br"
    return "gzip" if weights.get(b"gzip", rest) > 0 else "identity"


def matches(match: bytes, etag: bytes) -> bool:
    """Weak comparison of entity tags (RFC 9110, 13.1.2)."""
    if match in (etag, b"*"):
        return True
    opaque = etag.removeprefix(b"W/")
    return any(tag.strip().removeprefix(b"W/") == opaque for tag in match.split(b","))
