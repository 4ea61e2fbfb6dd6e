"""The secret part of a sender's address: made of the inquiry's id and of the site's secret, and stored nowhere."""

import hmac
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode

from server.settings import Secret

PAGES = "/contact/inquiries"
LENGTH = 43  # characters of 16 bytes of id and 16 of signature
SIGNATURE = 16


def address(secret: Secret, inquiry_id: str) -> str:
    """The path of the sender's own page. Whoever has it is the sender, so it stands in no log and no list."""
    return f"{PAGES}/{issued(secret, inquiry_id)}"


def issued(secret: Secret, inquiry_id: str) -> str:
    """The token of an inquiry: always the same, so that it can be given again."""
    signature = secret.digest("sender-page", inquiry_id)[:SIGNATURE]
    return urlsafe_b64encode(uuid.UUID(inquiry_id).bytes + signature).rstrip(b"=").decode()


def inquiry_of(secret: Secret, token: str) -> str | None:
    """The id in a token that this site has issued. Whether the inquiry is still there is another question."""
    if len(token) != LENGTH or not token.isascii():
        return None
    try:
        content = urlsafe_b64decode(f"{token}=")
    except ValueError:
        return None
    if len(content) != 16 + SIGNATURE:  # characters that are no base64 are skipped while decoding
        return None
    inquiry_id = str(uuid.UUID(bytes=content[:16]))
    # The whole text is compared: its last character has bits to spare, and one inquiry has one address.
    return inquiry_id if hmac.compare_digest(issued(secret, inquiry_id), token) else None
