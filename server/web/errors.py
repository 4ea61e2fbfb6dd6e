"""What is said when something is not there, not allowed or not understood: always a page, always with the mend."""

from collections.abc import Mapping
from typing import Any

from server.web.answer import Answer, finished
from server.web.templates import Templates

NO_STORE = b"no-store"

# Status → what happened, and what can be done about it.
WORDS: Mapping[int, tuple[str, str]] = {
    400: ("This request could not be read", "Something on the way damaged it. Go back, reload the page and try again."),
    401: ("Please sign in", "This part of the site is its owner's. Sign in and try again."),
    403: ("This came from another site", "For safety, forms are taken from this site's own pages only. Open the page here and send it again."),
    404: ("There is no page here", "It may have moved, or the address may be misspelt."),
    405: ("This page can only be read", "It takes no messages. To write, use the contact page."),
    408: ("That took too long", "The connection was too slow to take your message. Go back, your text should still be there, and send it again."),
    409: ("This has changed meanwhile", "Go back, reload the page and try again."),
    410: ("This is no longer here", "It was here once and has been taken away."),
    413: ("That is too much at once", "A message may be 64 kB long. Go back and shorten it, or send a link to the long version."),
    415: ("This form was sent in a way that is not understood", "Open the contact page and use the form there."),
    429: ("Too many requests", "Wait a minute, then try again."),
    500: ("Something went wrong here", "It is our fault, not yours, and it has been noted. Try again in a minute."),
    503: ("This does not work at the moment", "Try again in a few minutes."),
}  # fmt: skip


def page(templates: Templates, status: int, **context: Any) -> str:
    """The page for a status; `context` must hold `site`, and may hold other `title` and `message`."""
    title, message = WORDS.get(status, WORDS[500 if status >= 500 else 400])
    name = "web/not_found.html" if status == 404 else "web/error.html"
    return templates.render(name, **{"status": status, "title": title, "message": message, "current": "", **context})


def answers(templates: Templates, **context: Any) -> dict[int, Answer]:
    """Every such page, finished, for the table."""
    return {
        status: finished(
            page(templates, status, **context).encode(),
            "text/html; charset=utf-8",
            status=status,
            cache_control=b"public, max-age=10" if status == 404 else NO_STORE,
        )
        for status in WORDS
    }
