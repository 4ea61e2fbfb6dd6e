"""A document that has moved keeps its id in feeds and is found where it was: by git, by file, by text or by title."""

import datetime as dt
from pathlib import Path

import feedparser
import msgspec
import pytest

from server.content import answers, library
from server.content.answers import Built
from server.content.history import kept, telling
from server.content.history.applied import applied
from server.content.history.ledger import Ledger
from server.published import Published
from tests.clock import StandingClock
from tests.content.documents import NOW, URL
from tests.content.history.repository import START, Repository
from tests.content.sites import SETTINGS, TEMPLATES, header

TEXT = "---\ntitle: On margins\ndate: 2026-03-01\n---\nA margin is where a reader answers.\n"


class Site:
    """A site that is started, changed and started again, with its data or without."""

    def __init__(self, root: Path) -> None:
        self.repository = Repository(root)
        self.pages = self.repository.pages
        self.ledger = root / "data/addresses.json"

    def write(self, name: str, text: str = TEXT) -> None:
        self.repository.write(name, text)

    def move(self, old: str, new: str) -> None:
        (self.pages / new).parent.mkdir(parents=True, exist_ok=True)
        (self.pages / old).rename(self.pages / new)

    def started(self, now: dt.datetime = NOW, *, asked: bool = False, settled: bool = True) -> Built:
        """As after a start; `asked`, with what git knows."""
        history = telling.told(self.pages) if asked else {}
        read = applied(library.read(self.pages), history)
        ledger = Ledger(self.ledger)
        read = ledger.applied(read, now, settled=settled)
        ledger.write()
        return answers.build(read, TEMPLATES, SETTINGS, now)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def ids(built: Built) -> list[str]:
    return [entry.id for entry in feedparser.parse(built.answers["/feed.xml"].text).entries]


def leads(built: Built, address: str) -> str | None:
    """Where an address leads on to; None where nothing answers."""
    answer = built.answers.get(address)
    return (header(answer, b"location") or b"").decode() if answer else None


def test_a_renamed_file_keeps_its_id_and_leads_on(site: Site) -> None:
    site.write("blog/a.md")
    assert ids(site.started()) == [f"{URL}/blog/a"]
    site.move("blog/a.md", "blog/b.md")
    for _ in range(2):
        built = site.started()
        assert ids(built) == [f"{URL}/blog/a"]
        assert leads(built, "/blog/a") == "/blog/b"
    site.move("blog/b.md", "projects/c.md")
    site.move("projects/c.md", "blog/c.md")
    built = site.started()
    assert ids(built) == [f"{URL}/blog/a"]
    assert [leads(built, address) for address in ("/blog/a", "/blog/b")] == ["/blog/c", "/blog/c"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("blog/a.md", TEXT.replace("---\nA", "slug: other\n---\nA")),  # the same file
        ("blog/b.md", TEXT.replace("On margins", "About margins").replace("03-01", "02-01")),  # the same text
        ("blog/b.md", TEXT.replace("A margin is", "It is")),  # the same title
        ("blog/2026-02-01-b.md", TEXT.replace("date: 2026-03-01\n", "")),
        ("blog/b/index.md", TEXT),
    ],
)
def test_title_date_file_name_and_address_may_change_and_the_id_does_not(site: Site, name: str, text: str) -> None:
    site.write("blog/a.md")
    site.write("blog/z.md", TEXT.replace("On margins", "Another").replace("reader", "writer").replace("03-01", "01-01"))
    before = ids(site.started())
    (site.pages / "blog/a.md").unlink()
    site.write(name, text)
    built = site.started()
    assert ids(built) == before
    assert leads(built, "/blog/a")


def test_git_knows_what_was_renamed_and_rewritten_also_without_the_ledger(site: Site) -> None:
    long = "".join(f"Line {number} of the text.\n\n" for number in range(30))
    site.repository.commit("Write", blog_a=f"---\ntitle: A\ndate: 2026-03-01\n---\n{long}")
    site.move("blog/a.md", "blog/b.md")
    site.write("blog/b.md", f"---\ntitle: B\ndate: 2026-02-01\n---\nNew.\n\n{long}Last.\n")
    site.repository.commit("Call it by its name")
    built = site.started(asked=True)
    assert ids(built) == [f"{URL}/blog/a"]
    assert leads(built, "/blog/a") == "/blog/b"
    kept.write(site.pages, telling.told(site.pages))
    history = kept.read(site.pages)
    assert history["blog/b.md"].addresses == ("/blog/a", "/blog/b")


