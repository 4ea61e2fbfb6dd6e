"""What makes an inquiry suspect. Suspicion never refuses: at worst the inquiry waits in the drawer, with its reasons.

No sign is a proof, because each of them also fits an honest visitor. A letter with any goes out marked. It goes into
the drawer when a strong sign, which few honest letters have, comes together with any other. The weak ones, which
whole groups of honest people have (who type fast, who share a network), hold nothing even together.
"""

import re
from collections.abc import Iterator

import msgspec

from server.contact.inquiry import Submission
from server.content.site import Limits

FASTEST = 3  # seconds in which nobody writes a letter, though pasting one takes hardly longer
MANY_LINKS = 6
FLOOD = 40  # times a limit: more than all the people behind one shared address write
SOME_OTHERS = 2  # whose letters have a sentence in common: two friends may ask for the same

_LINK = re.compile(r"https?://|\bwww\.|\[(?:url|link)\b|<a\s", re.IGNORECASE)
_MARKUP = re.compile(r"\[(?:url|link)\b|<a\s+href", re.IGNORECASE)

NO_MAIL = "The domain of the address takes no mail."


class Circumstances(msgspec.Struct, frozen=True, kw_only=True):
    """What is known besides the text. The counts are of earlier inquiries, and go no further than they matter."""

    seconds: int | None = None  # since the form was begun, where that is known
    network_hour: int = 0  # from the same network in the last hour
    address_day: int = 0  # from the same address in the last day
    clean_hour: int = 0  # without a suspicion, from everyone in the last hour
    marked_hour: int = 0  # suspect, and sent to the owner all the same in the last hour
    same_text: int = 0  # other addresses that sent the same text lately
    same_sentence: int = 0  # other addresses that sent a sentence of it lately
    no_mail: bool = False  # whether the address's domain is known to take none


class Sign(msgspec.Struct, frozen=True):
    """Something that speaks for spam, in a sentence for the owner."""

    reason: str
    strong: bool = False


class Verdict(msgspec.Struct, frozen=True):
    """All that speaks against an inquiry."""

    signs: tuple[Sign, ...] = ()

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is suspect, in sentences for the owner."""
        return tuple(sign.reason for sign in self.signs)

    @property
    def drawer(self) -> bool:
        """Whether it is held back: never for one sign alone."""
        return len(self.signs) > 1 and any(sign.strong for sign in self.signs)

    def with_(self, reason: str) -> "Verdict":
        """The same with a weak sign that has shown itself since."""
        return Verdict((*self.signs, Sign(reason)))


def verdict(submission: Submission, known: Circumstances, limits: Limits) -> Verdict:
    """Weigh an inquiry. A limit of 0 is off, and so is what is made of its being repeated."""
    signs = (*_of_the_form(submission, known), *_repeated(known, limits), *_over(known, limits))
    full = f"{limits.everyone_hour} or more suspect ones were sent to you within an hour."
    if signs and limits.everyone_hour and known.marked_hour >= limits.everyone_hour:
        signs += (Sign(full),)  # only what is suspect anyway: a flood of it must not take honest letters along
    return Verdict(signs)


def _of_the_form(submission: Submission, known: Circumstances) -> Iterator[Sign]:
    if submission.remarks:
        yield Sign("A field that people do not see was filled in.", strong=True)
    if known.seconds is not None and known.seconds < FASTEST:
        yield Sign(f"The form was sent within {FASTEST} seconds of being begun.")
    links = len(_LINK.findall(submission.message))
    if links >= MANY_LINKS:
        yield Sign(f"There are {links} links in the message.", strong=True)
    elif _MARKUP.search(submission.message):
        yield Sign("Links in the message are written as programs write them for forums.", strong=True)
    if _LINK.search(submission.name):
        yield Sign("The name is a link.", strong=True)
    if known.no_mail:
        yield Sign(NO_MAIL)


def _repeated(known: Circumstances, limits: Limits) -> Iterator[Sign]:
    if not limits.per_address_day:  # other addresses with the same words are how that limit is got round
        return
    if known.same_text:
        yield Sign(f"The same text came from {_others(known.same_text)}.", strong=True)
    elif known.same_sentence >= SOME_OTHERS:
        yield Sign(f"A sentence of it came from {_others(known.same_sentence)}.")


def _over(known: Circumstances, limits: Limits) -> Iterator[Sign]:
    within = (
        (known.network_hour, limits.per_network_hour, "came from the same network within an hour"),
        (known.address_day, limits.per_address_day, "came from the same address within a day"),
        (known.clean_hour, limits.everyone_hour, "came within an hour, from everyone together"),
    )
    for count, limit, came in within:
        if limit and count >= limit:
            flood = count >= FLOOD * limit
            yield Sign(f"{limit * FLOOD if flood else limit} or more others {came}.", strong=flood)


def _others(count: int) -> str:
    return "another address" if count == 1 else f"{count} other addresses"
