"""A script of an author's own runs where its document says so, by the hash in that page's policy, and nowhere else."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from server.content.answers import Built
from tests.content.folders import said, site_of
from tests.content.sites import feed, header

ALLOWED = "---\ntitle: It moves\ndate: 2026-01-01\nscripts: true\n---\n"
SCRIPT = 'document.title = "a" && `<b>` < 2; // $5 -- "so"\n\nlet x = 1'


def policy(site: Built, address: str = "/blog/a") -> str:
    own = header(site.answers[address], b"content-security-policy")
    return own.decode() if own else ""


def entry(tmp_path: Path, body: str, front: str = ALLOWED) -> Built:
    return site_of(tmp_path, {"blog/a.md": front + body, "blog/demo.js": "1"})


def scripts(site: Built) -> list[str]:
    """The text of those scripts of the page that may run, and the addresses of others."""
    found = LexborHTMLParser(site.answers["/blog/a"].text).css("script:not([type='application/ld+json'])")
    return [script.attributes.get("src") or script.text() or "" for script in found]


def test_it_stands_at_the_end_as_it_was_written_and_the_policy_has_its_hash(tmp_path: Path) -> None:
    site = entry(tmp_path, f"One.\n\n<script>{SCRIPT}</script>\n\nTwo.\n")
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert scripts(site) == [SCRIPT]
    assert f"script-src 'self' 'sha256-{digest}';" in policy(site)
    assert re.search(r"</script>\s*</body>", site.answers["/blog/a"].text)
    assert said(site) == []


def test_no_other_page_and_no_feed_has_it(tmp_path: Path) -> None:
    site = entry(tmp_path, f"<script>{SCRIPT}</script>\n\nWords.\n")
    assert "sha256" not in "".join(policy(site, address) for address in site.answers if address != "/blog/a")
    for address in ("/feed.xml", "/feed.json", "/blog/feed.xml"):
        assert "document.title" not in feed(site, address)
    assert all("document.title" not in document.html + document.summary for document in site.library.documents)


@pytest.mark.parametrize(
    "front", ["---\ntitle: x\n---\n", ALLOWED.replace("true", "[a.js]"), ALLOWED.replace("true", "no")]
)
def test_where_the_document_does_not_say_so_it_is_taken_out_and_named(tmp_path: Path, front: str) -> None:
    site = entry(tmp_path, "<script>x</script>\n", front)
    assert scripts(site) == []
    assert policy(site) == ""
    assert said(site)[0].endswith("taken out: it would run if the front matter said `scripts: true`.")


def test_a_file_beside_the_document_runs_and_one_from_elsewhere_does_not(tmp_path: Path) -> None:
    body = '<script src="demo.js" async></script>\n<script src="https://cdn.example/x.js"></script>\n'
    site = entry(tmp_path, body)
    assert scripts(site) == ["/blog/demo.js"]
    assert policy(site) == ""
    (fault,) = said(site)
    assert fault.startswith("blog/a.md:7:14: warning: The element <script> (https://cdn.example/x.js) is taken out")
    assert fault.endswith(": put a copy of the file beside the document.")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<svg><script>x</script></svg>", "it stands in a drawing"),
        ("<script><!--<script>", "it has no end"),
        ('<script type="text/vbscript">x</script>', "no browser knows its type"),
    ],
)
def test_what_could_reach_beyond_itself_is_taken_out(tmp_path: Path, body: str, why: str) -> None:
    site = entry(tmp_path, body)
    assert scripts(site) == []
    assert why in said(site)[0]
    assert site.answers["/blog/a"].text.rstrip().endswith("</html>")


def test_handlers_stay_taken_out(tmp_path: Path) -> None:
    assert "onclick" not in entry(tmp_path, '<b onclick="x()">b</b>\n').answers["/blog/a"].text
