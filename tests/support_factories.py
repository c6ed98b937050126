"""A town with support of every kind, public and not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from skwer.apps.calls.models import Decision, DecisionLine, Proposal
from skwer.apps.events.models import Interest
from skwer.apps.people.models import Organisation, Person
from skwer.apps.places.models import Place
from skwer.apps.practices.models import Trial
from skwer.apps.programmes.models import Allowance, BudgetLine, OutsideApplication, Partnership, Spending, Use

from .apps.voting.elections import make_vote
from .events_factories import make_event
from .factories import AT, make_call, make_proposal
from .programmes_factories import make_partner, make_programme, make_project


def decide(call, *, spent: str, published: bool = True) -> Decision:
    """A decision of the call, as the public record keeps it."""
    return Decision.objects.create(
        call=call, method="votes", inputs={}, inputs_hash="", outcome={}, outcome_hash="", voters=100, pot=call.pot,
        spent=Decimal(spent), decided_at=AT, published_at=AT if published else None,
    )  # fmt: skip


def make_support(town: Organisation, officer: Person, keeper: Organisation, lead: Person) -> SimpleNamespace:
    """Money and events of `town`: what everybody sees, and what only the desks of the town and of `keeper` see."""
    programme = make_programme(keeper, lead, name_pl="Sieci Miast")
    own = make_project(
        town, officer, slug="wlasny", title_pl="Podwórka z głową", title_en="Clever yards", programme=programme,
        amounts={"EUR": {"total": "83380", "grant": "66704"}, "PLN": {"total": "1000.50"}},
        source_url="https://www.fundusz.example/karta", acronym="",
    )  # fmt: skip
    network = make_project(
        keeper, lead, slug="siec", title_pl="Sieć skwerów", title_en="Network of squares", programme=programme,
        amounts={"EUR": {"total": "500000", "grant": "400000"}},
    )  # fmt: skip
    partner = make_partner(network, town, role=Partnership.Role.PARTNER, since=date(2026, 3, 1))
    hidden = make_project(keeper, lead, slug="szkic-sieci", title_pl="Tajny szkic sieci", public=False)
    make_partner(hidden, town)
    make_project(keeper, lead, slug="obcy", title_pl="Cudzy projekt", amounts={"EUR": {"total": "7"}})

    line = BudgetLine.objects.create(
        project=network, partnership=partner, category="staff", currency="EUR", planned=Decimal(9000)
    )
    Spending.objects.create(line=line, on=date(2026, 5, 1), amount=Decimal("1234.56"), document="F/1")
    allowance = Allowance.objects.create(project=network, kind="expert_days", offered=Decimal(10))
    Use.objects.create(
        allowance=allowance, partnership=partner, on=date(2026, 6, 1), quantity=Decimal("1.5"),
        note="Warsztat o wodzie", booked_at=AT,
    )  # fmt: skip
    OutsideApplication.objects.create(
        organisation=town, programme_name="Program Zielony", title="Zielony rynek", asked=Decimal(50000),
        applied_on=date(2026, 2, 1), result="granted", granted=Decimal(40000), decided_on=date(2026, 4, 1),
    )  # fmt: skip
    trial = Trial.objects.create(
        organisation=town, project=network, slug="lawka", title_pl="Ławka na próbę", title_en="Bench on trial",
        budget=Decimal(6000), spent=Decimal("5400.50"), currency="PLN", starts_on=date(2026, 6, 1), published_at=AT,
    )  # fmt: skip
    Trial.objects.create(organisation=town, slug="tajna", title_pl="Tajna próba", budget=Decimal(1))

    vote = make_vote(town, ideas=2)
    decide(vote.call, spent="27000")
    Place.objects.create(
        organisation=town, title="Ogród pokoleń", category="garden", granted=Decimal(12000),
        ready_date=date(2025, 5, 1), published_at=AT,
    )  # fmt: skip
    Place.objects.create(organisation=town, title="Tajne miejsce", category="garden", granted=Decimal(1))
    select = make_call(keeper, lead, slug="nabor-miast", kinds=("propose", "check", "assess", "decide"))
    asked = make_proposal(select, title="Plan rozwoju miasta")
    refused = make_proposal(select, title="Drugi plan")
    Proposal.objects.filter(pk__in=[asked.pk, refused.pk]).update(organisation=town)
    decision = decide(select, spent="15000")
    DecisionLine.objects.create(
        decision=decision, proposal=asked, order=1, result="funded", amount=Decimal(15000), reason="funded"
    )
    DecisionLine.objects.create(
        decision=decision, proposal=refused, order=2, result="refused", amount=Decimal(0), reason="below-points"
    )

    held = make_event(town, officer, slug="spotkanie", title_pl="Spotkanie w Lipowcu", title_en="Meeting")
    brokerage = make_event(
        keeper, lead, slug="gielda", project=network, title_pl="Giełda w sieci", title_en="Brokerage"
    )
    make_event(keeper, lead, slug="zaproszeni", project=network, title_pl="Tajna narada", audience="invited")
    make_event(keeper, lead, slug="cudze", title_pl="Cudze wydarzenie")
    Interest.objects.create(
        event=brokerage, organisation=town, practice="Ławki na próbę z Roubaix", because="Bo tak.",
        first_step="Rozmowa.", by_on=date(2027, 12, 1), stated_at=AT,
    )  # fmt: skip
    return SimpleNamespace(own=own, network=network, trial=trial, held=held, brokerage=brokerage, programme=programme)


SECRETS = ("Tajny szkic sieci", "Tajna próba", "Tajne miejsce", "Tajna narada", "Zielony rynek", "Warsztat o wodzie")
OTHERS = ("Cudzy projekt", "Cudze wydarzenie", "Drugi plan")
