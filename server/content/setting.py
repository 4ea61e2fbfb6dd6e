"""How an article is set on its page and nowhere else: notes beside the text, and how far things to do have come."""

import re
from html import escape

import msgspec

from server.content.document import Document
from server.content.notes import beside
from server.content.progress import beside_lists
from server.content.worklog import NOTES

AHEAD = re.compile(r"(?:plans? for )?(?:the )?(?:next|coming|following) week|next", re.IGNORECASE)


def on_page(document: Document) -> Document:
    """The document with the HTML that its page shows. Feeds and mail have the plain one."""
    return msgspec.structs.replace(document, article=beside(beside_lists(_closed(document))))


def _closed(document: Document) -> str:
    """The article of a week with what is planned for the next one set apart at its end."""
    html = document.html
    last = next((each for each in reversed(document.headings) if each.level == 2), None)
    if not document.week or last is None or not AHEAD.fullmatch(last.html.strip()):
        return html
    start = html.find(f'<h2 id="{escape(last.id)}"')
    notes = html.find(NOTES)
    end = len(html) if notes < 0 else notes
    if not 0 <= start < end:
        return html
    return f'{html[:start]}<section class="closing">\n{html[start:end]}</section>\n{html[end:]}'
