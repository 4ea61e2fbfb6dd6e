"""Readers see dates that git knows, and a page of what changed; what the author says always wins."""

import datetime as dt
from pathlib import Path

import pytest

from server.content import answers, library
from server.content.answers import Built
from server.content.document import Document
from server.content.history import kept, telling
from server.content.history.applied import applied
from server.content.history.record import Change, Difference, Piece, Record
from tests.content.documents import NOW, SITE, entry
from tests.content.history.repository import START, Repository
from tests.content.sites import SETTINGS, TEMPLATES

DAY = dt.timedelta(days=1)
HERE = START + DAY


def change(at: dt.datetime, *, minor: bool = False) -> Change:
    return Change(at, "Why", minor, (Difference("", False, (Piece("added", "new <words>"),)),))  # noqa: FBT003 (as its field says)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "site.toml").write_text('title = "T"\n')
    (tmp_path / "blog").mkdir()
    return tmp_path


def built(pages: Path, record: Record, name: str = "blog/a.md") -> Built:
    read = applied(library.read(pages), {name: record})
    return answers.build(read, TEMPLATES, SETTINGS, NOW)


def document(site: Built, address: str = "/blog/a") -> Document:
    return next(each for each in site.library.documents if each.address == address)


def test_front_matter_wins_and_git_says_what_it_does_not(pages: Path) -> None:
    record = Record(START, (change(START + 5 * DAY), change(START + 9 * DAY, minor=True)))
    (pages / "blog/a.md").write_text("text")
    site = built(pages, record)
    assert (document(site).date, document(site).updated) == (START, START + 5 * DAY)
    (pages / "blog/a.md").write_text("---\ndate: 2026-03-02\nupdated: 2026-04-01\n---\ntext")
    site = built(pages, record)
    assert (document(site).date, document(site).updated) == (dt.date(2026, 3, 2), dt.date(2026, 4, 1))


def test_what_is_done_on_the_day_of_publication_belongs_to_it(pages: Path) -> None:
    (pages / "blog/a.md").write_text("---\ndate: 2026-03-01\n---\ntext")
    site = built(pages, Record(START, (change(START + dt.timedelta(hours=3)), change(START + DAY))))
    assert [each.at for each in document(site).changes] == [START + DAY]
    (pages / "blog/a.md").write_text("---\ndate: 2026-06-01\n---\ntext")
    site = built(pages, Record(START, (change(START + DAY),)))
    assert document(site).changes == ()
    assert document(site).updated is None
    assert "/blog/a/changes" not in site.answers


def test_now_and_about_say_when_they_were_last_true(pages: Path) -> None:
    (pages / "now.md").write_text("# Now\n\nDoing things.\n")
    (pages / "about.md").write_text("---\ndate: 2026-01-01\ndateLabels:\n  page: 'Last updated:'\n---\n# About\n")
    later = START + 5 * DAY
    site = built(pages, Record(START, (change(later),)), "now.md")
    assert "6 March 2026" in site.answers["/now"].text
    site = built(pages, Record(START), "now.md")
    assert "1 March 2026" in site.answers["/now"].text
    site = built(pages, Record(START, (change(later),)), "about.md")
    assert document(site, "/about").updated is None
    assert "1 January 2026" in site.answers["/about"].text


def test_the_margin_leads_to_what_changed(pages: Path) -> None:
    (pages / "blog/a.md").write_text("---\ntitle: A & B\n---\ntext")
    changes = (change(START + 5 * DAY), change(START + 6 * DAY), change(START + 7 * DAY, minor=True))
    site = built(pages, Record(START, changes))
    assert '<a href="/blog/a/changes">2 changes since publication</a>' in site.answers["/blog/a"].text
    page = site.answers["/blog/a/changes"].text
    assert page.index("8 March 2026") < page.index("7 March 2026") < page.index("6 March 2026")
    assert "new &lt;words&gt;" in page
    assert "What changed in “A &amp; B”" in page
    assert 'name="robots" content="noindex"' in page
    assert 'rel="canonical"' not in page
    assert "/changes" not in site.answers["/sitemap.xml"].text
    site = built(pages, Record(START, changes[2:]))
    assert ">Small changes since publication</a>" in site.answers["/blog/a"].text
    assert document(site).updated is None


@pytest.mark.parametrize("where", ["document", "site", "taken", "draft", "home"])
def test_there_is_no_such_page_where_it_is_not_wanted(pages: Path, where: str) -> None:
    name, address = ("index.md", "/") if where == "home" else ("blog/a.md", "/blog/a")
    head = {"document": "changes: false\n", "draft": "draft: true\n"}.get(where, "")
    (pages / name).write_text(f"---\n{head}title: A\n---\ntext")
    if where == "site":
        (pages / "site.toml").write_text('title = "T"\nchanges = false\n')
    if where == "taken":
        (pages / "blog/a").mkdir()
        (pages / "blog/a/changes.md").write_text("my own page")
    site = built(pages, Record(START, (change(START + 5 * DAY),)), name)
    page = site.answers.get(f"{address.rstrip('/')}/changes")
    assert page is None or "my own page" in page.text
    assert where == "draft" or "since publication" not in site.answers[address].text
    assert where in ("draft", "home") or document(site).updated == START + 5 * DAY, "dates are told all the same"


def test_without_history_nothing_is_different() -> None:
    whole = library.Library(SITE, (entry("a"),), (), {})
    assert applied(whole, {}) is whole


def test_from_commit_to_page(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.write("site.toml", 'title = "T"\n')
    repository.commit("Write", blog_a="# A\n\nThe fox runs.\n\n```python\na = 1\nb = 2\n```\n")
    repository.commit("Let it walk", blog_a="# A\n\nThe fox walks.\n\n```python\na = 1\nb = 3\n```\n")
    history = telling.told(repository.pages)
    site = answers.build(applied(library.read(repository.pages), history), TEMPLATES, SETTINGS, NOW)
    page = site.answers["/blog/a/changes"].text
    assert "Let it walk" in page
    assert "Under “A”" in page
    assert "The fox <del>" in page
    assert "<code>a = 1\n<del>" in page


def test_the_file_gives_what_git_gave(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    repository = Repository(tmp_path)
    repository.commit("Write", blog_a="one two three")
    repository.commit("Change", blog_a="one two four")
    assert kept.read(repository.pages) == {}
    history = telling.told(repository.pages)
    assert kept.write(repository.pages, history) == repository.pages / ".history.json"
    assert kept.read(repository.pages) == history
    assert library.read(repository.pages).files == {}
    assert not any(".history" in str(fault.path) for fault in library.read(repository.pages).faults)
    (repository.pages / ".history.json").write_text("{}")
    assert kept.read(repository.pages) == {}
    assert "duologue history" in caplog.text
