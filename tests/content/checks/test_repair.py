"""`check --fix` gives back exactly what was damaged, and leaves every other byte as it was."""

import stat
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.content import library
from server.content.checks import repair
from server.content.section import DEFAULT

MEANT = "It\u2019s \u201cfine\u201d \u2014 na\u00efve caf\u00e9."


def damaged(text: str, codec: str = "macroman") -> str:
    return text.encode().decode(codec)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "site.toml").write_text('title = "T"\n')
    return tmp_path


def fixed(pages: Path, text: str, name: str = "about.md") -> str:
    """What becomes of a file; and then there is nothing left to mend."""
    file = pages / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text.encode())
    for mended in repair.mended(pages):
        repair.write(mended)
    assert not list(repair.mended(pages))
    return file.read_bytes().decode()


@pytest.mark.parametrize("codec", ["macroman", "cp1252", "latin-1"])
def test_damaged_prose_is_as_it_was_meant(pages: Path, codec: str) -> None:
    meant = "It\u2019s na\u00efve, caf\u00e9." if codec == "cp1252" else MEANT
    assert fixed(pages, f"# A\n\n{damaged(meant, codec)}\n") == f"# A\n\n{meant}\n"


@pytest.mark.parametrize(
    "template",
    [
        "\ufeff# A\r\n\r\n{}\r\nsound \u2014 as it was\r\n",
        "---\ntitle: {}\n---\n\n# {}\n\n- {}\n- [{}](b.md)\n\n> {}\n\n| {} |\n| --- |\n| {} |\n",
        '<p class="x">{}</p>\n\n![{}](dot.png) and[^1]\n\n[^1]: {}\n',
        "研究 \u2014 研究\n\nno line end at the end: {}",
    ],
)
def test_wherever_words_stand_they_are_mended_and_nothing_else_is_touched(pages: Path, template: str) -> None:
    assert fixed(pages, template.replace("{}", damaged(MEANT))) == template.replace("{}", MEANT)


@pytest.mark.parametrize(
    "text",
    [
        "A `{}` span.\n",
        "```\n{}\n```\n",
        "    {}\n",
        "$\\text{{}}$\n",
        "[words](caf{}.md) and <https://a.example/{}>\n",
        '<a href="{}">words</a>\n',
        '<img\n  alt="{}"\n  src="x.png">\n',
        "<pre>\n{}\n</pre>\n",
        "<code>{}</code> in a line\n",
        "[{}]\n\n[{}]: /about\n",
        "---\nslug: {}\n---\n",
        "---\naliases: [/{}]\n---\n",
        "---\ntitle: [{}\n---\n",
    ],
)
def test_where_it_may_be_meant_or_be_a_name_it_is_left(pages: Path, text: str) -> None:
    kept = text.replace("{}", damaged("é\u2019"))
    assert fixed(pages, kept) == kept


def test_where_front_matter_would_move_the_document_its_words_are_mended_all_the_same(pages: Path) -> None:
    text = f"---\nslug: {damaged('é')}\n---\n\n{damaged(MEANT)}\n"
    assert fixed(pages, text) == f"---\nslug: {damaged('é')}\n---\n\n{MEANT}\n"


def test_what_has_lost_a_byte_is_left_to_the_author(pages: Path) -> None:
    lost = "\u00e2\u20ac\u0153quoted\u00e2\u20ac"
    assert fixed(pages, f"{lost}\n") == "\u201cquoted\u00e2\u20ac\n"


def test_utf_16_is_written_as_utf_8(pages: Path) -> None:
    (pages / "about.md").write_bytes(f"# A\r\n\r\n{MEANT}".encode("utf-16"))
    (mended,) = repair.mended(pages)
    repair.write(mended)
    assert (pages / "about.md").read_bytes() == f"# A\r\n\r\n{MEANT}".encode()
    assert library.read(pages).documents[0].title == "A"


def test_each_repair_says_where_and_what(pages: Path) -> None:
    (pages / "about.md").write_text(f"one\n\nHere{damaged(chr(0x2019))}s to you\n")
    (mended,) = repair.mended(pages)
    assert [str(each) for each in mended.repairs] == [
        f"about.md:3: 'Here{damaged(chr(0x2019))}s to you' \u2192 'Here\u2019s to you'"
    ]
    assert (pages / "about.md").read_text() != mended.text, "looking writes nothing"


def test_rights_and_links_stay_and_no_draft_is_left(pages: Path) -> None:
    real = pages / "real.md"
    real.write_text(damaged(MEANT))
    real.chmod(0o640)
    (pages / "link.md").symlink_to("real.md")
    for mended in repair.mended(pages):
        repair.write(mended)
    assert real.read_text() == MEANT
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert (pages / "link.md").is_symlink()
    assert sorted(path.name for path in pages.iterdir()) == ["link.md", "real.md", "site.toml"]


SOUND = st.text("abc \u2019\u201c\u201d\u2014\u2026éüñßøæ研究のЯжΩ🍿", max_size=60)


@given(SOUND)
def test_what_is_sound_is_never_changed(text: str) -> None:
    assert repaired(f"words {text} words") == f"words {text} words"


@given(st.lists(st.text("\u2019\u201c\u201d\u2014éüñßøæ", min_size=1, max_size=4), max_size=8))
def test_each_word_is_given_back_as_it_was_meant_or_left_as_it_is(words: list[str]) -> None:
    found = repaired(damaged(" ".join(words))).split(" ")
    assert all(one in (meant, damaged(meant)) for one, meant in zip(found, words or [""], strict=True))


def repaired(text: str) -> str:
    return repair.repaired(PurePosixPath("a.md"), text, DEFAULT)[0]
