"""Documents are listed in an order that a reader can foresee."""

import datetime as dt

import pytest

from server.content import lists
from server.content.document import Document
from server.content.tags import tag_slug
from tests.content.documents import entry, made, project

DAY = dt.date(2026, 1, 1)


def names(documents: tuple[Document, ...]) -> list[str]:
    return [document.address.rpartition("/")[2] for document in documents]


def test_entries_come_newest_first_and_those_without_a_date_last() -> None:
    listed = [
        entry("undated"),
        entry("old", date=DAY),
        entry("noon", date=dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)),
        entry("morning", date=dt.date(2026, 3, 1)),
        made("page", "/blog", date=DAY),
        project("else", date=DAY),
    ]
    assert names(lists.entries(listed)) == ["noon", "morning", "old", "undated"]


def test_years_are_whole_and_the_undated_stand_last() -> None:
    listed = lists.entries([entry("x"), entry("b", date=dt.date(2025, 1, 1)), entry("c", date=dt.date(2026, 1, 1))])
    assert [(year.label, names(year.entries)) for year in lists.years(listed)] == [
        ("2026", ["c"]),
        ("2025", ["b"]),
        ("", ["x"]),
    ]


def test_the_first_page_takes_whole_years_and_at_least_one() -> None:
    listed = [entry(f"{year}-{n}", date=dt.date(year, 1, 1)) for year in (2026, 2025, 2024) for n in range(60)]
    shown, older = lists.pages(lists.years(lists.entries(listed)))
    assert [year.label for year in shown] == ["2026"]
    assert [(each.address, each.entries) for each in lists.archive(older)] == [
        ("/blog/archive/2025", 60),
        ("/blog/archive/2024", 60),
    ]
    shown, older = lists.pages(lists.years(lists.entries(listed[:60])), limit=10)
    assert ([year.label for year in shown], older) == (["2026"], ())


def test_projects_come_by_order_then_by_date() -> None:
    listed = [project("new", date=DAY), project("second", order=2), project("first", order=1), project("last")]
    assert names(lists.projects(listed)) == ["first", "second", "new", "last"]


def test_each_document_knows_the_one_before_and_the_one_after() -> None:
    a, b, c = entry("a"), entry("b"), entry("c")
    assert lists.neighbours((a, b, c)) == {"/blog/a": (None, b), "/blog/b": (a, c), "/blog/c": (b, None)}
    assert lists.neighbours(()) == {}


def test_spellings_of_one_tag_are_one_tag_under_the_usual_spelling() -> None:
    listed = [entry("a", tags=("Machine Learning", "x")), entry("b", tags=("machine-learning",))]
    listed.append(entry("c", tags=("Machine Learning", "machine learning")))
    groups = lists.tagged(listed)
    tags = lists.tags(groups)
    assert {slug: (tag.name, tag.entries) for slug, tag in tags.items()} == {
        "machine-learning": ("Machine Learning", 3),
        "x": ("x", 1),
    }
    assert [tag.name for tag in lists.tags_of(listed[2], tags)] == ["Machine Learning"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Deep Learning", "deep-learning"),
        ("C++", "cplusplus"),
        ("C#", "csharp"),
        ("機械学習", "機械学習"),
        ("Ünïcode / Ψ", "ünïcode-ψ"),
        ("R&D", "r-and-d"),
        ("node.js", "node-js"),
        ("🍊", "🍊"),
    ],
)
def test_a_tags_address_can_be_read(name: str, slug: str) -> None:
    assert tag_slug(name) == slug


def test_no_tag_is_without_an_address() -> None:
    assert tag_slug("???")
    assert tag_slug("???") != tag_slug("!!!")
    assert "/" not in tag_slug("../../inbox")
