"""What a case file is made of. Nothing here is drawn: pages and papers are made by the ways in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.text import slugify

from skwer.apps.files.models import Upload

CHUNK = 1 << 16


@dataclass(frozen=True)
class Facts:
    """Names and values, one a line."""

    rows: Sequence[tuple[str, str]]
    heading: str = ""


@dataclass(frozen=True)
class Grid:
    """A table."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    heading: str = ""


@dataclass(frozen=True)
class Prose:
    """A text as it was written."""

    text: str
    heading: str = ""


@dataclass(frozen=True)
class Document:
    """A text of the case in words, to be read in any browser."""

    parts: Sequence[Facts | Grid | Prose]


@dataclass(frozen=True)
class Data:
    """Bytes as they are kept: canonical JSON, whose SHA-256 is the checksum the record carries."""

    content: bytes


@dataclass(frozen=True)
class Scan:
    """A file somebody handed in, byte for byte."""

    upload: Upload

    def chunks(self) -> Iterator[bytes]:
        """Its bytes; none when the store has lost it (the index then says so)."""
        try:
            opened = self.upload.file.open("rb")
        except (FileNotFoundError, ValueError):  # the bytes are gone, or the row never had any
            return
        with opened as source:
            while chunk := source.read(CHUNK):
                yield chunk


@dataclass(frozen=True)
class Paper:
    """A paper the product prints: `kind` and the thing it is made from ("agreement" a Version, "minutes" a Meeting)."""

    kind: str
    thing: Any


@dataclass(frozen=True)
class Piece:
    """One file of the case: where it lies, what it is, from when, and the checksum the record names ("" for none)."""

    path: str
    title: str
    on: date | datetime | None
    content: Document | Data | Scan | Paper
    checksum: str = ""


@dataclass(frozen=True)
class CaseFile:
    """Everything about one application. `name` is the folder and the file; `facts` stand on top of the index."""

    name: str
    title: str
    facts: Sequence[tuple[str, str]]
    pieces: Sequence[Piece]


def scans(folder: str, uploads: Iterable[Upload], title: str) -> Iterator[Piece]:
    """Files in the order in which they came, under names no system stumbles over."""
    for number, upload in enumerate(uploads, start=1):
        stem, _dot, ending = upload.original_name.rpartition(".")
        ending = slugify(ending)[:5] or "bin"
        name = slugify(stem)[:60] or "file"
        words = upload.alt_text or upload.original_name
        yield Piece(
            f"{folder}/{number:02d}-{name}.{ending}",
            f"{title}: {words}",
            upload.uploaded_at,
            Scan(upload),
            upload.sha256,
        )
