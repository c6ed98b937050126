"""Owed care: what an agreement's place owes, visits held once and for good, breaches mended, excused or enforced."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection

from skwer.apps.files.actions import NotYours, attach, delete_upload, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.forms.values import BadValues
from skwer.apps.inbox.due import due_for
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.places import visiting
from skwer.apps.places.actions import breaching, inspecting
from skwer.apps.places.actions.owing import begin_care, end_care
from skwer.apps.places.models import Breach, Inspection, Keeper, Place
from skwer.apps.places.visit_signals import breach_near, inspection_announced, inspection_cancelled
from tests.apps.files.pictures import photo, uploaded
from tests.factories import AT, make_person
from tests.visits_factories import DAY, breach_values, findings, held, owing_place

YEAR = timedelta(days=365)


@pytest.fixture
def place(city, officer, resident) -> Place:
    return owing_place(city, officer, lead=resident)


def visit(place: Place, month: int = 12) -> Inspection:
    return place.inspections.get(month=month)


def errors_of(raised) -> set[str]:
    return {error.field for error in raised.value.errors}


# --- the time of care


def test_visits_are_planned_by_the_months_and_the_party_leads(place, resident):
    assert list(place.inspections.values_list("month", "planned_on")) == [
        (12, date(2027, 11, 23)),
        (24, date(2028, 11, 23)),
    ]
    keeper = Keeper.objects.get(place=place)
    assert (keeper.person, keeper.role, keeper.since, keeper.public_name) == (resident, "lead", DAY, "")
    assert (place.care_from, place.care_until) == (DAY, date(2028, 11, 23))


def test_who_leads_already_goes_on_and_who_helps_is_asked_first(place, city, officer, resident):
    begin_care(by=officer, place=place, since=DAY, until=DAY + YEAR, lead=make_person("Ktoś"), at=AT)
    assert Keeper.objects.filter(place=place).count() == 1
    other = owing_place(city, officer, title="Inne")
    Keeper.objects.create(place=other, person=resident, role="helper", since=DAY)
    begin_care(by=officer, place=other, since=DAY, until=DAY + YEAR, lead=resident, at=AT)
    assert Keeper.objects.get(place=other).role == "lead"


def test_a_second_agreement_of_one_place_makes_the_time_longer_and_plans_its_own_visits(place, officer):
    begin_care(by=officer, place=place, since=DAY + YEAR, until=date(2030, 1, 1), months=(12, 36), at=AT)
    place.refresh_from_db()
    assert (place.care_from, place.care_until) == (DAY, date(2030, 1, 1))
    assert [one.month for one in place.inspections.order_by("planned_on")] == [12, 24, None, 36]


def test_ended_before_its_time_nothing_is_looked_at_any_more_but_an_open_breach_stays(place, officer):
    now = AT + YEAR
    held(place, officer, at=now, values=breach_values(now))
    end_care(by=officer, place=place, on=now.date(), at=now)
    place.refresh_from_db()
    assert place.care_until == now.date()
    assert visit(place, 24).cancelled_at == now
    assert (visit(place).held_on, place.breaches.get().state) == (now.date(), "open")


# --- planning


def test_only_the_city_s_office_plans_moves_cancels_and_holds(place, city, resident, stranger, auditor):
    for by in (resident, stranger, auditor):
        with pytest.raises(NotAllowed):
            inspecting.plan_inspection(by=by, place=place, on=DAY, at=AT)
        with pytest.raises(NotAllowed):
            inspecting.move_inspection(by=by, inspection=visit(place), on=DAY, at=AT)
        with pytest.raises(NotAllowed):
            inspecting.cancel_inspection(by=by, inspection=visit(place), reason="x", at=AT)
        with pytest.raises(NotAllowed):
            inspecting.hold_inspection(by=by, inspection=visit(place), values={"findings": findings()}, at=AT)


def test_a_visit_is_planned_from_today_on_and_not_where_nothing_is(place, officer):
    assert inspecting.plan_inspection(by=officer, place=place, on=DAY, at=AT).month is None
    for day in (DAY - timedelta(days=1), None, date(2090, 1, 1)):
        with pytest.raises(BadValues):
            inspecting.plan_inspection(by=officer, place=place, on=day, at=AT)
    Place.objects.filter(pk=place.pk).update(state="gone", gone_on=DAY)
    with pytest.raises(inspecting.NotOpen):
        inspecting.plan_inspection(by=officer, place=place, on=DAY, at=AT)


def test_a_cancelled_visit_says_why_and_its_month_may_be_planned_anew(place, officer):
    with pytest.raises(BadValues):
        inspecting.cancel_inspection(by=officer, inspection=visit(place), reason=" ", at=AT)
    inspecting.cancel_inspection(by=officer, inspection=visit(place), reason="Ulica jest rozkopana.", at=AT)
    one = place.inspections.get(cancelled_at__isnull=False)
    assert one.cancel_reason == "Ulica jest rozkopana."
    with pytest.raises(inspecting.NotOpen):
        inspecting.hold_inspection(by=officer, inspection=one, values={"findings": findings()}, at=AT)
    begin_care(by=officer, place=place, since=DAY, until=DAY + YEAR, months=(12,), at=AT)
    assert place.inspections.filter(month=12, cancelled_at=None).count() == 1


# --- holding


def test_what_was_seen_stays_as_it_was_written_down(place, officer):
    one = held(place, officer, at=AT + YEAR)
    assert (one.result, one.officer, one.held_on) == ("fine", officer, (AT + YEAR).date())
    with pytest.raises(inspecting.NotOpen):
        inspecting.hold_inspection(by=officer, inspection=one, values={"findings": findings()}, at=AT + YEAR)
    with pytest.raises(inspecting.NotOpen):
        inspecting.move_inspection(by=officer, inspection=one, on=DAY + 2 * YEAR, at=AT + YEAR)


def test_every_item_is_looked_at_and_a_remark_says_what_was_seen(place, officer):
    gaps = {key: cell for key, cell in findings().items() if key != "sign"} | {"plants": {"is": "remark"}}
    with pytest.raises(BadValues) as raised:
        inspecting.hold_inspection(by=officer, inspection=visit(place), values={"findings": gaps}, at=AT)
    assert [(visiting.KEYS[e.row], e.part) for e in raised.value.errors] == [("plants", "note"), ("sign", "is")]
    assert held(place, officer, at=AT, values={"findings": findings(plants="remark")}).result == "remarks"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"on": DAY + timedelta(days=1)}, "on"),
        ({"on": DAY - timedelta(days=1)}, "on"),
        ({"breach": True, "what": "Uschło.", "mend_by": DAY + timedelta(days=9)}, "breach"),
        ({"again_on": DAY}, "again_on"),
        ({"access": {"route": {"is": "partly"}}}, "access"),
        (breach_values(AT, what=" "), "what"),
        (breach_values(AT, mend_by=None), "mend_by"),
        (breach_values(AT, mend_by=DAY), "mend_by"),
    ],
)
def test_what_cannot_stand_is_named_by_its_field_and_nothing_is_written(place, officer, values, field):
    with pytest.raises(BadValues) as raised:
        inspecting.hold_inspection(
            by=officer, inspection=visit(place), values={"findings": findings(), **values}, at=AT
        )
    assert field in errors_of(raised)
    assert (visit(place).held_on, Breach.objects.count()) == (None, 0)


def test_the_checklist_seen_there_becomes_the_place_s_unless_somebody_looked_later(place, officer):
    seen = {"route": {"is": "yes"}, "toilet": {"is": "no"}}
    held(place, officer, at=AT, values={"findings": findings(), "access": seen})
    place.refresh_from_db()
    assert (place.access, place.access_on, visit(place).access) == (seen, DAY, seen)
    Place.objects.filter(pk=place.pk).update(access_on=DAY + 2 * YEAR)
    values = {"findings": findings(), "access": {"route": {"is": "no"}}}
    held(place, officer, at=AT + YEAR, values=values, month=24)
    place.refresh_from_db()
    assert place.access == seen


def test_the_photo_is_the_visit_s_own_and_public_once_it_is_held(place, officer, stranger):
    one = visit(place)
    foreign = store_upload(by=officer, organisation=place.organisation, file=uploaded(photo()), kind="photo", at=AT)
    with pytest.raises(BadValues):
        inspecting.hold_inspection(by=officer, inspection=one, values={"findings": findings()}, photo=foreign, at=AT)
    with pytest.raises(NotYours):
        store_upload(
            by=stranger, organisation=place.organisation, file=uploaded(photo()), kind="photo",
            holder_kind="inspection", holder_key=one.pk, at=AT,
        )  # fmt: skip
    attach(by=officer, upload=foreign, holder_kind="inspection", holder_key=one.pk, audience="holder", at=AT)
    assert not Upload.objects.visible_to(None).filter(pk=foreign.pk).exists()
    inspecting.hold_inspection(by=officer, inspection=one, values={"findings": findings()}, photo=foreign, at=AT)
    assert Upload.objects.visible_to(None).filter(pk=foreign.pk).exists()
    with pytest.raises(NotYours):
        delete_upload(by=officer, upload=foreign, at=AT)


def test_a_breach_plans_the_visit_that_looks_again(place, officer):
    held(place, officer, at=AT, values=breach_values(AT, again_on=DAY + timedelta(days=31)))
    breach = place.breaches.get()
    assert (breach.inspection, breach.found_on, breach.mend_by) == (visit(place), DAY, DAY + timedelta(days=30))
    assert place.inspections.filter(planned_on=DAY + timedelta(days=31), month=None).count() == 1


def test_the_journal_holds_no_words_of_people(place, officer):
    held(place, officer, at=AT, values=breach_values(AT, note="Sąsiadka mówi, że kran nie działa."))
    lines = JournalEntry.objects.filter(kind__in=["inspection", "breach"])
    assert {line.verb for line in lines} == {"inspection_held", "breach_found"}
    assert not any(word in str(line.after) for line in lines for word in ("krzewy", "kran", "uschły"))


# --- breaches


@pytest.fixture
def breach(place, officer) -> Breach:
    held(place, officer, at=AT, values=breach_values(AT))
    return place.breaches.get()


def test_mended_excused_and_enforced_each_by_its_rule(breach, officer, resident, auditor):
    later = AT + timedelta(days=31)
    for by in (resident, auditor):
        with pytest.raises(NotAllowed):
            breaching.mend_breach(by=by, breach=breach, at=later)
    with pytest.raises(breaching.NotLateYet):
        breaching.enforce_breach(by=officer, breach=breach, note="§ 9", at=AT + timedelta(days=30))
    for action in (breaching.enforce_breach, breaching.excuse_breach):
        with pytest.raises(BadValues):
            action(by=officer, breach=breach, note=" ", at=later)
    for day in (DAY - timedelta(days=1), later.date() + timedelta(days=1)):
        with pytest.raises(BadValues):
            breaching.mend_breach(by=officer, breach=breach, on=day, at=later)
    ended = breaching.mend_breach(by=officer, breach=breach, on=DAY + timedelta(days=20), at=later)
    assert (ended.state, ended.ended_on) == ("mended", DAY + timedelta(days=20))
    with pytest.raises(breaching.BreachEnded):
        breaching.enforce_breach(by=officer, breach=breach, note="§ 9", at=later)


def test_not_mended_in_time_it_is_enforced_with_a_reason(breach, officer):
    ended = breaching.enforce_breach(by=officer, breach=breach, note="Zwrot według § 9.", at=AT + timedelta(days=31))
    assert (ended.state, ended.note) == ("enforced", "Zwrot według § 9.")


# --- the clock


@pytest.fixture
def told():
    heard: list[tuple[str, object]] = []

    def near(breach, **_facts):
        heard.append(("breach", breach.pk))

    def coming(inspection, **_facts):
        heard.append(("visit", inspection.month))

    breach_near.connect(near, weak=False, dispatch_uid="test")
    inspection_announced.connect(coming, weak=False, dispatch_uid="test")
    yield heard
    breach_near.disconnect(dispatch_uid="test")
    inspection_announced.disconnect(dispatch_uid="test")


def test_a_visit_is_announced_two_weeks_before_once_and_again_when_it_is_moved(
    place, officer, told, django_capture_on_commit_callbacks
):
    def tick(at):
        with django_capture_on_commit_callbacks(execute=True):
            list(breaching.tick_visits(at=at))

    tick(AT + YEAR - timedelta(days=15))
    assert told == []
    for _again in range(2):
        tick(AT + YEAR - timedelta(days=14))
    assert told == [("visit", 12)]
    inspecting.move_inspection(by=officer, inspection=visit(place), on=(AT + YEAR).date() + timedelta(days=3), at=AT)
    tick(AT + YEAR)
    assert told == [("visit", 12)] * 2


def test_who_waits_for_the_office_hears_that_it_does_not_come(place, django_capture_on_commit_callbacks):
    now, heard = AT + YEAR - timedelta(days=14), []
    list(breaching.tick_visits(at=now))
    inspection_cancelled.connect(hear := lambda inspection, **_rest: heard.append(inspection.month), weak=False)
    with django_capture_on_commit_callbacks(execute=True):
        end_care(by=None, place=place, on=now.date(), at=now)
    inspection_cancelled.disconnect(hear)
    assert heard == [12]


def test_of_a_breach_one_is_reminded_a_week_before_its_day_and_after_it(
    breach, told, django_capture_on_commit_callbacks
):
    for days in (10, 23, 24, 30, 31, 40):
        with django_capture_on_commit_callbacks(execute=True):
            list(breaching.tick_visits(at=AT + timedelta(days=days)))
    assert told == [("breach", breach.pk)] * 2


def test_a_place_that_is_gone_gets_no_visit_announced(place, told, django_capture_on_commit_callbacks):
    Place.objects.filter(pk=place.pk).update(state="gone", gone_on=DAY)
    with django_capture_on_commit_callbacks(execute=True):
        list(breaching.tick_visits(at=AT + YEAR))
    assert told == []


def test_the_inspector_s_name_goes_when_the_archive_term_is_over(place, officer, settings):
    held(place, officer, at=AT)
    over = AT.replace(year=place.care_until.year + settings.ARCHIVE_YEARS + 1)
    assert breaching.forget_inspectors(at=over.replace(year=over.year - 1)) == 0
    assert breaching.forget_inspectors(at=over) == 1
    assert visit(place).officer is None


# --- what waits for whom


def test_the_office_is_told_of_near_and_late_visits_and_of_breaches_past_their_day(breach, place, officer, stranger):
    def routes(person, at):
        return [
            (due.route, due.state) for due in due_for(person, at) if "inspection" in due.route or "breach" in due.route
        ]

    assert routes(officer, AT) == []
    assert routes(officer, AT + timedelta(days=31)) == [("web:desk_breach", "late")]
    assert ("web:desk_inspection", "check") in routes(officer, AT + 2 * YEAR)
    assert ("web:desk_inspection", "late") in routes(officer, AT + 2 * YEAR + timedelta(days=9))
    assert routes(stranger, AT + 3 * YEAR) == []


def test_whoever_leads_is_told_what_to_mend(breach, place, resident, city):
    helper = make_person("Pomocnik")
    Keeper.objects.create(place=place, person=helper, role="helper", since=DAY)
    assert [due.detail for due in due_for(resident, AT) if due.route == "web:place"] == [breach.what]
    assert [due for due in due_for(helper, AT) if due.route == "web:place"] == []


# --- at once


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_write_one_visit_once(city, officer, admin):
    place = owing_place(city, officer)
    one = visit(place)
    start = Barrier(2)

    def hold(by) -> BaseException | None:
        try:
            start.wait()
            inspecting.hold_inspection(by=by, inspection=one, values=breach_values(AT), at=AT)
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(2) as pool:
        raised = list(pool.map(hold, [officer, admin]))
    assert sorted(type(one).__name__ for one in raised) == ["NoneType", "NotOpen"]
    assert Breach.objects.count() == 1
