"""What visitors write in these journeys, how they fill it in, and what becomes of it."""

import time
from email.message import EmailMessage
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zlib import crc32

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.sites import Correspondence, stored
from tests.running import Running

HURRIED = 3.2  # seconds; who is faster than that is marked as a possible machine

KINDS = {"I could be your mentor": "mentor-me", "I am looking for a mentor": "mentor-you", "Something else": "other"}
TOPICS = {
    "Reading and reproducing papers": "papers",
    "Writing about work in progress": "writing",
    "Engineering for experiments": "engineering",
}


class Draft(NamedTuple):
    """A letter as its writer means it."""

    name: str
    email: str
    message: str
    kind: str = "I could be your mentor"
    topics: tuple[str, ...] = ("Reading and reproducing papers", "Writing about work in progress")
    link: str = "https://example.org/ada"

    @property
    def fields(self) -> list[tuple[str, str]]:
        """As the form would send it; for visitors without a browser."""
        choices = [("kind", KINDS[self.kind]), *(("topics", TOPICS[topic]) for topic in self.topics)]
        return [*choices, ("name", self.name), ("email", self.email), ("message", self.message), ("link", self.link)]


@pytest.fixture
def draft(request: pytest.FixtureRequest) -> Draft:
    """A letter that no other test has written: the same words from two addresses are suspect."""
    about = request.node.name
    message = (
        f"Grüße! “{about}” <script>alert(1)</script> & {{{{ 7 * 7 }}}}\n\n"
        "\tमस्ते, 研究 and 👩🏽‍🔬. A line that ends with spaces  \n"
        f".\nFrom here on it is {'very ' * 40}long.\n\n\nDone."
    )
    return Draft("Ada “the first” O'Neill <x>", f"ada.{crc32(about.encode()):x}@example.com", message)


def write(page: Page, draft: Draft) -> None:
    """Fill in the form from top to bottom."""
    page.get_by_role("radio", name=draft.kind).check()
    page.get_by_label("Your letter").fill(draft.message)
    for topic in draft.topics:
        page.get_by_role("checkbox", name=topic).check()
    page.get_by_label("Your name").fill(draft.name)
    page.get_by_label("Your address").fill(draft.email)
    page.get_by_label("A link").fill(draft.link)


def send(page: Page) -> None:
    page.get_by_role("button", name="Send the letter").click()


def post(site: Running, draft: Draft) -> int:
    """Send it without a browser; the status of the answer."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return httpx.post(f"{site.url}/contact/inquiries", content=urlencode(draft.fields), headers=headers).status_code


def is_thanked(page: Page) -> None:
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def inquiries(at: Correspondence, draft: Draft) -> list[Any]:
    """Id, state and suspicions of each inquiry that the letter has become."""
    return stored(at.site, "SELECT id, state, spam_reasons FROM inquiry WHERE email = ?", draft.email)


def mails(at: Correspondence, draft: Draft) -> list[EmailMessage]:
    """The mails that the owner may answer to the letter's writer."""
    arrived = [received.mail for received in list(at.smtp.received)]
    answerable = [mail for mail in arrived if mail["Reply-To"]]
    return [mail for mail in answerable if [one.addr_spec for one in mail["Reply-To"].addresses] == [draft.email]]


def the_mail(at: Correspondence, draft: Draft, *, seconds: float = 5) -> EmailMessage:
    """The one mail that comes of the letter within so many seconds, once all that is to leave has left."""
    deadline = time.monotonic() + seconds
    while not mails(at, draft) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert mails(at, draft), f"no mail came within {seconds} s"
    while stored(at.site, "SELECT 1 FROM letter WHERE state IN ('queued', 'sending')"):
        time.sleep(0.02)
        assert time.monotonic() < deadline + 10, "letters are still on their way"
    (mail,) = mails(at, draft)
    return mail


def the_inquiry(at: Correspondence, draft: Draft) -> str:
    """The id of the one inquiry that the letter has become."""
    (row,) = inquiries(at, draft)
    return str(row[0])
