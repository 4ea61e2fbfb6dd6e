"""An entry with dated headings has days: each with an address that stays and an item of its own in the feeds."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from server.content import dates
from server.content.answers import Built
from server.content.progress import Progress, beside_lists, of
from tests.content.folders import site_of
from tests.content.sites import feed as feed_of

FRONT = "---\ntitle: Log\ndate: 2026-04-19\n---\n"
FIRST = "### 2026-04-20: first run\n\nIt *ran*.\n\n#### Detail\n\nSmall.\n\n"
LOG = f"{FRONT}Why.\n\n{FIRST}### 2026-04-21\n\nAgain[^1].\n\n[^1]: N\n"


def items(site: Built, feed: str = "/feed.json") -> dict[str, dict[str, Any]]:
    return {item["id"].removeprefix("https://example.org"): item for item in json.loads(feed_of(site, feed))["items"]}


def test_each_day_has_an_address_that_its_words_do_not_change(tmp_path: Path) -> None:
    text = site_of(tmp_path, {"blog/log.md": LOG}).answers["/blog/log"].text
    assert re.findall(r'<h\d id="(2026[^"]+)"', text) == ["2026-04-20", "2026-04-21"]
    (timeline,) = re.findall(r'<nav class="margin contents timeline".*?</nav>', text, re.DOTALL)
    assert re.findall(r'href="#(2026[^"]+)"', timeline) == ["2026-04-20", "2026-04-21"]
    assert "first run" in timeline


def test_each_day_is_an_item_and_the_entry_says_where_they_are(tmp_path: Path) -> None:
    found = items(site_of(tmp_path, {"blog/log.md": LOG}))
    assert list(found) == ["/blog/log#2026-04-21", "/blog/log#2026-04-20", "/blog/log"]
    day = found["/blog/log#2026-04-20"]
    assert day["title"] == "Log, 20 April 2026: first run"
    assert day["url"] == "https://example.org/blog/log#2026-04-20"
    assert day["date_published"] == day["date_modified"] == "2026-04-20T00:00:00Z"
    assert "<em>ran</em>" in day["content_html"]
    assert "Small." in day["content_html"]
    assert "Again" not in day["content_html"]
    assert "footnotes" not in found["/blog/log#2026-04-21"]["content_html"]
    whole = found["/blog/log"]
    assert (whole["date_published"], whole["date_modified"]) == ("2026-04-19T00:00:00Z", "2026-04-21T00:00:00Z")
    assert "Why." in whole["content_html"]
    assert "ran" not in whole["content_html"]
    assert 'href="https://example.org/blog/log#2026-04-20"' in whole["content_html"]


def test_a_new_day_is_a_new_item_and_moves_nothing_but_the_update(tmp_path: Path) -> None:
    before = items(site_of(tmp_path, {"blog/log.md": LOG}))
    after = items(
        site_of(tmp_path, {"blog/log.md": LOG.replace("[^1]: N", "### 2026-04-22: third\n\nNew.\n\n[^1]: N")})
    )
    assert set(after) - set(before) == {"/blog/log#2026-04-22"}
    assert {name: item for name, item in after.items() if "#" in name and name in before} == {
        name: item for name, item in before.items() if "#" in name
    }
    assert after["/blog/log"]["date_modified"] == "2026-04-22T00:00:00Z"
    assert after["/blog/log"]["date_published"] == before["/blog/log"]["date_published"]


def test_every_feed_that_has_the_entry_has_its_days(tmp_path: Path) -> None:
    log = LOG.replace("title: Log", "title: Log\ntags: [x]\nseries: S")
    site = site_of(tmp_path, {"blog/log.md": log})
    for feed in ("/feed.json", "/blog/feed.json", "/blog/tags/x/feed.json", "/series/s/feed.json"):
        assert len(items(site, feed)) == 3


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("2026-04-20: first run", ("2026-04-20", "first run")),
        ("2026-04-20", ("2026-04-20", "")),
        ("20 April 2026 \N{EM DASH} first run", ("2026-04-20", "first run")),
        ("April 20th, 2026", ("2026-04-20", "")),
        ("2026-04-20 again", ("2026-04-20", "again")),
        ("2026-04-31: no such day", None),
        ("2026-04: a month", None),
        ("2026-04-201", None),
        ("On 2026-04-20", None),
        ("May 5 ways", None),
    ],
)
def test_a_heading_is_a_day_where_it_begins_with_one(heading: str, found: tuple[str, str] | None) -> None:
    day = dates.at_beginning(heading)
    assert (day and (day[0].isoformat(), day[1])) == found


TASKS = (
    '<ul>\n<li class="task"><input type="checkbox" disabled checked aria-label="Done"> a</li>\n'
    '<li class="task"><input type="checkbox" disabled aria-label="To do"> b</li>\n</ul>\n'
)


def test_a_list_of_things_to_do_says_how_far_it_has_come() -> None:
    assert of(TASKS) == Progress(1, 2)
    assert '<p class="margin progress">1 of 2 done <progress value="1" max="2"' in beside_lists(f"<p>x</p>{TASKS}")
    assert beside_lists(TASKS + TASKS).count('class="margin progress"') == 2


def test_a_list_within_a_list_counts_with_it_and_one_thing_to_do_is_not_counted() -> None:
    inner = TASKS.replace(" b</li>", f" b{TASKS}</li>")
    made = beside_lists(inner)
    assert made.count("progress") == made.count("margin progress") + 2
    assert "2 of 4 done" in made
    assert beside_lists("<p>none</p>") == "<p>none</p>"
    one = '<ul><li class="task"><input type="checkbox" disabled> a</li></ul>'
    assert "progress" not in beside_lists(one)


def test_a_log_without_a_date_is_as_old_as_its_first_day_that_has_come(tmp_path: Path) -> None:
    log = LOG.replace("date: 2026-04-19\n", "") + "\n### 2027-01-01: a plan\n\nLater.\n"
    found = items(site_of(tmp_path, {"blog/log.md": log}))
    assert list(found) == ["/blog/log#2026-04-21", "/blog/log#2026-04-20", "/blog/log"]
    assert found["/blog/log"]["date_published"] == "2026-04-20T00:00:00Z"
    assert found["/blog/log"]["date_modified"] == "2026-04-21T00:00:00Z"


def test_a_log_of_plans_alone_is_shown_and_in_no_feed_yet(tmp_path: Path) -> None:
    site = site_of(tmp_path, {"blog/log.md": "---\ntitle: Log\n---\n## 2027-01-01: a plan\n\nLater.\n"})
    assert "/blog/log" in site.answers
    assert items(site) == {}
