"""Transfers in words and marks: stages on a line, what comes next, decisions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skwer.apps.practices.models import KitVersion, Transfer, TransferElement
from skwer.apps.practices.queries import MatrixRow
from skwer.web.context import address
from skwer.web.templatetags.words import day

Decision = TransferElement.Decision
Stage = Transfer.Stage
SHAPES = {Decision.UNDECIDED: "draft", Decision.KEEP: "chosen", Decision.CHANGE: "check", Decision.DROP: "no"}
UNTIL = {Stage.UNDERSTAND: "understand_until", Stage.ADAPT: "adapt_until", Stage.REUSE: "reuse_until"}


def version_words(version: KitVersion) -> str:
    """A kit's title and the number of its version, where one is chosen."""
    return _("%(title)s · version %(number)s") % {"title": version.title, "number": version.number}


def until(transfer: Transfer, stage: str | None = None) -> date | None:
    """The last day of a stage (of the one it is in)."""
    name = UNTIL.get(Stage(stage or transfer.stage))
    return getattr(transfer, name) if name else None


def mark(transfer: Transfer, today: date) -> tuple[str, str]:
    """(shape, words): how far it is. Late only while a stage's last day has passed."""
    words = capfirst(str(transfer.get_stage_display()))
    if transfer.stage == Stage.DONE:
        return "done", words
    if transfer.stage == Stage.DROPPED:
        return "no", words
    last = until(transfer)
    return ("late" if last is not None and last < today else "build"), words


def steps(transfer: Transfer) -> list[dict[str, Any]]:
    """The three stages for `{% steps %}`."""
    order = list(Transfer.OPEN)
    here = order.index(transfer.stage) if transfer.stage in order else len(order)
    if transfer.stage == Stage.DROPPED:
        here = -1
    rows = []
    for index, stage in enumerate(order):
        last = until(transfer, stage)
        state = "done" if index < here else "now" if index == here else "next"
        rows.append(
            {
                "name": capfirst(str(Stage(stage).label)),
                "state": state,
                "note": _("until %(day)s") % {"day": day(last)} if last else "",
            }
        )
    return rows


def counted(rows: list[MatrixRow]) -> str:
    """How many elements are kept, changed, dropped, undecided: the heading of a matrix."""
    count = {decision: sum(1 for row in rows if row.element.decision == decision) for decision in Decision}
    parts = []
    if n := count[Decision.KEEP]:
        parts.append(ngettext("%(n)s element kept", "%(n)s elements kept", n) % {"n": n})
    if n := count[Decision.CHANGE]:
        parts.append(ngettext("%(n)s changed", "%(n)s changed", n) % {"n": n})
    if n := count[Decision.DROP]:
        parts.append(ngettext("%(n)s left out", "%(n)s left out", n) % {"n": n})
    if n := count[Decision.UNDECIDED]:
        parts.append(ngettext("%(n)s undecided", "%(n)s undecided", n) % {"n": n})
    return capfirst(", ".join(parts))


def rows_of(transfer: Transfer, rows: list[MatrixRow]) -> list[dict[str, Any]]:
    """The matrix as the page draws it."""
    return [
        {
            "row": row,
            "element": row.element,
            "name": row.name,
            "shape": SHAPES[Decision(row.element.decision)],
            "words": capfirst(str(row.element.get_decision_display())),
            "made": made_words(row.element),
            "risk": row.element.get_risk_level_display() if row.element.risk_level else "",
            "url": address("web:desk_transfer_element", transfer.pk, row.key),
        }
        for row in rows
    ]


def made_words(element: TransferElement) -> str:
    """Where a change stands: in the kit already, in the call, or in words only."""
    if element.decision != Decision.CHANGE:
        return ""
    if element.changed_here:
        return _("made in the kit")
    return _("made in the call") if element.carried_at else _("in words so far")


def next_of(transfer: Transfer, rows: list[MatrixRow], at: datetime, calls: list[tuple[str, str]]) -> dict[str, Any]:
    """What next, who, by when. `calls`: (title, address) of those that came of it, as the reader sees them."""
    last = until(transfer)
    left = [row for row in rows if row.element.decision == Decision.UNDECIDED]
    found: dict[str, Any] = {"who": transfer.organisation.name, "when": "", "late": False}
    if last is not None:
        found["when"] = _("until %(day)s") % {"day": day(last)}
        found["late"] = last < timezone.localdate(at)
    if transfer.stage == Stage.UNDERSTAND:
        found["title"] = _("Understand how the practice works")
        found["what"] = _("Read it and its kit, ask its keeper, say how well it fits")
    elif left:
        n = len(left)
        found["title"] = ngettext("%(n)s element is undecided", "%(n)s elements are undecided", n) % {"n": n}
        found["what"] = _("Decide element by element: %(name)s is next") % {"name": left[0].name}
        found["element"] = address("web:desk_transfer_element", transfer.pk, left[0].key)
    elif transfer.stage == Stage.ADAPT:
        found["title"] = _("Every element is decided")
        found["what"] = _("Go on to the re-use")
    elif calls:
        found["title"] = _("A call came of the adapted kit")
        found["what"] = _("Run the call; end the transfer once the practice is carried over")
        found["call"] = calls[-1]
    else:
        found["title"] = _("The kit is adapted")
        found["what"] = _("Open your own call from it")
        found["open"] = address("web:desk_transfer_open", transfer.pk)
    return found


def moves(transfer: Transfer, rows: list[MatrixRow]) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """The button to the next stage, if nothing stands before it, and the one back."""
    if not transfer.is_open:
        return None, None
    left = any(row.element.decision == Decision.UNDECIDED for row in rows)
    forward = {
        Stage.UNDERSTAND: (Stage.ADAPT, _("Go on to adapting")),
        Stage.ADAPT: (Stage.REUSE, _("Go on to re-use")),
    }
    back = {
        Stage.ADAPT: (Stage.UNDERSTAND, _("Back to understanding")),
        Stage.REUSE: (Stage.ADAPT, _("Back to adapting")),
    }
    here = Stage(transfer.stage)
    on = forward.get(here) if not (here == Stage.ADAPT and left) else None
    return _move(on), _move(back.get(here))


def _move(found: tuple[Transfer.Stage, str] | None) -> dict[str, str] | None:
    return {"stage": found[0].value, "words": found[1]} if found else None
