"""`check` names each fault with its file and line, and nothing that is none."""

import datetime as dt
from pathlib import Path

import pytest

from server.content.check import check
from server.content.checks.report import failed
from server.content.document import Fault
from tests.content.documents import DOT, NOW

SITE = """\
title = "T"
[[navigation]]
label = "Writing"
url = "/blog"
[[navigation]]
label = "Gone"
url = "/gone"
[[navigation]]
label = "Elsewhere"
url = "https://else.example/"
"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "site.toml").write_text('title = "T"\n')
    return tmp_path


def write(pages: Path, name: str, text: str) -> None:
    path = pages / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def places(faults: list[Fault]) -> list[tuple[str, int | None, str]]:
    return [(str(fault.path), fault.line, fault.severity) for fault in faults]


def test_a_sound_folder_has_no_faults(pages: Path) -> None:
    write(
        pages,
        "about.md",
        "---\naliases: [/me]\n---\n# A\n\n[b](/blog/b#part) [l](blog/b.md) [h](/) [m](/me) [t](#x)\n\n## X",
    )
    write(
        pages,
        "blog/b.md",
        "# B\n\n## Part\n\n![a dot](dot.png) [feed](/feed.xml) [write](/contact) [tag](/blog/tags/x)",
    )
    write(pages, "blog/2026-01-01-c.md", "---\ntags: x\n---\n[css](/assets/site.css) [html](/blog/b.html) [b](/blog/)")
    (pages / "blog/dot.png").write_bytes(DOT)
    assert places(check(pages, NOW, ["/assets/site.css"])) == []


def test_a_link_that_leads_nowhere_is_a_warning_with_its_line(pages: Path) -> None:
    write(pages, "about.md", "---\ntitle: A\n---\n\n[fine](/blog)\n\n[gone](/reading.html)\n")
    assert places(check(pages, NOW)) == [("about.md", 7, "warning")]


def test_a_link_to_a_place_that_a_page_does_not_have_is_a_warning(pages: Path) -> None:
    write(pages, "about.md", "# A\n\n[b](/blog/b#part)\n\n[c](#nowhere)\n\n[top](#top)")
    write(pages, "blog/b.md", "# B\n")
    assert places(check(pages, NOW)) == [("about.md", 3, "warning"), ("about.md", 5, "warning")]


def test_a_link_to_a_draft_is_a_warning_unless_a_draft_makes_it(pages: Path) -> None:
    write(pages, "blog/draft.md", "---\ndraft: true\n---\n[other](/blog/later)")
    write(pages, "blog/later.md", "---\ndate: 2027-01-01\n---\ntext")
    write(pages, "about.md", "[draft](/blog/draft)")
    (fault,) = check(pages, NOW)
    assert (str(fault.path), fault.severity) == ("about.md", "warning")
    assert "not published" in fault.message


def test_pictures_without_words_or_without_a_file_are_warnings(pages: Path) -> None:
    write(
        pages,
        "about.md",
        "![](dot.png)\n\n`![](x.png)`\n\n```\n![](y.png)\n```\n\n![words](gone.png)\n\n<img src='other.png'>",
    )
    (pages / "dot.png").write_bytes(DOT)
    (pages / "other.png").write_bytes(DOT)
    assert places(check(pages, NOW)) == [
        ("about.md", 1, "warning"),
        ("about.md", 9, "warning"),
        ("about.md", 11, "warning"),
    ]


def test_a_cover_that_is_not_there_is_a_warning(pages: Path) -> None:
    write(pages, "blog/a.md", "---\ntitle: A\nimage: gone.png\n---\n")
    write(pages, "blog/b/index.md", "---\nimage: there.png\n---\n")
    (pages / "blog/b/there.png").write_bytes(DOT)
    assert places(check(pages, NOW)) == [("blog/a.md", 3, "warning")]


def test_a_decorative_picture_says_so_in_html(pages: Path) -> None:
    write(pages, "about.md", '<img src="dot.png" alt="">')
    (pages / "dot.png").write_bytes(DOT)
    assert check(pages, NOW) == []


def test_damaged_characters_are_warnings_with_what_was_meant(pages: Path) -> None:
    write(pages, "about.md", "fine\n\nHere\u201a\u00c4\u00f4s to you")
    (fault,) = check(pages, NOW)
    assert (str(fault.path), fault.line, fault.severity) == ("about.md", 3, "warning")
    assert "\u2019" in fault.message


def test_two_documents_for_one_address_are_an_error(pages: Path) -> None:
    write(pages, "blog/a.md", "---\nslug: same\n---\n")
    write(pages, "blog/b.md", "---\nslug: same\n---\n")
    faults = check(pages, NOW)
    assert places(faults) == [("blog/b.md", 2, "error")]
    assert "blog/a.md" in faults[0].message


def test_an_alias_that_is_a_page_is_an_error(pages: Path) -> None:
    write(pages, "blog/a.md", "---\naliases: [/about]\n---\n")
    write(pages, "about.md", "text")
    assert places(check(pages, NOW)) == [("blog/a.md", 2, "error")]


def test_navigation_to_what_is_not_there_is_a_warning_at_its_line(pages: Path) -> None:
    write(pages, "site.toml", SITE)
    assert places(check(pages, NOW)) == [("site.toml", 7, "warning")]


def test_nobody_is_blamed_for_the_navigation_they_did_not_write(pages: Path) -> None:
    assert check(pages, NOW) == []


def test_only_errors_fail_unless_asked_to_be_strict(pages: Path) -> None:
    write(pages, "about.md", "[gone](/gone)")
    faults = check(pages, NOW)
    assert not failed(faults)
    assert failed(faults, strict=True)
    write(pages, "blog/bad.md", "---\ntitle: [\n---\n")
    assert failed(check(pages, NOW))


def test_what_is_scheduled_is_checked_as_if_it_were_there_only_for_itself(pages: Path) -> None:
    write(pages, "blog/later.md", "---\ndate: 2026-11-21\n---\n[gone](/gone)")
    write(pages, "about.md", "[later](/blog/later)")
    assert places(check(pages, NOW)) == [("about.md", 1, "warning"), ("blog/later.md", 4, "warning")]
    assert places(check(pages, NOW + dt.timedelta(days=1))) == [("blog/later.md", 4, "warning")]
