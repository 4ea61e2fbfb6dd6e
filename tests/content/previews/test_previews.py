"""A preview shows one hidden document to whoever has its address, as long as its author likes, and to nobody else."""

import base64
import datetime as dt
import hashlib
import re
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from server.clock import Clock
from server.content import answers, library
from server.content.previews import link
from server.content.previews.making import NoPreview, made
from server.content.previews.previews import Previews
from server.content.previews.routes import preview_router
from server.settings import Secret, Settings
from tests.content.sites import TEMPLATES

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
SECRET = Secret(b"test")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


class Standing(Clock):
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> dt.datetime:
        return self.at


class Site:
    """A folder of pages, and the previews of it, read again for each request."""

    def __init__(self, pages: Path) -> None:
        self.pages = pages
        self.settings = Settings(pages=pages, url="http://testserver.local")
        self.clock = Standing()
        self.previews = Previews(
            visible=lambda: answers.build(self.whole, TEMPLATES, self.settings, self.clock.now()).library,
            whole=lambda: self.whole,
            templates=TEMPLATES,
            settings=self.settings,
            secret=SECRET,
            clock=self.clock,
        )
        self.client = TestClient(Litestar([preview_router(self.previews)], openapi_config=None))

    @property
    def whole(self) -> library.Library:
        return library.read(self.pages)

    def write(self, name: str, text: str) -> None:
        path = self.pages / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def address(self, name: str, days: int = 7) -> str:
        return made(self.whole, name, self.settings, SECRET, self.clock.now(), days).removeprefix(self.settings.url)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path)
    site.write("index.md", "Hello")
    site.write("blog/draft.md", "---\ntitle: My draft\ndraft: true\ntags: [x]\n---\nSecret *words*.")
    return site


def test_a_preview_is_the_page_with_a_line_that_says_what_it_is(site: Site) -> None:
    got = site.client.get(site.address("blog/draft.md"))
    assert got.status_code == 200
    assert "Secret <em>words</em>." in got.text
    assert "Draft. This address shows it until" in got.text
    assert "27 November 2026" in got.text
    assert '<meta name="robots" content="noindex">' in got.text
    assert 'rel="canonical"' not in got.text
    assert "application/ld+json" not in got.text


def test_nobody_keeps_a_preview_or_learns_its_address(site: Site) -> None:
    for address in (site.address("blog/draft.md"), "/preview/" + "A" * 40, "/preview/x/y.png"):
        headers = site.client.get(address).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-robots-tag"] == "noindex, nofollow"
        assert headers["referrer-policy"] == "no-referrer"


def test_it_ends_when_its_days_are_over(site: Site) -> None:
    address = site.address("blog/draft.md", days=1)
    site.clock.at += dt.timedelta(hours=23, minutes=59)
    assert site.client.get(address).status_code == 200
    site.clock.at += dt.timedelta(minutes=1)
    got = site.client.get(address)
    assert got.status_code == 410
    assert "Secret" not in got.text


def test_another_word_in_the_front_matter_takes_all_its_addresses_back(site: Site) -> None:
    before = site.address("blog/draft.md")
    site.write("blog/draft.md", "---\ntitle: My draft\ndraft: true\npreview: second\n---\nSecret")
    assert site.client.get(before).status_code == 404
    after = site.address("blog/draft.md")
    assert site.client.get(after).status_code == 200
    site.write("blog/draft.md", "---\ntitle: My draft\ndraft: true\npreview: false\n---\nSecret")
    assert site.client.get(after).status_code == 404
    with pytest.raises(NoPreview, match="preview: false"):
        site.address("blog/draft.md")


def test_an_address_opens_one_document_alone_and_no_change_of_it_opens_any(site: Site) -> None:
    site.write("blog/other.md", "---\ndraft: true\n---\nAnother secret")
    token = site.address("blog/draft.md").rpartition("/")[2]
    assert "Another secret" not in site.client.get(f"/preview/{token}").text
    for at in range(len(token)):
        other = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        assert site.client.get(f"/preview/{other}").status_code in (404, 410)
    for form in (token + "=", token[:-1], f"{token}A", ""):
        assert site.client.get(f"/preview/{form}").status_code == 404


