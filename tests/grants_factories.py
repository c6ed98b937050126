"""What the grants room's tests need: agreements made through the real actions, from a decided call made row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from skwer.apps.calls.models import Call, Decision, DecisionLine, Edition, Proposal, Scheme, Stage
from skwer.apps.calls.stages import kind_of
from skwer.apps.grants import actions
from skwer.apps.grants.models import Agreement
from skwer.apps.people.models import Organisation, Person

from .factories import ANSWERS, AT, make_member, make_person

ACCOUNT = "PL61109010140000071219812874"
_serial = count(1)


def officer_of(city: Organisation) -> Person:
    """Somebody who runs the city's desk: the first officer there is, else a new one."""
    from skwer.apps.people.models import Membership

    found = Membership.objects.current().filter(organisation=city, role="officer").select_related("person").first()
    if found is not None:
        return found.person
    person = make_person("Marta Wilk", second_factor=True)
    make_member(person, city)
    return person


def decided_call(
    city: Organisation,
    *,
    support: str = "cash",
    vehicle: str = "micro_grant",
    hour_rate: str | None = "30.00",
    agree: Mapping[str, Any] | None = None,
    deliver: Mapping[str, Any] | None = None,
    upkeep: Mapping[str, Any] | None = None,
    at: datetime = AT,
    **fields: Any,
) -> Call:
    """A decided call with the stages PROPOSE, DECIDE, AGREE, DELIVER, UPKEEP; the last three open and frozen.

    `agree`, `deliver`, `upkeep` are settings of these stages; `fields` are the call's.
    """
    serial = next(_serial)
    scheme = Scheme(
        organisation=city,
        vehicle=vehicle,
        support=support,
        hour_rate=Decimal(hour_rate) if hour_rate else None,
        durability_months=fields.pop("durability_months", 24),
        de_minimis=fields.pop("de_minimis", False),
    )
    scheme.name_pl, scheme.name_en = f"Mikrodotacje {serial}", f"Micro-grants {serial}"
    scheme.save()
    edition = Edition.objects.create(scheme=scheme, name="2026")
    call = Call(
        organisation=city,
        edition=edition,
        slug=fields.pop("slug", f"umowy-{serial}"),
        pot=Decimal("100000.00"),
        request_max=Decimal("20000.00"),
        applicants=["person", "informal_group", "ngo"],
        created_at=at - timedelta(days=120),
        announced_at=at - timedelta(days=110),
        decided_at=at - timedelta(days=2),
        state=Call.State.DECIDED,
        **fields,
    )
    call.title_pl, call.title_en = f"Zielone podwórka {serial}", f"Green courtyards {serial}"
    call.save()
    settings = {"propose": {}, "decide": {}, "agree": agree or {}, "deliver": deliver or {}, "upkeep": upkeep or {}}
    for order, (kind, given) in enumerate(settings.items(), 1):
        done = kind in ("propose", "decide")
        stage = Stage(call=call, order=order, kind=kind, opened_at=at - timedelta(days=2))
        stage.settings = {**kind_of(stage).defaults(), **given}
        stage.state = Stage.State.CLOSED if done else Stage.State.OPEN
        stage.save()
        if not done:
            stage.frozen = kind_of(stage).freeze(stage)
            stage.save(update_fields=["frozen"])
    call.refresh_from_db()
    return call


