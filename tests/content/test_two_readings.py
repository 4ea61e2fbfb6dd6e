"""What a page shows is what its Markdown says, by a second reading that shares nothing with the server."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.content.answers import Built
from tests.content import second_reading
from tests.content.folders import site_of
from tests.content.second_reading import Said, lacking
from tests.content.seeds import laid_out
from tests.content.sites import served
from tests.running import ROOT

SAMPLE = ROOT / "pages"
LATER = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)  # when all of it is public
EXACTLY = ("rows", "code", "pictures", "formulas", "tasks")  # of these nothing is added either


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return laid_out(tmp_path_factory.mktemp("pages"))


def disagreements(pages: Path, site: Built) -> Iterator[str]:
    """Wherever a page lacks something that its file says, or has rows, code, pictures or formulas of its own."""
    for document in site.library.documents:
        if document.kind == "contact" or not (pages / document.path).exists():
            continue  # the one is finished with its form, by another part; the other has no file
        years = [address for address in site.answers if document.kind == "now" and _is_year(address, document.address)]
        addresses = [document.address, *sorted(years, reverse=True)]
        shown = second_reading.shown(*(site.answers[address].text for address in addresses))
        yield from (f"{document.path}: {each}" for each in differences(pages / document.path, shown))


def _is_year(address: str, of: str) -> bool:
    return address.startswith(f"{of}/") and address.removeprefix(f"{of}/").isdigit()


def differences(file: Path, shown: Said) -> Iterator[str]:
    said = second_reading.read(file.read_text("utf-8"))
    for name in Said._fields:
        expected, found = getattr(said, name), getattr(shown, name)
        if name in EXACTLY and len(found) != len(expected):
            yield f"{name}: {len(expected)} are said, {len(found)} shown"
        elif name == "formulas":
            yield from (f"formula {one}" for one, other in zip(expected, found, strict=True) if one not in other)
        elif missing := lacking(expected, found):
            yield f"{name}: … {missing}"


def test_the_documents_of_others_lose_nothing(seeds: Path) -> None:
    assert list(disagreements(seeds, served(seeds))) == []


def test_the_sample_site_loses_nothing() -> None:
    assert list(disagreements(SAMPLE, served(SAMPLE, LATER))) == []


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        (("margin is the reader", "margin is the"), "words"),
        ((">SGD</td>", "></td>"), "rows"),
        (("at most 1 each", "at most"), "code"),
        (("<h2 id=", "<p id="), "headings"),
        (('alt="A loss', 'alt="Some loss'), "pictures"),
        (("\\partial z_j", "\\partial z_i"), "formula"),
        (("checked=", "data-was="), "tasks"),
    ],
)
def test_what_is_lost_would_be_noticed(change: tuple[str, str], noticed: str) -> None:
    page = served(SAMPLE, LATER).answers["/blog/writing"].text
    assert change[0] in page
    found = list(differences(SAMPLE / "blog/writing.md", second_reading.shown(page.replace(*change))))
    assert any(each.startswith(noticed) for each in found)


def test_both_readings_agree_on_what_is_hard_to_read(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Hard\n---\n"
        'A *b*c `d*e*` **f**g_h_i \\*j\\* [k](https://example.org/l_m_n "o")p &amp; &copy; $x_1$ for \\$5.\n\n'
        "- one\n\n  two\n    1. three\n       - [x] four\n- five\n\n> six\nseven\n> - eight\n\n"
        "| a | b \\| c |\n|---|:-:|\n| `d \\| e` | f |\n| g |\n\n"
        "    code *not*\n\n~~~ py\n```\n~~~\n\nTerm\n: Meaning[^n] of it\n\n[^n]: Note *one*\n\n    still note\n\n"
        "<div>\n\n**in** html\n\n</div>\n\nSetext\n===\n\nend\\\nof <b>line</b>\n"
    )
    site = site_of(tmp_path, {"blog/hard.md": text})
    assert list(disagreements(tmp_path, site)) == []
