"""What is served of a picture tells nothing; it is made once, kept by its content, removed when nobody uses it."""

import logging
import re
from pathlib import Path

import pytest

from server.content.answers import Built
from server.content.document import Reference
from server.content.pictures.album import Album, assets_named
from server.content.pictures.cleaning import clean
from server.content.pictures.markup import sized
from server.content.pictures.shelf import Shelf
from server.web.assets import Assets
from tests.content.documents import made
from tests.content.pictures.photos import MAKER, bomb, drawn, opened, photo, put, saved, taken, traces
from tests.content.pictures.sites import Gallery, body

PHOTO = photo("JPEG", 1200, 800)
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="x()"><script>x()</script><path d="M0 0"/></svg>'
)


def served(built: Built) -> dict[str, bytes]:
    return {address: body(answer) for address, answer in built.answers.items()}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_no_served_byte_tells_where_it_was(gallery: Gallery, kind: str) -> None:
    original = gallery.put(f"blog/a.{kind.lower()}", photo(kind, 1200, 800))
    gallery.write(f"![a](a.{kind.lower()})")
    for built in (gallery.build(), gallery.made()):
        bodies = served(built)
        assert f"/blog/a.{kind.lower()}" in bodies
        assert {address: traces(each) for address, each in bodies.items() if traces(each)} == {}
        for each in (each for address, each in bodies.items() if address.startswith("/assets/pictures/")):
            assert not dict(opened(each).getexif())
    assert traces(original.read_bytes()), "the file in pages/ is its author's"


def test_copies_are_upright_and_in_proportion(gallery: Gallery) -> None:
    gallery.put("blog/a.jpg", photo("JPEG", 1500, 1000, orientation=6))
    gallery.write("![a](a.jpg)")
    copies = [each for address, each in served(gallery.made()).items() if address.startswith("/assets/pictures/")]
    assert len(copies) >= 5
    for each in copies:
        picture = opened(each).convert("L")
        assert picture.height == pytest.approx(picture.width * 1.5, abs=1)
        # The black mark was in the upper left corner of the sensor; held so, that is the upper right.
        assert picture.getpixel((picture.width - 10, 10)) < 80


def test_copies_are_lighter_than_what_they_stand_for(gallery: Gallery) -> None:
    data = saved(taken(1600, 1200), "JPEG", quality=95, subsampling=0)
    gallery.put("blog/a.jpg", data)
    gallery.write("![a](a.jpg)")
    copies = {address: len(each) for address, each in served(gallery.made()).items() if "/assets/pictures" in address}
    assert copies
    assert max(copies.values()) < len(data)


def test_transparency_and_few_colours_stay(gallery: Gallery) -> None:
    picture = taken(1400, 900).quantize(16).convert("RGBA")
    picture.putalpha(drawn(1400, 900, "L"))
    gallery.put("blog/a.png", saved(picture, "PNG"))
    gallery.write("![a](a.png)")
    copies = [each for address, each in served(gallery.made()).items() if address.startswith("/assets/pictures/")]
    assert copies
    assert all(opened(each).mode == "RGBA" for each in copies)


def test_a_moving_gif_moves_on_in_a_lighter_format(gallery: Gallery) -> None:
    frames = [drawn(320, 240).rotate(30 * step) for step in range(12)]
    times = [100] * 11 + [900]
    gallery.put("blog/a.gif", saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=times, loop=0))
    gallery.write("![a](a.gif)")
    built = gallery.made()
    (copy,) = [each for address, each in served(built).items() if address.startswith("/assets/pictures/")]
    moving = opened(copy)
    assert (moving.format, moving.n_frames, moving.info["loop"]) == ("WEBP", 12, 0)
    moving.seek(11)
    moving.load()
    assert moving.info["duration"] == 900
    assert 'src="/blog/a.gif"' in gallery.page(built)


