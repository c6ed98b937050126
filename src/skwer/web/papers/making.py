"""From data to PDF: texts are cleaned, pictures checked, everything handed to typst as JSON."""

from __future__ import annotations

import io
import json
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.refusals import Refusal

from ..drawing.frieze import frieze
from ..drawing.sheet import style_element
from ..templatetags.words import number
from .data import KINDS, Data, Picture
from .words import words

HERE = Path(__file__).parent
MARK = HERE.parent / "static" / "img" / "mark.svg"
FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
COLOURS = {  # fill, link on paper, tint, mid: the light half of static/css/tokens.css
    "lipa": ("#1c6b3c", "#1a6338", "#e2efd8", "#48984f"),
    "struga": ("#0f5f83", "#0d5878", "#dcebf3", "#3d86b4"),
    "cegla": ("#a63a22", "#99331c", "#f8e3d9", "#d9573a"),
    "sliwa": ("#7b2f6e", "#742a67", "#f3e2ef", "#b06aa4"),
    "blawatek": ("#3a49ad", "#3644a3", "#e3e6f7", "#6f7cd0"),
    "bursztyn": ("#7d5200", "#754d00", "#f9eac4", "#b8800f"),
}
# Letters and signs our fonts can draw (a test draws them all). PDF/UA refuses a sheet with a sign nobody can see, and
# one emoji in one name must not cost an office its list.
DRAWN = re.compile(
    "[\n -~\u00a0-\u00ac\u00ae-\u017f\u0218-\u021b\u02c6\u02da\u02dc\u0386\u0388-\u038a\u038c\u038e-\u03a1"
    "\u03a3-\u03ce\u0400-\u045f\u0490\u0491\u1e9e\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u2039\u203a\u2044"
    "\u20ac\u2116\u2122\u2190-\u2193\u2212\u2215\u2248\u2260\u2264\u2265\u25a1]"
)
NO_GLYPH = "\u25a1"
ALIKE = str.maketrans({"\t": " ", "\r": "", "\u2009": "\u00a0", "\u202f": "\u00a0", "\u2011": "-", "\u2010": "-"})


class PictureError(Refusal):
    """A picture that is not there or cannot be read."""

    code = "picture"


def paper(kind: str, data: Data, language: str) -> bytes:
    """The PDF of `data` (see data.py) in `language`: PDF/UA-1, tagged, its title and language named.

    Raises `PictureError` for a picture that is empty, cannot be read or has no words for who does not see it.
    """
    import typst  # heavy, and only paper needs it

    if not isinstance(data, KINDS[kind]):
        raise TypeError(f"{kind} is made from {KINDS[kind].__name__}, not from {type(data).__name__}")
    with tempfile.TemporaryDirectory(prefix="skwer-paper-") as folder, translation.override(language):
        root = Path(folder)  # typst can read this folder and nothing else
        theme = data.head.theme if data.head.theme in COLOURS else "lipa"
        fill, link, tint, mid = COLOURS[theme]
        (root / "mark.svg").write_text(MARK.read_text().replace(COLOURS["lipa"][0], fill))
        (root / "street.svg").write_text(_street(data.head.name, theme))
        address = getattr(data, "verify_url", "") or getattr(data, "url", "")
        if address:
            (root / "qr.svg").write_text(_square_code(address))
        told = _plain(data, _Pictures(root))
        told |= {
            "words": words(),
            "language": language[:2],
            "colours": {"fill": fill, "link": link, "tint": tint, "mid": mid},
        }
        made: bytes = typst.compile(
            {"main": _sheet(kind), "base.typ": _sheet("base")},
            root=root,
            font_paths=_fonts(),
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"data": json.dumps(told)},
            # The installation's clock: the same data at the same moment are the same bytes.
            timestamp=int(timezone.now().timestamp()),
        )
    return made


def pdf_response(pdf: bytes, filename: str, *, inline: bool = False) -> HttpResponse:
    """The PDF as a download, or shown in the browser."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(not inline, filename) or "inline"
    return response


def clean(text: str) -> str:
    """The text in letters our fonts can draw; what they cannot becomes a hollow square, what is invisible goes."""
    made = []
    for sign in unicodedata.normalize("NFC", text).translate(ALIKE):
        if DRAWN.match(sign):
            made.append(sign)
        elif unicodedata.category(sign) not in ("Cc", "Cf", "Mn", "Me"):
            made.append(NO_GLYPH)
    return "".join(made)


@lru_cache(maxsize=1)
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[HERE / "fonts"])


@lru_cache
def _sheet(name: str) -> bytes:
    return (HERE / "sheets" / f"{name}.typ").read_bytes()


class _Pictures:
    """Writes pictures where typst finds them, one after another."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.count = 0

    def keep(self, picture: Picture) -> dict[str, Any]:
        """Where it lies now, what it shows, and how wide it is for its height."""
        from PIL import Image, UnidentifiedImageError

        alt = clean(picture.alt).strip()
        if not alt:
            raise PictureError(_("A picture has no words for people who do not see it. Say what it shows."))
        try:
            with Image.open(io.BytesIO(picture.data)) as opened:
                extension = FORMATS[opened.format or ""]
                ratio = opened.width / opened.height
                opened.verify()
        except (UnidentifiedImageError, KeyError, OSError, SyntaxError, ValueError) as error:
            raise PictureError(
                format_lazy(_("The picture “{alt}” cannot be read. Upload it again as PNG or JPEG."), alt=alt)
            ) from error
        self.count += 1
        name = f"picture-{self.count}.{extension}"
        (self.root / name).write_bytes(picture.data)
        return {"file": name, "alt": alt, "ratio": ratio}


def _plain(value: Any, pictures: _Pictures) -> Any:
    """What JSON can carry: texts cleaned, dates and decimals in words of the language, pictures as files."""
    if isinstance(value, Picture):
        return pictures.keep(value)
    if is_dataclass(value) and not isinstance(value, type):
        made = {one.name: _plain(getattr(value, one.name), pictures) for one in fields(value)}
        return made | {"is": type(value).__name__.lower()}
    if isinstance(value, date):
        return date_format(value, "j E Y", use_l10n=False)
    if isinstance(value, Decimal):
        return number(value.normalize())
    if isinstance(value, Mapping):
        return {key: _plain(one, pictures) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one, pictures) for one in value]
    if value is None or isinstance(value, bool | int):
        return value
    return clean(str(value))  # lazy translations too


def _street(seed: str, theme: str) -> str:
    """The organisation's own street, with its colours written in."""
    drawn = frieze(seed)
    return drawn.replace(
        "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ', 1
    ).replace(">", ">" + style_element(drawn, 1, theme), 1)


def _square_code(address: str) -> str:
    """A QR code as SVG."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, dark="#1b2823", xmldecl=False)
    return out.getvalue().decode()
