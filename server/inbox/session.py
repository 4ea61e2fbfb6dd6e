"""The owner's sessions: a random token in a cookie, of which the database keeps only the digest."""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping

from litestar.datastructures import Cookie
from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import DAY, HOUR
from server.db.tables import session, used_link
from server.inbox.link import Link
from server.settings import Settings

LASTS = 30 * DAY  # since it was last seen
NOTED = HOUR  # between two notes that it was seen
REMEMBERED = DAY  # for which a used link is remembered: far longer than any link is good
WHOLE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)  # 256 bits


class Used(Exception):
    """This link has signed someone in before."""


def cookie(settings: Settings, token: str) -> Cookie:
    """The cookie that keeps a token for 30 days; with an empty token, the one that takes it away.

    Over https its name begins with __Host-, so that no other host or path of the domain can set it.
    """
    return Cookie(
        key=cookie_name(settings),
        value=token,
        path="/",
        max_age=LASTS if token else 0,
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )


def cookie_name(settings: Settings) -> str:
    """The one name that counts here: over https the unprefixed name is nobody's session."""
    return "__Host-duologue" if settings.secure else "duologue"


def digest_in(cookies: Mapping[str, str], settings: Settings) -> bytes | None:
    """The digest of the token that a request carries, if it carries anything like one."""
    token = cookies.get(cookie_name(settings), "")
    return digest(token) if WHOLE.fullmatch(token) else None


def digest(token: str) -> bytes:
    """What is kept of a token. It has 256 random bits, so a plain SHA-256 cannot be turned back."""
    return hashlib.sha256(token.encode()).digest()


async def sign_in(  # noqa: PLR0913 (each is a fact of this one moment)
    conn: AsyncConnection,
    *,
    link: Link,
    at: int,
    user_agent: str,
    former: bytes | None,
    random: Callable[[int], str] = secrets.token_urlsafe,
) -> str:
    """Use up a link and begin a session; its new token is returned and known to nobody else.

    The session that the browser came with ends, as do those that are too old; a reset ends them all.
    Raises Used: then nothing was written.
    """
    try:
        await conn.execute(insert(used_link).values(digest=link.digest, used_at=at))
    except IntegrityError as error:
        raise Used from error
    await conn.execute(delete(used_link).where(used_link.c.used_at < at - REMEMBERED))
    ended = or_(session.c.seen_at <= at - LASTS, session.c.token_hash == former)
    await conn.execute(delete(session) if link.purpose == "reset" else delete(session).where(ended))
    token = random(32)
    await conn.execute(
        insert(session).values(token_hash=digest(token), created_at=at, seen_at=at, user_agent=_plain(user_agent))
    )
    return token


async def seen_at(conn: AsyncConnection, token_hash: bytes, at: int) -> int | None:
    """When a session was last seen, in seconds since 1970; None where there is none, or it is over."""
    valid = (session.c.token_hash == token_hash) & (session.c.seen_at > at - LASTS)
    found: int | None = await conn.scalar(select(session.c.seen_at).where(valid))
    return found


async def see(conn: AsyncConnection, token_hash: bytes, at: int) -> None:
    """Note that a session is in use, from which its 30 days begin anew."""
    await conn.execute(update(session).where(session.c.token_hash == token_hash).values(seen_at=at))


async def end(conn: AsyncConnection, token_hash: bytes) -> None:
    """Sign out: the token opens nothing any more, wherever it is kept."""
    await conn.execute(delete(session).where(session.c.token_hash == token_hash))


async def any_yet(conn: AsyncConnection) -> bool:
    """Whether anybody has ever signed in here: of the used links, the last one is never cleared away."""
    return await conn.scalar(select(used_link.c.used_at).limit(1)) is not None


async def was_used(conn: AsyncConnection, link: Link) -> bool:
    """Whether a link has signed someone in before."""
    return await conn.scalar(select(used_link.c.used_at).where(used_link.c.digest == link.digest)) is not None


def _plain(user_agent: str) -> str:
    return "".join(character for character in user_agent[:200] if character.isprintable())
