"""`check --fetch` brings pictures home: asks for each once, takes only pictures, changes nothing else in a document."""

import contextlib
import http.server
import ipaddress
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from server.content.pictures.fetched.bringing import bring_home
from server.content.pictures.fetched.fetching import Fetcher, NotFetched, public
from server.content.pictures.fetched.naming import foreign
from tests.content.pictures.photos import drawn, photo, saved

PHOTO = photo("JPEG", 64, 48)
OTHER = saved(drawn(32, 32), "PNG")


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """A host of pictures, and of what is none."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        path = self.path.partition("?")[0]
        if path.startswith("/moved"):
            self.answer(302, b"", location=path.removeprefix("/moved") or "/moved")
        elif path.endswith(".jpg"):
            self.answer(200, PHOTO, "image/jpeg")
        elif path.endswith(".png"):
            self.answer(200, OTHER, "application/octet-stream")
        elif path == "/page":
            self.answer(200, b"<p>words</p>", "text/html; charset=utf-8")
        elif path == "/lies":
            self.answer(200, b"<p>words</p>", "image/png")
        elif path == "/endless":
            self.answer(200, bytes(200_000), "image/png")
        else:
            self.answer(404, b"", "text/plain")

    def answer(self, status: int, body: bytes, kind: str = "", location: str = "") -> None:
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Location", location)):
            if value:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[str]:
    Elsewhere.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def fetcher(**more: object) -> Fetcher:
    return Fetcher(allowed=lambda _: True, schemes=("http", "https"), pause=0, **more)  # type: ignore[arg-type] # as declared


def test_every_way_of_naming_a_picture_is_changed_and_nothing_else(tmp_path: Path, host: str) -> None:
    document = tmp_path / "blog/a.md"
    document.parent.mkdir()
    before = f"""---
title: A
image: {host}/cover.jpg
---
It costs $5 or $6. ![one]({host}/dir/one.jpg "title")

![two][two] and <img src='{host}/three.jpg' alt="three">

`![code]({host}/code.jpg)`

    ![block]({host}/code.jpg)

[a link to a picture]({host}/linked.jpg) ![here](own.jpg)

[two]: <{host}/two.jpg> "title"
"""
    document.write_text(before)
    said = list(bring_home(tmp_path, fetcher()))
    after = before
    for name in ("cover", "dir/one", "two", "three"):
        after = after.replace(f"{host}/{name}.jpg", f"{name.rpartition('/')[2]}.jpg")
    assert document.read_text() == after
    assert sorted(path.name for path in document.parent.iterdir()) == [
        "a.md",
        "cover.jpg",
        "one.jpg",
        "three.jpg",
        "two.jpg",
    ]
    assert (document.parent / "one.jpg").read_bytes() == PHOTO
    assert said == [
        f"blog/a.md:3: {host}/cover.jpg is now blog/cover.jpg.",
        f"blog/a.md:5: {host}/dir/one.jpg is now blog/one.jpg.",
        f"blog/a.md:7: {host}/three.jpg is now blog/three.jpg.",
        f"blog/a.md:15: {host}/two.jpg is now blog/two.jpg.",
    ]
    assert list(bring_home(tmp_path, fetcher())) == []


def test_line_ends_and_byte_order_marks_stay(tmp_path: Path, host: str) -> None:
    document = tmp_path / "a.md"
    before = f"\ufeff# A\r\n\nwords\r\n\r\n![ü]({host}/x.jpg)\r\n"
    document.write_bytes(before.encode())
    list(bring_home(tmp_path, fetcher()))
    assert document.read_bytes().decode() == before.replace(f"{host}/x.jpg", "x.jpg")


def test_what_is_named_twice_is_asked_for_once(tmp_path: Path, host: str) -> None:
    (tmp_path / "a.md").write_text(f"![a]({host}/x.jpg) ![b]({host}/x.jpg) ![c]({host}/gone.svg) ![d]({host}/gone.svg)")
    (tmp_path / "b.md").write_text(f"![a]({host}/x.jpg)")
    list(bring_home(tmp_path, fetcher()))
    assert sorted(Elsewhere.asked) == ["/gone.svg", "/x.jpg"]


def test_another_picture_of_the_same_name_is_kept_beside(tmp_path: Path, host: str) -> None:
    (tmp_path / "x.jpg").write_bytes(b"the author's own")
    (tmp_path / "a.md").write_text(f"![a]({host}/x.jpg) ![b]({host}/more/x.jpg?size=9)")
    list(bring_home(tmp_path, fetcher()))
    assert (tmp_path / "x.jpg").read_bytes() == b"the author's own"
    assert (tmp_path / "a.md").read_text() == "![a](x-2.jpg) ![b](x-2.jpg)"


def test_the_ending_is_that_of_the_content(tmp_path: Path, host: str) -> None:
    (tmp_path / "a.md").write_text(f"![a]({host}/moved/strange%20name%20(1).png)")
    assert list(bring_home(tmp_path, fetcher())) == [
        f"a.md:1: {host}/moved/strange%20name%20(1).png is now strange-name-1.png."
    ]


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/gone.svg", "404"),
        ("/page", "no picture but text/html"),
        ("/lies", "no picture that browsers show"),
        ("/moved", "more than 5 times"),
        ("/endless", "more than 0 MB"),
    ],
)
def test_what_is_no_picture_stays_where_it_is(tmp_path: Path, host: str, path: str, why: str) -> None:
    before = f"![a]({host}{path})"
    (tmp_path / "a.md").write_text(before)
    (said,) = bring_home(tmp_path, fetcher(largest=100_000))
    assert "stays where it is" in said
    assert why in said
    assert (tmp_path / "a.md").read_text() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_nobody_is_sent_into_a_private_network(host: str) -> None:
    with pytest.raises(NotFetched, match="private network"):
        Fetcher(schemes=("http",)).fetch(f"{host}/x.jpg")
    assert Elsewhere.asked == []
    with pytest.raises(NotFetched, match="only https"):
        Fetcher().fetch("ftp://example.org/x.jpg")
    with pytest.raises(NotFetched, match="password"):
        Fetcher().fetch("https://name:word@example.org/x.jpg")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "172.16.0.1", "100.64.0.1", "0.1.2.3", "::1", "fe80::1",
     "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "224.0.0.1"],
)  # fmt: skip
def test_private_addresses_are_known(address: str) -> None:
    assert not public(ipaddress.ip_address(address))


def test_public_addresses_are_known() -> None:
    assert public(ipaddress.ip_address("93.184.216.34"))
    assert public(ipaddress.ip_address("2606:2800:220:1:248:1893:25c8:1946"))


def test_places_are_found_to_the_letter() -> None:
    text = "---\ntitle: ü\n---\nü $1 ü $2 ![ä](//a.example/x.png) ü\n"
    (found,) = foreign(text, None)
    assert text[found.start : found.end] == found.url == "//a.example/x.png"
