"""What a file really is, told from its bytes, and photos made anew without what their camera wrote into them."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from skwer.apps.people.refusals import Refusal

MB = 1024 * 1024
PHOTO_MOST, DOCUMENT_MOST = 15 * MB, 20 * MB
MOST_PIXELS = 60_000_000  # opening more would take the memory of everybody else
LONGEST_SIDE, THUMBNAIL_SIDE = 2000, 640
TYPES = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}
PDF = "application/pdf"


class WrongContent(Refusal):
    """The file is not what we take; the message says what it is and what to send instead."""

    code = "wrong_content"


class TooLarge(Refusal):
    message = _("The file is too large. Make it smaller and send it again.")
    code = "too_large"


class Unreadable(Refusal):
    message = _("We cannot read this file; it may be damaged. Save it again and send the new copy.")
    code = "unreadable"


@dataclass(frozen=True)
class Content:
    """Checked bytes. `small` holds a thumbnail of a picture; width and height are in pixels."""

    data: bytes
    content_type: str
    extension: str
    width: int | None = None
    height: int | None = None
    small: bytes | None = None


@dataclass(frozen=True)
class Checked:
    """A file looked at before a transaction began: nobody waits for a lock while a large photo is drawn anew."""

    content: Content
    name: str


SEND_PHOTO = _("Send the photo as JPEG, PNG or WebP.")
SEND_DOCUMENT = _("Send it as PDF (in most programs: File, Save as PDF) or as a photo.")

HEIC = _(
    "This is a HEIC photo, which many browsers cannot show. On an iPhone choose Settings, Camera, Formats, "
    "Most Compatible and take the photo again, or send it to yourself by e-mail: it leaves as JPEG."
)
SVG = _("SVG drawings can carry programs, so we do not take them. Save the drawing as PNG or PDF.")
HTML = _("This is a web page, and pages can carry programs. Save it as PDF.")
OFFICE = _("This is an office file or an archive; not everybody can open those. Save it as PDF.")
VIDEO = _("This is a film. Send a photo from it, or put the film elsewhere and paste its address into your text.")
GIF = _("This is a GIF. Save the picture as JPEG or PNG.")
PROGRAM = _("This is a program, and programs can do harm. Send a photo (JPEG, PNG or WebP) or a PDF.")
PDF_PROGRAM = _(
    "This PDF carries a program. Print it to PDF (Print, Save as PDF) and send the new copy: the program stays behind."
)
HIDDEN = _("A web page or a drawing hides in this file. Print it to PDF (Print, Save as PDF) and send the new copy.")
OTHER_PICTURE = _("We cannot take this kind of picture. Save it as JPEG or PNG.")

_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1", b"avif", b"avis"}

_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\x00asm", b"dex\n")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b")


def check(file: BinaryIO, kind: str, size: int) -> Content:
    """The checked content of an uploaded file.

    kind: "photo" or "document"; size in bytes, as received. Raises TooLarge, WrongContent or Unreadable. The name and
    the type a browser claims play no part.
    """
    most = PHOTO_MOST if kind == "photo" else DOCUMENT_MOST
    if size > most:
        message = _("The file has more than {most} MB. Make it smaller and send it again.")
        raise TooLarge(format_lazy(message, most=most // MB))
    file.seek(0)
    data = file.read(most + 1)
    if len(data) > most:
        raise TooLarge
    if not data:
        raise Unreadable(_("The file is empty. Choose it once more."))
    found = sniff(data)
    if found == "image":
        return _picture(data)
    if found == "pdf" and kind == "document":
        return _document(data)
    raise WrongContent(_why_not(found, kind))


def sniff(data: bytes) -> str:
    """What the bytes are: image (one we take), pdf, heic, svg, html, program, office, video, gif, picture, other."""
    head = data[:1024]
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").lower()
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "image"
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head[4:8] == b"ftyp":
        return "heic" if head[8:12] in _HEIC_BRANDS else "video"
    if b"<svg" in text:
        return "svg"
    if text.startswith((b"<!doctype html", b"<html", b"<script", b"<?xml", b"<head", b"<body")):
        return "html"
    if text.startswith((b"<?php", b"<?=", b"<%", b"#!")) or head.startswith(_PROGRAMS):
        return "program"
    if head.startswith(_ARCHIVES):
        return "office"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith((b"II*\x00", b"MM\x00*", b"BM", b"\x00\x00\x01\x00", b"8BPS")):
        return "picture"
    if head.startswith((b"\x1aE\xdf\xa3", b"\x00\x00\x01\xba", b"OggS")) or (head[:4] == b"RIFF"):
        return "video"
    return "other"


def _why_not(found: str, kind: str) -> Any:
    known = {
        "heic": HEIC,
        "svg": SVG,
        "html": HTML,
        "program": PROGRAM,
        "office": OFFICE,
        "video": VIDEO,
        "gif": GIF,
        "picture": OTHER_PICTURE,
        "pdf": _("This is a PDF document, and a photo goes here. Send JPEG, PNG or WebP."),
    }
    if found in known:
        return known[found]
    return SEND_PHOTO if kind == "photo" else SEND_DOCUMENT


def _document(data: bytes) -> Content:
    """A PDF is whole when it begins and ends as one; a cut-off upload has no end."""
    if b"%%EOF" not in data[-2048:]:
        raise Unreadable(_("The end of this PDF is missing. Save it again and send the new copy."))
    outside, packed = _objects(data)
    if _MARKUP.search(outside):
        raise WrongContent(HIDDEN)
    if any(_RUNS.search(_NAME_ESCAPE.sub(_unescaped, part)) for part in (outside, packed)):
        raise WrongContent(PDF_PROGRAM)
    return Content(data, PDF, "pdf")


# What a reader of PDF runs or opens by itself; names may hide their letters as #4a.
_RUNS = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|XFA)(?![A-Za-z0-9])")
_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_MARKUP = re.compile(rb"<(?:svg|script|html|!doctype|\?php|iframe)\b|javascript:", re.IGNORECASE)
_MOST_UNPACKED = 16 * MB


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _objects(data: bytes) -> tuple[bytes, bytes]:
    """What a PDF says outside its streams of text and pictures, and its packed objects, unpacked."""
    outside, packed = [], []
    at, left = 0, _MOST_UNPACKED
    while found := _STREAM.search(data, at):
        end = data.find(b"endstream", found.end())
        if end < 0:
            break
        head = data[at : found.start()]
        outside.append(head)
        if b"/ObjStm" in head:
            try:
                packed.append(zlib.decompressobj().decompress(data[found.end() : end], left))
                left -= len(packed[-1])
            except zlib.error:
                pass  # packed otherwise, or damaged; it is sent as a download all the same
            left -= 1024  # each costs a little, however little it holds
            if left <= 0:
                raise TooLarge
        at = end + len(b"endstream")
    outside.append(data[at:])
    return b"\n".join(outside), b"\n".join(packed)


def _picture(data: bytes) -> Content:
    too_many = TooLarge(_("The picture has too many pixels. Make it smaller, 4000 by 3000 is plenty."))
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise too_many
            image.verify()
        # A verified image cannot be read any more, so it is opened once again.
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            # Telephones write two pictures into one file (MPO); the first is the photo.
            kind = "JPEG" if image.format == "MPO" else str(image.format)
            image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
            _fit(image)
            picture = _anew(image, kind)
    except Image.DecompressionBombError as error:
        raise too_many from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unreadable from error
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    content_type, extension = TYPES[kind]
    return Content(
        _written(picture, kind), content_type, extension, picture.width, picture.height, _written(small, kind)
    )


def _fit(image: Image.Image) -> None:
    """Make it small before anything copies it: several copies of 60 million pixels are more than a server has."""
    if image.mode in ("RGB", "RGBA", "L", "LA", "CMYK"):
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3)


def _anew(image: Image.Image, kind: str) -> Image.Image:
    """The same picture upright, in common colours, in a new image: nothing written beside the pixels comes along."""
    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    has_alpha = kind != "JPEG" and (upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info)
    mode = "RGBA" if has_alpha else "RGB"
    if profile and upright.mode in ("RGB", "RGBA", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = mode if upright.mode != "CMYK" else "RGB"
            upright = (
                ImageCms.profileToProfile(upright, source, ImageCms.createProfile("sRGB"), outputMode=target) or upright
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken colour profile is no reason to refuse somebody's photo
    pixels = upright.convert(mode)
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3)
    clean = Image.new(mode, pixels.size)
    clean.paste(pixels)
    return clean


def _written(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"quality": 84, "optimize": True, "progressive": True},
        "PNG": {"optimize": True},
        "WEBP": {"quality": 84, "method": 4},
    }
    picture.save(out, kind, **options[kind])
    return out.getvalue()
