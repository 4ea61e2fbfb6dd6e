"""Whatever is wrong in site.toml costs that one value, never the site."""

from pathlib import Path

import pytest

from server.content import site_file
from server.content.site import Contact, Limits, Site


def read(tmp_path: Path, text: str) -> tuple[Site, list[str]]:
    (tmp_path / "site.toml").write_text(text, encoding="utf-8")
    site, faults = site_file.read(tmp_path)
    return site, [str(fault) for fault in faults]


def test_all_of_it_is_read(tmp_path: Path) -> None:
    site, faults = read(
        tmp_path,
        """
        title = "T"
        language = "de"
        [author]
        name = "N"
        [[links]]
        label = "Code"
        url = "https://code.example"
        me = false
        [contact]
        capacity = 2
        [[contact.kinds]]
        value = "ask"
        label = "Ask"
        [contact.limits]
        everyone_hour = 0
        """,
    )
    assert faults == []
    assert (site.title, site.language, site.author.name, site.links[0].me) == ("T", "de", "N", False)
    assert site.contact.kinds[0].value == "ask"
    assert site.contact.limits == Limits(everyone_hour=0)


def test_without_it_the_site_is_there_all_the_same(tmp_path: Path) -> None:
    site, (fault,) = site_file.read(tmp_path)
    assert site == Site()
    assert fault.severity == "warning"


def test_broken_toml_is_named_with_its_line(tmp_path: Path) -> None:
    site, faults = read(tmp_path, 'title = "T"\nlanguage = de\n')
    assert site == Site()
    assert faults[0].startswith("site.toml:2: error: It is not valid TOML")


def test_what_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_bytes(b"title = '\xff'")
    assert "cannot be read" in str(site_file.read(tmp_path)[1][0])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('title = "T"\nlangauge = "de"\n', "site.toml:2: error: 'langauge' is not a key; did you mean 'language'?"),
        (
            'title = "T"\n[author]\n\nnmae = "x"\n',
            "site.toml:4: error: 'author.nmae' is not a key; did you mean 'name'?",
        ),
        ('title = "T"\n[contact.limits]\nper_day = 3\n', "site.toml:3: error: 'contact.limits.per_day' is not a key"),
        (
            'title = "T"\nlinks = [{label = "a", url = "b", mee = true}]\n',
            "site.toml:2: error: 'links.1.mee' is not a key",
        ),
        ('title = "T"\nlanguage = 3\n', "site.toml:2: error: 'language' is left out: expected `str`, got `int`."),
        ('title = "T"\n[[links]]\nlabel = "a"\n', "'links.1' is left out: object missing required field `url`."),
        ('title = "T"\nauthor = "A"\n', "site.toml:2: error: 'author' is left out: expected `object`, got `str`."),
    ],
)
def test_one_wrong_value_leaves_the_others(tmp_path: Path, text: str, fault: str) -> None:
    site, faults = read(tmp_path, text)
    assert site.title == "T"
    assert len(faults) == 1
    assert fault in faults[0]


def test_everything_wrong_is_named_at_once(tmp_path: Path) -> None:
    site, faults = read(tmp_path, 'a = 1\nb = 2\ntitle = "T"\n[contact]\nlimits = 3\n')
    assert len(faults) == 3
    assert site == Site(title="T", contact=Contact())
