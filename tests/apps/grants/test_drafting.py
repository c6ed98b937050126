"""Agreements are drafted from the published decision and nothing else."""

from __future__ import annotations

from decimal import Decimal

from ...grants_factories import active_agreement


def test_from_decision_to_force(city, officer):
    made = active_agreement(city)

    assert made.state == "active"
    assert made.number == "1/2026"
    assert made.amount == Decimal("6000.00")
    assert [(row.amount, row.after, row.state) for row in made.instalments.all()] == [
        (Decimal("4800.00"), "signed", "due"),
        (Decimal("1200.00"), "final", "planned"),
    ]
    assert [(row.kind, row.quantity, row.value) for row in made.pledges.all()] == [
        ("hours", Decimal("40.00"), Decimal("1200.00"))
    ]
    assert made.reports.get().due_on == made.report_due_on
    for paragraph in made.versions.get().paragraphs:
        print(paragraph["number"], paragraph["heading"]["pl"])
        for text in paragraph["texts"]:
            print("   ", text["pl"])
            print("   ", text["en"])
