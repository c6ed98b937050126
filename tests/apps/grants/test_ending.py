"""Not signed in time, ended early, or well; care; names after the archive term; all by an idempotent clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from skwer.apps.calls.models import Proposal
from skwer.apps.grants import actions, dues
from skwer.apps.grants.actions.book import BadValues
from skwer.apps.grants.actions.ending import NotEnding, StillOwed, forget_parties, months_later
from skwer.apps.grants.models import Agreement, Refund
from skwer.apps.grants.signals import signature_near
from skwer.apps.people.refusals import NotAllowed

from ...factories import AT, make_organisation
from ...grants_factories import active_agreement, agreement

TODAY = date(2026, 11, 23)


def sent(city, officer, **fields):
    made = agreement(city, **fields)
    actions.send_agreement(by=officer, agreement=made, at=AT)
    return made


def test_the_clock_ends_what_nobody_signed_in_time_and_the_office_hears_of_the_free_money(city, officer):
    made = sent(city, officer)
    assert list(actions.tick_grants(at=made.sign_until - timedelta(seconds=1))) == [
        f"agreement {made.number}: reminded of the term to sign"
    ]
    assert any("not signed" in line for line in actions.tick_grants(at=made.sign_until))
    made.refresh_from_db()
    assert made.state == "expired"
    assert list(actions.tick_grants(at=made.sign_until)) == []
    what = [str(due.route) for due in dues.for_city(city, AT)]
    assert "web:desk_promote" in what


def test_a_signed_one_does_not_expire(city, officer):
    made = sent(city, officer)
    actions.register_signature(
        by=officer, version=made.versions.get(), side="party", how="paper", name="Jan", signed_on=TODAY, upload=None,
        at=AT,
    )  # fmt: skip
    list(actions.tick_grants(at=made.sign_until + timedelta(days=3)))
    assert Agreement.objects.get(pk=made.pk).state == "signed"


def test_a_withdrawn_proposal_takes_its_unsigned_agreement_along(city, officer):
    made = sent(city, officer)
    proposal = made.proposal
    proposal.withdraw()
    proposal.save()
    list(actions.tick_grants(at=AT))
    assert Agreement.objects.get(pk=made.pk).state == "expired"


def test_when_the_party_steps_back_the_proposal_leaves_the_list(city, officer):
    made = sent(city, officer)
    with pytest.raises(BadValues):
        actions.expire(by=officer, agreement=made, reason="", at=AT)
    with pytest.raises(NotAllowed):
        actions.expire(by=made.party, agreement=made, reason="nie chcę", at=AT)
    actions.expire(by=officer, agreement=made, reason="Pismo z 23 listopada.", at=AT)
    assert Proposal.objects.get(pk=made.proposal_id).state == "withdrawn"


def test_reminders_a_week_and_a_day_before_each_once(city, officer, django_capture_on_commit_callbacks):
    told = []
    signature_near.connect(lambda **facts: told.append(facts["at"]), weak=False, dispatch_uid="test")
    made = sent(city, officer)
    try:
        for days in (10, 7, 7, 3, 1, 1):
            with django_capture_on_commit_callbacks(execute=True):
                list(actions.tick_grants(at=made.sign_until - timedelta(days=days)))
    finally:
        signature_near.disconnect(dispatch_uid="test")
    assert told == [made.sign_until - timedelta(days=days) for days in (7, 1)]


def test_ending_before_its_time_cancels_what_is_not_paid_and_every_open_change(city, officer):
    made = active_agreement(city)
    made.instalments.filter(order=1).update(state="paid", paid_on=TODAY)
    amendment = actions.ask_amendment(
        by=made.party, agreement=made, kinds=["scope"], changes={"scope": "Inaczej"}, why="bo", at=AT
    )
    with pytest.raises(BadValues):
        actions.terminate(by=officer, agreement=made, reason=" ", at=AT)
    with pytest.raises(NotAllowed):
        actions.terminate(by=made.party, agreement=made, reason="nie", at=AT)
    actions.terminate(by=officer, agreement=made, reason="Prace nie ruszyły mimo wezwań.", at=AT)

    made.refresh_from_db()
    amendment.refresh_from_db()
    assert (made.state, made.ended_at, amendment.state) == ("terminated", AT, "withdrawn")
    assert [row.state for row in made.instalments.all()] == ["paid", "cancelled"]
    with pytest.raises(NotEnding):
        actions.terminate(by=officer, agreement=made, reason="znowu", at=AT)


def performed(city, **fields):
    made = active_agreement(city, **fields)
    made.instalments.update(state="paid", paid_on=TODAY)
    made.perform()
    made.performed_at = AT
    made.save()
    return made


def test_care_runs_by_itself_and_ends_when_nothing_is_owed(city, officer):
    made = performed(city)
    list(actions.tick_grants(at=AT))
    made.refresh_from_db()
    assert (made.state, made.care_until) == ("in_care", date(2028, 11, 23))
    with pytest.raises(StillOwed):
        actions.close_agreement(by=officer, agreement=made, at=AT)
    refund = Refund.objects.create(
        agreement=made, number=1, kind="unspent", principal=10, due_on=TODAY, interest_from=TODAY, rate_kind="tax",
        reason="x",
    )  # fmt: skip
    over = datetime(2028, 11, 24, 12, tzinfo=UTC)
    list(actions.tick_grants(at=over))
    assert Agreement.objects.get(pk=made.pk).state == "in_care"
    refund.state = "paid"
    refund.save()
    list(actions.tick_grants(at=over))
    assert Agreement.objects.get(pk=made.pk).state == "closed"


def test_without_care_it_closes_at_once(city, officer):
    made = performed(city, durability_months=0)
    list(actions.tick_grants(at=AT))
    assert Agreement.objects.get(pk=made.pk).state == "closed"


@pytest.mark.parametrize(
    ("on", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 15), 24, date(2028, 12, 15)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_months_later_keep_to_the_calendar(on, months, then):
    assert months_later(on, months) == then


def ended(city, officer, **fields):
    made = active_agreement(city, **fields)
    actions.terminate(by=officer, agreement=made, reason="Koniec.", at=AT)
    made.refresh_from_db()
    return made


def test_names_stay_for_the_archive_term_and_go_after_it(city, officer, settings):
    settings.ARCHIVE_YEARS = 5
    made = ended(city, officer, values={"party_name": "Jan Testowy", "represented_by": "Ewa Lis"})
    last_day = datetime(2031, 12, 31, 12, tzinfo=UTC)
    assert forget_parties(at=last_day) == 0

    assert forget_parties(at=datetime(2032, 1, 1, 12, tzinfo=UTC)) == 1
    assert forget_parties(at=datetime(2032, 1, 1, 12, tzinfo=UTC)) == 0

    made.refresh_from_db()
    version = made.versions.get()
    kept = f"{made.party_name} {made.party_address} {made.account} {version.paragraphs} {version.facts}"
    for secret in ("Jan Testowy", "Ewa Lis", "Młyńska 12, Lipowiec", "6110 9010", "PL61"):
        assert secret not in kept
    assert made.party is None
    assert made.amount == 6000
    assert set(version.signatures.values_list("name", flat=True)) == {"—"}


def test_an_organisations_name_is_no_persons(city, officer, settings):
    settings.ARCHIVE_YEARS = 0
    ngo = make_organisation(name="Fundacja Zieleń")
    made = ended(city, officer, organisation=ngo)
    forget_parties(at=AT + timedelta(days=400))
    made.refresh_from_db()
    assert made.party_name == "Fundacja Zieleń"
    assert "Fundacja Zieleń" in str(made.versions.get().facts)
