"""The one-time address by which the owner signs in: signed, so that making one needs no database."""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Literal, get_args

import msgspec

from server.clock import Clock
from server.settings import Secret, Settings

Purpose = Literal["link", "reset"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)

VALID = 15 * 60  # seconds
AHEAD = 60  # seconds by which the clocks of two machines may differ
WHOLE = re.compile(r"[A-Za-z0-9_-]{72}", re.ASCII)
TIME, NONCE = 6, 16  # bytes; 32 of HMAC follow, and 54 in all need no padding


class Link(msgspec.Struct, frozen=True):
    """A link that is genuine and not too old. `digest` is what remains of it once it was used."""

    purpose: Purpose
    digest: bytes


class Forged(Exception):
    """Not an address that this site made, or not the whole of it."""


class Expired(Exception):
    """Genuine, and older than 15 minutes."""


def sign_in_address(
    settings: Settings, secret: Secret, clock: Clock, random: Callable[[int], bytes] = secrets.token_bytes
) -> str:
    """An address that signs its reader in, once, within 15 minutes."""
    return _address("link", settings, secret, clock, random)


def reset_address(
    settings: Settings, secret: Secret, clock: Clock, random: Callable[[int], bytes] = secrets.token_bytes
) -> str:
    """The same, and signs out everywhere else: for a lost device, or a session that is not yours."""
    return _address("reset", settings, secret, clock, random)


def read(token: str, secret: Secret, at: int) -> Link:
    """The link behind a token at a time in seconds since 1970. Raises Forged or Expired."""
    # Checked before decoding: Python's decoder skips foreign characters, and one link must have one form.
    if not WHOLE.fullmatch(token):
        raise Forged
    payload = urlsafe_b64decode(token)
    signed, signature = payload[: TIME + NONCE], payload[TIME + NONCE :]
    for purpose in PURPOSES:
        if hmac.compare_digest(signature, _signature(purpose, secret, signed)):
            if not -AHEAD <= at - int.from_bytes(signed[:TIME]) <= VALID:
                raise Expired
            return Link(purpose, hashlib.sha256(payload).digest())
    raise Forged


def _address(purpose: Purpose, settings: Settings, secret: Secret, clock: Clock, random: Callable[[int], bytes]) -> str:
    signed = clock.timestamp().to_bytes(TIME) + random(NONCE)
    token = urlsafe_b64encode(signed + _signature(purpose, secret, signed)).decode()
    return f"{settings.url}/inbox/sign-in/{token}"


def _signature(purpose: Purpose, secret: Secret, signed: bytes) -> bytes:
    return secret.digest(f"owner-{purpose}", signed)
