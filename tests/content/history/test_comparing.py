"""Differences are told by words, so that a reader sees what was meant: no confetti, no noise, nothing lost."""

import time
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.content import reading
from server.content.history.comparing import differences
from server.content.history.passages import Passage, passages
from server.content.history.record import Difference

LONG = " ".join(f"word{number}" for number in range(60))


def text(source: str) -> list[Passage]:
    return passages(reading.source(PurePosixPath("a.md"), source))


def marked(before: str, after: str) -> list[str]:
    """Each difference as a line: [-taken out-] {+put in+}."""
    return [line(each) for each in differences(text(before), text(after))]


def line(difference: Difference) -> str:
    signs = {"same": "{}", "added": "{{+{}+}}", "removed": "[-{}-]", "gap": "…"}
    return "".join(signs[piece.kind].format(piece.text) for piece in difference.pieces)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("one two three four", "one two 3 four", ["one two [-three-] {+3+} four"]),
        ("the end.", "the very end.", ["the {+very+} end."]),
        ("it ends", "it ends here", ["it ends {+here+}"]),
        ("a\n\nb b b", "a\n\nnew new new\n\nb b b", ["{+new new new+}"]),
        ("a\n\nold old\n\nb", "a\n\nb", ["[-old old-]"]),
        ("one *two* [three](x)", "one **two** [three](y)", []),
        ("one\ntwo", "one two", []),
        ("- a one\n- b two\n", "- a one\n- b three\n- c four\n", ["b [-two-]{+three+}", "{+c four+}"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 3 |", ["1 · [-2-]{+3+}"]),
        ("研究を続ける", "研究は続ける", ["研究[-を-]{+は+}続ける"]),
        ("---\ntitle: Old days\n---\nx", "---\ntitle: New days\n---\nx", ["[-Old-] {+New+} days"]),
        ("```\na = 1\nb = 2\n```", "```\na = 1\nb = 3\n```", ["a = 1\n[-b = 2-]{+b = 3+}"]),
        ("$x^2$ is a square", "$x^3$ is a square", ["x^[-2-] {+3+} is a square"]),
        ("<p>own html</p>", "<p class='x'>own words</p>", ["own [-html-]{+words+}"]),
    ],
)
def test_words_are_told_apart(before: str, after: str, found: list[str]) -> None:
    assert marked(before, after) == found


def test_what_stayed_far_from_a_change_is_left_out() -> None:
    (found,) = marked(LONG, LONG.replace("word30 ", "other "))
    assert found.startswith("…")
    assert found.endswith("…")
    assert "word29 [-word30-] {+other+} word31" in found
    assert "word1 " not in found
    assert len(found) < 250


def test_of_a_long_listing_the_lines_beside_the_change_are_shown() -> None:
    code = "\n".join(f"line {number}" for number in range(40))
    (found,) = marked(f"```\n{code}\n```", f"```\n{code.replace('line 20', 'other')}\n```")
    assert found == "…\nline 17\nline 18\nline 19\n[-line 20\n-]{+other\n+}line 21\nline 22\nline 23\n…"


def test_a_sentence_that_was_written_anew_is_no_confetti() -> None:
    (found,) = marked(
        "We always stay here: this was a long and winding road to the sea and back.",
        "We always stay here: that is the short but straight way of the hill and home.",
    )
    assert found.count("{+") == 1


def test_each_difference_says_under_which_heading_it_stands() -> None:
    found = differences(text("# T\n\na a a\n\n## Part\n\nb b b\n"), text("# T\n\na a c\n\n## Part\n\nb b d\n"))
    assert [(each.section, each.code) for each in found] == [("T", False), ("Part", False)]


WORDS = st.lists(st.sampled_from(["one", "two", "three", "four", "five", "·", "é."]), max_size=20).map(" ".join)


@given(st.lists(WORDS, max_size=6), st.lists(WORDS, max_size=6))
def test_no_word_is_lost_and_none_invented(old: list[str], new: list[str]) -> None:
    before, after = ([Passage("", False, each) for each in one if each] for one in (old, new))  # noqa: FBT003 (as its field says)
    found = differences(before, after)
    for kind, whole in (("removed", before), ("added", after)):
        said = [piece.text for each in found for piece in each.pieces if piece.kind in (kind, "same")]
        text_of = " ".join(" ".join(each.text for each in whole).split())
        assert all(word in text_of for piece in said for word in piece.split())
    assert (not found) == ([each.text for each in before] == [each.text for each in after])


def test_texts_that_have_nothing_in_common_take_no_time() -> None:
    before = "\n\n".join(" ".join(f"a{n}b{m}" for m in range(80)) for n in range(300))
    after = "\n\n".join(" ".join(f"c{n}d{m}" for m in range(80)) for n in range(300))
    began = time.process_time()
    assert len(marked(before, after)) == 600
    assert len(marked("the " * 20_000, "a " * 20_000)) == 2
    assert len(marked("the a " * 900, "a the " * 900)) == 1
    assert time.process_time() - began < 6
