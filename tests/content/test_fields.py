"""The keys of Jekyll, Hugo, Zola, Astro and Pelican mean here what they meant there."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.content import fields, front_matter
from server.content.fields import Fields
from server.content.spellings import KNOWN, SPELLINGS


def read(text: str) -> Fields:
    return fields.read(front_matter.split(text))[0]


def yaml(lines: str) -> Fields:
    return read(f"---\n{lines}\n---\n")


def said(text: str) -> list[str]:
    return [
        f"{problem.line}: {problem.severity}: {problem.message}" for problem in fields.read(front_matter.split(text))[1]
    ]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("---\npermalink: /blog/x/\n---\n", "address", "/blog/x/"),  # Jekyll
        ("---\nredirect_from: /old\n---\n", "aliases", ("/old",)),
        ("---\nlast_modified_at: 2024-01-02\n---\n", "updated", dt.date(2024, 1, 2)),
        ("---\nnav_order: 3\n---\n", "order", 3.0),
        ("---\nheader:\n  x: 1\nexcerpt: E\n---\n", "description", "E"),
        ("+++\nlastmod = 2024-01-02\n+++\n", "updated", dt.date(2024, 1, 2)),  # Hugo
        ("+++\naliases = ['/a', '/b']\n+++\n", "aliases", ("/a", "/b")),
        ("+++\nweight = 10\n+++\n", "order", 10.0),
        ("+++\nimages = ['a.png', 'b.png']\n+++\n", "image", "a.png"),
        ("+++\n[cover]\nimage = 'c.png'\n+++\n", "image", "c.png"),
        ("+++\n[taxonomies]\ntags = ['a', 'b']\n+++\n", "tags", ("a", "b")),  # Zola
        ("+++\npath = 'x/y'\n+++\n", "address", "x/y"),
        ("+++\n[extra]\nimage = 'z.png'\n+++\n", "image", "z.png"),
        ("---\npubDate: 'Jul 08 2022'\n---\n", "date", dt.date(2022, 7, 8)),  # Astro
        ("---\nupdatedDate: 2024-01-02\n---\n", "updated", dt.date(2024, 1, 2)),
        ("---\nheroImage: ./a.png\n---\n", "image", "./a.png"),
        ("---\nheroImage:\n  src: ./a.png\n  alt: x\n---\n", "image", "./a.png"),
        ("Title: T\nModified: 2024-01-02\n\n", "updated", dt.date(2024, 1, 2)),  # Pelican
        ("Title: T\nTags: a, b c\n\n", "tags", ("a", "b c")),
        ("Title: T\nSave_as: x/y.html\n\n", "address", "x/y.html"),
        ("Title: T\nLang: de\n\n", "language", "de"),
        ("---\ndateLabels:\n  page: 'Last updated:'\n---\n", "date_label", "Last updated:"),
        ("---\ntwitter:\n  card: summary_large_image\n  creator: '@a'\n---\n", "card", "summary_large_image"),
        ("+++\ncard = 'summary'\ncreator = '@a'\n+++\n", "creator", "@a"),
        ("---\ntitle: 2024\n---\n", "title", "2024"),
        ("---\ntitle: No\n---\n", "title", "No"),
        ("---\ntitle: null\n---\n", "title", None),
        ("---\ntitle: 'null'\n---\n", "title", "null"),
        ("---\ndescription: >\n  one\n  two\n---\n", "description", "one two"),
    ],
)
def test_a_dialect_key_means_its_field(text: str, field: str, value: Any) -> None:
    assert getattr(read(text), field) == value
    assert said(text) == []


@pytest.mark.parametrize(
    ("tags", "meant"),
    [
        ("[a, 'b c', A]", ("a", "b c")),
        ("a b c", ("a", "b", "c")),
        ("a, b c,", ("a", "b c")),
        ("one", ("one",)),
        ("[2024, 1.5]", ("2024", "1.5")),
        ("[]", ()),
        ("", ()),
    ],
)
def test_tags_are_a_list_or_a_text(tags: str, meant: tuple[str, ...]) -> None:
    assert yaml(f"tags: {tags}").tags == meant


@pytest.mark.parametrize(
    "line",
    [
        "draft: true",
        "draft: yes",
        "published: false",
        "status: draft",
        "status: hidden",
        "private: true",
        "draft: perhaps",
    ],
)
def test_a_draft_in_any_dialect_is_kept_back(line: str) -> None:
    assert yaml(line).draft


@pytest.mark.parametrize(
    "line", ["draft: false", "published: true", "status: published", "status: active", "draft:", "private: no"]
)
def test_what_is_no_draft_is_shown(line: str) -> None:
    assert not yaml(line).draft


def test_a_document_whose_date_cannot_be_read_is_kept_back() -> None:
    """It may have been meant to wait for that date."""
    text = "---\ntitle: x\ndate: 2099-13-45\n---\n"
    assert read(text).draft
    assert said(text)[0].startswith("3: error: date: ")


def test_published_may_also_be_a_date() -> None:
    assert yaml("published: 2024-01-02").date == dt.date(2024, 1, 2)
    assert not yaml("published: 2024-01-02").draft


def test_the_date_that_holds_a_document_back_comes_before_the_one_that_is_printed() -> None:
    assert yaml("date: 2024-01-02\npublishDate: 2099-01-01").date == dt.date(2099, 1, 1)


def test_a_key_outside_beats_the_same_key_in_a_table() -> None:
    assert read("+++\nimage = 'a'\n[extra]\nimage = 'b'\n+++\n").image == "a"
    assert read("---\ntwitter: {image: b}\nimage: a\n---\n").image == "a"


def test_an_unknown_key_is_kept_and_named_with_the_nearest_known_one() -> None:
    text = "---\ntitle: x\ndesciption: y\nn: 3\nt: true\n---\n"
    assert read(text).extra == {"desciption": "y", "n": 3, "t": True}
    assert said(text)[0] == "3: warning: desciption: nobody knows this key; the nearest that is known is 'description'."
    assert len(said(text)) == 3


def test_keys_of_other_generators_layouts_are_kept_quietly() -> None:
    text = "---\nlayout: post\nshowdate: true\ntoc: false\nauthor: A\ncategories: [x]\nseries: s\n---\n"
    assert said(text) == []
    assert read(text).extra["toc"] is False


def test_another_sites_address_is_no_address_of_ours() -> None:
    read = yaml("url: https://elsewhere.example/x")
    assert read.address is None
    assert read.extra == {"url": "https://elsewhere.example/x"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("order: first", "is not a number"),
        ("card: huge", "summary_large_image"),
        ("updated: yesterday", "is not a date"),
        ("title: [a]", "a text belongs here"),
        ("image: {}", "picture"),
    ],
)
def test_a_value_that_cannot_be_understood_is_named(line: str, words: str) -> None:
    problems = said(f"---\n{line}\n---\n")
    assert words in problems[0]
    assert problems[0].startswith("2: ")


KEYS = st.sampled_from([*SPELLINGS["draft"], *SPELLINGS["date"], *KNOWN.values(), "nonsense"]) | st.text(max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_whatever_a_key_holds_the_others_are_read(values: dict[str, Any]) -> None:
    front = front_matter.FrontMatter({**values, "title": "T"}, "", 1)
    assert fields.read(front)[0].title == "T"
