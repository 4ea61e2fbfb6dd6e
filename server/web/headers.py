"""The headers every answer carries, whatever it answers."""

from collections.abc import Sequence

from server.settings import Settings
from server.web.answer import Headers

_SELF = ("style-src", "font-src", "connect-src", "media-src", "manifest-src", "form-action")


def csp(*, foreign_pictures: bool = False, scripts: Sequence[str] = ()) -> bytes:
    """The Content-Security-Policy: nothing that is not ours, and no code or style inside the page.

    `scripts` are the hashes of those inside the page that may run all the same.
    Pictures from elsewhere need `https:` as a whole, because hosts of pictures redirect to other hosts.
    """
    pictures = "'self' https:" if foreign_pictures else "'self'"
    running = " ".join(["script-src 'self'", *scripts])
    rules = ["default-src 'none'", running, *(f"{name} 'self'" for name in _SELF), f"img-src {pictures}"]
    return "; ".join([*rules, "base-uri 'none'", "frame-ancestors 'none'"]).encode()


def own_csp(*, foreign_pictures: bool, scripts: Sequence[str]) -> Headers:
    """The policy as a header, for a page that needs another than all pages have."""
    if not foreign_pictures and not scripts:
        return ()
    return ((b"content-security-policy", csp(foreign_pictures=foreign_pictures, scripts=scripts)),)


def security_headers(settings: Settings) -> Headers:
    """What an answer gets unless it says otherwise itself (a picture may be shown elsewhere, say)."""
    headers: Headers = (
        (b"content-security-policy", csp()),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
        # Not no-referrer: that would make the Origin of our own forms "null".
        (b"referrer-policy", b"strict-origin-when-cross-origin"),
        (b"x-content-type-options", b"nosniff"),
    )
    if settings.secure:
        headers += ((b"strict-transport-security", b"max-age=31536000; includeSubDomains"),)
    return headers


def completed(headers: Headers, wanted: Headers) -> Headers:
    """The headers, with those of `wanted` that they do not give themselves."""
    present = {name.lower() for name, _ in headers}
    return (*headers, *(header for header in wanted if header[0] not in present))
