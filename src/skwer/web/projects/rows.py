"""Projects as rows and cards of lists, and sums per currency as a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst

from skwer.apps.programmes.models import Amount, Project
from skwer.apps.programmes.queries import Total
from skwer.web.context import address
from skwer.web.templatetags.words import money

from .card import scenes_of, shape
from .words import period

# Which of a card's sums says most in one line.
TELLING = (Amount.Kind.GRANT, Amount.Kind.EU_GRANT, Amount.Kind.TOTAL, Amount.Kind.ELIGIBLE)


def project_row(project: Project) -> dict[str, Any]:
    """Values of `{% plot %}`; needs organisation, programme and amounts with the project."""
    kind, seed = scenes_of(project)[0]
    return {
        "pk": project.pk,
        "title": project.title,
        "acronym": project.acronym,
        "text": project.summary,
        "url": address("web:project", project.slug),
        "category": kind,
        "seed": seed,
        "state": shape(project),
        "state_label": capfirst(project.get_state_display()),
        "where": project.organisation.short,
        "right": period(project),
        "sum": sum_of(project),
        "programme": project.programme.name if project.programme else "",
    }


def sum_of(project: Project) -> str:
    """The sum that says most, in each currency: "66 704 €, 1 000 zł"."""
    said = []
    for currency, kinds in project.sums().items():
        kind = next((kind for kind in TELLING if kind in kinds), None)
        if kind is not None:
            said.append(money(kinds[kind], currency))
    return ", ".join(said)


def totals_table(totals: Iterable[Total]) -> list[dict[str, Any]]:
    """One row a currency: each kind's sum with the number of projects that state it, or nothing."""
    rows: dict[str, dict[str, Any]] = {}
    for total in totals:
        row = rows.setdefault(total.currency, {"currency": total.currency, "cells": dict.fromkeys(Amount.Kind.values)})
        row["cells"][total.kind] = {"text": money(total.amount, total.currency), "number": total.number}
    return [{"currency": row["currency"], "cells": list(row["cells"].values())} for row in rows.values()]
