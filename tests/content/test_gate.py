"""What the gate hides is in no outlet, and what is scheduled appears and goes at its moment."""

import datetime as dt
import itertools
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.content.data.item import Data, Item, Keepsake
from server.content.document import Day, Document, Heading, Reference
from server.content.gate import next_change, visible
from server.content.particulars import Particulars, Person
from server.content.section import Section
from tests.content.documents import DOT, NOW, SITE, made
from tests.content.sites import built, served

SECOND = dt.timedelta(seconds=1)
PLACES = [
    ("entry", "blog"),
    ("entry", "weekly"),
    ("entry", "quiet"),
    ("project", "projects"),
    ("page", "handbook"),
    ("page", "shelf"),
    ("page", ""),
    ("now", ""),
    ("about", ""),
    ("contact", ""),
]
WITH_SECTIONS = msgspec.structs.replace(
    SITE,
    sections=(
        Section("weekly", archive="months"),
        Section("quiet", feed=False, archive="none", order="title"),
        Section("handbook", kind="pages"),
        Section("shelf", kind="data"),
    ),
)

dates = st.one_of(
    st.none(),
    st.sampled_from([NOW, NOW - SECOND, NOW + SECOND, NOW.date(), NOW.date() + dt.timedelta(days=1)]),
    st.dates(),
    st.datetimes(timezones=st.sampled_from([dt.UTC, dt.timezone(dt.timedelta(hours=14))])),
)


@dataclass
class Secret:
    """A document every part of which can be found again, by a word that is in no other."""

    word: str
    document: Document


def secret(word: str, kind: Any, section: str, **fields: Any) -> Secret:
    folder = f"/{section}/" if section else "/"
    html = f'<p>{word}</p><h2 id="{word}">May 2026</h2><p>{word}</p><h3 id="2026-04-20">2026-04-20</h3><p>{word}</p>'
    reference = Reference(kind="picture", address=f"/{word}.png", found=True)
    document = made(
        kind,
        f"{folder}{word}",
        section=section,
        article=html,
        headings=(Heading(2, word, word), Heading(3, "2026-04-20", "2026-04-20")),
        days=(Day(dt.date(2026, 4, 20), "2026-04-20", word),),
        path=PurePosixPath(f"{section}/{word}.md"),
        summary=word,
        description=word,
        tags=(word,),
        aliases=(f"/old/{word}",),
        stylesheet=f".{word} {{}}",
        image=f"{word}.png",
        references=(reference,),
        original=word,
        particulars=Particulars(
            subtitle=word, series=word, authors=(Person(word),), keywords=(word,), status=word, stack=(word,)
        ),
        data=Data(
            (Item(id=word, title=word, status=word, tags=(word,)),),
            (Keepsake(id=word, address=f"/{word}.png", alt=word),),
        ),
        **fields,
    )
    return Secret(word, document)


@st.composite
def secrets(draw: st.DrawFn) -> list[Secret]:
    found = []
    for number in range(draw(st.integers(1, 5))):
        kind, section = draw(st.sampled_from(PLACES))
        fields = {
            "draft": draw(st.booleans()),
            "date": draw(dates),
            "updated": draw(dates),
            "expires": draw(dates),
            "order": draw(st.sampled_from([None, 1.0])),
            "week": draw(st.sampled_from([None, dt.date(2026, 4, 20)])),
            "language": draw(st.sampled_from([None, "de"])),
        }
        found.append(secret(f"word{number}q", kind, section, **fields))
    return found


@pytest.fixture(scope="module")
def dot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "dot.png"
    path.write_bytes(DOT)
    return path


def hides(all_secrets: list[Secret], dot: Path) -> None:
    files = {f"/{secret.word}.png": dot for secret in all_secrets}
    site = built(*(secret.document for secret in all_secrets), site=WITH_SECTIONS, files=files)
    made = {address: make() for address, make in site.makers.items()}
    outlets = {
        address: answer.text for address, answer in {**site.answers, **made}.items() if not address.endswith(".png")
    }
    pictures = {address for address in site.answers if address.endswith(".png")}
    known = repr(site.library)  # of which search, cards, the contact page and the error pages are made
    for secret in all_secrets:
        seen = [address for address, text in outlets.items() if secret.word in text or secret.word in address]
        if visible(secret.document, NOW):
            assert seen or secret.document.kind == "contact"
            assert f"/{secret.word}.png" in pictures
        else:
            assert seen == []
            assert secret.word not in known
            assert f"/{secret.word}.png" not in pictures


@settings(max_examples=60, deadline=None)
@given(all_secrets=secrets())
def test_no_outlet_shows_what_the_gate_hides(dot: Path, all_secrets: list[Secret]) -> None:
    hides(all_secrets, dot)


