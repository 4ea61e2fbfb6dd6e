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
    """A kind of inquiry or a topic: its value in the form, its words, the prompts that help to ask well."""

    value: str
    label: str
    prompt: str | tuple[str, ...] = ()  # one question, or several

    @property
    def prompts(self) -> tuple[str, ...]:
        """The questions, however many were written."""
        return tuple(prompt for prompt in ([self.prompt] if isinstance(self.prompt, str) else self.prompt) if prompt)


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many inquiries are taken before the rest are marked as suspect; 0 switches a limit off."""

    per_network_hour: int = 5
    per_address_day: int = 3
    everyone_hour: int = 60


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """For how many days an inquiry is kept after the last thing that happened to it, by its state; 0 keeps it."""

    new: int = 0
    read: int = 0
    need_info: int = 0
    exploring: int = 0
    active: int = 0
    waiting: int = 0
    completed: int = 0
    declined: int = 0
    withdrawn: int = 0
    spam: int = 0

    @property
    def days(self) -> dict[str, int]:
        """The states that are not kept for ever, by the names that the database has for them."""
        given = {state.replace("_", "-"): getattr(self, state) for state in self.__struct_fields__}
        return {state: days for state, days in given.items() if days > 0}


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
    retention: Retention = Retention()
    receipts: bool = False  # mail to whatever address was typed: leave it off unless you need it


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of site.toml. Every field has a value that serves, so that the file may be absent."""

    title: str = "A personal site"
    description: str = ""
    language: str = "en"
    accent: str = "oklch(0.47 0.13 262)"  # not red, which says that letters fail
    smart_punctuation: bool = True
    changes: bool = True  # whether readers may see what has changed in a document since it was published
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
