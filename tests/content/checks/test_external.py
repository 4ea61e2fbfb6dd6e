"""Links to other sites: what is gone is told from what refused us; each host is asked politely, and not twice a day."""

import itertools
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from server.clock import DAY
from server.content import library
from server.content.checks.asked import asked
from server.content.checks.asking import Verdict, ask, by_reason
from server.content.checks.links import faults, links

URL = "https://own.site"


class Elsewhere(ThreadingHTTPServer):
    """Another site on loopback: /STATUS answers that, and notes who asked how."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.asked: list[tuple[str, str, float]] = []


class Handler(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        self.server.asked.append((self.command, self.path, time.monotonic()))
        name = self.path.strip("/")
        if name == "slow":
            time.sleep(1)
        status = int(name) if name.isdigit() else 200
        if name == "only-get" and self.command == "HEAD":
            status = 405
        place = {"301": "/here", "308": "/here", "302": "/here", "chain": "/301", "circle": "/circle"}.get(name)
        self.send_response(status if status != 200 or not place else 301)
        if place:
            self.send_header("location", place)
        self.send_header("content-length", "0")
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815 (the library's name)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere() as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def verdicts(elsewhere: Elsewhere, *names: str) -> dict[str, Verdict]:
    found = ask([f"{elsewhere.url}/{name}" for name in names], pause=0, patience=0.5)
    return {url.removeprefix(f"{elsewhere.url}/"): verdict for url, verdict in found.items()}


def test_gone_is_told_from_refused_from_silent(elsewhere: Elsewhere) -> None:
    kinds = {
        "200": "there", "only-get": "there", "302": "there", "404": "gone", "410": "gone",
        "403": "refused", "429": "refused", "999": "refused", "500": "silent", "slow": "silent", "circle": "silent",
        "301": "moved", "308": "moved", "chain": "moved",
    }  # fmt: skip
    found = verdicts(elsewhere, *kinds)
    assert {name: verdict.kind for name, verdict in found.items()} == kinds
    assert found["chain"].detail == f"{elsewhere.url}/here"
    assert "404" in found["404"].detail


def test_nobody_there_is_silent_and_no_such_host_is_gone() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    closed = f"http://127.0.0.1:{port}/"
    assert ask([closed], pause=0)[closed].kind == "silent"
    assert by_reason(socket.gaierror(socket.EAI_NONAME, "no such name")).kind == "gone"
    assert by_reason(socket.gaierror(socket.EAI_AGAIN, "no network")).kind == "silent"


def test_a_host_is_asked_for_the_head_first_and_with_a_pause(elsewhere: Elsewhere) -> None:
    ask([f"{elsewhere.url}/{name}" for name in ("200", "404", "here")], pause=0.2)
    assert [(method, path) for method, path, _ in elsewhere.asked] == [
        ("HEAD", "/200"), ("HEAD", "/404"), ("GET", "/404"), ("HEAD", "/here"),
    ]  # fmt: skip
    times = [at for *_, at in elsewhere.asked]
    assert all(later - before > 0.15 for before, later in itertools.pairwise(times))


def test_hosts_are_asked_at_the_same_time() -> None:
    with Elsewhere() as one, Elsewhere() as other:
        for server in (one, other):
            threading.Thread(target=server.serve_forever, args=[0.01]).start()
        began = time.monotonic()
        ask([f"{one.url}/slow", f"{other.url}/slow"], pause=0, patience=5)
        assert time.monotonic() - began < 1.8
        one.shutdown()
        other.shutdown()


def test_letters_beyond_ascii_travel_encoded(elsewhere: Elsewhere) -> None:
    assert verdicts(elsewhere, "研究 x?a=é&b=%20")["研究 x?a=é&b=%20"].kind == "there"
    assert elsewhere.asked[0][1] == "/%E7%A0%94%E7%A9%B6%20x?a=%C3%A9&b=%20"


def test_answers_are_kept_for_a_day_but_who_was_silent_is_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "data/links.json"
    said: Mapping[str, Verdict] = {"a": Verdict("there"), "b": Verdict("gone", "404"), "c": Verdict("silent")}
    heard: list[list[str]] = []

    def ask_once(urls: object) -> Mapping[str, Verdict]:
        heard.append(sorted(urls))  # type: ignore[call-overload] # texts
        return {url: said[url] for url in heard[-1]}

    assert asked("abc", file, 1000, ask_once) == said
    assert asked("abc", file, 1000 + DAY - 1, ask_once) == said
    assert asked("ab", file, 1000 + DAY, ask_once) == {"a": said["a"], "b": said["b"]}
    assert heard == [["a", "b", "c"], ["c"], ["a", "b"]]
    file.write_text("not json")
    asked("a", file, 1000, ask_once)
    assert heard[-1] == ["a"]


def test_links_are_found_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text('title = "T"\n[[links]]\nlabel = "Code"\nurl = "https://code.site/me"\n')
    (tmp_path / "about.md").write_text(
        "# A\n\n[a](https://a.site/x?a=1&b=2#part) <https://b.site/>\n\n"
        "[own](https://own.site/b) [local](/now) [mail](mailto:a@b.c) [no one](https://blog.example.org/x)\n\n"
        "![p](https://p.site/é.png) <a href='https://c.site/y'>c</a>\n\n`https://code.only/`\n"
    )
    found = {(link.url, str(link.path), link.line) for link in links(library.read(tmp_path), tmp_path, URL)}
    assert found == {
        ("https://code.site/me", "site.toml", 4),
        ("https://a.site/x?a=1&b=2", "about.md", 3),
        ("https://b.site/", "about.md", 3),
        ("https://p.site/é.png", "about.md", 7),
        ("https://c.site/y", "about.md", 7),
    }


def test_only_what_is_gone_is_held_against_the_page(tmp_path: Path) -> None:
    (tmp_path / "about.md").write_text("".join(f"[{kind}](https://{kind}.site)\n\n" for kind in KINDS))
    found = links(library.read(tmp_path), tmp_path, URL)
    said = {link.url: Verdict(link.url[8:-5], "why") for link in found}  # type: ignore[arg-type] # a kind
    assert [(fault.line, fault.severity) for fault in faults(found, said)] == [
        (3, "notice"), (5, "warning"), (7, "notice"), (9, "notice"),
    ]  # fmt: skip


KINDS = ("there", "moved", "gone", "refused", "silent")
