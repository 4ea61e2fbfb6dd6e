"""A card says title, site and date in the look of the site, in letters that are all there, or is not drawn at all."""

import re
from pathlib import Path

import msgspec
import pytest
from PIL import Image, ImageChops

from server.content.pictures.orders import Drawing
from server.content.pictures.workshop import card, setting
from server.content.pictures.workshop.faces import Face, face
from tests.content.pictures.photos import drawn, saved
from tests.content.pictures.sites import Gallery, body
from tests.content.sites import header

ACCENT = "#2f55a4"
NOWHERE = Path("/nonexistent")
UNKNOWN = "\U00012000\U00012001"  # cuneiform


def order(target: Path, title: str = "What can be written here", **more: str) -> Drawing:
    said = {"site": "A site", "date": "12 November 2026", "language": "en", "accent": ACCENT, **more}
    return Drawing(target=str(target), title=title, faces=str(NOWHERE), **said)


def opened(path: Path) -> Image.Image:
    return Image.open(path).convert("RGB")


def test_a_card_has_paper_ink_and_the_accent_as_a_mark(tmp_path: Path) -> None:
    card.drawn(order(tmp_path / "a.png"))
    picture = opened(tmp_path / "a.png")
    assert picture.size == (1200, 630)
    assert (tmp_path / "a.png").stat().st_size < 40_000
    colours = {colour: count for count, colour in picture.getcolors(100_000)}
    assert max(colours, key=colours.__getitem__) == (0xFC, 0xFA, 0xF6)
    assert colours[0x2F, 0x55, 0xA4] > 200
    assert (0x26, 0x20, 0x1C) in colours


def test_the_same_words_make_the_same_card_and_others_another(tmp_path: Path) -> None:
    card.drawn(order(tmp_path / "a.png"))
    card.drawn(order(tmp_path / "b.png"))
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    for number, other in enumerate(({"title": "Other"}, {"site": "Other"}, {"date": "1 May 2026"})):
        card.drawn(order(tmp_path / f"{number}.png", **other))
        assert ImageChops.difference(opened(tmp_path / "a.png"), opened(tmp_path / f"{number}.png")).getbbox()


