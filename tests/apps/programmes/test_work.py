"""Tasks, claims, risks: who writes them, what is refused, and what waits in whose inbox."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.inbox.due import due_for
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.programmes import actions, rules
from skwer.apps.programmes.models import Claim, Risk, Task, inside
from skwer.apps.programmes.queries.partners import standings, writes_for
from tests.factories import make_city, make_member, make_person
from tests.work_factories import (
    claim_values,
    make_claim,
    make_contract,
    make_line,
    make_network,
    make_task,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def network(city, officer):
    """(project, partnerships with the lead's first, officers)."""
    return make_network(city, officer, partners=2)


def paper(name: str = "raport.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


# --- who is inside


def test_inside_are_the_desks_of_the_keeper_and_of_todays_partners_and_live_experts(
    network, city, auditor, stranger, resident, at
):
    project, rows, officers = network
    expert = make_person("Ekspertka")
    contract = make_contract(officers[0], project, expert)

    readers = [*officers, auditor, expert]
    assert [inside(one).filter(pk=project.pk).count() for one in readers] == [1] * len(readers)
    assert all(rules.may_read_inside(one, project) for one in readers)
    assert not any(rules.may_read_inside(one, project) for one in (stranger, resident, None))

    actions.end_contract(by=officers[0], contract=contract, at=at)
    rows[2].until = at.date() - timedelta(days=1)
    rows[2].save()
    assert not rules.may_read_inside(expert, project)
    assert not rules.may_read_inside(officers[2], project)


def test_the_list_of_whom_one_writes_for_is_the_rule_for_each(network, auditor, stranger):
    project, rows, officers = network
    for person in (*officers, auditor, stranger):
        assert writes_for(person, project) == [row for row in rows if rules.may_report(person, row)]


@pytest.mark.parametrize("who", ["auditor", "stranger", "resident"])
def test_who_only_reads_or_is_outside_changes_nothing(network, who, request, at):
    project, rows, officers = network
    person = request.getfixturevalue(who)
    task, claim = make_task(officers[0], project, rows[1]), make_claim(officers[1], rows[1])
    line = make_line(officers[0], rows[1])
    before = JournalEntry.objects.count()
    tries = [
        lambda: make_task(person, project, rows[1]),
        lambda: make_task(person, project),
        lambda: actions.finish_task(by=person, task=task, at=at),
        lambda: actions.drop_task(by=person, task=task, why="nie", at=at),
        lambda: make_line(person, rows[1]),
        lambda: actions.record_spending(by=person, line=line, on=at.date(), amount=Decimal(1), document="x", at=at),
        lambda: make_claim(person, rows[1]),
        lambda: actions.approve_claim(by=person, claim=claim, at=at),
        lambda: actions.note_risk(by=person, project=project, values={"title": "x"}, at=at),
    ]
    for one in tries:
        with pytest.raises(NotAllowed):
            one()
    assert JournalEntry.objects.count() == before


def test_a_partners_officer_writes_only_her_own_partnerships_rows(network, at):
    project, rows, officers = network
    make_task(officers[1], project, rows[1])
    for partnership in (rows[0], rows[2], None):
        with pytest.raises(NotAllowed):
            make_task(officers[1], project, partnership)
    with pytest.raises(NotAllowed):
        make_claim(officers[1], rows[2])
    with pytest.raises(NotAllowed):
        make_line(officers[1], rows[1])  # the budget is agreed with the funder: the keeper's


def test_a_partner_of_another_project_is_refused(network, city, officer, at):
    project, _rows, _officers = network
    _other, rows, _people = make_network(make_city("trzecie"), _officer_of("trzecie"), partners=0)
    with pytest.raises(actions.BadValue) as refusal:
        make_task(officer, project, rows[0])
    assert refusal.value.field == "partnership"


def _officer_of(slug: str):
    from skwer.apps.people.models import Organisation

    person = make_person()
    make_member(person, Organisation.objects.get(slug=slug))
    return person


# --- tasks


def test_a_deliverable_needs_a_day_and_evidence_and_then_everybody_sees_it(network, resident, at):
    project, rows, officers = network
    with pytest.raises(actions.BadValue) as refusal:
        make_task(officers[0], project, rows[1], kind="deliverable", due_on=None)
    assert refusal.value.field == "due_on"

    task = make_task(officers[0], project, rows[1], kind="deliverable")
    with pytest.raises(actions.BadValue) as refusal:
        actions.finish_task(by=officers[1], task=task, at=at)
    assert refusal.value.field == "evidence_url"
    assert not Task.objects.visible_to(resident).exists()

    actions.finish_task(by=officers[1], task=task, evidence_url="https://example.org/raport", at=at)
    assert list(Task.objects.visible_to(resident)) == [task]
    assert list(Task.objects.visible_to(None)) == [task]
    project.published_at = None
    project.save()
    assert not Task.objects.visible_to(resident).exists()


def test_a_file_is_evidence_too_and_stays_as_it_was_once_the_task_is_done(network, resident, stranger, at):
    project, rows, officers = network
    task = make_task(officers[0], project, rows[1], kind="deliverable")
    held = {"holder_kind": "task", "holder_key": task.pk, "kind": "document", "audience": "holder", "at": at}
    with pytest.raises(Refusal):
        store_upload(by=officers[2], organisation=project.organisation, file=paper(), **held)
    upload = store_upload(by=officers[1], organisation=project.organisation, file=paper(), **held)
    assert not Upload.objects.visible_to(stranger).filter(pk=upload.pk).exists()
    assert Upload.objects.visible_to(officers[2]).filter(pk=upload.pk).exists()

    actions.finish_task(by=officers[1], task=task, at=at)
    assert Upload.objects.visible_to(None).filter(pk=upload.pk).exists()
    with pytest.raises(Refusal):
        store_upload(by=officers[1], organisation=project.organisation, file=paper("inny.pdf"), **held)


def test_files_of_a_plain_task_stay_inside(network, at):
    project, rows, officers = network
    task = make_task(officers[0], project, rows[1])
    upload = store_upload(
        by=officers[1], organisation=project.organisation, file=paper(), kind="document", audience="holder",
        holder_kind="task", holder_key=task.pk, at=at,
    )  # fmt: skip
    actions.finish_task(by=officers[1], task=task, at=at)
    assert not Upload.objects.visible_to(None).filter(pk=upload.pk).exists()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://example.org/x", "raport", "https://"])
def test_evidence_is_an_address_on_the_web(network, address, at):
    project, rows, officers = network
    task = make_task(officers[0], project, rows[1])
    with pytest.raises(actions.BadValue) as refusal:
        actions.finish_task(by=officers[1], task=task, evidence_url=address, at=at)
    assert refusal.value.field == "evidence_url"


def test_what_was_promised_to_the_funder_is_dropped_by_the_keeper_only_and_with_a_reason(network, at):
    project, rows, officers = network
    task = make_task(officers[0], project, rows[1], kind="milestone")
    with pytest.raises(actions.NotYoursToDrop):
        actions.drop_task(by=officers[1], task=task, why="Brak czasu.", at=at)
    with pytest.raises(actions.BadValue) as refusal:
        actions.drop_task(by=officers[0], task=task, why="  ", at=at)
    assert refusal.value.field == "why"
    actions.drop_task(by=officers[0], task=task, why="Program zmienił zasady.", at=at)
    with pytest.raises(actions.NotNow):
        actions.finish_task(by=officers[1], task=task, at=at)
    actions.reopen_task(by=officers[0], task=task, at=at)
    assert task.is_open


def test_only_the_keeper_gives_a_task_to_somebody_else(network, at):
    project, rows, officers = network
    task = make_task(officers[0], project, rows[1])
    with pytest.raises(NotAllowed):
        actions.change_task(by=officers[1], task=task, values={"partnership": rows[2]}, at=at)
    actions.change_task(by=officers[1], task=task, values={"title": "Opisać dwie praktyki"}, at=at)
    actions.change_task(by=officers[0], task=task, values={"partnership": rows[2]}, at=at)
    assert (task.title, task.partnership) == ("Opisać dwie praktyki", rows[2])


def test_tasks_wait_in_the_inbox_of_their_partner_the_late_ones_first(network, auditor, at):
    project, rows, officers = network
    today = at.date()
    make_task(officers[0], project, rows[1], title="Później", due_on=today + timedelta(days=9))
    make_task(officers[0], project, rows[1], title="Spóźnione", due_on=today - timedelta(days=3))
    make_task(officers[0], project, rows[1], title="Za rok", due_on=today + timedelta(days=365))
    make_task(officers[0], project, rows[2], title="Cudze", due_on=today)
    make_task(officers[0], project, None, title="Całego projektu", due_on=today)

    assert [str(due.what) for due in due_for(officers[1], at)] == ["Spóźnione", "Później"]
    assert [str(due.what) for due in due_for(officers[0], at)] == ["Całego projektu"]
    assert due_for(auditor, at) == []


def test_the_keeper_does_what_belongs_to_a_partner_that_is_not_here(network, at):
    from tests.programmes_factories import make_partner

    project, _rows, officers = network
    away = make_partner(project, None, name="Fjordvik", country="NO")
    make_task(officers[0], project, away, title="Zebrać opinie", due_on=at.date())
    assert [str(due.what) for due in due_for(officers[0], at)] == ["Zebrać opinie"]


def test_how_every_partner_stands(network, at, django_assert_num_queries):
    project, rows, officers = network
    today = at.date()
    late = make_task(officers[0], project, rows[1], due_on=today - timedelta(days=1))
    make_task(officers[0], project, rows[1], due_on=today + timedelta(days=1))
    actions.finish_task(by=officers[0], task=make_task(officers[0], project, rows[2]), at=at)
    make_claim(officers[2], rows[2])
    with django_assert_num_queries(3):
        found = standings(project, today)
    assert [(one.partnership, one.open, one.late, one.done, one.next, one.claims) for one in found] == [
        (rows[0], 0, 0, 0, None, 0),
        (rows[1], 2, 1, 0, late, 0),
        (rows[2], 0, 0, 1, None, 1),
    ]


# --- claims


@pytest.mark.job("NO5")
def test_a_claim_goes_its_way_and_the_partner_sees_state_and_days(network, stranger, at):
    """A partner sends an invoice, gets it back with a reason, sends it again, and sees when it was paid."""
    _project, rows, (lead, partner, other) = network
    claim = make_claim(partner, rows[1], at=at)
    assert [str(due.what) for due in due_for(lead, at)] == ["Sprawdź: faktura 1"]

    actions.return_claim(by=lead, claim=claim, why="Brakuje karty czasu pracy.", at=at + timedelta(days=1))
    assert [due.state for due in due_for(partner, at)] == ["fix"]
    with pytest.raises(actions.NotNow):
        actions.pay_claim(by=lead, claim=claim, paid_on=at.date(), at=at)

    values = claim_values(amount=Decimal("480.00"))
    actions.resubmit_claim(by=partner, claim=claim, values=values, at=at + timedelta(days=2))
    actions.approve_claim(by=lead, claim=claim, at=at + timedelta(days=3))
    actions.pay_claim(by=lead, claim=claim, paid_on=date(2026, 11, 27), at=at + timedelta(days=5))

    seen = Claim.objects.visible_to(partner).get()
    assert (seen.state, seen.number, seen.amount, seen.paid_on) == ("paid", 1, Decimal("480.00"), date(2026, 11, 27))
    assert [(step.state, (step.at - at).days, step.why) for step in seen.steps.all()] == [
        ("submitted", 0, ""),
        ("returned", 1, "Brakuje karty czasu pracy."),
        ("submitted", 2, ""),
        ("approved", 3, ""),
        ("paid", 5, ""),
    ]
    assert not any(Claim.objects.visible_to(one).exists() for one in (other, stranger, None))
    assert due_for(partner, at) == due_for(lead, at) == []


@pytest.mark.job("NO5")
def test_a_claim_in_another_currency_than_the_budget_needs_rate_source_and_day(network, at):
    _project, rows, (lead, partner, _other) = network
    make_line(lead, rows[1], currency="EUR")
    krone = {"currency": "NOK", "amount": Decimal("11700.00")}
    for missing in ("rate", "rate_source", "rate_on"):
        full = {"rate": Decimal("0.0855"), "rate_source": "Norges Bank", "rate_on": date(2026, 11, 20)}
        with pytest.raises(actions.BadValue) as refusal:
            make_claim(partner, rows[1], **krone, **{name: value for name, value in full.items() if name != missing})
        assert refusal.value.field == missing
    claim = make_claim(partner, rows[1], **krone, **full)
    assert claim.in_budget_currency == Decimal("1000.35")  # 11 700 × 0,0855 = 1000,35
    assert claim.rate_currency == "EUR"
    # Its own currency asks for none, and keeps none that was typed.
    assert make_claim(partner, rows[1], **full).rate is None


def test_numbers_of_claims_run_by_partner_and_kind(network, at):
    _project, rows, (_lead, partner, other) = network
    found = [make_claim(partner, rows[1]), make_claim(partner, rows[1], kind="report"), make_claim(partner, rows[1])]
    found.append(make_claim(other, rows[2]))
    assert [(one.kind, one.number) for one in found] == [("invoice", 1), ("report", 1), ("invoice", 2), ("invoice", 1)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("-1")}, "amount"),
        ({"document": " "}, "document"),
        ({"period_to": date(2025, 12, 31)}, "period_to"),
        ({"period_from": date(2027, 1, 1), "period_to": date(2027, 6, 30)}, "period_from"),
        ({"currency": "USD"}, "currency"),
        ({"kind": "letter"}, "kind"),
    ],
)
def test_an_impossible_claim_names_its_field(network, values, field):
    _project, rows, (_lead, partner, _other) = network
    with pytest.raises(actions.BadValue) as refusal:
        make_claim(partner, rows[1], **values)
    assert refusal.value.field == field
    assert not Claim.objects.exists()


