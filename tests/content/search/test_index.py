"""The index follows what is published, and shows nothing else."""

import zlib

import msgspec
import pytest

from server.content.document import Packed
from tests.content.search.asked import Searched, written

ONE, TWO = written("blog/one.md", "alpha beta"), written("blog/two.md", "beta gamma $\\frac{a}{b}$ 研究")


def test_what_changed_is_found_as_it_is_now() -> None:
    site = Searched(ONE, TWO)
    site.replace([ONE, written("blog/two.md", "delta")])
    assert site.addresses("beta") == ["/blog/one"]
    assert site.addresses("delta") == ["/blog/two"]
    assert site.found("gamma").total == 0


def test_what_is_taken_away_leaves_no_word_behind() -> None:
    site = Searched(ONE, TWO)
    site.replace([])
    assert list(site.index.words()) == []
    assert site.found("year:2026 -alpha").total == 0
    site.replace([TWO])
    assert site.addresses("beta 研究") == ["/blog/two"]


def test_many_changes_leave_the_same_index_as_a_new_one() -> None:
    site = Searched()
    texts = [f"word{number} common {'other ' * (number % 5)}" for number in range(60)]
    for step in range(12):
        site.replace(written(f"blog/{at}.md", text) for at, text in enumerate(texts) if (at + step) % 3)
    new = Searched(*site.documents)
    assert sorted(site.index.words()) == sorted(new.index.words())
    assert site.addresses("common other") == new.addresses("common other")


def test_a_document_that_cannot_be_indexed_leaves_all_as_it_was() -> None:
    site = Searched(ONE)
    broken = msgspec.structs.replace(TWO, article=Packed(b"", pictured=False))
    with pytest.raises(zlib.error):
        site.index.replace([broken])
    assert site.addresses("alpha") == ["/blog/one"]
    site.index.replace([TWO])
    assert [each.document.address for each in site.found("gamma").results] == ["/blog/two"]


@pytest.mark.parametrize("title", ["half \ud83d a sign", "nul \0 within", "\u0301", ""])
def test_no_sign_in_a_document_stops_the_index(title: str) -> None:
    odd = msgspec.structs.replace(TWO, title=title, tags=(title,))
    assert Searched(ONE, odd).addresses("gamma") == ["/blog/two"]