def test_pictures_of_printers_come_out_in_the_colours_of_screens(gallery: Gallery) -> None:
    gallery.put("blog/a.jpg", saved(drawn(1500, 1000).convert("CMYK"), "JPEG", quality=95))
    gallery.put("blog/b.png", saved(drawn(1500, 1000, "I;16"), "PNG"))
    gallery.write("![a](a.jpg) ![b](b.png)")
    copies = {address: each for address, each in served(gallery.made()).items() if address.startswith("/assets/pict")}
    assert copies
    assert {opened(each).mode for each in copies.values()} == {"RGB"}


def test_what_cannot_be_cleaned_is_not_served(gallery: Gallery) -> None:
    for name, data in (
        ("a.jpg", b"\xff\xd8\xff\xe1oh"),
        ("b.tif", b"II*\0" + bytes(99)),
        ("c.png", b""),
        ("d", b"MM\0*"),
    ):
        gallery.put(f"blog/{name}", data)
    gallery.put("blog/e.txt", b"words")
    gallery.write("![a](a.jpg) ![b](b.tif) ![c](c.png)")
    built = gallery.made()
    assert set(built.album.withheld) == {"/blog/a.jpg", "/blog/b.tif", "/blog/c.png", "/blog/d"}
    assert not set(built.album.withheld) & set(built.answers)
    assert "/blog/e.txt" in built.answers


def test_a_bomb_is_never_opened(gallery: Gallery) -> None:
    gallery.put("blog/a.png", bomb() + bytes(9000))
    gallery.put("blog/b.png", bomb().replace(b"IEND", b"tEXt", 1) + bytes(20_000))
    gallery.write("![a](a.png)")
    built = gallery.build()
    assert built.album.orders() == []
    assert 'width="30000"' in gallery.page(built)


def test_a_drawing_is_served_safe_and_packed(gallery: Gallery) -> None:
    gallery.put("blog/a.svg", DRAWING + b" " * 1000)
    gallery.write("![a](a.svg)")
    answer = gallery.build().answers["/blog/a.svg"]
    assert b"script" not in body(answer)
    assert b"onload" not in body(answer)
    headers = dict(answer.variants["identity"].start["headers"])
    assert headers[b"content-type"] == b"image/svg+xml"
    assert b"sandbox" in headers[b"content-security-policy"]


def test_a_second_start_makes_nothing_again(gallery: Gallery) -> None:
    gallery.put("blog/a.jpg", PHOTO)
    gallery.write("![a](a.jpg)")
    gallery.made()
    again = Gallery(gallery.pages.parent)
    built = again.build()
    assert built.album.orders() == []
    assert built.cards.orders == []
    assert "<picture" in again.page(built)


def test_a_known_file_is_read_again_only_when_it_has_changed(gallery: Gallery) -> None:
    path = gallery.put("blog/a.jpg", PHOTO)
    picture = gallery.shelf.picture(path)
    gallery.shelf.save()
    (clean,) = (gallery.kept / "clean").iterdir()
    written = clean.stat().st_mtime_ns
    again = Shelf(gallery.kept)
    assert again.picture(path) == picture
    assert clean.stat().st_mtime_ns == written
    path.write_bytes(photo("JPEG", 64, 48))
    assert again.picture(path).width == 64


def test_what_is_not_used_any_more_is_removed(gallery: Gallery) -> None:
    path = gallery.put("blog/a.jpg", PHOTO)
    gallery.write("![a](a.jpg)")
    built = gallery.made()
    gallery.shelf.clear(built.album.pictures.values(), built.cards.names)
    kept = {part: list((gallery.kept / part).iterdir()) for part in ("clean", "smaller", "cards")}
    assert all(kept.values())
    path.unlink()
    gallery.write("no picture, and another title", "blog/a.md")
    (gallery.pages / "blog/a.md").write_text("---\ntitle: Other\n---\n")
    built = gallery.build()
    gallery.shelf.clear(built.album.pictures.values(), built.cards.names)
    assert not list((gallery.kept / "clean").iterdir())
    assert not list((gallery.kept / "smaller").iterdir())
    assert len(list((gallery.kept / "cards").iterdir())) < len(kept["cards"])


