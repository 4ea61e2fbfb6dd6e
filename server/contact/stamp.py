"""When a visitor began to fill in the form: a signed time, fetched apart, since the page is the same for everyone."""

import hmac
from base64 import urlsafe_b64encode

from server.settings import Secret

OLDEST = 24 * 3600  # seconds; an older one says nothing about who filled in the form


def issued(secret: Secret, at: int) -> str:
    """The value of the hidden field for a form begun at `at`, in seconds since 1970."""
    return f"{at}.{_signature(secret, str(at))}"


def age(secret: Secret, stamp: str, now: int) -> int | None:
    """Seconds since the stamp was issued; None for one that is missing, forged, old or of the future."""
    at, _, signature = stamp.partition(".")
    # Digits alone, because int() also takes "+1", " 1", "1_0" and the digits of other scripts.
    if not (at.isascii() and at.isdigit() and len(at) < 15 and signature.isascii()):
        return None
    if not hmac.compare_digest(signature, _signature(secret, at)):
        return None
    elapsed = now - int(at)
    return elapsed if 0 <= elapsed <= OLDEST else None


def _signature(secret: Secret, at: str) -> str:
    return urlsafe_b64encode(secret.digest("contact-stamp", at)).rstrip(b"=").decode()
