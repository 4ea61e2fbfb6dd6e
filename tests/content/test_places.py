"""A reference in any generator's form leads to the canonical address of what it means."""

from pathlib import PurePosixPath

import pytest

from server.content.places import Places

PLACES = Places(
    documents={
        "index.md": "/",
        "blog/index.md": "/blog",
        "blog/other.md": "/blog/other",
        "blog/2024-01-02-dated.md": "/blog/dated",
        "blog/moved.md": "/elsewhere/moved",
        "notes/deep/index.md": "/notes/deep",
        "blog/ünï.md": "/blog/ünï",
    },
    files=frozenset({"/blog/cat.png", "/notes/deep/dog.jpg", "/images/a b.svg"}),
)


@pytest.mark.parametrize(
    ("url", "led"),
    [
        ("other.md", "/blog/other"),
        ("./other.md", "/blog/other"),
        ("other", "/blog/other"),
        ("other/", "/blog/other"),
        ("other.html", "/blog/other"),
        ("../other/", "/blog/other"),  # as generators serve it, with a slash behind the page
        ("../notes/deep/", "/notes/deep"),
        ("../notes/deep/index.md", "/notes/deep"),
        ("@/blog/other.md", "/blog/other"),
        ("{filename}other.md", "/blog/other"),
        ("{filename}/blog/other.md", "/blog/other"),
        ("|filename|other.md", "/blog/other"),
        ("2024-01-02-dated.md#part", "/blog/dated#part"),
        ("moved.md?x=1", "/elsewhere/moved?x=1"),
        ("/blog/other.html", "/blog/other"),
        ("/blog/other/", "/blog/other"),
        ("/blog/", "/blog"),
        ("/", "/"),
        ("..", "/"),
        ("cat.png", "/blog/cat.png"),
        ("{static}/images/a%20b.svg", "/images/a%20b.svg"),
        ("/images/a b.svg", "/images/a%20b.svg"),
        ("%C3%BCn%C3%AF.md", "/blog/%C3%BCn%C3%AF"),
        ("ünï.md", "/blog/%C3%BCn%C3%AF"),
        ("#here", "#here"),
        ("", ""),
        ("?page=2", "?page=2"),
        ("https://example.org/other.md", "https://example.org/other.md"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("//example.org/x", "//example.org/x"),
        ("absent.md", "/blog/absent.md"),
        ("/feed.xml", "/feed.xml"),
        ("../../../etc/passwd", "/etc/passwd"),
    ],
)
def test_references_are_led_to_what_they_mean(url: str, led: str) -> None:
    assert PLACES.target(url, PurePosixPath("blog/post.md"), "/blog/post").url == led


def test_a_picture_beside_an_index_is_found() -> None:
    target = PLACES.target("dog.jpg", PurePosixPath("notes/deep/index.md"), "/notes/deep")
    assert (target.kind, target.url) == ("file", "/notes/deep/dog.jpg")


def test_what_leads_nowhere_is_known_as_such() -> None:
    target = PLACES.target("absent.md#x", PurePosixPath("blog/post.md"), "/blog/post")
    assert (target.kind, target.address, target.fragment) == ("unknown", "/blog/absent.md", "x")
