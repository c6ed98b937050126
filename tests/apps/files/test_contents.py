import io
import zipfile

import pytest
from PIL import Image

from skwer.apps.files import contents
from skwer.apps.files.contents import TooLarge, Unreadable, WrongContent, check

from .pictures import PDF, photo


def checked(data: bytes, kind: str = "photo"):
    return check(io.BytesIO(data), kind, len(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_the_camera_comes_along(kind) -> None:
    data = photo(kind)
    assert b"SecretCam" in data
    content = checked(data)
    for made in (content.data, content.small):
        assert b"SecretCam" not in made
        with Image.open(io.BytesIO(made)) as image:
            assert image.format == kind
            assert dict(image.getexif()) == {}
            assert image.getexif().get_ifd(0x8825) == {}
            assert not {"exif", "xmp", "icc_profile", "comment", "Comment"} & set(image.info)


def test_a_photo_stands_upright() -> None:
    content = checked(photo(size=(800, 600), orientation=6))
    assert (content.width, content.height) == (600, 800)
    with Image.open(io.BytesIO(content.data)) as image:
        assert image.getpixel((300, 20))[0] < 60  # what was the left half is on top now
        assert image.getpixel((300, 780))[0] > 150


def test_large_photos_are_made_smaller_and_small_ones_are_not_made_larger() -> None:
    content = checked(photo(size=(3000, 1500)))
    assert (content.width, content.height) == (2000, 1000)
    with Image.open(io.BytesIO(content.small)) as image:
        assert image.size == (640, 320)
    assert checked(photo(size=(200, 100))).width == 200


def test_transparency_stays() -> None:
    content = checked(photo("PNG", mode="RGBA", colour=(0, 100, 0, 0)))
    with Image.open(io.BytesIO(content.data)) as image:
        assert image.mode == "RGBA"
        assert image.getpixel((700, 300))[3] == 0


def test_grey_and_printing_colours_become_common_ones() -> None:
    for mode, colour in (("L", 120), ("CMYK", (0, 0, 0, 0))):
        with Image.open(io.BytesIO(checked(photo(mode=mode, colour=colour)).data)) as image:
            assert image.mode == "RGB"


def office() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", contents.SVG),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!-- x --><svg/>", contents.SVG),
        (b"  <!DOCTYPE html><p>", contents.HTML),
        (b"<script>alert(1)</script>", contents.HTML),
        (office(), contents.OFFICE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", contents.OFFICE),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", contents.HEIC),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00", contents.VIDEO),
        (b"GIF89a....", contents.GIF),
        (b"II*\x00....", contents.OTHER_PICTURE),
        (b"just words", contents.SEND_PHOTO),
    ],
)
def test_what_is_refused_says_how_to_mend_it(data, message) -> None:
    with pytest.raises(WrongContent) as caught:
        checked(data)
    assert caught.value.message == message


def test_a_name_or_a_first_byte_is_not_enough() -> None:
    with pytest.raises(Unreadable):
        checked(b"\xff\xd8\xff" + b"<script>alert(1)</script>" * 20)
    with pytest.raises(Unreadable):
        checked(photo()[:2000])
    with pytest.raises(Unreadable):
        checked(b"")


def test_documents_are_pdf_or_pictures() -> None:
    content = checked(PDF, "document")
    assert (content.data, content.content_type, content.small) == (PDF, "application/pdf", None)
    assert checked(photo(), "document").content_type == "image/jpeg"
    with pytest.raises(WrongContent):
        checked(PDF, "photo")
    with pytest.raises(Unreadable):
        checked(PDF.replace(b"%%EOF", b""), "document")
    with pytest.raises(WrongContent):
        checked(b"junk" + PDF, "document")


def test_sizes(monkeypatch) -> None:
    with pytest.raises(TooLarge):
        check(io.BytesIO(b""), "photo", 16 * contents.MB)
    # A size that lies does not help: the bytes are counted.
    monkeypatch.setattr(contents, "PHOTO_MOST", 100)
    with pytest.raises(TooLarge):
        check(io.BytesIO(photo()), "photo", 10)


def test_a_bomb_of_pixels_is_not_opened() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 200_000
    with pytest.raises(TooLarge):
        checked(out.getvalue())
    out = io.BytesIO()
    Image.new("1", (9_000, 8_000)).save(out, "PNG")
    with pytest.raises(TooLarge):
        checked(out.getvalue())
