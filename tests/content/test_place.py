"""A document's address and kind follow from its place, unless its front matter asks for another address."""

import datetime as dt
from pathlib import PurePosixPath

import pytest

from server.content import place
from server.content.fields import Fields


@pytest.mark.parametrize(
    ("path", "kind", "address"),
    [
        ("index.md", "home", "/"),
        ("about.md", "about", "/about"),
        ("now.md", "now", "/now"),
        ("contact.md", "contact", "/contact"),
        ("about/index.md", "about", "/about"),
        ("blog/a-post.md", "entry", "/blog/a-post"),
        ("blog/2025-01-02-a-post.md", "entry", "/blog/a-post"),
        ("blog/2024/a-post.md", "entry", "/blog/2024/a-post"),
        ("blog/a-post/index.md", "entry", "/blog/a-post"),
        ("blog/2025-01-02-a-post/index.md", "entry", "/blog/a-post"),
        ("blog/index.md", "page", "/blog"),
        ("blog/_index.md", "page", "/blog"),
        ("projects/x.markdown", "project", "/projects/x"),
        ("uses.md", "page", "/uses"),
        ("notes/deep/index.md", "page", "/notes/deep"),
        ("blog/My Post (final)!.md", "entry", "/blog/My-Post-final"),
        ("blog/研究.md", "entry", "/blog/研究"),
        ("blog/e\u0301te\u0301.md", "entry", "/blog/\u00e9t\u00e9"),
        ("blog/2024_reflections.md", "entry", "/blog/2024_reflections"),
    ],
)
def test_place_gives_kind_and_address(path: str, kind: str, address: str) -> None:
    found = place.of(PurePosixPath(path), Fields())
    assert (found.kind, found.address) == (kind, address)


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("/blog/x/", "/blog/x"),
        ("blog/x.html", "/blog/x"),
        ("/blog/x/index.html", "/blog/x"),
        ("/blog//x", "/blog/x"),
        ("/caf%C3%A9", "/café"),
        ("/", "/"),
        ("/index.html", "/"),
        ("/v1.0", "/v1.0"),
        ("/htmlindex", "/htmlindex"),
    ],
)
def test_an_address_asked_for_is_made_canonical(asked: str, address: str) -> None:
    assert place.of(PurePosixPath("blog/post.md"), Fields(address=asked)).address == address


@pytest.mark.parametrize("asked", ["/a/../b", "/a?b", "/a#b", "/a b", "/a\nb", "..", "/a\\b", "/%00", "/./x", "/%ff"])
def test_an_address_that_no_browser_could_ask_for_is_refused(asked: str) -> None:
    with pytest.raises(ValueError, match="cannot be an address"):
        place.of(PurePosixPath("blog/post.md"), Fields(address=asked))


def test_a_slug_takes_the_place_of_the_file_name() -> None:
    assert place.of(PurePosixPath("blog/2025-01-02-x.md"), Fields(slug="y")).address == "/blog/y"
    assert place.of(PurePosixPath("blog/x/index.md"), Fields(slug="y")).address == "/blog/y"
    assert place.of(PurePosixPath("blog/x.md"), Fields(slug="/top")).address == "/top"


def test_the_file_name_gives_date_and_title() -> None:
    found = place.of(PurePosixPath("blog/2025-01-02-my-first_post.md"), Fields())
    assert found.date == dt.date(2025, 1, 2)
    assert found.title == "My first post"
    assert place.of(PurePosixPath("blog/2025-notes.md"), Fields()).date is None


def test_what_stands_at_the_root_is_the_home_page() -> None:
    assert place.of(PurePosixPath("about.md"), Fields(address="/")).kind == "home"