@pytest.mark.parametrize("title", ["Now", "A long title about learning rates and patience " * 4, "x" * 200])
def test_no_title_runs_out_of_its_column(tmp_path: Path, title: str) -> None:
    card.drawn(order(tmp_path / "a.png", title, date="", site="S"))
    picture = opened(tmp_path / "a.png")
    paper = Image.new("RGB", picture.size, (0xFC, 0xFA, 0xF6))
    left, top, right, bottom = ImageChops.difference(picture, paper).getbbox()
    assert left >= card.SIDE - 8
    assert right <= card.WIDTH - card.SIDE
    assert top > 40
    assert bottom < card.HEIGHT - 40
    gap = (card.SIDE + card.TEXT + 8, 0, card.SIDE + card.TEXT + card.GAP // 2 - 4, card.HEIGHT)
    assert ImageChops.difference(picture.crop(gap), paper.crop(gap)).getbbox() is None


def test_no_card_rather_than_one_with_boxes(tmp_path: Path) -> None:
    with pytest.raises(card.NoFace, match="letters"):
        card.drawn(order(tmp_path / "a.png", f"{UNKNOWN} on clay"))
    assert not list(tmp_path.iterdir())


def test_emoji_are_left_out_where_the_face_has_none(tmp_path: Path) -> None:
    card.drawn(order(tmp_path / "a.png", "🎉 A year of work 🧑🏽‍🔬"))
    card.drawn(order(tmp_path / "b.png", "A year of work"))
    assert ImageChops.difference(opened(tmp_path / "a.png"), opened(tmp_path / "b.png")).getbbox() is None


@pytest.mark.parametrize("text", ["Über façade, naïve", "Ελληνικά", "кириллица", "1 — “two” … ©"])
def test_the_voices_of_the_site_cover_the_scripts_of_europe(text: str) -> None:
    for voice, name in (("serif", "Source Serif"), ("sans", "Source Sans")):
        found = face(text, voice, "en", NOWHERE)
        assert found is not None
        assert found.name.startswith(name)


def test_han_characters_get_the_shapes_of_their_language() -> None:
    found = face("学習", "serif", "ja", NOWHERE)
    if found is None:
        pytest.skip("no typeface of this machine has Han characters")
    for language, place in (("ja", "JP"), ("ko", "KR"), ("zh", "SC"), ("zh-TW", "TC")):
        chosen = face("学习學習", "serif", language, NOWHERE)
        if chosen is not None and "CJK" in chosen.name:
            assert place in chosen.name.split()


def test_a_face_of_the_owner_s_own_is_asked_too(tmp_path: Path) -> None:
    found = face("学習", "serif", "ja", NOWHERE)
    if found is None:
        pytest.skip("no typeface of this machine has Han characters")
    (tmp_path / "own.ttc").symlink_to(found._path)
    assert face("学習", "sans", "ja", tmp_path)


def test_a_letter_without_a_shape_is_noticed() -> None:
    found = face("a", "serif", "en", NOWHERE)
    assert isinstance(found, Face)
    assert found.covers("Aa  —ß")
    assert not found.covers(f"a{UNKNOWN}")
    assert not found.covers("研")


def wide(text: str) -> float:
    """Ten pixels a letter."""
    return 10 * len(text)


def test_lines_are_as_even_as_they_can_be() -> None:
    lines = setting.lines("one two three four five six", 200, 3, wide)
    assert lines == ["one two three", "four five six"]
    assert setting.lines("one two three", 50, 2, wide) is None
    assert setting.lines("incomprehensible", 50, 9, wide) is None
    assert setting.shortened("one two three four", 80, 2, wide) == ["one two", "three…"]


def test_east_asian_lines_break_between_characters_but_not_before_a_full_stop() -> None:
    assert setting.lines("学習率を変える。", 70, 2, wide) == ["学習率を", "変える。"]
    text = "七回試した記録、"
    assert "".join(setting.lines(text, 70, 3, wide) or []) == text
    assert not any(line.startswith("、") for line in setting.lines(text, 70, 3, wide) or [])


def test_hebrew_is_set_from_the_right(tmp_path: Path) -> None:
    if face("שלום", "serif", "he", NOWHERE) is None:
        pytest.skip("no typeface of this machine has Hebrew letters")
    card.drawn(order(tmp_path / "a.png", "שלום", site="S", date=""))
    picture = opened(tmp_path / "a.png")
    paper = Image.new("RGB", picture.size, (0xFC, 0xFA, 0xF6))
    title = (0, 0, card.SIDE + card.TEXT + 4, card.HEIGHT)
    left, _, right, _ = ImageChops.difference(picture.crop(title), paper.crop(title)).getbbox()
    assert left > card.SIDE + card.TEXT / 3
    assert right > card.SIDE + card.TEXT - 20


def test_pages_name_their_card_once_it_is_there(gallery: Gallery) -> None:
    gallery.write("Words.")
    before = gallery.build().answers["/blog/a"].text
    assert "og:image" not in before
    assert '<meta name="twitter:card" content="summary">' in before
    built = gallery.made()
    after = built.answers["/blog/a"].text
    address = re.search(r'og:image" content="https://example\.org(/assets/cards/\w+\.png)"', after)
    assert address
    assert '<meta name="twitter:card" content="summary_large_image">' in after
    assert '<meta property="og:image:width" content="1200">' in after
    assert '<meta property="og:image:alt" content="A">' in after
    answer = built.answers[address[1]]
    assert body(answer).startswith(b"\x89PNG")
    assert header(answer, b"cross-origin-resource-policy") == b"cross-origin"
    assert header(answer, b"cache-control") == b"public, max-age=31536000, immutable"
    for page in ("/", "/blog", "/projects"):
        assert "/assets/cards/" in built.answers[page].text


def test_a_picture_of_the_page_s_own_is_its_card(gallery: Gallery) -> None:
    gallery.put("blog/cover.png", saved(drawn(300, 200), "PNG"))
    gallery.put("blog/a.md", b"---\nimage: cover.png\n---\nWords.")
    gallery.put("blog/b.md", b"---\nimage: drawing.svg\n---\nWords.")
    built = gallery.made()
    assert 'og:image" content="https://example.org/blog/cover.png"' in built.answers["/blog/a"].text
    assert "/assets/cards/" in built.answers["/blog/b"].text, "no service shows an SVG as a card"


def test_a_draft_has_no_card(gallery: Gallery) -> None:
    gallery.put("blog/a.md", b"---\ntitle: A secret\ndraft: true\n---\nWords.")
    built = gallery.build()
    assert not [each for each in built.cards.orders if b"secret" in msgspec.json.encode(each)]