def test_a_report_without_costs_ends_with_its_approval(network, at):
    _project, rows, (lead, partner, _other) = network
    claim = make_claim(partner, rows[1], kind="report", amount=Decimal(0), document="")
    actions.approve_claim(by=lead, claim=claim, at=at)
    assert due_for(lead, at) == []
    with pytest.raises(actions.BadValue):
        actions.pay_claim(by=lead, claim=claim, paid_on=at.date(), at=at)
    claim.refresh_from_db()
    assert claim.state == "approved"


def test_every_move_of_a_claim_is_allowed_or_refused_as_the_table_says(network, at):
    """All states against all actions: the table MOVES is the only truth."""
    _project, rows, (lead, partner, _other) = network
    moves = {
        "submitted": lambda claim: actions.resubmit_claim(by=partner, claim=claim, values=claim_values(), at=at),
        "returned": lambda claim: actions.return_claim(by=lead, claim=claim, why="x", at=at),
        "approved": lambda claim: actions.approve_claim(by=lead, claim=claim, at=at),
        "paid": lambda claim: actions.pay_claim(by=lead, claim=claim, paid_on=at.date(), at=at),
    }
    may = {("submitted", "returned"), ("submitted", "approved"), ("returned", "submitted")}
    may |= {("approved", "returned"), ("approved", "paid")}
    for state in moves:
        for to, move in moves.items():
            claim = make_claim(partner, rows[1])
            Claim.objects.filter(pk=claim.pk).update(state=state)
            if (state, to) in may:
                move(claim)
                assert claim.state == to
            else:
                with pytest.raises(actions.NotNow):
                    move(claim)


