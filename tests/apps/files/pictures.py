"""Small files made for the tests, each with what a camera or a program would write into it."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

GPS = 0x8825


def photo(kind: str = "JPEG", size=(800, 600), *, orientation: int = 1, colour=(200, 30, 30), mode="RGB") -> bytes:
    """A picture whose left half is black, with position, camera and comment."""
    image = Image.new(mode, size, colour)
    image.paste(0 if mode == "L" else tuple([0] * len(image.getbands())), (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCam"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (53.0, 57.0, 12.5)
    out = io.BytesIO()
    options = {"exif": exif, "xmp": b"<x:xmpmeta>SecretCam</x:xmpmeta>"}
    if kind == "JPEG":
        options["comment"] = b"SecretCam"
    if kind == "PNG":
        info = PngInfo()
        info.add_text("Comment", "SecretCam")
        options = {"pnginfo": info, "exif": exif}
    image.save(out, kind, **options)
    return out.getvalue()


def uploaded(data: bytes, name: str = "zdjęcie.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type)


PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\nstartxref\n9\n%%EOF\n"
