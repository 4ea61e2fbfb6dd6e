"""What site.toml says: the site's name, its author, its ways around, what may be asked of the owner."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from server.content.section import Section


class Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named address; with `me`, one that says "this is also me" (rel=me)."""

    label: str
    url: str
    me: bool = True


class NavigationItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way around the site: its word in the masthead and where it leads."""

    label: str
    url: str


class Author(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The owner, as the site presents them (h-card)."""

    name: str = "The author"
    email: str | None = None
    note: str = ""
    picture: str | None = None


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of inquiry or a topic: its value in the form, its words, the prompt that helps to ask well."""

    value: str
    label: str
    prompt: str = ""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many inquiries are taken before the rest go to the drawer; 0 switches a limit off."""

    per_network_hour: int = 5
    per_address_day: int = 3
    everyone_hour: int = 60


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The [contact] part of site.toml."""

    question: str = "Is there something you would like to talk about?"  # ends the first page, above the way to write
    kinds: tuple[Choice, ...] = (
        Choice("mentor-me", "I could mentor you"),
        Choice("mentor-you", "I am looking for a mentor"),
        Choice("collaborate", "Let us work on something together"),
        Choice("other", "Something else"),
    )
    topics: tuple[Choice, ...] = ()
    capacity: int | None = None
    fallback_email: str | None = None  # named when the site itself cannot store an inquiry
    limits: Limits = Limits()
    receipts: bool = False  # mail to whatever address was typed: leave it off unless you need it


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of site.toml. Every field has a value that serves, so that the file may be absent."""

    title: str = "A personal site"
    description: str = ""
    language: str = "en"
    accent: str = "oklch(0.47 0.13 262)"  # not red, which says that letters fail
    smart_punctuation: bool = True
    author: Author = Author()
    links: tuple[Link, ...] = ()
    navigation: tuple[NavigationItem, ...] = (
        NavigationItem("About", "/about"),
        NavigationItem("Blog", "/blog"),
        NavigationItem("Projects", "/projects"),
        NavigationItem("Now", "/now"),
        NavigationItem("Contact", "/contact"),
    )
    sections: tuple[Section, ...] = ()  # beside or in the place of blog and projects: section.declared
    tags: Mapping[str, str] = {}  # earlier names of tags, and those they have today
    contact: Contact = Contact()


Kind = Literal["home", "page", "about", "now", "contact", "entry", "project"]
