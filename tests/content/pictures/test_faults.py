"""`check` names the pictures that cannot be served, those that are too large, and those that nobody sees."""

from pathlib import Path

import pytest

from server.content.check import check
from tests.content.documents import DOT, NOW
from tests.content.pictures.photos import bomb, drawn, put, saved


def said(pages: Path) -> dict[str, str]:
    """The words about each file that is no document."""
    faults = [fault for fault in check(pages, NOW) if fault.path.suffix not in (".md", ".toml")]
    assert all(fault.severity == "warning" for fault in faults)
    return {str(fault.path): fault.message for fault in faults}


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe1oh", "It is not served: it is no whole JPEG."),
        ("a.png", b"", "It is not served: the file is empty."),
        ("a.tif", b"II*\0" + bytes(99), "It is not served: a TIFF may tell where it was taken"),
        ("a.jpg", b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        ("a.png", bomb(), "30000 by 30000 pixels"),
        ("a.jpg", saved(drawn(640, 480), "JPEG")[:-500], "It ends early."),
        ("a.gif", saved(drawn(64, 48), "GIF") + b"", ""),
        ("a.jpg", saved(drawn(64, 48), "JPEG") + bytes(9_000_000), ""),
        ("a.bmp", saved(drawn(2000, 1500), "BMP"), "It has 9 MB"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>', "<script> is taken out"),
        ("a.svg", b"<svg>&nothing;</svg>", "It is not served: it is no SVG"),
    ],
)
def test_each_kind_of_trouble_has_its_words(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    put(tmp_path, name, data)
    (tmp_path / "about.md").write_text(f"![words]({name})")
    found = said(tmp_path)
    assert words in found[name] if words else found == {}


def test_a_picture_that_nothing_shows_is_named(tmp_path: Path) -> None:
    put(tmp_path, "blog/unused.png", DOT)
    put(tmp_path, "blog/shown.png", DOT)
    put(tmp_path, "about.md", b"![words](blog/shown.png)")
    assert said(tmp_path) == {"blog/unused.png": "No document shows this picture: it is served for nothing."}


def test_a_picture_counts_as_shown_wherever_it_is_named(tmp_path: Path) -> None:
    for name in ("cover.png", "linked.png", "owner.png", "entry.jpg", "plot.light.png", "plot.dark.png", "ü.png"):
        put(tmp_path, name, DOT)
    put(tmp_path, "favicon.png", DOT)
    put(tmp_path, "site.toml", b'title = "A"\n[author]\nname = "A"\npicture = "/owner.png"\n')
    put(tmp_path, "about.md", b"---\nimage: cover.png\n---\n[x](linked.png) ![a](plot.light.png) ![b](%C3%BC.png)")
    put(tmp_path, "reading.toml", b'[[books]]\ncover = "entry.jpg"\n')
    assert said(tmp_path) == {}
