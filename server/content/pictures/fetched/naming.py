"""Finds where a document names pictures from elsewhere, to the character, so that the names can be changed."""

import re
from collections.abc import Iterator
from html import escape

import msgspec

from server.content import front_matter
from server.content.markdown import events

ELSEWHERE = re.compile(r"(?:https?:)?//")
IN_HTML = re.compile(rb"<img\b[^>]*?\ssrc\s*=\s*([\"']?)((?:https?:)?//[^\"'\s>]+)\1", re.IGNORECASE)


class Naming(msgspec.Struct, frozen=True, order=True):
    """`url` as it is meant, and where it stands in the text (characters)."""

    start: int
    end: int
    url: str


def foreign(text: str, cover: str | None) -> list[Naming]:
    r"""Every place in a text with `\n` line ends; `cover` is the picture of its front matter. Raises Unreadable.

    Examples in code are no pictures, and a link to a picture stays a link.
    """
    body = front_matter.split(text).body
    first = len(text) - len(body)
    found = {Naming(first + each.start, first + each.end, each.url) for each in _in_body(body)}
    if cover and ELSEWHERE.match(cover):
        found |= {Naming(at.start(), at.end(), cover) for at in re.finditer(re.escape(cover), text[:first])}
    return sorted(found)


def renamed(text: str, names: dict[Naming, str]) -> str:
    """The text with each of these names in the place of the address."""
    for naming, name in sorted(names.items(), reverse=True):
        text = text[: naming.start] + name + text[naming.end :]
    return text


def _in_body(body: str) -> Iterator[Naming]:
    parsed = events.parsed(body, smart=False)
    source, data = parsed.source, body.encode()
    added = _added(source, data)
    for event, place in parsed.events:
        for start, end, url in _named(event, source, place["start"], place["end"]):
            first = start - sum(at < start for at in added)
            last = end - sum(at < end for at in added)
            yield Naming(len(data[:first].decode()), len(data[:last].decode()), url)


def _named(event: object, source: bytes, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The bytes of an address within what an event stands for, or within the definition that it refers to."""
    if not isinstance(event, dict):
        return
    if html := event.get("Html") or event.get("InlineHtml"):
        for match in IN_HTML.finditer(html.encode()):
            yield start + match.start(2), start + match.end(2), match[2].decode()
        return
    image = event["Start"].get("Image") if isinstance(event.get("Start"), dict) else None
    if image is None or not ELSEWHERE.match(image["dest_url"]):
        return
    url = image["dest_url"]
    for written in dict.fromkeys((url, escape(url, quote=False))):
        mark = re.escape(written.encode())
        if image["link_type"] == "Inline":
            places = list(re.finditer(rb"\]\(\s*<?(" + mark + rb")(?=[>\s)])", source[start:end]))[-1:]
            yield from ((start + place.start(1), start + place.end(1), url) for place in places)
        else:
            places = list(re.finditer(rb"^[ >]*\[[^\]]+\]:\s*<?(" + mark + rb")(?=[>\s]|$)", source, re.MULTILINE))
            yield from ((place.start(1), place.end(1), url) for place in places)


def _added(source: bytes, body: bytes) -> list[int]:
    """Where the parser was given a backslash that does not stand in the body: before the dollars of money."""
    if len(source) == len(body):
        return []
    found, at = [], 0
    for place, byte in enumerate(source):
        if at < len(body) and byte == body[at]:
            at += 1
        else:
            found.append(place)
    return found
