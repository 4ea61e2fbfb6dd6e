"""Of a folder that changes, what has changed is read and rendered again, and whatever depends on it; nothing else."""

from pathlib import Path, PurePosixPath

import pytest

from server.content import answers, library, parallel
from server.content.answers import Built
from server.content.document import Document
from server.content.rendering import Rendering
from server.content.stacks import Stacks
from tests.content.documents import NOW
from tests.content.folders import written
from tests.content.sites import SETTINGS, TEMPLATES

FILES = {
    "site.toml": 'title = "Here"\n',
    "blog/a.md": "---\ntitle: Alpha\ndate: 2026-01-01\ntags: [x]\n---\nSee [the second](b.md).\n",
    "blog/b.md": "---\ntitle: Beta\ndate: 2026-01-02\ntags: [x]\n---\nWords.\n",
    "blog/c.md": "---\ntitle: Gamma\ndate: 2026-01-03\n---\n@kim2020 says so.\n",
    "about.md": "# About\n",
}


class Site:
    """A folder, its stacks, and which documents have been rendered since it was last asked."""

    def __init__(self, pages: Path) -> None:
        self.pages = pages.resolve()
        self._rendered: list[str] = []
        self.stacks = Stacks(pages, lambda path: self._rendered.append(str(path)))

    def rendered(self) -> list[str]:
        found = sorted(self._rendered)
        self._rendered.clear()
        return found

    def read(self, *changed: str) -> dict[str, Document]:
        """The documents by their paths; `changed` names the files that have, if it is known."""
        stock = self.stacks.read({self.pages / name for name in changed} if changed else None)
        return {str(document.path): document for document in stock.documents}

    def built(self, *changed: str) -> Built:
        stock = self.stacks.read({self.pages / name for name in changed} if changed else None)
        return answers.build(library.of(stock), TEMPLATES, SETTINGS, NOW)

    def write(self, name: str, text: str) -> None:
        written(self.pages, {name: text})


@pytest.fixture
def site(tmp_path: Path) -> Site:
    found = Site(written(tmp_path / "pages", FILES))
    found.read()
    assert found.rendered() == ["about.md", "blog/a.md", "blog/b.md", "blog/c.md"]
    return found


@pytest.mark.parametrize("known", [True, False])
def test_a_change_renders_no_other_body(site: Site, *, known: bool) -> None:
    site.write("blog/b.md", FILES["blog/b.md"] + "\nMore.\n")
    documents = site.read("blog/b.md") if known else site.read()
    assert site.rendered() == ["blog/b.md"]
    assert "More." in documents["blog/b.md"].html
    assert list(documents) == ["about.md", "blog/a.md", "blog/b.md", "blog/c.md"]


def test_without_a_change_nothing_is_rendered(site: Site) -> None:
    before = site.read()
    assert site.read() == before
    assert site.rendered() == []


@pytest.mark.parametrize("known", [True, False])
def test_what_is_read_piece_by_piece_is_what_is_read_at_once(site: Site, *, known: bool) -> None:
    changes = {
        "blog/b.md": "---\ntitle: B\nslug: other\ntags: [y]\n---\nNew.\n",
        "about.md": "# About all\n\n[a](blog/a.md)\n",
    }
    for name, text in changes.items():
        site.write(name, text)
        site.read(name) if known else site.read()
    assert site.stacks.read() == Stacks(site.pages).read()


def test_a_title_that_changes_changes_lists_tags_and_neighbours(site: Site) -> None:
    site.write("blog/b.md", FILES["blog/b.md"].replace("Beta", "Bravo"))
    built = site.built("blog/b.md")
    assert site.rendered() == ["blog/b.md"]
    for address in ("/", "/blog", "/blog/tags/x", "/blog/a", "/blog/c", "/blog/b"):
        assert "Bravo" in built.answers[address].text, address
        assert "Beta" not in built.answers[address].text, address


def test_a_date_that_changes_changes_the_order(site: Site) -> None:
    site.write("blog/a.md", FILES["blog/a.md"].replace("2026-01-01", "2026-01-09"))
    blog = site.built("blog/a.md").answers["/blog"].text
    assert blog.index("Alpha") < blog.index("Gamma") < blog.index("Beta")