def test_what_git_says_later_is_believed(site: Site) -> None:
    long = "".join(f"Line {number} of the text.\n\n" for number in range(30))
    site.repository.commit("Write", blog_a=f"---\ntitle: A\ndate: 2026-03-01\n---\n{long}")
    site.started(asked=True)
    site.move("blog/a.md", "blog/b.md")
    site.write("blog/b.md", f"---\ntitle: B\ndate: 2026-02-01\n---\nNew.\n\n{long}Last.\n")
    site.repository.commit("Call it by its name")
    site.started(settled=False)
    assert ids(site.started(asked=True)) == [f"{URL}/blog/a"]
    assert ids(site.started(settled=False)) == [f"{URL}/blog/a"]


def test_an_alias_that_comes_later_changes_no_id(site: Site) -> None:
    site.write("blog/a.md")
    before = ids(site.started())
    site.write("blog/a.md", TEXT.replace("---\nA", "aliases: [/short]\n---\nA"))
    assert ids(site.started()) == before


def test_an_alias_from_the_site_before_is_the_id_and_stays_it(site: Site) -> None:
    site.write("blog/a.md", TEXT.replace("---\nA", "aliases: [/2019/a]\n---\nA"))
    assert ids(site.started()) == [f"{URL}/2019/a"]
    site.move("blog/a.md", "blog/b.md")
    assert ids(site.started()) == [f"{URL}/2019/a"]


def test_a_new_document_where_another_was_takes_its_place(site: Site) -> None:
    site.write("blog/a.md")
    site.started()
    site.move("blog/a.md", "blog/b.md")
    site.started()
    site.write("blog/a.md", "---\ntitle: Something else\ndate: 2026-04-01\n---\nOther words.\n")
    built = site.started()
    assert leads(built, "/blog/a") == ""  # a page
    assert len(ids(built)) == 2


def test_what_is_hidden_for_a_while_is_not_gone(site: Site) -> None:
    site.write("blog/a.md")
    site.started()
    site.write("blog/a.md", TEXT.replace("---\nA", "draft: true\n---\nA"))
    site.write("blog/b.md")
    built = site.started()
    assert ids(built) == [f"{URL}/blog/b"]
    assert leads(built, "/blog/a") is None


def test_where_nobody_could_see_it_no_address_leads_on(site: Site) -> None:
    site.write("blog/a.md", TEXT.replace("2026-03-01", "2027-03-01"))
    site.started()
    site.move("blog/a.md", "blog/b.md")
    assert leads(site.started(START + dt.timedelta(days=400)), "/blog/a") is None


def test_of_several_that_are_alike_none_is_taken_for_another(site: Site) -> None:
    for name in ("blog/a.md", "blog/b.md"):
        site.write(name)
    before = set(ids(site.started()))
    site.move("blog/a.md", "blog/c.md")
    site.move("blog/b.md", "blog/d.md")
    built = site.started()
    assert before.isdisjoint(ids(built))
    assert leads(built, "/blog/a") is None


def test_a_damaged_ledger_is_put_aside_and_the_site_starts(site: Site) -> None:
    site.write("blog/a.md")
    site.started()
    site.ledger.write_bytes(site.ledger.read_bytes()[:-9])
    assert ids(site.started()) == [f"{URL}/blog/a"]
    assert site.ledger.with_name("addresses.json.damaged").exists()


def test_a_folder_that_cannot_be_written_stops_nothing(site: Site) -> None:
    site.write("blog/a.md")
    site.ledger.parent.write_text("a file where the folder should be")
    assert ids(site.started()) == [f"{URL}/blog/a"]


def test_the_program_itself_knows_a_renamed_file_again_after_a_restart(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    (pages / "blog").mkdir(parents=True)
    (pages / "blog/a.md").write_text(TEXT)
    settings = msgspec.structs.replace(SETTINGS, pages=pages, database_url=f"sqlite:///{tmp_path}/data/duologue.db")
    Published(settings, StandingClock(NOW)).search.close()
    (pages / "blog/a.md").rename(pages / "blog/b.md")
    again = Published(settings, StandingClock(NOW))
    again.search.close()
    table = again.table.answers
    assert [entry.id for entry in feedparser.parse(table["/feed.xml"].text).entries] == [f"{URL}/blog/a"]
    assert (table["/blog/a"].status, header(table["/blog/a"], b"location")) == (308, b"/blog/b")