def test_papers_of_a_claim_are_the_partners_and_the_keepers_until_it_is_approved(network, at):
    project, rows, (lead, partner, other) = network
    claim = make_claim(partner, rows[1])
    held = {"holder_kind": "claim", "holder_key": claim.pk, "kind": "document", "at": at}
    upload = store_upload(by=partner, organisation=project.organisation, file=paper("faktura.pdf"), **held)
    seen = [Upload.objects.visible_to(one).filter(pk=upload.pk).exists() for one in (partner, lead, other, None)]
    assert seen == [True, True, False, False]
    actions.approve_claim(by=lead, claim=claim, at=at)
    with pytest.raises(Refusal):
        store_upload(by=partner, organisation=project.organisation, file=paper("inna.pdf"), **held)


def test_the_journal_tells_states_and_sums_and_no_words(network, at):
    _project, rows, (lead, partner, _other) = network
    claim = make_claim(partner, rows[1])
    actions.return_claim(by=lead, claim=claim, why="Tajemniczy powód", at=at)
    told = [str(entry.after) + str(entry.before) for entry in JournalEntry.objects.filter(kind="claim")]
    assert len(told) == 2
    assert "returned" in told[1]
    assert not any("Tajemniczy" in one or "FV 7" in one for one in told)


# --- risks


