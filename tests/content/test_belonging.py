"""What documents have to do with each other is said at both ends: series, projects, translations, tags."""

import re
from pathlib import Path

import pytest

from server.content.related import Relations
from server.content.tags import led
from tests.content.documents import entry
from tests.content.folders import said, site_of
from tests.content.sites import feed as feed_of


def part(date: str, **more: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in more.items())
    return f"---\ndate: {date}\nseries: My Series\n{lines}---\n"


def test_a_series_has_a_page_and_each_part_knows_its_place(tmp_path: Path) -> None:
    parts = {f"blog/p{number}.md": part(f"2026-01-0{number}") for number in (1, 2, 3)}
    site = site_of(tmp_path, parts)
    assert re.findall(r'href="/blog/(p\d)"', site.answers["/series/my-series"].text) == ["p1", "p2", "p3"]
    assert 'href="/series/my-series"' in site.answers["/series"].text
    middle = site.answers["/blog/p2"].text
    assert 'Part 2 of 3: <a href="/series/my-series">My Series</a>' in middle
    assert re.search(r'Part 3</span> <a href="/blog/p3">', middle)
    assert re.search(r'Part 1</span> <a href="/blog/p1">', middle)
    assert feed_of(site, "/series/my-series/feed.xml").count("<entry") == 3


def test_parts_with_a_number_come_by_it(tmp_path: Path) -> None:
    files = {"blog/a.md": part("2026-01-01", part="2"), "blog/b.md": part("2026-01-02", series_order="1")}
    site = site_of(tmp_path, {**files, "blog/c.md": part("2025-01-01")})
    assert re.findall(r'href="/blog/(\w)"', site.answers["/series/my-series"].text) == ["b", "a", "c"]


def test_a_hidden_part_is_not_counted(tmp_path: Path) -> None:
    files = {f"blog/p{number}.md": part(f"2026-01-0{number}") for number in (1, 2)}
    site = site_of(tmp_path, {**files, "blog/p3.md": part("2026-01-03", draft="true")})
    assert "Part 2 of 2" in site.answers["/blog/p2"].text
    assert "Part 3" not in site.answers["/blog/p2"].text


def test_a_document_introduces_a_series(tmp_path: Path) -> None:
    files = {"blog/p1.md": part("2026-01-01"), "series/my-series.md": "---\ntitle: Named\n---\nHello"}
    site = site_of(tmp_path, files)
    assert "Hello" in site.answers["/series/my-series"].text
    assert "/blog/p1" in site.answers["/series/my-series"].text


def test_an_entry_and_its_project_lead_to_each_other(tmp_path: Path) -> None:
    files = {
        "projects/duo.md": "---\ntitle: Duo\nstatus: active\nrole: author\nstack: [Python]\ncode: https://c.example\n---\n",
        "blog/a.md": "---\ntitle: A\nproject: duo\n---\n",
        "blog/b.md": "---\ntitle: B\nprojects: [/projects/duo, Duo]\n---\n",
        "blog/c.md": "---\ntitle: C\nproject: nobody\n---\n",
    }
    site = site_of(tmp_path, files)
    project = site.answers["/projects/duo"].text
    assert re.findall(r'class="u-url p-name" href="/blog/(\w)"', project) == ["a", "b"]
    for words in ("Active", "Role: author", "Made with Python", '<a href="https://c.example">Code</a>'):
        assert words in project
    assert 'Belongs to <a href="/projects/duo">Duo</a>' in site.answers["/blog/a"].text
    assert "Belongs to" not in site.answers["/blog/c"].text


def test_translations_lead_to_each_other_and_are_listed_once(tmp_path: Path) -> None:
    files = {
        "about.md": "---\ntitle: About\n---\n",
        "about.de.md": "---\ntitle: Wer\n---\n",
        "blog/a.md": "---\ndate: 2026-01-01\ntranslation: x\n---\n",
        "blog/b.md": "---\ndate: 2026-01-02\ntranslation: x\nlanguage: fr\ntitle: Deux\n---\n",
        "blog/notes.io.md": "---\ndate: 2026-01-03\n---\n",
    }
    site = site_of(tmp_path, files)
    assert said(site) == []
    for address in ("/about", "/de/about"):
        text = site.answers[address].text
        assert '<link rel="alternate" hreflang="en" href="https://example.org/about">' in text
        assert '<link rel="alternate" hreflang="x-default" href="https://example.org/about">' in text
        assert '<link rel="alternate" hreflang="de" href="https://example.org/de/about">' in text
    assert '<a href="/de/about" hreflang="de" lang="de">Deutsch</a>' in site.answers["/about"].text
    assert '<html lang="de"' in site.answers["/de/about"].text
    assert "/blog/b" not in site.answers["/blog"].text
    assert "/blog/b" not in feed_of(site, "/feed.xml")
    assert "/blog/b" in site.answers["/sitemap.xml"].text
    assert '<a href="/blog/b" hreflang="fr" lang="fr">Français</a>' in site.answers["/blog/a"].text
    assert site.answers["/blog/notes.io"].status == 200  # an ending that is no language


@pytest.mark.parametrize(
    ("language", "direction"),
    [("he", "rtl"), ("ar-EG", "rtl"), ("FA", "rtl"), ("de", "ltr"), ("az-Arab", "rtl"), ("ks-Latn", "ltr"),
     ("ur-latn-PK", "ltr"), ("pt-BR", "ltr")],
)  # fmt: skip
def test_a_page_runs_as_its_language_does(tmp_path: Path, language: str, direction: str) -> None:
    text = site_of(tmp_path, {"a.md": f"---\nlanguage: {language}\n---\n"}).answers["/a"].text
    assert (f'<html lang="{language}" dir="rtl">' in text) is (direction == "rtl")
    assert (f'<html lang="{language}">' in text) is (direction == "ltr")


def test_related_are_those_with_rarer_tags_and_those_that_lead_here() -> None:
    common = [entry(f"c{number}", tags=("all",)) for number in range(20)]
    rare = [entry("r1", tags=("all", "rare")), entry("r2", tags=("all", "rare"))]
    relations = Relations([*rare, *common])
    assert [each.address for each in relations.of(rare[0])] == ["/blog/r2"]
    assert relations.of(common[0]) == ()
    assert relations.of(rare[0], named=("/blog/r2",)) == ()


def test_related_entries_of_a_large_site_are_found_in_no_time() -> None:
    many = [entry(f"e{number}", tags=("all", f"t{number % 100}")) for number in range(4000)]
    relations = Relations(many)
    for each in many[::40]:
        found = relations.of(each)
        assert len(found) == 3
        assert {other.tags for other in found} == {each.tags}


def test_a_renamed_tag_is_remembered(tmp_path: Path) -> None:
    toml = '[tags]\nml = "Machine Learning"\n"Machine Learning" = "learning machines"\n'
    site = site_of(tmp_path, {"site.toml": toml, "blog/a.md": "---\ntags: [ML, other]\n---\n"})
    for old in ("ml", "machine-learning"):
        for rest in ("", "/feed.xml", "/feed.json"):
            answer = site.answers[f"/blog/tags/{old}{rest}"]
            location = dict(answer.variants["identity"].start["headers"])[b"location"]
            assert (answer.status, location) == (308, f"/blog/tags/learning-machines{rest}".encode())
    assert "/blog/a" in site.answers["/blog/tags/learning-machines"].text


def test_tags_renamed_in_a_circle_end_somewhere() -> None:
    assert led(["a"], {"a": "b", "b": "a"}) in (("a",), ("b",))
    assert led(["a", "B", "c"], {"b": "a"}) == ("a", "c")
