"""The way out when a letter cannot be stored here: the same letter in the visitor's own mail program (RFC 6068)."""

from urllib.parse import quote

import msgspec

from server.contact.inquiry import Submission

LONGEST = 1800  # characters; some systems cut a longer address off, or open nothing at all


class Mailto(msgspec.Struct, frozen=True):
    """`href` for a link. `cut` says that the message did not fit, so that its rest has to be copied."""

    address: str
    href: str
    cut: bool


def mailto(address: str, subject: str, submission: Submission) -> Mailto:
    """A link that opens a mail to the address with the submission in it."""
    signature = "\n".join(("", "", *filter(None, (submission.name, submission.link))))
    start = f"mailto:{quote(address, safe='@+')}?subject={_quoted(subject)}&body="
    room = LONGEST - len(start) - len(_quoted(signature))
    message = _beginning(submission.message, room)
    return Mailto(address, start + _quoted(message + signature), cut=message != submission.message)


def _beginning(text: str, room: int) -> str:
    """As much of the text as fits when quoted."""
    while text and (length := len(_quoted(text))) > room:
        text = text[: min(len(text) - 1, max(0, len(text) * room // length))]
    return text


def _quoted(text: str) -> str:
    return quote(text.replace("\n", "\r\n"), safe="")
