"""CSL-JSON, as Zotero and other keepers of references write it, becomes works."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import unescape
from typing import Any

from server.content.literature.work import Bibliography, Kind, Name, Work
from server.content.problem import Problem

KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("article-journal", "article-magazine", "article-newspaper", "review"), "article"),
    **dict.fromkeys(("book", "collection"), "book"),
    **dict.fromkeys(("chapter", "entry-encyclopedia", "entry-dictionary"), "part"),
    **dict.fromkeys(("paper-conference", "speech"), "paper"),
    "thesis": "thesis",
    **dict.fromkeys(("report", "standard"), "report"),
}
WORDS: Mapping[str, str] = {
    "title": "title",
    "container": "container-title",
    "volume": "volume",
    "issue": "issue",
    "pages": "page",
    "publisher": "publisher",
    "place": "publisher-place",
    "edition": "edition",
    "note": "status",
    "url": "URL",
}
TAG = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|span)\b[^>]*>", re.IGNORECASE)


def read(text: str) -> Bibliography:
    """Every item that can be read."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        return Bibliography({}, (Problem(error.lineno, f"It is not valid JSON: {error.msg}."),))
    except RecursionError:
        return Bibliography({}, (Problem(None, "It is nested too deeply."),))
    items = found.get("items") if isinstance(found, dict) else found
    works: dict[str, Callable[[], Work]] = {}
    problems = []
    for number, item in enumerate(items if isinstance(items, list) else [], 1):
        key = _text(item.get("citation-key") or item.get("id")) if isinstance(item, dict) else ""
        if not key:
            problems.append(Problem(None, f"Item {number} has no id, so nothing can cite it."))
        elif key in works:
            problems.append(Problem(_line(text, key), f"{key} is there twice; the first one counts."))
        else:
            works[key] = partial(_work, key, item)
    if not isinstance(items, list):
        problems.append(Problem(None, "It holds no list of works in CSL-JSON."))
    return Bibliography(works, tuple(problems))


def _work(key: str, item: Mapping[str, Any]) -> Work:
    words: dict[str, Any] = {field: _text(item.get(name)) for field, name in WORDS.items()}
    words["pages"] = words["pages"].replace("--", "-").replace("-", "\u2013")
    doi = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)", "", _text(item.get("DOI")), flags=re.IGNORECASE)
    return Work(
        key=key,
        kind=KINDS.get(_text(item.get("type")), "other"),
        authors=tuple(_people(item.get("author"))),
        editors=tuple(_people(item.get("editor"))),
        year=_year(item.get("issued")) or words["note"],
        doi=doi,
        **(words if _year(item.get("issued")) else words | {"note": ""}),
    )


def _people(said: Any) -> Iterator[Name]:
    for each in said if isinstance(said, list) else ():
        if isinstance(each, dict):
            particles = (each.get("non-dropping-particle"), each.get("family"), each.get("suffix"))
            family = " ".join(part for part in map(_text, particles) if part)
            given = " ".join(part for part in (_text(each.get("given")), _text(each.get("dropping-particle"))) if part)
            if name := family or _text(each.get("literal")):
                yield Name(name, given if family else "")


def _year(said: Any) -> str:
    """Of a date in parts, or as text."""
    if not isinstance(said, dict):
        return _text(said)[:4]
    parts = said.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
        return _text(parts[0][0])
    found = re.search(r"\d{4}", _text(said.get("raw") or said.get("literal")))
    return found[0] if found else _text(said.get("literal"))


def _text(said: Any) -> str:
    """On one line, without the few tags that CSL allows."""
    if not isinstance(said, str | int | float):
        return ""
    text = str(said)
    return " ".join((unescape(TAG.sub("", text)) if "<" in text or "&" in text else text).split())


def _line(text: str, key: str) -> int | None:
    at = text.rfind(json.dumps(key))
    return text.count("\n", 0, at) + 1 if at >= 0 else None
