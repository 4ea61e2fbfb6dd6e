"""A folder of pages is read whole; what is wrong with a part of it is named, and the rest is there."""

import os
from pathlib import Path

import pytest

from server.content import library
from server.content.library import Library


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    write(folder, "site.toml", 'title = "T"')
    write(folder, "index.md", "# Home\n\n[A](blog/2024-01-02-a.md)")
    write(folder, "blog/2024-01-02-a.md", "---\ntitle: A\n---\n![x](a.png) [b](../projects/b.md)")
    write(folder, "projects/b.md", "# B")
    (folder / "blog/a.png").write_bytes(b"png")
    return folder


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def faults(read: Library) -> list[str]:
    return [str(fault) for fault in read.faults]


def test_documents_know_each_other(pages: Path) -> None:
    read = library.read(pages)
    assert faults(read) == []
    by_address = {document.address: document for document in read.documents}
    assert set(by_address) == {"/", "/blog/a", "/projects/b"}
    assert 'href="/blog/a"' in by_address["/"].html
    assert 'href="/projects/b"' in by_address["/blog/a"].html
    assert 'src="/blog/a.png"' in by_address["/blog/a"].html
    assert list(read.files) == ["/blog/a.png"]
    assert read.site.title == "T"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("blog/b.md", b"---\ntitle: [\n---\n", "blog/b.md:3: error: The front matter is not valid YAML"),
        ("blog/b.md", b"one\ntwo \xff", "blog/b.md:2: error: It is not UTF-8 (byte 0xff)"),
        ("blog/b.md", b"---\npermalink: /a/../b\n---\n", "blog/b.md:2: error: '/a/../b' cannot be an address"),
        ("blog/b.md", b"---\ndate: 2024-13-01\n---\n", "blog/b.md:2: error: date: "),
        ("blog/b.md", b"---\nfoo: 1\n---\n", "blog/b.md:2: warning: foo: nobody knows this key"),
        ("blog/b.md", b"---\nx: 1\n---\n\n\n![a](none.png)", "blog/b.md:6:1: warning: The picture none.png"),
        (".env", b"SECRET", ".env: warning: It is not served: its name begins with a dot."),
        ("blog/.hidden/x.png", b"", "blog/.hidden: warning: It is not served"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_is_read(pages: Path, name: str, data: bytes, said: str) -> None:
    path = pages / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    read = library.read(pages)
    assert any(fault.startswith(said) for fault in faults(read)), faults(read)
    assert len(read.documents) >= 3
    assert not any("hidden" in address or "env" in address for address in read.files)


def test_backups_and_the_sites_own_file_are_not_served(pages: Path) -> None:
    for name in ("site.toml", "blog/a.md~", "blog/a.md.bak", "blog/a.md.orig"):
        write(pages, name, "")
    assert list(library.read(pages).files) == ["/blog/a.png"]


def test_links_out_of_the_folder_lead_nowhere(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    (pages / "out.txt").symlink_to(tmp_path / "secret.txt")
    (pages / "out.md").symlink_to(tmp_path / "secret.txt")
    (pages / "gone.png").symlink_to(pages / "nowhere")
    (pages / "loop").symlink_to(pages)
    (pages / "self.md").symlink_to(pages / "self.md")
    (pages / "cat.png").symlink_to(pages / "blog/a.png")
    os.mkfifo(pages / "pipe.md")
    read = library.read(pages)
    assert set(read.files) == {"/blog/a.png", "/cat.png"}
    assert len(read.documents) == 3
    assert {str(fault.path) for fault in read.faults} == {"out.txt", "out.md", "gone.png", "loop", "self.md", "pipe.md"}


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    read = library.read(tmp_path / "nowhere")
    assert read.documents == ()
    assert any(fault.severity == "error" for fault in read.faults)


def test_line_ends_and_byte_order_marks_of_any_system(pages: Path) -> None:
    write(pages, "blog/b.md", "\ufeff---\r\ntitle: B\r\n---\r\n\r\n# B\r\n\r\none\r\ntwo\r\n")
    (document,) = (
        document for document in library.read(pages).documents if document.title == "B" and document.kind == "entry"
    )
    assert document.html == "<p>one\ntwo</p>\n"


def test_aliases_are_kept_as_they_were_asked_for(pages: Path) -> None:
    write(pages, "blog/b.md", "---\naliases: [/old.html, /older/, oldest, '/a b']\n---\n")
    read = library.read(pages)
    assert next(one.aliases for one in read.documents if one.address == "/blog/b") == (
        "/old.html",
        "/older/",
        "/blog/oldest",
    )
    assert any("'/a b' cannot be an address" in fault for fault in faults(read))


def test_drafts_are_read_and_marked(pages: Path) -> None:
    write(pages, "blog/b.md", "---\ndraft: true\n---\n")
    write(pages, "_drafts/c.md", "text")
    assert [document.draft for document in library.read(pages).documents] == [True, False, True, False, False]
