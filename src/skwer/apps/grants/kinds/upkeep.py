"""UPKEEP: the place is looked after and inspected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from skwer.apps.calls.kits.parts import record, rows
from skwer.apps.calls.kits.parts import whole as between
from skwer.apps.calls.models import Stage
from skwer.apps.calls.regulations.writing import counted, counted_en, listed, text
from skwer.apps.calls.stages import UPKEEP, Clause, Problem, StageKind

from ..terms import UPKEEP_DEFAULTS, settings_of
from .checks import is_whole, problem


class UpkeepKind(StageKind):
    """Settings: `months`: how long the place is looked after (None: as the scheme says), `inspections`: months after
    the final report in which the office looks at it.
    """

    key = UPKEEP
    name = _("Care of the place")
    doing = _("Look after the place")
    after_decision = True

    def defaults(self) -> dict[str, Any]:
        return dict(UPKEEP_DEFAULTS)

    def schema(self) -> dict[str, Any]:
        months = {**between(0, 240), "type": ["integer", "null"]}
        return record({"months": months, "inspections": rows(between(1, 240))})

    def problems(self, settings: Mapping[str, Any]) -> list[Problem]:
        settings = {**UPKEEP_DEFAULTS, **settings}
        found = []
        if settings["months"] is not None and not is_whole(settings["months"], 0, 240):
            found.append(problem("months", _("Enter a whole number of months, or leave it empty.")))
        months = settings["inspections"]
        if not (
            isinstance(months, list)
            and all(is_whole(month, 1, 240) for month in months)
            and months == sorted(set(months))
        ):
            found.append(problem("inspections", _("Name the months of inspections in order, each a whole number.")))
        elif months and is_whole(settings["months"], 0, 240) and months[-1] > settings["months"]:
            found.append(problem("inspections", _("An inspection cannot come after the months of care.")))
        return found

    def clauses(self, stage: Stage) -> Sequence[Clause]:
        settings = settings_of(stage)
        if not settings["inspections"]:
            return []
        polish = listed([text(str(month), str(month)) for month in settings["inspections"]], last=text("i", "and"))
        last = settings["inspections"][-1]
        word, english = counted(last, "miesiącu", "miesiącach", "miesiącach"), counted_en(last, "month", "months")
        return [
            Clause(
                "upkeep",
                text(
                    f"Urząd ogląda miejsce po {polish['pl'].removesuffix(str(last))}{word} od przyjęcia sprawozdania "
                    "końcowego. Termin ustala z opiekunem, a wynik zapisuje na stronie miejsca.",
                    f"The office inspects the place {polish['en'].removesuffix(str(last))}{english} after the final "
                    "report was accepted. It agrees the day with the keeper and records the finding on the page of the "
                    "place.",
                ),
            )
        ]

    def freeze(self, stage: Stage) -> dict[str, Any]:
        return {"settings": {**UPKEEP_DEFAULTS, **stage.settings}}


UPKEEP_KIND = UpkeepKind()
