"""The now page shows its months in the order of time and loses nothing."""

import datetime as dt
import re
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.content.document import Document
from server.content.months import month_in, year_in
from server.content.now import arranged
from server.content.views import Now
from tests.content.documents import made
from tests.content.sites import built


def document(html: str, **fields: object) -> Document:
    return Document(
        path=PurePosixPath("now.md"), kind="now", address="/now", title="Now", title_html="Now", article=html, **fields
    )


def months(now: Now) -> list[str]:
    return [month.heading_html for stretch in now.stretches for month in stretch.months]


def whole(now: Now) -> str:
    parts = [now.beginning]
    for stretch in (*now.stretches, *(stretch for year in now.past for stretch in year.stretches)):
        parts.append(stretch.html)
        for month in stretch.months:
            parts += [f"<h{month.level}>{month.heading_html}</h{month.level}>", month.html]
    return "".join([*parts, now.end])


def test_months_with_their_own_year_come_newest_first() -> None:
    now = arranged(document("<h2>May 2025</h2><p>a</p><h2>June 2025</h2><p>b</p><h2>Jan 2026</h2><p>c</p>"))
    assert months(now) == ["Jan 2026"]
    assert [(year.year, [month.heading_html for month in year.months]) for year in now.past] == [
        ("2025", ["June 2025", "May 2025"])
    ]
    assert now.updated == dt.date(2026, 1, 1)
    assert not now.updated_to_the_day


def test_a_month_takes_its_year_from_the_heading_above() -> None:
    html = "<h2>2024</h2><h3>January</h3>a<h3>March</h3>b<h2>2025</h2><h3>May</h3>c<h3>July</h3>d"
    now = arranged(document(html))
    (past,) = now.past
    assert [*months(now), *(month.heading_html for month in past.months)] == ["July", "May", "March", "January"]
    assert [stretch.html for stretch in (*now.stretches, *past.stretches)] == ["<h2>2025</h2>", "<h2>2024</h2>"]
    assert now.stretches[0].months[0].date == dt.date(2025, 7, 1)


def test_without_a_year_the_order_is_the_authors() -> None:
    now = arranged(document("<h2>January</h2>a<h2>March</h2>b"))
    assert months(now) == ["January", "March"]
    assert now.updated is None


def test_a_section_that_is_no_month_keeps_the_order() -> None:
    now = arranged(document("<h2>January 2025</h2>a<h2>Books</h2>b<h2>March 2025</h2>c"))
    assert months(now) == ["January 2025", "Books", "March 2025"]


def test_deeper_headings_stay_with_their_month() -> None:
    now = arranged(document("<h2>May 2025</h2><h3>June 2024 again</h3>x<h2>June 2025</h2>y"))
    assert months(now) == ["June 2025", "May 2025"]
    assert whole(now).count("June 2024 again") == 1


def test_what_follows_the_last_rule_stays_at_the_end() -> None:
    now = arranged(document("<p>hi</p><h2>May 2025</h2>a<h2>June 2025</h2>b<hr><p>older years</p>"))
    assert now.beginning == "<p>hi</p>"
    assert now.end == "<hr><p>older years</p>"
    assert "older" not in now.stretches[0].months[0].html


def test_a_month_keeps_its_address_when_its_year_has_gone_by() -> None:
    html = '<h2 id="may">May <a class="anchor" href="#may">#</a></h2>a'
    page = document(f"<h2>2025</h2>{html}<h2>2026</h2>{html.replace('may', 'may-1')}")
    site = built(page, made("page", "/x"))
    (stretch,) = arranged(page).stretches
    assert (stretch.months[0].id, stretch.months[0].heading_id) == ("2026-05", "may-1")
    assert 'href="#2026-05"' in stretch.months[0].heading_html
    assert '<section class="month" id="2026-05">' in site.answers["/now"].text
    assert '<section class="month" id="2025-05">' in site.answers["/now/2025"].text
    assert '<a id="2025-05" href="/now/2025#2025-05">May</a>' in site.answers["/now"].text
    assert 'rel="next" href="/now">' in site.answers["/now/2025"].text
    assert "/now/2025" in site.answers["/sitemap.xml"].text
    assert "/now/2026" not in site.answers


def test_a_page_without_months_stays_as_it_is() -> None:
    html = "<h2 id=a>Reading</h2><p>x &amp; y<p>z"
    assert whole(arranged(document(html))) == html


@pytest.mark.parametrize("fields", [{"updated": dt.date(2026, 2, 3)}, {"date": dt.date(2026, 2, 3)}])
def test_the_front_matter_says_when_it_was_updated(fields: dict[str, dt.date]) -> None:
    now = arranged(document("<h2>May 2025</h2>", **fields))
    assert (now.updated, now.updated_to_the_day) == (dt.date(2026, 2, 3), True)


@pytest.mark.parametrize(
    ("heading", "month"),
    [
        ("February", (None, 2)),
        ("sept.", (None, 9)),
        ("February 2026", (2026, 2)),
        ("Feb, 2026", (2026, 2)),
        ("3 February 2026: snow", (2026, 2)),
        ("February 3rd, 2026", (2026, 2)),
        ("2026 February", (2026, 2)),
        ("2026-02", (2026, 2)),
        ("2026-02-14: first run", (2026, 2)),
        ("2026年2月", (2026, 2)),
        ("12月", (None, 12)),
        ("März 2026", (2026, 3)),
        ("3. Mai 2026: Regen", (2026, 5)),
        ("3 de abril de 2026", (2026, 4)),
        ("août 2026", (2026, 8)),
        ("Mars", None),
        ("May I ask?", None),
        ("Marching on", None),
        ("2026", None),
        ("Version 2026.13", None),
    ],
)
def test_a_month_is_known_by_its_heading(heading: str, month: tuple[int | None, int] | None) -> None:
    assert month_in(heading) == month


def test_a_heading_names_a_year_if_it_names_one() -> None:
    assert year_in("Current, 2024") == 2024
    assert year_in("2024 to 2025") is None
    assert year_in("12024 apples") is None


def test_the_excerpt_is_the_beginning_of_the_newest_month_and_fits_another_page() -> None:
    long = "x" * 401
    now = arranged(
        document(
            f'<h2>May 2025</h2><p>old</p><h2>June 2025</h2><h3 id="a">A</h3><p id="p">s<a href="#fn">1</a></p>'
            f"<ul><li>{long}</li></ul><p>too much</p>"
        )
    )
    assert now.excerpt == f'<p>s<a href="/now#fn">1</a></p>\n<ul><li>{long}</li></ul>'
    assert arranged(document("<p>all there is</p>")).excerpt == "<p>all there is</p>"


headings = st.sampled_from(
    ["<h2>2024</h2>", "<h2>2025</h2>", "<h3>May</h3>", "<h3>June</h3>", "<h2>May 2023</h2>", "<h3>Books</h3>", "<hr>"]
)
pieces = st.lists(st.one_of(headings, st.integers(0, 999).map(lambda n: f"<p>w{n}</p>")), max_size=14)


@given(pieces)
def test_no_piece_is_lost_or_doubled(html: list[str]) -> None:
    shown = whole(arranged(document("".join(html))))
    assert sorted(re.findall(r"<h[23]>.*?</h[23]>|<p>.*?</p>|<hr>", shown)) == sorted(html)
