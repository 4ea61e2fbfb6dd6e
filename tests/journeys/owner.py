"""How the owner comes in."""

from playwright.sync_api import expect

from tests.journeys.browser import NewVisitor, Visitor
from tests.running import Running


def signed_in(site: Running, new_visitor: NewVisitor, **like: object) -> Visitor:
    """The owner in a browser of their own, at the inbox, by a link that the command has printed."""
    owner = new_visitor(site, **like)
    owner.page.goto(site.command("owner", "link"))
    owner.page.get_by_role("button", name="Sign in").click()
    expect(owner.page.get_by_role("heading", name="Inbox")).to_be_visible()
    return owner
