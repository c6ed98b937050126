"""The case file of an application as one ZIP: made piece by piece while it is sent, its index last."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from skwer.apps.calls.models import Call, Proposal
from skwer.overview.casefile import CaseFile, Data, Document, Facts, Grid, Paper, Piece, Scan, case_file
from skwer.values.archive import zip_stream
from skwer.values.tables import csv_lines
from skwer.web.desk.doors import desk_call
from skwer.web.templatetags.words import language

from .printing import print_paper

COLUMNS = ("path", "title", "made", "bytes", "sha256", "remark")


@dataclass
class Entry:
    """What the index says about one file once it has been sent. `remark` is a code: missing, differs, not_printed."""

    path: str
    title: str
    on: date | datetime | None
    size: int = 0
    sha256: str = ""
    remark: str = ""


@desk_call
@require_safe
def case_zip(request: HttpRequest, call: Call, number: int) -> StreamingHttpResponse:
    """Everything the office keeps of one application, for its records system."""
    proposal = get_object_or_404(
        Proposal.objects.visible_to(request.user).select_related("author", "organisation", "district"),  # type: ignore[arg-type]
        call=call,
        number=number,
    )
    proposal.call = call
    case = case_file(proposal, request.user, language())  # type: ignore[arg-type]
    if case is None:
        raise Http404
    response = StreamingHttpResponse(
        stream(case, request.user, timezone.now(), language()), content_type="application/zip"
    )
    response["Content-Disposition"] = f'attachment; filename="{case.name}.zip"'
    return response


def stream(case: CaseFile, reader: Any, at: datetime, spoken: str) -> Iterator[bytes]:
    """The ZIP. Checksums are counted as the bytes go out; the index closes the file with what was really sent."""
    return zip_stream(_entries(case, reader, at, spoken))


def _entries(case: CaseFile, reader: Any, at: datetime, spoken: str) -> Iterator[tuple[str, datetime, Iterable[bytes]]]:
    listed: list[Entry] = []
    local = timezone.localtime(at)
    for piece in case.pieces:
        entry = Entry(piece.path, piece.title, piece.on)
        listed.append(entry)
        chunks = _chunks(piece, reader, spoken, entry)
        if chunks is not None:
            yield f"{case.name}/{piece.path}", _moment(piece.on, local), _counted(chunks, entry, piece.checksum)
    yield f"{case.name}/index.csv", local, [line.encode() for line in csv_lines(COLUMNS, map(_row, listed))]
    yield f"{case.name}/index.html", local, [_index(case, listed, local, spoken)]


def _chunks(piece: Piece, reader: Any, spoken: str, entry: Entry) -> Iterable[bytes] | None:
    content = piece.content
    if isinstance(content, Data):
        return [content.content]
    if isinstance(content, Scan):
        return content.chunks()
    if isinstance(content, Document):
        return [_page("audit/document.html", {"title": piece.title, "parts": _parts(content)}, spoken)]
    printed = print_paper(content, reader, spoken) if isinstance(content, Paper) else None
    if printed is None:
        entry.remark = "not_printed"
        return None
    return [printed]


def _counted(chunks: Iterable[bytes], entry: Entry, checksum: str) -> Iterator[bytes]:
    """Passes the bytes on and writes into the index how many there were, and their SHA-256."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
        entry.size += len(chunk)
        yield chunk
    entry.sha256 = digest.hexdigest()
    if not entry.size:
        entry.sha256, entry.remark = "", "missing"
    elif checksum and entry.sha256 != checksum:
        entry.remark = "differs"


def _row(entry: Entry) -> list[Any]:
    made = entry.on.isoformat() if entry.on else ""
    return [entry.path, entry.title, made, entry.size, entry.sha256, entry.remark]


def _index(case: CaseFile, listed: list[Entry], at: datetime, spoken: str) -> bytes:
    context = {"title": case.title, "facts": case.facts, "entries": listed, "at": at}
    return _page("audit/index.html", context, spoken)


def _page(template: str, context: dict[str, Any], spoken: str) -> bytes:
    with translation.override(spoken):
        return render_to_string(template, {**context, "language": spoken}).encode()


def _parts(document: Document) -> list[dict[str, Any]]:
    kinds = {Facts: "facts", Grid: "grid"}
    return [{"is": kinds.get(type(part), "prose"), "part": part} for part in document.parts]


def _moment(on: date | datetime | None, otherwise: datetime) -> datetime:
    if isinstance(on, datetime):
        return timezone.localtime(on)
    return datetime.combine(on, time(12)) if on else otherwise
