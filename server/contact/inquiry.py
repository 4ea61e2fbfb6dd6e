"""What a visitor asks, and what is still missing from it: pure rules, every fault at once, each with its mend."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from server.contact import address
from server.contact.cleaning import blank
from server.content.site import Choice, Contact

# In characters. A message of this length fits the 64 KiB of a body even where each takes 12 bytes there.
LONGEST_NAME = 120
LONGEST_MESSAGE = 5000
LONGEST_LINK = 500

CHECKED_ALONE = ("message", "name", "email", "link")  # as the visitor leaves them; the rest are choices


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """The form as it was sent, cleaned. What is not in it is empty."""

    name: str = ""
    email: str = ""
    kind: str = ""
    topics: tuple[str, ...] = ()
    message: str = ""
    link: str = ""
    email_as_typed: str = ""  # hidden: the address that a suggestion was already made for
    email_suggestion: str = ""  # the suggestion, where the visitor ticked it
    remarks: str = ""  # hidden from people: only a machine fills it
    stamp: str = ""  # hidden: when the form was begun, as server.contact.stamp signed it


def meant(submission: Submission) -> Submission:
    """The submission with what the visitor agreed to or clearly meant: a suggestion taken, a link with its scheme."""
    suggested = address.suggestion(submission.email)
    if suggested and submission.email_suggestion == suggested:
        submission = msgspec.structs.replace(submission, email=suggested)
    link = submission.link
    if link and "://" not in link and "." in link.partition("/")[0] and ":" not in link.partition("/")[0]:
        submission = msgspec.structs.replace(submission, link=f"https://{link}")
    return submission


def faults(submission: Submission, contact: Contact) -> dict[str, str]:
    """A sentence for each field that needs mending, in the order of the form."""
    found = {
        "kind": _kind(submission.kind, contact.kinds),
        "message": _message(submission.message),
        "topics": next(_topics(submission.topics, contact.topics), None),
        "name": _name(submission.name),
        "email": address.fault(submission.email) or _email(submission),
        "link": _link(submission.link),
    }
    return {field: sentence for field, sentence in found.items() if sentence}


def suggested(submission: Submission) -> str | None:
    """The address to offer: none once the visitor has sent the same one again."""
    if submission.email == submission.email_as_typed:
        return None
    return address.suggestion(submission.email)


def _email(submission: Submission) -> str | None:
    offer = suggested(submission)
    return f"Did you mean {offer}? If yours is right as it is, send it again unchanged." if offer else None


def _kind(kind: str, kinds: tuple[Choice, ...]) -> str | None:
    if not kinds or kind in {choice.value for choice in kinds}:
        return None
    return "What you had chosen is no longer offered. Choose again." if kind else "Choose what you are writing about."


def _topics(topics: tuple[str, ...], offered: tuple[Choice, ...]) -> Iterator[str]:
    values = {choice.value for choice in offered}
    for topic in topics:
        if topic not in values:
            yield "One of the topics you had chosen is no longer offered. Look through your choice and send it again."


def _name(name: str) -> str | None:
    if blank(name):
        return "Write your name, so that the answer can begin with it."
    if len(name) > LONGEST_NAME:
        return f"This name has {len(name)} characters and {LONGEST_NAME} fit. Write a shorter form of it."
    return None


def _message(message: str) -> str | None:
    if blank(message):
        return "Write your message here."
    if len(message) > LONGEST_MESSAGE:
        return (
            f"The message has {len(message):,} characters and {LONGEST_MESSAGE:,} fit. "
            "Shorten it, or put the long version somewhere and give its address as the link."
        )
    return None


def _link(link: str) -> str | None:
    if not link:
        return None
    if len(link) > LONGEST_LINK:
        return f"This address has {len(link)} characters and {LONGEST_LINK} fit. Give a shorter one."
    try:
        parts = urlsplit(link)
        whole = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and " " not in link
    except ValueError:
        whole = False
    return None if whole else "Give the whole address of a page, like https://example.org/ada, or leave this empty."