def chosen_proposal(
    call: Call,
    author: Person | None = None,
    *,
    amount: str | None = None,
    organisation: Organisation | None = None,
    at: datetime = AT,
    **answers: Any,
) -> Proposal:
    """A proposal the call's published decision funds, with `amount` or all it asks for."""
    told = {**ANSWERS, **answers}
    asked = sum((Decimal(row["amount"]) for row in told["costs"] if row["source"] == "grant"), Decimal(0))
    call.last_number += 1
    call.save(update_fields=["last_number"])
    proposal = Proposal.objects.create(
        call=call,
        number=call.last_number,
        state=Proposal.State.CHOSEN,
        author=author or make_person(),
        organisation=organisation,
        applicant_kind=organisation.kind if organisation else "person",
        answers=told,
        title=told["title"],
        summary=told["summary"],
        category=told["category"],
        requested=asked,
        total=sum((Decimal(row["amount"]) for row in told["costs"]), Decimal(0)),
        receipt=f"{call.slug.upper()}/{call.last_number}",
        created_at=at - timedelta(days=60),
        updated_at=at - timedelta(days=2),
        submitted_at=at - timedelta(days=50),
        checked_published=True,
    )
    decision = call.decisions.filter(superseded_at__isnull=True).first() or Decision.objects.create(
        call=call,
        stage=call.stages.get(kind="decide"),
        method="points",
        inputs={},
        outcome={},
        pot=call.pot,
        spent=0,
        act_number="120/2026",
        decided_at=at - timedelta(days=3),
        published_at=at - timedelta(days=2),
    )
    line = DecisionLine.objects.create(
        decision=decision,
        proposal=proposal,
        order=decision.lines.count() + 1,
        result="funded",
        amount=Decimal(amount) if amount is not None else asked,
        reason="funded",
    )
    Decision.objects.filter(pk=decision.pk).update(spent=decision.spent + line.amount)
    return proposal


def agreement(
    city: Organisation | None = None,
    *,
    officer: Person | None = None,
    author: Person | None = None,
    organisation: Organisation | None = None,
    call: Call | None = None,
    amount: str | None = None,
    values: Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | None = None,
    at: datetime = AT,
    **settings: Any,
) -> Agreement:
    """A drafted agreement. `settings` go to `decided_call` (support="in_kind", deliver={…}); `values` to the draft."""
    if call is None:
        assert city is not None
        call = decided_call(city, at=at, **settings)
    proposal = chosen_proposal(call, author, amount=amount, organisation=organisation, at=at, **(answers or {}))
    told: dict[str, Any] = {"party_address": "ul. Młyńska 12, Lipowiec", "account": ACCOUNT, **(values or {})}
    return actions.draft_agreement(by=officer or officer_of(call.organisation), proposal=proposal, values=told, at=at)


def active_agreement(
    city: Organisation | None = None, *, officer: Person | None = None, at: datetime = AT, **fields: Any
) -> Agreement:
    """An agreement in force since `at`: drafted, sent, signed by both on paper. Arguments as in `agreement`."""
    made = agreement(city, officer=officer, at=at, **fields)
    by = officer or officer_of(made.organisation)
    version = actions.send_agreement(by=by, agreement=made, at=at)
    sign_both(by, version, on=timezone.localtime(at).date(), at=at)
    made.refresh_from_db()
    return made


def sign_both(by: Person, version: Any, *, on: date, at: datetime, sides: Sequence[str] = ("party", "city")) -> None:
    """Register signatures on paper under a version, the party's first."""
    for side in sides:
        actions.register_signature(
            by=by, version=version, side=side, how="paper", name="Jan Kowalski", signed_on=on, upload=None, at=at
        )


# --- money (MONEY)


def expense(agreement: Agreement, *, by: Person | None = None, claimed: bool = True, at: datetime = AT, **values: Any):
    """A document of 100 zł on the first line the grant pays for, with a file, sent unless told otherwise."""
    from skwer.apps.files.models import Upload
    from skwer.apps.grants.actions import spending

    serial = next(_serial)
    told = {
        "line": agreement.lines.filter(source="grant").first(),
        "document": f"FV/{serial}/2026",
        "seller": "Tartak Nowy",
        "seller_no": "5260001246",
        "what": "Deski",
        "issued_on": at.date(),
        "total": "100.00",
        **values,
    }
    told.setdefault("claimed", told["total"])
    by = by or agreement.party
    made = spending.add_expense(by=by, agreement=agreement, values=told, at=at)
    Upload.objects.create(
        organisation=agreement.organisation,
        uploaded_by=by,
        kind="document",
        holder_kind="grant_expense",
        holder_key=str(made.pk),
        original_name="faktura.pdf",
        content_type="application/pdf",
        size=1,
        sha256=f"{serial:064x}",
        uploaded_at=at,
    )
    if claimed:
        spending.claim_expenses(by=by, agreement=agreement, at=at)
        made.refresh_from_db()
    return made


CITY_ACCOUNT = "PL27114020040000300201355387"
