"""What a camera knew does not leave the site; what a reader sees stays the same to the pixel."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from server.content.pictures.cleaning import cleaned
from server.content.pictures.picture import Unreadable
from tests.content.pictures.photos import MAKER, WORDS, drawn, exif, opened, photo, saved, traces

KINDS = ["JPEG", "PNG", "WEBP", "AVIF", "GIF"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_place_no_maker_and_no_words_are_left(kind: str) -> None:
    data = photo(kind)
    assert traces(data), "the picture for this test has nothing to hide"
    result = cleaned(data)
    assert not traces(result.body)
    assert (result.width, result.height) == (640, 480)
    assert not dict(opened(result.body).getexif())


@pytest.mark.parametrize("kind", KINDS)
def test_every_pixel_stays(kind: str) -> None:
    data = photo(kind)
    before, after = (opened(each).convert("RGB") for each in (data, cleaned(data).body))
    assert ImageChops.difference(before, after).getbbox() is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "AVIF"])
def test_a_picture_taken_sideways_is_measured_and_shown_upright(kind: str) -> None:
    result = cleaned(photo(kind, 640, 480, orientation=6))
    assert (result.width, result.height) == (480, 640)
    assert not traces(result.body)
    if kind != "AVIF":  # which turns by a property of its own
        assert dict(opened(result.body).getexif()) == {0x0112: 6}


def test_a_webp_is_not_turned_because_browsers_do_not() -> None:
    result = cleaned(photo("WEBP", 640, 480, orientation=6))
    assert (result.width, result.height) == (640, 480)
    assert not dict(opened(result.body).getexif())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_colour_profile_stays(kind: str) -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = saved(drawn(), kind, icc_profile=profile, exif=exif())
    result = cleaned(data)
    assert opened(result.body).info["icc_profile"] == profile
    assert not traces(result.body)


def test_progressive_and_four_coloured_jpegs_stay_whole() -> None:
    for options in ({"progressive": True}, {"subsampling": 0}, {"restart_marker_rows": 1}):
        data = saved(drawn(), "JPEG", exif=exif(), **options)
        assert ImageChops.difference(opened(data), opened(cleaned(data).body)).getbbox() is None
    data = saved(drawn().convert("CMYK"), "JPEG", exif=exif())
    assert ImageChops.difference(opened(data), opened(cleaned(data).body)).getbbox() is None


def test_a_second_picture_behind_the_first_is_left_out() -> None:
    """Phones put one there for depth or motion, with metadata of its own."""
    data = saved(drawn(), "JPEG") + photo()
    result = cleaned(data)
    assert not traces(result.body)
    assert len(result.body) < len(data) / 1.5


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_animations_keep_their_frames(kind: str) -> None:
    frames = [drawn(64, 48), drawn(64, 48).rotate(90), drawn(64, 48).rotate(180)]
    data = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
    result = cleaned(data)
    assert result.animated
    assert getattr(opened(result.body), "n_frames", 1) == 3
    assert not cleaned(photo(kind)).animated


def test_a_picture_cut_short_is_served_with_a_remark() -> None:
    for kind in ("JPEG", "PNG", "GIF", "WEBP"):
        data = saved(drawn(), kind)
        result = cleaned(data[: len(data) * 2 // 3]) if kind != "GIF" else cleaned(data[:-1])
        assert result.remarks == ("It ends early.",)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00", "git lfs pull"),
        (b"<html>not found</html>", "no picture that browsers show"),
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"\xff\xd8\xff\xe1", "no whole JPEG"),
        (b"\x89PNG\r\n\x1a\n", "no whole PNG"),
        (b"GIF89a", "no whole GIF"),
        (b"RIFF\0\0\0\0WEBP", "no whole WebP"),
        (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", "no picture"),
        (b"<svg", "no SVG"),
    ],
)
def test_what_is_no_picture_is_named_for_what_it_is(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        cleaned(data)


@given(st.sampled_from(KINDS), st.data())
def test_damage_anywhere_is_survived(kind: str, data: st.DataObject) -> None:
    whole = bytearray(photo(kind, 32, 24))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    try:
        result = cleaned(bytes(whole[:cut]))
    except Unreadable:
        return
    assert result.width > 0
    assert result.height > 0


def test_a_drawing_neither_runs_nor_loads_nor_tells() -> None:
    inside = base64.b64encode(photo("JPEG", 16, 16))
    source = (
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        b' viewBox="0 0 300 150" onload="steal()"><script>steal()</script><metadata>Secretcam</metadata>'
        b"<style>@import url(https://elsewhere.example/a.css); .a { fill: url(https://elsewhere.example/b) }"
        b" @media (prefers-color-scheme: dark) { .a { fill: red } }</style>"
        b'<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">words</p></foreignObject>'
        b'<a href="javascript:steal()"><rect class="a" width="5" height="5" onclick="steal()"/></a>'
        b'<image href="https://elsewhere.example/x.png"/><image href="data:image/jpeg;base64,' + inside + b'"/></svg>'
    )
    result = cleaned(source)
    assert (result.width, result.height) == (300, 150)
    for gone in (b"steal", b"Secretcam", b"elsewhere.example/x", b"foreignObject", b"url(http", b"<script"):
        assert gone not in result.body, gone
    for kept in (b"prefers-color-scheme", b'class="a"'):
        assert kept in result.body
    picture = result.body.partition(b"base64,")[2].partition(b'"')[0]
    assert not traces(base64.b64decode(picture))
    assert opened(base64.b64decode(picture)).size == (16, 16)
    assert any("script" in remark for remark in result.remarks)
    assert any("foreignObject" in remark for remark in result.remarks)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="300" height="200"', (300, 200)),
        ('width="300px" viewBox="0 0 3 1"', (300, 100)),
        ('height="2in" viewBox="0 0 3 1"', (576, 192)),
        ('width="100%" height="100%" viewBox="0 0 640 480"', (640, 480)),
        ('viewBox="-5,-5,10,20"', (10, 20)),
        ('width="20em" height="10em"', (320, 160)),
        ("", (0, 0)),
    ],
)
def test_a_drawing_has_the_size_that_browsers_give_it(attributes: str, size: tuple[int, int]) -> None:
    result = cleaned(
        f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}><rect width="1" height="1"/></svg>'.encode()
    )
    assert (result.width, result.height) == size


def test_an_upright_picture_says_nothing_at_all() -> None:
    body = cleaned(photo()).body
    assert b"Exif" not in body
    assert MAKER not in body
    assert WORDS not in body
    assert Image.MIME["JPEG"] == "image/jpeg"