def test_a_changed_picture_gets_a_new_address(gallery: Gallery) -> None:
    gallery.put("blog/a.jpg", PHOTO)
    gallery.write("![a](a.jpg)")
    first = set(re.findall(r"/assets/pictures/[\w.-]+", gallery.page(gallery.made())))
    gallery.put("blog/a.jpg", photo("JPEG", 1201, 800))
    second = set(re.findall(r"/assets/pictures/[\w.-]+", gallery.page(gallery.made())))
    assert first
    assert second
    assert not first & second


def test_a_tidied_or_torn_shelf_mends_itself(gallery: Gallery) -> None:
    gallery.put("blog/a.jpg", PHOTO)
    gallery.write("![a](a.jpg)")
    gallery.made()
    (clean,) = (gallery.kept / "clean").iterdir()
    clean.write_bytes(b"")
    (gallery.kept / "index.json").write_bytes(gallery.kept.name.encode())
    (folder,) = (gallery.kept / "smaller").iterdir()
    next(folder.glob("*.webp")).write_bytes(b"torn")
    again = Gallery(gallery.pages.parent)
    built = again.build()
    assert len(body(built.answers["/blog/a.jpg"])) > 1000
    assert len(built.album.orders()) == 1
    assert "<picture" in again.page(again.made())


def test_without_a_folder_to_write_in_pictures_are_clean_all_the_same(
    gallery: Gallery, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"a file stands where the folder should be")
    with caplog.at_level(logging.WARNING):
        gallery.shelf = Shelf(tmp_path / "file/pictures")
    assert "held in memory" in caplog.text
    gallery.put("blog/a.jpg", PHOTO)
    gallery.write("![a](a.jpg)")
    built = gallery.build()
    assert not traces(body(built.answers["/blog/a.jpg"]))
    assert built.album.orders() == []
    assert built.cards.orders == []


def test_pictures_of_drafts_have_no_copies(gallery: Gallery) -> None:
    gallery.put("blog/later/a.jpg", PHOTO)
    gallery.write("![a](a.jpg)", "blog/later/index.md")
    gallery.put("blog/later/index.md", b"---\ndate: 2099-01-01\n---\n![a](a.jpg)")
    built = gallery.made()
    assert not [address for address in built.answers if "later" in address or address.startswith("/assets/pictures")]


def test_pictures_among_the_assets_are_cleaned_and_measured_too(tmp_path: Path) -> None:
    folder = tmp_path / "assets"
    put(folder, "images/me.jpg", PHOTO)
    put(folder, "images/icon.svg", DRAWING)
    put(folder, "images/broken.png", b"\x89PNG\r\n\x1a\n" + MAKER)
    put(folder, "images/words.txt", b"words")
    answers = Assets.read(folder, clean=clean).answers()
    assert {address: traces(body(answer)) for address, answer in answers.items() if traces(body(answer))} == {}
    assert body(answers["/assets/images/words.txt"]) == b"words"
    assert b"script" not in body(answers["/assets/images/icon.svg"])
    document = made("page", "/a", references=(Reference(kind="picture", address="/assets/images/me.jpg", found=True),))
    named = assets_named([document], folder)
    assert assets_named([made("project", "/b", image="/assets/images/me.jpg")], folder) == named
    pair = {put(folder, f"images/plot.{scheme}.jpg", PHOTO) for scheme in ("light", "dark")}
    assert {*assets_named([made("page", "/c", image="/assets/images/plot.light.jpg")], folder).values()} == pair
    album = Album.of(named, Shelf())
    assert sized('<img src="/assets/images/me.jpg">', album).endswith('width="1200" height="800">')
