"""Front matter is told from the text in every dialect, and never guessed where there is none."""

import pytest

from server.content import front_matter
from server.content.problem import Unreadable


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A\n---\nBody",
        "---\ntitle: 'A'\n...\nBody",
        "---   \ntitle: A\n---  \nBody",
        '+++\ntitle = "A"\n+++\nBody',
        "---\n# a comment\n\ntitle = 'A'\n---\nBody",
        '{"title": "A"}\nBody',
        "Title: A\n\nBody",
    ],
)
def test_each_dialect_gives_its_keys_and_leaves_the_body(text: str) -> None:
    front = front_matter.split(text)
    assert front.values == {"title": "A"}
    assert front.body.strip() == "Body"
    assert text.split("\n")[front.first_line - 1 :][0] in ("", "Body")


def test_the_body_knows_the_line_it_begins_on() -> None:
    for text in ("---\na: b\nc: d\n---\nBody", "+++\na = 1\nc = 2\n+++\nBody", "Title: x\nDate: y\n\nBody"):
        front = front_matter.split(text)
        assert front.body.split("\n")[0] == text.split("\n")[front.first_line - 1]


@pytest.mark.parametrize(
    "text",
    [
        "Just text",
        "---\n\nText between breaks\n\n---\n\nMore",
        "---\nwithout an end",
        "Note: this is a sentence.",
        "Title and more: of it",
        "{{< shortcode >}}\ntext",
        "{% include x %}",
        "# Heading\n\n---\ntitle: no\n---\n",
        "Date: one\nof these days\nwe shall see",
        "",
    ],
)
def test_text_that_only_resembles_front_matter_stays_text(text: str) -> None:
    assert front_matter.split(text).values == {}
    assert front_matter.split(text).body == text


def test_two_breaks_in_mid_document_delete_nothing() -> None:
    text = "---\ntitle: A\n---\none\n\n---\n\ntwo: three\n\n---\n\nfour"
    assert front_matter.split(text).body == "one\n\n---\n\ntwo: three\n\n---\n\nfour"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("---\ntitle: A\nbad: [1, 2\nmore: x\n---\n", 4, "YAML"),
        ('---\ntitle: "A\n---\n', 2, "YAML"),
        ("---\n\tkey: tab\n---\n", 2, "YAML"),
        ("+++\ntitle = 'A'\nbad = \n+++\n", 3, "TOML"),
        ("---\ntitle = 'A'\ntitle = 'B'\n---\n", 3, "TOML"),
        ('{"title": "A",\n "b": }\n', 2, "JSON"),
        ('{"title": "\\ud83d"}\n', 1, "half of a character"),
        ("---\ntitle: A\n\nBody without an end", 1, "not closed"),
        (f"---\na: {'[' * 50_000}\n---\n", 2, "deeply"),
        (f"---\n{'- ' * 5_000}x\n---\n", 2, "deeply"),
        (f'{{"a": {"[" * 100_000}', 1, "deeply"),
        ("---\na: &x [1]\nb: *x\n---\n", 3, "single value"),
        ("---\n? [a, b]\n: c\n---\n", 2, "key"),
        (f"---\na: {'x' * 200_000}\n---\n", 2, "characters"),
    ],
)
def test_what_is_broken_is_named_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        front_matter.split(text)
    assert caught.value.problem.line == line
    assert words in caught.value.problem.message
    assert caught.value.problem.severity == "error"


def test_unquoted_words_are_not_turned_into_something_else() -> None:
    front = front_matter.split("---\ntitle: No\nversion: 1.10\ntime: 12:30\ncode: 010\nday: 2024-02-31\n---\n")
    assert front.values == {"title": "No", "version": "1.10", "time": "12:30", "code": "010", "day": "2024-02-31"}


def test_a_tag_runs_nothing() -> None:
    front = front_matter.split("---\ntitle: !!python/object/apply:os.system [echo]\n---\n")
    assert front.values == {"title": ["echo"]}


@pytest.mark.parametrize("text", ["---\na: 1\nb: 2\na: 3\n---\n", '{"a": "1", "b": "2", "a": "3"}\n'])
def test_a_key_given_twice_is_named(text: str) -> None:
    front = front_matter.split(text)
    assert front.values["a"] == "3"
    assert "'a' is given twice" in front.problems[0].message


def test_a_pelican_value_goes_on_on_an_indented_line() -> None:
    front = front_matter.split("Title: A\nSummary: one\n   two\nTags: x, y\n\nBody")
    assert front.values == {"title": "A", "summary": "one\ntwo", "tags": "x, y"}


def test_a_key_is_found_on_its_line_in_every_dialect() -> None:
    for text in (
        "---\na: 1\ntitle: x\n---\n",
        "+++\na = 1\ntitle = 'x'\n+++\n",
        '{"a": 1,\n\n"title": "x"}\n',
        "Tags: 1\n x\nTitle: x\n\n",
    ):
        front = front_matter.split(text)
        assert front.line_of("title" if text[0] != "T" else "Title") == 3
    assert front_matter.split("---\na: 1\n---\n").line_of("b") is None