def test_a_document_that_moves_takes_the_links_to_it_along(site: Site) -> None:
    assert 'href="/blog/b"' in site.read()["blog/a.md"].html
    site.write("blog/b.md", FILES["blog/b.md"].replace("title:", "slug: elsewhere\ntitle:"))
    documents = site.read("blog/b.md")
    assert site.rendered() == ["blog/a.md", "blog/b.md"]
    assert 'href="/blog/elsewhere"' in documents["blog/a.md"].html


def test_a_file_that_is_renamed_is_missed_where_it_is_linked_to(site: Site) -> None:
    (site.pages / "blog/b.md").rename(site.pages / "blog/d.md")
    documents = site.read("blog/b.md", "blog/d.md")
    assert site.rendered() == ["blog/a.md", "blog/d.md"]
    assert [each.found for each in documents["blog/a.md"].references] == [False]
    (site.pages / "blog/d.md").rename(site.pages / "blog/b.md")
    assert [each.found for each in site.read()["blog/a.md"].references] == [True]


def test_a_picture_that_comes_is_found(site: Site) -> None:
    site.write("blog/a.md", "![A dot](dot.svg)\n")
    assert not site.read("blog/a.md")["blog/a.md"].references[0].found
    site.write("blog/dot.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert site.read("blog/dot.svg")["blog/a.md"].references[0].found
    assert site.rendered() == ["blog/a.md", "blog/a.md"]


def test_a_bibliography_that_changes_is_read_again_for_who_cites(site: Site) -> None:
    for title in ("One", "Other"):
        site.write("blog/references.bib", f"@book{{kim2020, title={{{title}}}, author={{Kim}}, year=2020}}")
        assert title in site.read("blog/references.bib")["blog/c.md"].html
        assert site.rendered() == ["blog/c.md"]


def test_what_site_toml_says_holds_for_all(site: Site) -> None:
    site.write("site.toml", 'title = "Here"\nlanguage = "de"\n')
    site.read("site.toml")
    assert len(site.rendered()) == 4


def test_a_document_that_goes_is_gone(site: Site) -> None:
    (site.pages / "blog/b.md").unlink()
    assert "blog/b.md" not in site.read("blog/b.md")


def test_a_document_that_cannot_be_read_comes_back(site: Site) -> None:
    (site.pages / "blog/b.md").write_bytes(b"\xff")
    assert "blog/b.md" not in site.read("blog/b.md")
    assert "UTF-8" in "".join(fault.message for fault in site.stacks.read().faults)
    site.write("blog/b.md", FILES["blog/b.md"])
    assert "blog/b.md" in site.read("blog/b.md")
    assert not any("UTF-8" in fault.message for fault in site.stacks.read().faults)


@pytest.mark.skipif(parallel._processors() < 2, reason="this machine has one processor")
def test_several_processes_render_what_one_does(site: Site) -> None:
    stock = site.stacks.read()
    paths = [PurePosixPath(name) for name in FILES if name.endswith(".md")]
    alone = Rendering(site.pages, stock.sections)
    with parallel.rendering(site.pages, stock.sections, parallel.MANY) as shared:
        assert isinstance(shared, parallel.Shared)
        standing = sorted(shared.standing(paths), key=lambda each: each.path)
        assert standing == sorted(alone.standing(paths), key=lambda each: each.path)
        made = [
            {each.path: each for each in some.documents(stock.site, stock.places, stock.listing.files)}
            for some in (alone, shared)
        ]
    assert made[0] == made[1]
    assert len(made[0]) == 4


@pytest.mark.skipif(parallel._processors() < 2, reason="this machine has one processor")
def test_a_process_that_ends_before_its_time_is_noticed(site: Site) -> None:
    stock = site.stacks.read()
    with parallel.rendering(site.pages, stock.sections, parallel.MANY) as shared:
        assert isinstance(shared, parallel.Shared)
        shared._hands[0]._process.kill()
        with pytest.raises(parallel.Lost):
            list(shared.standing([PurePosixPath("about.md")]))


def test_few_documents_need_no_process(site: Site) -> None:
    with parallel.rendering(site.pages, {}, parallel.MANY - 1) as alone:
        assert isinstance(alone, Rendering)
