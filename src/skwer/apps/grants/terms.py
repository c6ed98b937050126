"""What an agreement goes by: settings of the call's AGREE, DELIVER and UPKEEP stages, frozen into `Agreement.terms`.

`terms_now(call)` is the data to freeze, `read_terms(data)` the typed reading, `terms_of(agreement)` both at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from skwer.apps.calls.models import Call, Stage
from skwer.apps.calls.stages import AGREE, DELIVER, UPKEEP
from skwer.values.text import Text

from .models import Agreement, Instalment
from .report_form import REPORT_FORM

AGREE_DEFAULTS: dict[str, Any] = {
    # Empty: the text of the room for the scheme's form of support (see `wording`).
    "template": [],
    "sign_days": 21,
    "posting_days": 0,
    "act_title": {"pl": "Zarządzenie w sprawie udzielenia wsparcia", "en": "Order granting support"},
}
DELIVER_DEFAULTS: dict[str, Any] = {
    "max_days": 365,
    "report_days": 30,
    "partial_reports": [],
    "instalments": [{"share": "80", "after": "signed"}, {"share": "20", "after": "final"}],
    "line_shift": "10",
    "correction_days": 14,
    "report_form": REPORT_FORM,
    "interest": "tax",
    "refund_days": 15,
}
UPKEEP_DEFAULTS: dict[str, Any] = {"months": None, "inspections": [12, 24]}
DEFAULTS: dict[str, dict[str, Any]] = {AGREE: AGREE_DEFAULTS, DELIVER: DELIVER_DEFAULTS, UPKEEP: UPKEEP_DEFAULTS}


@dataclass(frozen=True)
class Share:
    """A part of the grant: per cent, its condition (`Instalment.After`), and for a day: days after the work begins."""

    share: Decimal
    after: str
    days: int | None = None


@dataclass(frozen=True)
class Terms:
    """The settings, read. `partial_reports`: days after the work begins. `care_months` None: the scheme's."""

    template: tuple[Mapping[str, Any], ...]
    sign_days: int
    posting_days: int
    act_title: Text
    max_days: int
    report_days: int
    partial_reports: tuple[int, ...]
    instalments: tuple[Share, ...]
    line_shift: Decimal
    correction_days: int
    report_form: Mapping[str, Any]
    interest: str
    refund_days: int
    care_months: int | None
    inspections: tuple[int, ...]


def settings_of(stage: Stage) -> dict[str, Any]:
    """What holds for the stage: frozen settings once it has opened, else those planned; gaps filled with defaults."""
    held = (stage.frozen or {}).get("settings") or stage.settings
    return {**DEFAULTS[stage.kind], **held}


def terms_now(call: Call) -> dict[str, Any]:
    """The settings that hold in the call today, by kind of stage; the room's defaults where a stage is missing."""
    found = {kind: dict(values) for kind, values in DEFAULTS.items()}
    if not call.stages.filter(kind=UPKEEP).exists():
        found[UPKEEP] = {**UPKEEP_DEFAULTS, "inspections": []}
    for stage in call.stages.filter(kind__in=DEFAULTS):
        found[stage.kind] = settings_of(stage)
    return found


def read_terms(data: Mapping[str, Any]) -> Terms:
    """Typed reading of frozen settings; what they do not say is as in the defaults."""
    agree = {**AGREE_DEFAULTS, **data.get(AGREE, {})}
    deliver = {**DELIVER_DEFAULTS, **data.get(DELIVER, {})}
    upkeep = {**UPKEEP_DEFAULTS, **data.get(UPKEEP, {})}
    return Terms(
        template=tuple(agree["template"]),
        sign_days=int(agree["sign_days"]),
        posting_days=int(agree["posting_days"]),
        act_title=agree["act_title"],
        max_days=int(deliver["max_days"]),
        report_days=int(deliver["report_days"]),
        partial_reports=tuple(int(days) for days in deliver["partial_reports"]),
        instalments=tuple(
            Share(
                Decimal(str(part["share"])),
                str(part.get("after", Instalment.After.SIGNED)),
                int(part["days"]) if part.get("days") is not None else None,
            )
            for part in deliver["instalments"]
        ),
        line_shift=Decimal(str(deliver["line_shift"])),
        correction_days=int(deliver["correction_days"]),
        report_form=deliver["report_form"],
        interest=str(deliver["interest"]),
        refund_days=int(deliver["refund_days"]),
        care_months=None if upkeep["months"] is None else int(upkeep["months"]),
        inspections=tuple(int(months) for months in upkeep["inspections"]),
    )


def terms_of(agreement: Agreement) -> Terms:
    """What this agreement goes by."""
    return read_terms(agreement.terms)
