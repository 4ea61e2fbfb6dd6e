"""What is offered to somebody who writes is about what they write, or nothing is offered."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from server.content.search.related import MOST, related
from tests.content.search.asked import Searched, written

SITE = Searched(
    written("blog/stability.md", "# Why the loss is stable\n\nA proof about gradients and clipping."),
    written("blog/clipping.md", "# Clipping gradients\n\nWhat clipping does to a stable loss."),
    written("blog/bread.md", "# Bread\n\nFlour, water, salt; the loss of a loaf."),
    written("blog/papers.md", "# Reading papers\n\nHow to read one, slowly. Gradients of attention."),
    written("blog/研究.md", "# 研究の方法\n\n論文を読む。"),
    written("projects/tracker.md", "# A tracker of experiments\n\nIt keeps runs and seeds."),
    written("now.md", "# Now\n\nClipping gradients, reading papers, stable loss."),
    *(written(f"blog/other-{number}.md", f"# Entry {number}\n\nWith nothing to it.") for number in range(20)),
)


def offered(text: str, site: Searched = SITE) -> list[str]:
    return [document.address for document in related(text, site.index)]


def test_the_nearest_come_first_and_are_few() -> None:
    found = offered("I clip my gradients, and with clipping the loss is no longer stable. Why is that?")
    assert found[:2] in (["/blog/stability", "/blog/clipping"], ["/blog/clipping", "/blog/stability"])
    assert len(found) <= MOST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello, would you like to talk about something?",
        "I bake bread.",  # one word in common is chance
        "A loaf, with salt and water and flour.",  # mentioned, but not what it is about
        "nothing to it, with an entry",  # what is everywhere says nothing
    ],
)
def test_without_much_in_common_nothing_is_offered(text: str) -> None:
    assert offered(text) == []


def test_what_many_mention_and_few_are_about_tells_them_apart() -> None:
    """On a small site its own subjects are everywhere; what is about them must be found all the same."""
    site = Searched(
        written("blog/margins.md", "# Why a margin\n\nWhere notes go on a phone."),
        *(written(f"blog/other-{number}.md", "# Entry\n\nIt has a margin.") for number in range(8)),
    )
    assert offered("Where does the margin go on a phone?", site) == ["/blog/margins"]


def test_pages_that_are_no_answer_are_not_offered() -> None:
    assert "/now" not in offered("Clipping gradients, reading papers, a stable loss")


def test_any_script_is_understood() -> None:
    assert offered("論文の研究について、方法を教えてください。") == ["/blog/研究"]


def test_an_empty_site_offers_nothing() -> None:
    assert offered("Clipping gradients and stable losses", Searched()) == []


@given(some.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    assert len(offered(text)) <= MOST
    assert len(offered(f"{text} clipping gradients stable loss {text}")) <= MOST


def test_what_was_written_last_counts() -> None:
    assert offered("word " * 5000 + "clipping gradients, stable loss")
