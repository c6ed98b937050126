"""The files of a published decision: what anybody needs to recount it, byte for byte what the hashes are of."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from skwer.apps.calls.models import Decision
from skwer.values.canonical import canonical_json

KINDS = {
    "inputs.json": "application/json",
    "outcome.json": "application/json",
    "result.csv": "text/csv; charset=utf-8",
    "ballots.pb": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class Published:
    """One file: its name, type, hash as printed on the page ("" for none), and its bytes in chunks."""

    name: str
    type: str
    hash: str
    chunks: Iterator[bytes]


def names_of(decision: Decision) -> list[str]:
    """The files that this decision has, in the order in which one needs them."""
    return [name for name in KINDS if name != "ballots.pb" or decision.ballots]


def published_file(decision: Decision, name: str) -> Published:
    """One file of a published decision. Raises LookupError for any other name, and before publication."""
    if decision.published_at is None or name not in names_of(decision):
        raise LookupError(name)
    if name == "inputs.json":
        return _whole(name, decision.inputs_hash, canonical_json(decision.inputs).encode())
    if name == "outcome.json":
        return _whole(name, decision.outcome_hash, canonical_json(decision.outcome).encode())
    if name == "result.csv":
        return _whole(name, "", _table(decision))
    return Published(name, KINDS[name], decision.ballots_hash, _read(decision))


def _whole(name: str, hash_: str, content: bytes) -> Published:
    return Published(name, KINDS[name], hash_, iter([content]))


def _read(decision: Decision) -> Iterator[bytes]:
    with decision.ballots.open("rb") as source:
        while chunk := source.read(1 << 16):
            yield chunk


def _table(decision: Decision) -> bytes:
    """The result as a table that spreadsheets open: UTF-8 with a mark, semicolons, a full stop in sums."""
    paper = io.StringIO()
    sheet = csv.writer(paper, delimiter=";", lineterminator="\r\n")
    sheet.writerow(["order", "number", "title", "result", "asked", "amount", "points", "votes", "score", "reason"])
    lines = decision.lines.select_related("proposal").order_by("order")
    for line in lines.only(
        *("order", "result", "amount", "points", "votes", "score", "reason", "decision_id"),
        *("proposal__number", "proposal__title", "proposal__requested"),
    ):
        proposal = line.proposal
        row = [line.order, proposal.number, _safe(proposal.title), line.result, proposal.requested, line.amount]
        sheet.writerow([*row, *("" if v is None else v for v in (line.points, line.votes, line.score)), line.reason])
    return b"\xef\xbb\xbf" + paper.getvalue().encode()


def _safe(text: str) -> str:
    """A title that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
