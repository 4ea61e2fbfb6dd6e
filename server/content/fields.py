"""The keys of five generators' front matter, each led to the one field it means here."""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from server.content import dates
from server.content.front_matter import FrontMatter
from server.content.problem import Problem
from server.content.yaml_mapping import Plain

# field: the keys that mean it, the strongest first. Looked up without case, `-` and `_`.
SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "description": ("description", "summary", "excerpt"),
    # publishDate decides when Hugo shows a document, so it comes before the date that is printed.
    "date": ("publishDate", "pubDate", "pubDatetime", "date", "datePublished", "created", "createdAt"),
    "updated": (
        *("updated", "lastmod", "modified", "updatedDate", "modDatetime", "lastModifiedAt", "lastUpdated"),
        *("lastModified", "dateModified", "updatedAt"),
    ),
    "date_label": ("date_label", "dateLabel"),
    "tags": ("tags", "tag"),
    "aliases": ("aliases", "alias", "redirect_from"),
    "image": (
        *("image", "cover", "heroImage", "ogImage", "featuredImage", "featureImage", "featured_image", "images"),
        *("coverImage", "thumbnail", "banner"),
    ),
    "card": ("card",),
    "creator": ("creator",),
    "language": ("language", "lang", "locale"),
    "order": ("order", "weight", "nav_order", "position"),
    "slug": ("slug",),
    "address": ("permalink", "url", "path", "save_as"),
    "draft": ("draft", "published", "status", "private", "hidden", "unlisted"),
}
NESTED = {  # tables whose keys mean the same as if they stood outside
    "twitter": ("card", "creator", "image"),
    "taxonomies": ("tags",),
    "extra": ("image", "cover", "thumbnail", "banner", "date_label", "creator"),
    "params": ("image", "cover", "thumbnail", "banner", "date_label", "creator", "description"),
}
# Known from other generators, without a meaning here: kept for templates, not reported.
QUIET = """
    layout template type kind showdate toc tableOfContents math mathjax katex comments comment author authors
    category categories keywords series menu menus nav navigation sitemap robots feed header sidebar site theme css js
    styles scripts excerpt_separator pin pinned featured sticky share social subtitle tagline role stack repo
    repository github demo link links status project projects ref lang-ref translationKey id uuid guid canonical
    canonicalUrl bibliography output outputs params extra taxonomies twitter og opengraph build cascade linkTitle
    markup resources headless isCJKLanguage expiryDate expires unpublishDate in_search_index sort_by paginate_by
    page_template insert_anchor_links transparent render generate_feeds aside draftUntil showToc tocOpen hideMeta
    showReadingTime readingTime minutes words searchHidden ShowBreadCrumbs source collection parent has_children
    has_toc nav_exclude search_exclude classes related show_date show_author license version dateLabels date_labels
    usePageBundles codeFolding mermaid highlight noindex rss podcast audio video start end due done iteration
""".split()  # noqa: SIM905 (a list of words reads best as words)
NEVER_SHOWN = {"draft", "private", "hidden", "unlisted"}
HIDDEN_STATUS = {"draft": "a draft", "hidden": "hidden", "private": "private", "unlisted": "unlisted"}
MOST_UNKNOWN = 20  # unknown keys of one document that are named
CARDS = ("summary", "summary_large_image", "app", "player")


def _plain(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "")


MEANING = {_plain(key): field for field, keys in SPELLINGS.items() for key in keys}
RANK = {_plain(key): rank for keys in SPELLINGS.values() for rank, key in enumerate(keys)}
KNOWN = {_plain(key): key for key in (*QUIET, *(key for keys in SPELLINGS.values() for key in keys))}


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """What a document says of itself; None where it does not."""

    title: str | None = None
    description: str = ""
    date: dt.date | None = None  # or a datetime, which is one
    updated: dt.date | None = None
    date_label: str = ""
    draft: bool = False
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    image: str | None = None
    card: str = "summary"
    creator: str | None = None
    language: str | None = None
    order: float | None = None
    slug: str | None = None
    address: str | None = None
    extra: Mapping[str, Any] = {}


def read(front: FrontMatter) -> tuple[Fields, list[Problem]]:
    """Lead each key to its field. What cannot be understood is a problem; what nobody knows is kept in `extra`."""
    reading = _Reading(front)
    for key, value in front.values.items():
        reading.take(str(key), value)
    return reading.finished()


