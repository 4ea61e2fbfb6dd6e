"""Documents are listed in an order that a reader can foresee."""

import datetime as dt
from typing import Any

import pytest

from server.content import archive, lists
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
        made("page", "/blog", date=DAY, section="blog"),
        project("else", date=DAY),
    ]
    assert names(lists.entries(listed)) == ["noon", "morning", "old", "undated"]


@pytest.mark.parametrize(
    ("by", "labels"),
    [
        ("years", [("2026", ["c"]), ("2025", ["b", "w", "a"]), ("Undated", ["x"])]),
        ("months", [("January 2026", ["c"]), ("July 2025", ["b", "w"]), ("January 2025", ["a"]), ("Undated", ["x"])]),
        (
            "weeks",
            [
                ("Week 1, 2026", ["c"]),
                ("Week 27, 2025", ["b", "w"]),
                ("Week 1, 2025", ["a"]),
                ("Undated", ["x"]),
            ],
        ),
        ("none", [("", ["c", "b", "w", "a", "x"])]),
    ],
)
def test_a_list_is_parted_as_its_section_asks_and_the_undated_stand_last(by: Any, labels: object) -> None:
    listed = [
        entry("x"),
        entry("a", date=dt.date(2025, 1, 1)),
        entry("b", date=dt.date(2025, 7, 1)),
        entry("w", date=dt.date(2025, 6, 30), week=dt.date(2025, 6, 30)),  # its Thursday is in July
        entry("c", date=dt.date(2026, 1, 1)),
    ]
    found = archive.groups(lists.entries(listed), by)
    assert [(group.label, names(group.entries)) for group in found] == labels


def test_the_first_page_takes_whole_years_and_at_least_one() -> None:
    listed = [entry(f"{year}-{n}", date=dt.date(year, 1, 1)) for year in (2026, 2025, 2024) for n in range(60)]
    shown, older = archive.pages(lists.entries(listed), "months")
    assert {each.address[6:10] for each in shown} == {"2026"}
    assert [(each.address, each.entries) for each in archive.places(older, "/blog")] == [
        ("/blog/archive/2025", 60),
        ("/blog/archive/2024", 60),
    ]
    shown, older = archive.pages(lists.entries(listed[:60]), "years", limit=10)
    assert (len(shown), older) == (60, ())


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("order", ["first", "second", "new", "last"]),
        ("date", ["new", "first", "last", "second"]),
        ("title", ["second", "new", "last", "first"]),
        ("slug", ["first", "last", "new", "second"]),
    ],
)
def test_each_order_that_a_section_may_have_is_total(order: Any, expected: list[str]) -> None:
    listed = [
        project("new", date=DAY, title="B"),
        project("second", order=2, title="a"),
        project("first", order=1, title="d"),
        project("last", title="C"),
    ]
    assert names(lists.ordered(listed, order)) == expected
    assert names(lists.ordered(listed[::-1], order)) == expected


def test_of_translations_the_one_in_the_sites_language_is_listed() -> None:
    listed = [
        entry("de/a", language="de", original="blog/a"),
        entry("a", original="blog/a"),
        entry("fr/a", language="fr", original="blog/a"),
        entry("de/b", language="de", original="blog/b"),
        entry("by-hand"),
    ]
    assert [each.address for each in lists.originals(listed, "en")] == ["/blog/a", "/blog/de/b", "/blog/by-hand"]


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
