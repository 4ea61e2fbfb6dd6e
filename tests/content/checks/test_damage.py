"""Damaged characters are named with the reading that was meant, and sound ones are left in peace."""

import subprocess
import sys
from pathlib import PurePosixPath

import pytest

from server.content.checks import damage


def said(text: str) -> list[str]:
    return [f"{fault.line}: {fault.message}" for fault in damage.faults(PurePosixPath("a.md"), text)]


@pytest.mark.parametrize(
    ("meant", "encoding", "name"),
    [
        ("It\u2019s — so", "cp1252", "Windows-1252"),
        ("It\u2019s — so", "mac_roman", "Mac Roman"),
        ("Fête 🍿 là, oui", "mac_roman", "Mac Roman"),
    ],
)
def test_a_wrong_reading_is_undone_in_words(meant: str, encoding: str, name: str) -> None:
    text = meant.encode().decode(encoding)
    found = said(f"sound\n\n{text}\n")
    characters = [character for character in meant if not character.isascii()]
    assert len(found) == len(characters)
    for character, one in zip(characters, found, strict=True):
        assert one.startswith("3: In '")
        assert f"was '{character}' before it was read as {name}." in one


def test_a_character_of_windows_read_as_latin_1_is_known() -> None:
    assert "was '…' before it was read as Latin-1." in said("and so on\x85")[0]


def test_a_lost_byte_is_said_to_be_lost() -> None:
    """Of five bytes that Windows-1252 leaves empty, each may be the one."""
    damaged = "🐊".encode().replace(b"\x90", b"").decode("cp1252")
    (one,) = said(f"naming! {damaged} it")
    assert "a byte lost" in one
    assert "🐊" in one
    assert len(said("\u00e2\u20ac\u0153quoted\u00e2\u20ac")) == 2


@pytest.mark.parametrize(
    "text",
    [
        "“Quotes” — and … \u2018more\u2019",
        "Ünïcödé",
        "研究を続ける",
        "Привет",
        "café's naïve œuvre",
        "🍿 👩‍👩‍👧 🏳️‍🌈",
        "a\tb\r\nc",
        "\ufefftext",
        "5 € £ ¥",
        "مرحبا",
        "",
    ],
)
def test_sound_text_is_left_in_peace(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("character", "words"),
    [
        ("\x07", "U+0007"),
        ("\u200b", "zero width space"),
        ("\x7f", "U+007F"),
        ("\u202e", "right-to-left override"),
        ("\ufeff", "U+FEFF"),
        ("\ufffd", "was lost"),
    ],
)
def test_what_cannot_be_seen_is_named(character: str, words: str) -> None:
    (one,) = said(f"one\ntw{character}o")
    assert one.startswith("2: ")
    assert words in one
    assert character not in one


def test_a_file_full_of_damage_is_named_a_hundred_times() -> None:
    assert len(said("don\u00e2\u20ac\u2122t\n" * 500)) == 101


def test_ftfy_is_not_in_the_memory_of_a_server() -> None:
    code = "import sys, server.content.library; print('ftfy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