class _Reading:
    """The fields of one document in the making."""

    def __init__(self, front: FrontMatter) -> None:
        self._front = front
        self._problems: list[Problem] = list(front.problems)
        self._given: dict[str, tuple[int, Any]] = {}
        self._extra: dict[str, Any] = {}
        self._unknown = 0

    def take(self, key: str, value: Any, *, within: str = "") -> None:
        """Note what one key says; a stronger spelling of the same field wins."""
        plain = _plain(key)
        if within and plain not in {_plain(known) for known in NESTED[within]}:
            return
        if isinstance(value, Mapping) and plain in NESTED and not within:
            for name, inner in value.items():
                self.take(str(name), inner, within=plain)
        if plain in ("datelabels", "datelabel") and isinstance(value, Mapping):
            self._give("date_label", 0, key, value.get("page", ""))
            return
        field = MEANING.get(plain)
        if field is None or (field == "address" and "://" in str(value)):
            self._keep(key, plain, value)
        elif not _empty(value):
            self._give(field, RANK[plain] + (100 if within else 0), key, value)

    def finished(self) -> tuple[Fields, list[Problem]]:
        values = {name: value for name, (_, value) in self._given.items()}
        return Fields(**values, extra=self._extra), self._problems

    def _give(self, field: str, rank: int, key: str, value: Any) -> None:
        if field == "draft":
            self._draft(_plain(key), value)
            return
        reader: Callable[[Any], Any] = READERS.get(field, _text)
        try:
            read = reader(value)
        except ValueError as error:
            line = self._front.line_of(key)
            if field == "date":
                # It may have been meant to stay hidden until then.
                self._problems.append(Problem(line, f"{key}: {error}. It is kept back until this is mended.", "error"))
                self._given["draft"] = (0, True)
            else:
                self._problems.append(Problem(line, f"{key}: {error}.", "error" if field == "updated" else "warning"))
            return
        if field not in self._given or rank < self._given[field][0]:
            self._given[field] = (rank, read)

    def _draft(self, key: str, value: Any) -> None:
        """`published` may also be a date, and `status` that of a project."""
        word = _text(value).lower()
        if key == "published":
            if word in ("false", "no", "off", "0"):
                self._given["draft"] = (0, True)
            elif word not in ("true", "yes", "on", "1"):
                self._give("date", 50, key, value)
        elif key == "status":
            self._extra[key] = _value(value)
            if word in HIDDEN_STATUS:
                self._given["draft"] = (0, True)
        elif word not in ("false", "no", "off", "0"):
            if word not in ("true", "yes", "on", "1"):
                self._problems.append(
                    Problem(self._front.line_of(key), f"{key}: '{word}' is neither true nor false; it counts as true.")
                )
            self._given["draft"] = (0, True)

    def _keep(self, key: str, plain: str, value: Any) -> None:
        self._extra[key] = _value(value)
        if plain not in KNOWN:
            self._unknown += 1
            if self._unknown <= MOST_UNKNOWN:
                message = f"The key '{key[:80]}' is not known; the nearest that is known is '{_nearest(plain[:80])}'."
                self._problems.append(Problem(self._front.line_of(key), message))


@lru_cache(maxsize=1024)
def _nearest(plain: str) -> str:
    """The known key that a reader would take this one for."""
    return KNOWN[difflib.get_close_matches(plain, KNOWN, n=1, cutoff=0)[0]]


def _value(value: Any) -> Any:
    """An unknown key's value, with numbers and truth values where they were written without quotes."""
    if isinstance(value, Plain):
        return value.value()
    if isinstance(value, Mapping):
        return {str(key): _value(inner) for key, inner in value.items()}
    return [_value(inner) for inner in value] if isinstance(value, list) else value


def _empty(value: Any) -> bool:
    return value is None or value in ("", []) or (isinstance(value, Plain) and value.value() is None)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping | list):
        raise ValueError("a text belongs here, not a list")  # noqa: TRY004 (a fault of the file, not of a type here)
    return " ".join(str(value).split())


def _tags(value: Any) -> tuple[str, ...]:
    """A list; or a text with commas, or else with spaces, between its tags."""
    if isinstance(value, str):
        found = [part.strip().strip("\"'[]") for part in (value.split(",") if "," in value else value.split())]
    elif isinstance(value, list):
        found = [_text(part) for part in value]
    else:
        found = [_text(value)]
    unique: dict[str, str] = {}
    for tag in found:
        unique.setdefault(tag.casefold(), tag)
    return tuple(tag for tag in unique.values() if tag)


def _addresses(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else re.split(r"[,\s]+", str(value))
    return tuple(text for part in parts if (text := _text(part)))


def _image(value: Any) -> str:
    """A path; or the path in a table or list, as themes of Hugo, Jekyll and Astro have it."""
    if isinstance(value, list) and value:
        return _image(value[0])
    if isinstance(value, Mapping):
        for key in ("image", "src", "url", "path", "feature", "relative"):
            if isinstance(value.get(key), str):
                return _text(value[key])
        raise ValueError("the path of a picture belongs here")
    return _text(value)


def _card(value: Any) -> str:
    card = _text(value)
    if card not in CARDS:
        raise ValueError(f"'{card}' is no kind of card; there are {', '.join(CARDS)}")
    return card


def _number(value: Any) -> float:
    try:
        return float(_text(value))
    except ValueError as error:
        raise ValueError(f"'{value}' is not a number") from error


READERS: Mapping[str, Callable[[Any], Any]] = {
    "date": dates.parsed,
    "updated": dates.parsed,
    "tags": _tags,
    "aliases": _addresses,
    "image": _image,
    "card": _card,
    "order": _number,
}