def risk_values(**values):
    given = {"title": "Odejdzie kierownik", "likelihood": 3, "impact": 4, "review_on": date(2026, 11, 20)}
    return given | {"mitigation": "Zastępca zna projekt.", **values}


def test_a_risk_is_due_when_its_day_of_review_has_come(network, at):
    project, rows, (lead, partner, other) = network
    risk = actions.note_risk(by=lead, project=project, partnership=rows[1], values=risk_values(), at=at)
    assert risk.weight == 12
    assert [due.kwargs for due in due_for(partner, at)] == [{"slug": project.slug, "pk": risk.pk}]
    assert due_for(lead, at) == due_for(other, at) == []

    actions.review_risk(by=partner, risk=risk, values={"review_on": date(2027, 2, 1), "likelihood": 2}, at=at)
    assert due_for(partner, at) == []
    actions.close_risk(by=partner, risk=risk, at=at)
    with pytest.raises(actions.NotNow):
        actions.review_risk(by=partner, risk=risk, values={"impact": 1}, at=at)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"likelihood": 0}, "likelihood"),
        ({"impact": 6}, "impact"),
        ({"title": ""}, "title"),
        ({"review_on": None}, "review_on"),
    ],
)
def test_an_impossible_risk_names_its_field(network, values, field, at):
    project, _rows, (lead, *_rest) = network
    with pytest.raises(actions.BadValue) as refusal:
        actions.note_risk(by=lead, project=project, values=risk_values(**values), at=at)
    assert refusal.value.field == field
    assert not Risk.objects.exists()
