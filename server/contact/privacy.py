"""What is kept of whom, for how long, and who gets it: told from the settings in force, so that it is true."""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec

from server.content import metadata
from server.content.library import Library
from server.content.site import Site
from server.settings import Settings
from server.web.answer import Answer, finished
from server.web.templates import Templates

ADDRESS = "/privacy"
STANDING: Mapping[str, str] = {
    "new": "not read yet",
    "read": "read and not answered",
    "need-info": "waiting for your answer to a question",
    "exploring": "being talked about",
    "active": "under way",
    "waiting": "on the waiting list",
    "completed": "completed",
    "declined": "declined",
    "withdrawn": "taken back by you",
    "spam": "taken for spam",
}


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of the text."""

    mail_server: str | None  # None where no mail leaves; empty where it is this machine's own
    days: tuple[tuple[str, int], ...]  # what stands how is kept for how many days
    for_ever: tuple[str, ...]  # what no rule erases
    receipts: bool
    limited: bool  # whether the network a letter comes from is looked at
    foreign_pictures: bool  # whether any page shows pictures from elsewhere


def kept(site: Site, settings: Settings, *, foreign_pictures: bool = False) -> Kept:
    """What is in force."""
    days = site.contact.retention.days
    return Kept(
        mail_server=_mail_server(settings),
        days=tuple((words, days[state]) for state, words in STANDING.items() if state in days),
        for_ever=tuple(words for state, words in STANDING.items() if state not in days),
        receipts=site.contact.receipts and settings.smtp_url is not None,
        limited=site.contact.limits.per_network_hour > 0,
        foreign_pictures=foreign_pictures,
    )


class PrivacyPage:
    """The page, made from one state of the site. A document of that address stands before it."""

    def __init__(self, library: Library, templates: Templates, settings: Settings) -> None:
        self._library = library
        self._templates = templates
        self._settings = settings

    def answers(self) -> dict[str, Answer]:
        """The one finished answer."""
        site, url = self._library.site, self._settings.url
        document = next((one for one in self._library.documents if one.address == ADDRESS), None)
        meta = (
            metadata.of_document(document, site, url) if document else metadata.of_list("Privacy", ADDRESS, site, url)
        )
        foreign = any(one.foreign_pictures for one in self._library.documents)
        text = self._templates.render(
            "contact/privacy.html",
            site=site,
            current=ADDRESS,
            document=document,
            meta=meta,
            kept=kept(site, self._settings, foreign_pictures=foreign),
        )
        return {ADDRESS: finished(text.encode(), "text/html; charset=utf-8")}


def _mail_server(settings: Settings) -> str | None:
    if not (settings.smtp_url and settings.owner_email):
        return None
    host = urlsplit(settings.smtp_url).hostname or ""
    try:
        return "" if ip_address(host).is_loopback else host
    except ValueError:
        return "" if host == "localhost" else host
