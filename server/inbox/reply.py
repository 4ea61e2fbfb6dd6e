"""The owner's own mail program, opened with the answer begun."""

from urllib.parse import quote

from server.inbox.store import Inquiry

LONGEST = 1_800  # characters: some systems cut an address off at 2,000


def mailto(inquiry: Inquiry) -> str:
    """A mailto address (RFC 6068) with subject, greeting and as much of the message as fits, quoted."""
    subject = quote(f"Re: {inquiry.about or 'your message'}", safe="")
    start = f"mailto:{quote(inquiry.email, safe='@')}?subject={subject}&body="
    body = quote(f"Hello {inquiry.name},\r\n\r\n\r\n\r\n", safe="")
    for line in inquiry.message.splitlines():
        quoted = quote(f"> {line}\r\n", safe="")
        if len(start) + len(body) + len(quoted) > LONGEST:
            return f"{start}{body}{quote('> …', safe='')}"
        body += quoted
    return start + body
