"""Whatever lies in pages/: `check` names it, the site serves the rest, and no start takes 2 s longer for it."""

import itertools
import os
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from server.content.check import check
from tests.content.documents import NOW
from tests.content.sites import served
from tests.content.test_malformed import MALFORMED

X = "blog/x.md"
FORBIDDEN = 2.0  # seconds
Lay = Callable[[Path], None]


def text(**files: str | bytes) -> Lay:
    """Files by name, `__` for a slash and `_o` for a dot; a keyword cannot have either."""

    def lay(pages: Path) -> None:
        for name, body in files.items():
            file = pages / name.replace("__", "/").replace("_o", ".")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body if isinstance(body, bytes) else body.encode())

    return lay


def document(body: str | bytes) -> Lay:
    return text(blog__x_omd=body)


def front(*lines: str) -> Lay:
    return document("\n".join(("---", *lines, "---", "text\n")))


def link(name: str, target: str) -> Lay:
    return lambda pages: (pages / name).symlink_to(target)


def pipe(name: str) -> Lay:
    def lay(pages: Path) -> None:
        (pages / name).unlink(missing_ok=True)
        os.mkfifo(pages / name)

    return lay


def named_in_bytes(pages: Path) -> None:
    Path(os.fsdecode(os.fsencode(pages) + b"/blog/\xff.md")).write_text("text")


def folder_in_place_of_a_file(pages: Path) -> None:
    (pages / "site.toml").unlink()
    (pages / "site.toml").mkdir()