def test_once_published_it_leads_to_the_page(site: Site) -> None:
    address = site.address("blog/draft.md")
    site.write("blog/draft.md", "---\ntitle: My draft\n---\nNo secret")
    got = site.client.get(address, follow_redirects=False)
    assert (got.status_code, got.headers["location"]) == (303, "/blog/draft")
    assert site.address("blog/draft.md") == "/blog/draft"


def test_its_pictures_and_styles_are_shown_with_it_and_to_nobody_else(site: Site) -> None:
    site.write("blog/post/index.md", "---\ndraft: true\n---\n<style>p { color: red }</style>\n\n![A dot](dot.png)")
    (site.pages / "blog/post/dot.png").write_bytes(PNG)
    site.write("blog/other/index.md", "---\ndraft: true\n---\n![A dot](other.png)")
    (site.pages / "blog/other/other.png").write_bytes(PNG)
    built = answers.build(site.whole, TEMPLATES, site.settings, NOW)
    assert not [address for address in built.answers if address.endswith(".png")]
    address = site.address("blog/post/index.md")
    text = site.client.get(address).text
    (picture,) = re.findall(r'<img src="([^"]+)"', text)
    assert picture == f"{address}/blog/post/dot.png"
    got = site.client.get(picture)
    assert (got.status_code, got.headers["content-type"]) == (200, "image/png")
    (sheet,) = re.findall(r'<link rel="stylesheet" href="(/preview/[^"]+)"', text)
    assert "color: red" in site.client.get(sheet).text
    for wrong in ("/blog/other/other.png", "/site.toml", "/../index.md", "/blog/post/index.md"):
        assert site.client.get(f"{address}{wrong}").status_code == 404


def test_what_is_scheduled_or_has_ended_says_so(site: Site) -> None:
    site.write("later.md", "---\ndate: 2026-12-24 18:00\n---\n")
    site.write("over.md", "---\ndate: 2026-01-01\nexpires: 2026-11-01\n---\n")
    assert "Appears on 24 December 2026, 18:00." in site.client.get(site.address("later.md")).text
    assert "Ended on 1 November 2026." in site.client.get(site.address("over.md")).text


def test_all_hidden_documents_are_listed_with_addresses_that_work(site: Site) -> None:
    site.write("later.md", "---\ntitle: Later\ndate: 2026-12-24\n---\n")
    site.write("never.md", "---\ntitle: Never\ndraft: true\npreview: false\n---\n")
    found = {each.title: each for each in site.previews.hidden()}
    assert [(each.path, each.state) for each in found.values()] == [
        ("later.md", "Appears on 24 December 2026"),
        ("blog/draft.md", "Draft"),
        ("never.md", "Draft"),
    ]
    assert found["Never"].address is None
    for title in ("Later", "My draft"):
        address = found[title].address
        assert address
        assert site.client.get(address.removeprefix(site.settings.url)).status_code == 200


@pytest.mark.parametrize("name", ["blog/draft.md", "/blog/draft"])
def test_a_document_is_named_by_its_file_or_its_address(site: Site, name: str) -> None:
    assert site.address(name).startswith("/preview/")
    assert site.address(str(site.pages / "blog/draft.md")) == site.address(name)


def test_a_name_that_nobody_has_is_answered_with_the_nearest(site: Site) -> None:
    with pytest.raises(NoPreview, match=r"Did you mean blog/draft\.md\?"):
        site.address("blog/darft.md")


def test_the_signature_depends_on_the_secret(site: Site) -> None:
    token = site.address("blog/draft.md").rpartition("/")[2]
    with pytest.raises(link.Unknown):
        link.read(token, site.whole.documents, Secret(b"another"), NOW)


def test_a_script_runs_in_a_preview_as_on_its_page_though_it_names_hidden_files(site: Site) -> None:
    site.write(
        "blog/moving/index.md", '---\ndraft: true\nscripts: true\n---\n<script>fetch("/blog/moving/a.json")</script>\n'
    )
    site.write("blog/moving/a.json", "{}")
    address = site.address("blog/moving/index.md")
    got = site.client.get(address)
    (script,) = re.findall(r"<script>(.*?)</script>", got.text)
    assert script == f'fetch("{address}/blog/moving/a.json")'
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in got.headers["content-security-policy"]
