"""What makes an inquiry suspect. Suspicion never refuses: at worst the inquiry waits in the drawer, with its reasons.

One signal alone is no proof, because each of them also fits an honest visitor: the letter goes out, marked.
Two put the inquiry into the drawer, and so does a limit of the owner's mailbox (an address's, everyone's).
"""

import re
from collections.abc import Iterator

import msgspec

from server.contact.inquiry import Submission
from server.content.site import Limits

FASTEST = 3  # seconds in which nobody writes a letter, though pasting one takes hardly longer
MANY_LINKS = 6
LONG_ENOUGH_TO_COMPARE = 40  # characters; "Hello" is written by many

_LINK = re.compile(r"https?://|\bwww\.|\[url\b|<a\s", re.IGNORECASE)


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What is known besides the text. The counts are of earlier inquiries, and need not go beyond a limit."""

    seconds: int | None = None  # since the form was begun, where that is known
    network_hour: int = 0  # from the same network in the last hour
    address_day: int = 0  # from the same address in the last day
    everyone_hour: int = 0  # from everyone in the last hour, without the drawer
    same_text: int = 0  # other addresses that sent the same text lately


class Verdict(msgspec.Struct, frozen=True):
    """Why an inquiry is suspect, in sentences for the owner; and whether it goes into the drawer."""

    reasons: tuple[str, ...] = ()
    drawer: bool = False


def verdict(submission: Submission, known: Circumstances, limits: Limits) -> Verdict:
    """Weigh an inquiry. A limit of 0 is off."""
    signals = tuple(_signals(submission, known, limits))
    over = tuple(_over(known, limits))
    return Verdict(signals + over, drawer=len(signals) > 1 or bool(over))


def _signals(submission: Submission, known: Circumstances, limits: Limits) -> Iterator[str]:
    if submission.remarks:
        yield "A field that people do not see was filled in."
    if known.seconds is not None and known.seconds < FASTEST:
        yield f"The form was sent within {FASTEST} seconds of being begun."
    links = len(_LINK.findall(submission.message))
    if links >= MANY_LINKS:
        yield f"There are {links} links in the message."
    if known.same_text and len(submission.message) >= LONG_ENOUGH_TO_COMPARE:
        others = "another address" if known.same_text == 1 else f"{known.same_text} other addresses"
        yield f"The same text came from {others}."
    if limits.per_network_hour and known.network_hour >= limits.per_network_hour:
        yield f"{limits.per_network_hour} or more others came from the same network within an hour."


def _over(known: Circumstances, limits: Limits) -> Iterator[str]:
    if limits.per_address_day and known.address_day >= limits.per_address_day:
        yield f"{limits.per_address_day} or more others came from the same address within a day."
    if limits.everyone_hour and known.everyone_hour >= limits.everyone_hour:
        yield f"{limits.everyone_hour} or more others came within an hour, from everyone together."