def png(edge: int) -> bytes:
    """A PNG that says it is a square of this many pixels, in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", edge, edge, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


LETTERS = "abcdefghijkl"
LAUGHS = "a: &a [x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in itertools.pairwise(LETTERS)
)
MACROS = "\\newcommand{\\a}{x}" + "".join(
    f"\\newcommand{{\\{new}}}{{{f'{chr(92)}{old}' * 10}}}" for old, new in itertools.pairwise(LETTERS)
)
ENTITIES = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in itertools.pairwise(LETTERS))

# What `check` says of each, at the least: the beginning of a line of its report, and words further on.
NAMED: dict[str, tuple[Lay, str, str]] = {
    "YAML that does not end": (front("title: [a"), f"{X}:3: error: ", "YAML"),
    "YAML with tabs": (front("title: a", "\tb: c"), f"{X}:3: error: ", "tab"),
    "YAML that would run": (front("title: !!python/object/apply:os.system [x]"), f"{X}:2: warning: ", "title"),
    "YAML that multiplies": (front(LAUGHS), f"{X}:3: error: ", "*a"),
    "YAML that holds itself": (front("tags: &a [*a]"), f"{X}:2: error: ", "*a"),
    "a key twice": (front("title: a", "title: b"), f"{X}:3: warning: ", "twice"),
    "front matter that does not end": (document("---\ntitle: a\n\ntext"), f"{X}:1: error: ", "not closed"),
    "front matter of 5 MB": (front(f"title: {'x' * 5_000_000}"), f"{X}:2: error: ", "100,000"),
    "TOML that is none": (document("+++\ntitle = \n+++\n"), f"{X}:2: error: ", "TOML"),
    "JSON that is none": (document('{"title": }\n'), f"{X}:1: error: ", "JSON"),
    "30 February": (front("date: 2026-02-30"), f"{X}:2: error: ", "kept back"),
    "the year 0": (front("date: 0000-00-00"), f"{X}:2: error: ", "kept back"),
    "the year 99999": (front("date: 99999-01-01"), f"{X}:2: error: ", "kept back"),
    "yesterday": (front("date: yesterday"), f"{X}:2: error: ", "kept back"),
    "dates in a list": (front("date: [1, 2]"), f"{X}:2: error: ", "kept back"),
    "the beginning of time, in the east": (front("expires: 0001-01-01T00:00:00+14:00"), f"{X}:2: error: ", "kept back"),
    "5,000 tags": (front(f"tags: [{', '.join(f't{n}' for n in range(5_000))}]"), f"{X}:2: warning: ", "100 tags"),
    "an order that is no number": (front("weight: .nan"), f"{X}:2: warning: ", "number"),
    "a slug that climbs": (front("slug: ../../etc/passwd"), f"{X}:2: error: ", "cannot be an address"),
    "a slug with a NUL": (front('slug: "a\\u0000b"'), f"{X}:2: error: ", "cannot be an address"),
    "the inbox's address": (front("permalink: /inbox"), f"{X}:2: error: ", "The site itself"),
    "one address for two": (text(blog__x_omd="---\nslug: y\n---\n", blog__y_omd="y"), "blog/y.md: error: ", "/blog/y"),
    "aliases in a circle": (
        text(blog__x_omd="---\naliases: /blog/y\n---\n", blog__y_omd="---\naliases: /blog/x\n---\n"),
        f"{X}:2: error: ",
        "/blog/y",
    ),
    "UTF-16": (document("text".encode("utf-16")), f"{X}:1: error: ", "UTF-8"),
    "Latin-1": (document("fine\ncafé".encode("latin-1")), f"{X}:2: error: ", "0xe9"),
    "half of a pair": (document(b"a\xed\xa0\x80b"), f"{X}:1: error: ", "UTF-8"),
    "NUL bytes": (document("a\0b"), f"{X}:1:2: warning: ", "U+0000"),
    "escape sequences": (document("one\n\x1b[31mtwo"), f"{X}:2:1: warning: ", "U+001B"),
    "UTF-8 read as Mac Roman": (document("Here\u201a\u00c4\u00f4s to you"), f"{X}:1:5: warning: ", "\u2019"),
    "a fence that does not end": (document("text\n\n```python\nx"), f"{X}:3:1: warning: ", "never closed"),
    "a comment that does not end": (document("text\n\n<!-- x\n\ny"), f"{X}:3:1: warning: ", "never closed"),
    "LaTeX that does not end": (document("a\n\n$$\n\\frac{1\n$$\n"), f"{X}:3:1: warning: ", "braces"),
    "LaTeX that nobody knows": (document("a $\\nosuchcommand$"), f"{X}:1:4: warning: ", "Unknown command"),
    "LaTeX that multiplies": (document(f"a\n\n$${MACROS}\\l$$"), f"{X}:3:1: warning: ", "too long"),
    "LaTeX that calls itself": (document("a $\\def\\a{\\a\\a}\\a$"), f"{X}:1:4: warning: ", "expan"),
    "LaTeX 20,000 deep": (document(f"${'{' * 20_000}x{'}' * 20_000}$"), f"{X}:1:1: warning: ", "too long"),
    "a picture that is not there": (document("a\n\n![b](no.png)"), f"{X}:3:1: warning: ", "no.png"),
    "a cover that is not there": (front("image: no.png"), f"{X}:2: warning: ", "no.png"),
    "a link to nothing": (document("a\n\n[b](no.md)"), f"{X}:3: warning: ", "/blog/no.md"),
    "a link to no place": (document("a\n\n[b](#no)"), f"{X}:3: warning: ", "#no"),
    "data that are not there": (text(r_omd="---\ndata: no.toml\n---\n"), "r.md:2: warning: ", "no.toml"),
    "pictures that are not there": (text(r_omd="---\ngallery: ../..\n---\n"), "r.md:2: warning: ", "no pictures"),
    "TOML data that are none": (text(r_omd="x", r_otoml="[[a]\nb ="), "r.toml:1: error: ", "TOML"),
    "CSV data that do not end": (text(r_omd="x", r_ocsv='title,b\n"a\n,,,,'), "r.csv:3: error: ", "CSV"),
    "JSON data 100,000 deep": (text(r_omd="x", r_ojson="[" * 100_000), "r.json: error: ", "deep"),
    "YAML data that multiply": (text(r_omd="x", r_oyaml=LAUGHS), "r.yaml:2: error: ", "*a"),
    "a link to itself": (link(X, "x.md"), f"{X}: warning: ", "leads nowhere"),
    "a link out of the folder": (link(X, "/etc/hostname"), f"{X}: warning: ", "out of the folder"),
    "a link to a folder outside": (link("blog/etc", "/etc"), "blog/etc: warning: ", "out of the folder"),
    "a link to the folder around it": (link("blog/all", ".."), "blog/all: warning: ", "not followed"),
    "a pipe as a document": (pipe(X), f"{X}: warning: ", "no ordinary file"),
    "a pipe as a picture": (pipe("blog/x.png"), "blog/x.png: warning: ", "no ordinary file"),
    "a pipe as site.toml": (pipe("site.toml"), "site.toml: error: ", "no ordinary file"),
    "a folder as site.toml": (folder_in_place_of_a_file, "site.toml: error: ", "no ordinary file"),
    "a site.toml that is none": (text(site_otoml='title = "T"\n[contact\n'), "site.toml:2: error: ", "TOML"),
    "a site.toml of bytes": (text(site_otoml=b"\xff"), "site.toml: error: ", "cannot be read"),
    "a section outside": (text(site_otoml='[[sections]]\nfolder = "../x"\n'), "site.toml:1: error: ", "../x"),
    "a name of bytes": (named_in_bytes, "blog/?.md: warning: ", "name"),
    "a name of two lines": (lambda pages: (pages / "blog/a\nb.md").touch(), "blog/a?b.md: warning: ", "name"),
    "an empty picture": (text(blog__a_opng=b""), "blog/a.png: warning: ", "empty"),
    "a picture of 10 gigapixels": (text(blog__a_opng=png(100_000)), "blog/a.png: warning: ", "too large"),
    "a drawing that multiplies": (
        text(blog__a_osvg=f'<!DOCTYPE svg [<!ENTITY a "x">{ENTITIES}]><svg xmlns="http://www.w3.org/2000/svg">&l;</svg>'),
        "blog/a.svg: warning: ",
        "not served",
    ),
}  # fmt: skip
# These are wrong only where the whole site begins.
ONLY_ABOVE = {
    "aliases in a circle",
    "a folder as site.toml",
    "a site.toml that is none",
    "a site.toml of bytes",
    "a section outside",
}
# Large or deep, or only odd: served.
SERVED: dict[str, Lay] = {
    "a name of 240 characters": lambda pages: (pages / f"blog/{'x' * 240}.md").touch(),
    "200 folders deep": lambda pages: (pages / "/".join("d" * 200)).mkdir(parents=True),
    "a day that is none in the name": text(**{"blog__2026-13-45-x_omd": "text"}),
    "5,000 aliases": front(f"aliases: [{', '.join(f'/t{n}' for n in range(5_000))}]"),
    "days at both ends of time": front("date: 0001-01-02", "---", "## 9999-12-31", "", "## 0001-01-01", ""),
    "no text at all": document(""),
    "a language that nobody speaks": front("language: zz-$$$"),
}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    text(site_otoml='title = "T"\n', index_omd="# Home", blog__good_omd="---\ndate: 2026-01-01\n---\ntext")(tmp_path)
    return tmp_path


def is_served_in_time(pages: Path) -> list[str]:
    """The whole site, feeds and all; the addresses at which it answers."""
    start = time.process_time()
    site = served(pages)
    took = time.process_time() - start
    made = {address: make() for address, make in site.makers.items()}
    answers = {**site.answers, **made}
    assert all(answers[address].status == 200 for address in ("/", "/blog/good", "/blog", "/feed.xml"))
    assert took < FORBIDDEN
    return list(answers)


@pytest.mark.parametrize("name", NAMED)
def test_what_is_wrong_is_named_and_the_rest_is_served(pages: Path, name: str) -> None:
    lay, place, words = NAMED[name]
    lay(pages)
    is_served_in_time(pages)
    said = [str(fault) for fault in check(pages, NOW)]
    assert any(line.startswith(place) and words in line for line in said), said


@pytest.mark.parametrize("name", SERVED)
def test_what_is_only_odd_is_served(pages: Path, name: str) -> None:
    SERVED[name](pages)
    is_served_in_time(pages)
    check(pages, NOW)


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_large_or_deep_is_served_or_named(pages: Path, name: str) -> None:
    document(MALFORMED[name])(pages)
    if "/blog/x" not in is_served_in_time(pages):
        assert any(fault.line and str(fault.path) == X for fault in check(pages, NOW))


def test_all_of_them_at_once_are_a_site(pages: Path) -> None:
    for name, (lay, _, _) in NAMED.items():
        folder = pages / name.replace(" ", "-")
        (folder / "blog").mkdir(parents=True)
        (folder / "site.toml").touch()
        lay(folder)
    is_served_in_time(pages)
    broken = {fault.path.parts[0] for fault in check(pages, NOW)}
    assert {name for name in NAMED if name.replace(" ", "-") not in broken} == ONLY_ABOVE
