"""What the gate hides is in no outlet, and what is scheduled appears at its moment."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hypothesis import given, settings
from hypothesis import strategies as st

from server.content.document import Document
from server.content.gate import next_change, visible
from tests.content.documents import DOT, NOW, made
from tests.content.sites import built, served

SECOND = dt.timedelta(seconds=1)
FOLDERS = {"entry": "/blog/", "project": "/projects/", "page": "/", "now": "/", "about": "/", "contact": "/"}

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


@st.composite
def secrets(draw: st.DrawFn) -> list[Secret]:
    found = []
    for number in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(sorted(FOLDERS)))
        word = f"word{number}q"
        document = made(
            kind,
            f"{FOLDERS[kind]}{word}",
            html=f'<p>{word}</p><h2 id="{word}">May 2026</h2><p>{word}</p>',
            path=PurePosixPath(f"{word}.md"),
            summary=word,
            description=word,
            tags=(word,),
            aliases=(f"/old/{word}",),
            stylesheet=f".{word} {{}}",
            image=f"{word}.png",
            draft=draw(st.booleans()),
            date=draw(dates),
            updated=draw(dates),
            order=draw(st.sampled_from([None, 1.0])),
        )
        found.append(Secret(word, document))
    return found


@settings(max_examples=60, deadline=None)
@given(secrets())
def test_no_outlet_shows_what_the_gate_hides(all_secrets: list[Secret]) -> None:
    site = built(*(secret.document for secret in all_secrets))
    outlets = {address: answer.text for address, answer in site.answers.items()}
    for secret in all_secrets:
        seen = [address for address, text in outlets.items() if secret.word in text or secret.word in address]
        if visible(secret.document, NOW):
            assert seen or secret.document.kind == "contact"
        else:
            assert seen == []
            assert secret.document not in site.library.documents


@given(dates, st.booleans())
def test_a_scheduled_document_appears_at_the_announced_moment_and_not_before(date: dt.date, draft: bool) -> None:  # noqa: FBT001 (hypothesis gives it)
    document = made("entry", "/blog/x", date=date, draft=draft)
    at = next_change([document], NOW)
    if at is None:
        assert visible(document, NOW) or draft or (date and date.year >= 2100)
    else:
        assert not visible(document, NOW)
        assert not visible(document, at - SECOND / 1000)
        assert visible(document, at)


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
