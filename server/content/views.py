"""What the templates of content/ are given: small structs, so that a template only loops and prints.

Every template gets `site`, `current` (the path, for aria-current) and `meta` (Meta). Besides, where `?` may be
None, and `document`, `previous`, `next`, `entries` and `projects` are or hold Documents, whose `title_html` and
`html` are printed with `| markup`:

    home.html       /                          document?, entries (5), projects (3), now? (Now)
    page.html       any page                   document
    about.html      /about                     document
    now.html        /now                       document, now (Now)
    blog.html       /blog, /blog/archive/YEAR  document?, title, years (Year), archive (Archive), tags (Tag)
    entry.html      /blog/SLUG                 document, tags, previous? (older), next? (newer)
    tags.html       /blog/tags                 tags
    tag.html        /blog/tags/TAG             tag, years
    changes.html    ADDRESS/changes            document, changes (Change, newest first), language
    projects.html   /projects                  document?, projects
    project.html    /projects/SLUG             document, tags, previous?, next? (in the order of the list)

web/_metadata.html prints `meta`. /contact is made by server/contact, what is not found by server/web/errors.py.
"""

import datetime as dt

import msgspec

from server.content.document import Document
from server.content.script import Script
from server.content.section import Section


class Tag(msgspec.Struct, frozen=True):
    """A tag as readers see it; `entries` is how many have it."""

    name: str
    address: str
    entries: int


class Group(msgspec.Struct, frozen=True):
    """Documents under one heading: a year, a month, a week; `label` and `id` are empty where a list has no parts."""

    label: str
    id: str
    entries: tuple[Document, ...]


class Series(msgspec.Struct, frozen=True):
    """Documents that belong together, in their order."""

    name: str
    address: str
    documents: tuple[Document, ...]


class Position(msgspec.Struct, frozen=True):
    """The place of a document in its series, counted from 1."""

    series: Series
    number: int
    previous: Document | None
    next: Document | None


class Alternate(msgspec.Struct, frozen=True):
    """A version of a page in a language; `label` is what that language calls itself."""

    language: str
    label: str
    address: str


class Listed(msgspec.Struct, frozen=True):
    """A section with what it lists, in its order; `document` introduces it."""

    section: Section
    address: str
    title: str
    documents: tuple[Document, ...]
    document: Document | None


class FeedLink(msgspec.Struct, frozen=True):
    """A feed, in both formats: `address` is without its ending, `page` shows what it follows."""

    title: str
    address: str
    page: str
    description: str = ""


class Archive(msgspec.Struct, frozen=True):
    """A year that has its own page because its section's would become too long with it; `label` as in Group."""

    label: str
    address: str
    entries: int


class Month(msgspec.Struct, frozen=True):
    """A section of the now page. `html` begins after the heading, of which `heading_html` is the inside.

    `id` is 2026-11 where month and year are known, and else that of the heading, which is `heading_id`.
    """

    id: str
    heading_id: str
    level: int
    heading_html: str
    html: str
    date: dt.date | None  # its first day, where month and year are known


class Stretch(msgspec.Struct, frozen=True):
    """Months under one heading, mostly a year; `html` is that heading and what follows it before the months."""

    html: str
    months: tuple[Month, ...]


class Past(msgspec.Struct, frozen=True):
    """A year of the now page that has gone by, with a page of its own."""

    year: str
    address: str
    stretches: tuple[Stretch, ...]

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(month for stretch in self.stretches for month in stretch.months)


class Now(msgspec.Struct, frozen=True):
    """The now page in the order in which it is read. `beginning` and `end` belong to no month."""

    beginning: str
    stretches: tuple[Stretch, ...]
    end: str
    updated: dt.date | None
    updated_to_the_day: bool  # else only the month is known
    excerpt: str  # the first paragraphs of what stands first, for the home page; its links lead to the now page
    past: tuple[Past, ...] = ()  # newest first


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says of itself to machines. All addresses are absolute and encoded, except `stylesheet`."""

    canonical: str | None  # None: the page is not to be indexed
    title: str  # with the site's title, for the title element
    name: str  # without it, for cards
    description: str
    kind: str  # og:type
    image: str | None
    card: str
    creator: str | None
    language: str
    json_ld: str  # safe inside a script element
    author: str = ""
    published: dt.date | None = None
    updated: dt.date | None = None
    tags: tuple[str, ...] = ()
    image_size: tuple[int, int] | None = None  # in pixels, where it is known
    image_alt: str = ""
    stylesheet: str | None = None  # the author's own styles for this document
    scripts: tuple[Script, ...] = ()  # of the author's own, at the end of the page
    alternates: tuple[tuple[str, str], ...] = ()  # language and address of each version of the page, itself too
    feed: FeedLink | None = None  # that of what the page lists
