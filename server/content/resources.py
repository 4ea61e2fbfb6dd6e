"""What may be got beside a text (code, data, a paper), from the keys of its front matter."""

from collections.abc import Iterator, Mapping
from typing import Any

from server.content import values
from server.content.particulars import Resource
from server.content.spellings import plain

# A key of its own, and the words of its link.
LABELS = {
    "paper": "Paper",
    "preprint": "Preprint",
    "code": "Code",
    "repo": "Code",
    "repository": "Code",
    "github": "Code",
    "data": "Data",
    "dataset": "Data",
    "logs": "Logs",
    "log": "Logs",
    "demo": "Demo",
    "slides": "Slides",
    "poster": "Poster",
    "video": "Video",
    "audio": "Audio",
}


def resources(name: str, value: Any) -> tuple[Resource, ...]:
    """Those that one key gives; `name` is the key in its plain form. Raises ValueError with what belongs there."""
    if name in LABELS:
        return () if isinstance(value, bool) else tuple(_linked(LABELS[name], value))
    return tuple(_links(value)) if name in ("links", "link") else ()


def _links(value: Any) -> Iterator[Resource]:
    if isinstance(value, Mapping) and not {"url", "href"} & {str(key).lower() for key in value}:
        for key, inner in value.items():
            yield from _linked(LABELS.get(plain(str(key))) or _words(str(key)), inner)
    else:
        yield from _linked("Link", value)


def _linked(label: str, value: Any) -> Iterator[Resource]:
    """One address; or more of them, each perhaps with words of its own."""
    if isinstance(value, Mapping):
        named = {str(key).lower(): inner for key, inner in value.items()}
        url = values.text(named.get("url") or named.get("href") or "")
        if not url:
            raise ValueError("each link needs a `url`")
        yield Resource(values.text(named.get("label") or named.get("title") or named.get("name") or label), url)
    elif isinstance(value, list):
        for inner in value:
            yield from _linked(label, inner)
    else:
        yield Resource(label, values.text(value))


def _words(key: str) -> str:
    words = key.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]