@pytest.mark.parametrize(("kind", "section"), PLACES)
def test_no_outlet_shows_any_combination_of_draft_date_and_end(kind: Any, section: str, dot: Path) -> None:
    before, after = NOW - SECOND, NOW + SECOND
    combinations = itertools.product((False, True), (None, before, NOW, after), (None, before, NOW, after))
    hides(
        [
            secret(f"word{number}q", kind, section, draft=draft, date=date, expires=end)
            for number, (draft, date, end) in enumerate(combinations)
        ],
        dot,
    )


@given(dates, dates, st.booleans())
def test_a_document_appears_and_goes_at_the_announced_moments(
    date: dt.date | None,
    expires: dt.date | None,
    draft: bool,  # noqa: FBT001 (hypothesis gives it)
) -> None:
    document = made("entry", "/blog/x", date=date, expires=expires, draft=draft)
    at, turns = NOW, []
    for _ in range(3):
        announced = next_change([document], at)
        if announced is None:
            break
        assert announced > at
        assert visible(document, at) == visible(document, announced - SECOND / 1000), "it changed unannounced"
        turns.append(announced)
        at = announced
    assert next_change([document], at) is None
    assert len(turns) <= 2
    last = dt.datetime(2099, 12, 31, tzinfo=dt.UTC)
    assert visible(document, at) == visible(document, max(at, last)), "it changes, and nobody is told"


@pytest.mark.parametrize(
    ("fields", "seen"),
    [
        ({}, True),
        ({"draft": True}, False),
        ({"date": NOW}, True),
        ({"date": NOW + SECOND}, False),
        ({"expires": NOW + SECOND}, True),
        ({"expires": NOW}, False),
        ({"expires": NOW.date()}, False),
        ({"expires": NOW.date() + dt.timedelta(days=1)}, True),
        ({"date": NOW, "expires": NOW}, False),
        ({"draft": True, "date": NOW, "expires": NOW + SECOND}, False),
    ],
)
def test_a_document_is_seen_from_its_date_to_its_end(fields: dict[str, Any], seen: bool) -> None:  # noqa: FBT001 (a table)
    assert visible(made("entry", "/blog/x", **fields), NOW) is seen


def test_a_day_of_a_log_is_told_from_its_morning_on() -> None:
    tomorrow = NOW.date() + dt.timedelta(days=1)
    days = (Day(NOW.date(), "today", ""), Day(tomorrow, "tomorrow", ""))
    headings = (Heading(2, "today", "today"), Heading(2, "tomorrow", "tomorrow"))
    html = '<h2 id="today">T</h2><p>a</p><h2 id="tomorrow">T</h2><p>b</p>'
    log = made("entry", "/blog/x", date=dt.date(2026, 1, 1), days=days, headings=headings, article=html)
    assert next_change([log], NOW) == dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
    assert "/blog/x#tomorrow" not in built(log).answers["/feed.xml"].text
    assert "/blog/x#tomorrow" in built(log, now=NOW + dt.timedelta(days=1)).answers["/feed.xml"].text


def test_a_picture_that_only_a_draft_shows_waits_for_it_wherever_it_lies(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "draft.md").write_text(
        "---\ndraft: true\ngallery: kept\nimage: cover.png\n---\n![x](a.png) ![y](b.png)"
    )
    (tmp_path / "open.md").write_text("![y](b.png)")
    for name in ("a.png", "b.png", "cover.png", "kept/c.png", "nobodys.png"):
        (tmp_path / name).write_bytes(DOT)
    pictures = [address for address in served(tmp_path).answers if address.endswith(".png")]
    assert sorted(pictures) == ["/b.png", "/nobodys.png"]


def test_pictures_wait_for_the_first_document_beside_them(tmp_path: Path) -> None:
    for name, date in (("open", "2026-01-01"), ("later", "2027-01-01")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.md").write_text(f"---\ndate: {date}\n---\n")
        (tmp_path / name / "a.png").write_bytes(DOT)
    (tmp_path / "about.md").write_text("---\ndraft: true\n---\n")
    (tmp_path / "icon.png").write_bytes(DOT)
    pictures = [address for address in served(tmp_path).answers if address.endswith(".png")]
    assert sorted(pictures) == ["/icon.png", "/open/a.png"]


def test_the_year_2100_means_not_yet() -> None:
    document = made("entry", "/blog/x", date=dt.date(2100, 1, 1))
    assert not visible(document, dt.datetime(2101, 1, 1, tzinfo=dt.UTC))
    assert next_change([document], NOW) is None


def test_the_nearest_of_several_is_announced() -> None:
    days = [NOW.date() + dt.timedelta(days=days) for days in (3, -1, 1, 2)]
    documents = [made("entry", f"/blog/{day}", date=day) for day in days]
    assert next_change(documents, NOW) == dt.datetime(2026, 11, 21, tzinfo=dt.UTC)
