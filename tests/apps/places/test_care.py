"""Tasks and the rota, the log, defects from the report to the repair, the keepers' calendar, what waits for whom."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skwer.apps.files.actions import NotYours, delete_upload, describe
from skwer.apps.files.models import Upload
from skwer.apps.inbox.due import due_for
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.places.actions import caring, clock, diary, feeds, mending
from skwer.apps.places.actions.common import BadCare, PlaceGone, Stale
from skwer.apps.places.calendar import care_calendar
from skwer.apps.places.models import CareTask, Defect, Entry, Inspection, Place, Turn
from skwer.apps.places.queries import care
from skwer.apps.places.tokens import feed_token, read_feed
from tests.apps.files.pictures import photo, uploaded

from ...care_factories import TODAY, make_defect, make_keeper, make_place, make_task
from ...factories import make_person

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def place(city):
    return make_place(city)


@pytest.fixture
def zofia(place):
    person = make_person("Zofia Maj", email="zofia@example.org")
    make_keeper(place, person, public_name="pani Zofia")
    return person


def log(by, place, at, **values) -> Entry:
    return diary.log(by=by, place=place, values={"what": "watered", **values}, uid=values.pop("uid", uuid4()), at=at)


def state(place, today=TODAY) -> care.TaskState:
    (one,) = care.task_states([place], today)
    return one


# --- when a task is due


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    first=st.integers(1, 12), last=st.integers(1, 12), start=st.integers(0, 3000),
    gone_by=st.none() | st.integers(-400, 3000), every=st.integers(1, 366),
)  # fmt: skip
def test_a_task_is_due_in_its_season_and_never_too_early(first, last, start, gone_by, every) -> None:
    day = date(2020, 1, 1) + start * DAY
    done = None if gone_by is None else day + gone_by * DAY
    task = CareTask(from_month=first, to_month=last, starts_on=day, every_days=every)
    due = care.next_due(task, done)
    earliest = day if done is None or done < day else done + every * DAY
    assert due is not None
    assert care.in_season(task, due)
    assert earliest <= due < earliest + timedelta(days=367)
    assert not any(care.in_season(task, earliest + n * DAY) for n in range((due - earliest).days))


def test_what_was_missed_in_a_season_that_is_over_waits_for_the_next() -> None:
    task = CareTask(from_month=4, to_month=10, starts_on=date(2026, 4, 1), every_days=3)
    done = date(2026, 10, 13)
    assert care.next_due(task, done, date(2026, 10, 20)) == date(2026, 10, 16)
    assert care.next_due(task, done, TODAY) == date(2027, 4, 1)


def test_a_task_done_once_is_not_due_again() -> None:
    once = CareTask(every_days=0, starts_on=TODAY)
    assert care.next_due(once, None) == TODAY
    assert care.next_due(once, TODAY) is None
    assert care.next_due(CareTask(every_days=7, starts_on=TODAY, ended_on=TODAY), None) is None


def test_the_log_moves_the_day_and_a_promise_covers_it(place, zofia, at) -> None:
    task = make_task(place, zofia, starts_on=TODAY - 10 * DAY)
    assert state(place).is_late(TODAY)
    log(zofia, place, at, task=task, on=TODAY - 2 * DAY)
    assert state(place).due_on == TODAY + 5 * DAY
    caring.take_turn(by=zofia, task=task, on=TODAY + 4 * DAY, at=at)
    assert state(place).due_on == TODAY + 11 * DAY
    assert state(place, TODAY + 5 * DAY).due_on == TODAY + 5 * DAY  # she did not come: it waits again


def test_a_hidden_entry_no_longer_counts(place, zofia, officer, at) -> None:
    task = make_task(place, zofia)
    entry = log(zofia, place, at, task=task)
    assert state(place).due_on == TODAY + 7 * DAY
    diary.judge_entry(by=officer, entry=entry, show=False, why="pomyłka", at=at)
    assert state(place).due_on == TODAY


# --- tasks and the rota


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"what": "dance"}, "what"),
        ({"what": "other"}, "note"),
        ({"every_days": -1}, "every_days"),
        ({"every_days": 400}, "every_days"),
        ({"from_month": 4}, "to_month"),
        ({"from_month": 4, "to_month": 13}, "from_month"),
        ({"starts_on": None}, "starts_on"),
        ({"note": "x" * 251}, "note"),
    ],
)
def test_a_task_that_cannot_stand_is_refused_beside_its_field(place, zofia, values, field) -> None:
    with pytest.raises(BadCare) as refused:
        make_task(place, zofia, **values)
    assert refused.value.field == field


def test_tasks_are_the_keepers_and_the_offices(place, zofia, officer, resident, stranger, auditor, at) -> None:
    task = make_task(place, officer)
    for person in (resident, stranger, auditor):
        with pytest.raises(NotAllowed):
            make_task(place, person)
        with pytest.raises(NotAllowed):
            caring.change_task(by=person, task=task, values={"every_days": 3}, at=at)
        with pytest.raises(NotAllowed):
            caring.end_task(by=person, task=task, at=at)
        with pytest.raises(NotAllowed):
            caring.take_turn(by=person, task=task, on=TODAY, at=at)
    assert caring.change_task(by=zofia, task=task, values={"every_days": 3}, at=at).every_days == 3


def test_one_keeper_a_task_and_day(place, zofia, at) -> None:
    helper = make_keeper(place, make_person("Ewa"), role="helper").person
    task = make_task(place, zofia)
    turn = caring.take_turn(by=zofia, task=task, on=TODAY + DAY, at=at)
    with pytest.raises(caring.TurnTaken):
        caring.take_turn(by=helper, task=task, on=TODAY + DAY, at=at)
    with pytest.raises(NotAllowed):
        caring.leave_turn(by=helper, turn=turn, at=at)
    caring.leave_turn(by=zofia, turn=turn, at=at)
    caring.take_turn(by=helper, task=task, on=TODAY + DAY, at=at)


@pytest.mark.parametrize("days", [-1, 201])
def test_a_turn_is_for_a_day_to_come(place, zofia, at, days) -> None:
    with pytest.raises(BadCare):
        caring.take_turn(by=zofia, task=make_task(place, zofia), on=TODAY + days * DAY, at=at)


def test_no_turn_out_of_season_and_none_for_an_ended_task(place, zofia, at) -> None:
    task = make_task(place, zofia, from_month=4, to_month=10)
    with pytest.raises(BadCare):
        caring.take_turn(by=zofia, task=task, on=TODAY, at=at)
    open_ = make_task(place, zofia)
    caring.take_turn(by=zofia, task=open_, on=TODAY + DAY, at=at)
    caring.end_task(by=zofia, task=open_, at=at)
    assert not Turn.objects.exists()
    with pytest.raises(Stale):
        caring.take_turn(by=zofia, task=open_, on=TODAY, at=at)


def test_keepers_are_reminded_once_a_due_day_and_not_of_what_is_done(place, zofia, at) -> None:
    task = make_task(place, zofia, starts_on=TODAY - 3 * DAY)
    assert list(clock.tick_care(at=at)) != []
    task.refresh_from_db()
    assert task.reminded_on == TODAY - 3 * DAY
    assert list(clock.tick_care(at=at)) == []
    log(zofia, place, at, task=task)
    assert list(clock.tick_care(at=at + 7 * DAY)) == []
    assert list(clock.tick_care(at=at + 10 * DAY)) != []


def test_nobody_is_reminded_where_nobody_keeps(place, officer, at) -> None:
    make_task(place, officer, starts_on=TODAY - 9 * DAY)
    assert list(clock.tick_care(at=at)) == []


# --- the log


def test_what_is_sent_twice_stands_once(place, zofia, at) -> None:
    uid = uuid4()
    first = diary.log(by=zofia, place=place, values={"what": "watered"}, uid=uid, at=at)
    assert diary.log(by=zofia, place=place, values={"what": "watered"}, uid=uid, at=at) == first
    assert Entry.objects.count() == 1


def test_keepers_and_the_office_write_and_nobody_else(place, zofia, officer, resident, stranger, at) -> None:
    assert log(zofia, place, at, hours="1.5").hours == Decimal("1.50")
    assert log(officer, place, at).channel == "office"
    for person in (resident, stranger):
        with pytest.raises(NotAllowed):
            log(person, place, at)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"what": "broken"}, "what"),
        ({"on": TODAY + DAY}, "on"),
        ({"on": TODAY - 400 * DAY}, "on"),
        ({"hours": "-1"}, "hours"),
        ({"hours": "dużo"}, "hours"),
        ({"text": "x" * 1001}, "text"),
    ],
)
def test_an_entry_that_cannot_stand(place, zofia, at, values, field) -> None:
    with pytest.raises(BadCare) as refused:
        log(zofia, place, at, **values)
    assert refused.value.field == field
    assert not Entry.objects.exists()


def test_nothing_is_written_at_a_place_that_is_gone(place, zofia, at) -> None:
    Place.objects.filter(pk=place.pk).update(state="gone", gone_on=TODAY)
    with pytest.raises(PlaceGone):
        log(zofia, place, at)


def test_a_keepers_photo_is_seen_with_its_entry_and_hidden_with_it(place, zofia, officer, at) -> None:
    entry = log(zofia, place, at, photo=uploaded(photo()), photo_alt="klomb")
    assert list(Upload.objects.visible_to(None)) == [entry.photo]
    diary.judge_entry(by=officer, entry=entry, show=False, why="twarz", at=at)
    assert list(Upload.objects.visible_to(None)) == []
    assert list(Entry.objects.visible_to(None)) == []


def test_keepers_judge_passers_by_and_not_each_other(place, zofia, resident, stranger, at) -> None:
    passing = make_defect(place, None, text="Pękła deska").entry
    own = log(zofia, place, at)
    assert passing.state == "waiting"
    for person in (resident, stranger):
        with pytest.raises(NotAllowed):
            diary.judge_entry(by=person, entry=passing, show=True, at=at)
    with pytest.raises(NotAllowed):
        diary.judge_entry(by=zofia, entry=own, show=False, why="x", at=at)
    with pytest.raises(BadCare):
        diary.judge_entry(by=zofia, entry=passing, show=False, at=at)
    assert diary.judge_entry(by=zofia, entry=passing, show=True, at=at).state == "shown"


def test_a_keeper_does_not_undo_what_the_office_judged(place, zofia, officer, at) -> None:
    passing = make_defect(place, None, text="Pękła deska").entry
    before = Entry.objects.get(pk=passing.pk)  # as her page was when the office decided
    diary.judge_entry(by=officer, entry=passing, show=False, why="Wskazuje sąsiada.", at=at)
    for known in (passing, before):
        with pytest.raises(NotAllowed):
            diary.judge_entry(by=zofia, entry=known, show=True, at=at)
    assert Entry.objects.get().state == "hidden"


def test_keepers_do_not_change_each_others_photos(place, zofia, officer, at) -> None:
    jan = make_person("Jan Lis", email="jan@example.org")
    keeper = make_keeper(place, jan, role="helper")
    hers = log(zofia, place, at, photo=uploaded(photo())).photo
    offices = log(officer, place, at, photo=uploaded(photo())).photo
    his = log(jan, place, at, photo=uploaded(photo())).photo
    for upload in (hers, offices):
        with pytest.raises(NotYours):
            delete_upload(by=jan, upload=upload, at=at)
    assert describe(by=jan, upload=his, alt_text="klomb", at=at).alt_text == "klomb"
    keeper.until = TODAY
    keeper.save()
    with pytest.raises(NotYours):
        delete_upload(by=jan, upload=his, at=at)


# --- defects


def test_a_keeper_does_not_repair_what_was_given_to_a_company_meanwhile(place, zofia, officer, at) -> None:
    defect = make_defect(place)
    mending.confirm_defect(by=zofia, defect=defect, who="keepers", due_on=TODAY, at=at)
    as_she_saw_it = Defect.objects.get(pk=defect.pk)
    mending.confirm_defect(by=officer, defect=defect, who="company", who_name="Ławex", due_on=TODAY, at=at)
    with pytest.raises(NotAllowed):
        mending.close_defect(by=zofia, defect=as_she_saw_it, answer="Przykręcone", at=at)
    assert Defect.objects.get().state == "confirmed"


@pytest.mark.job("R8")
def test_a_broken_bench_in_year_two_from_the_report_to_the_repair(city, officer, resident, at) -> None:
    place = make_place(city, owed=True)
    defect = make_defect(place, resident, text="Deska pękła", danger=True, contact="jan@example.org")
    assert (defect.number, defect.state, defect.entry.officer, defect.entry.keeper) == (1, "reported", None, None)

    mending.confirm_defect(by=officer, defect=defect, who="office", due_on=TODAY + 3 * DAY, at=at)
    place.refresh_from_db()
    assert place.state == "needs_repair"
    mending.begin_repair(by=officer, defect=defect, at=at + DAY)
    mending.close_defect(by=officer, defect=defect, answer="Nowa deska.", cost=Decimal("80"), at=at + 2 * DAY)

    place.refresh_from_db()
    defect.refresh_from_db()
    assert (place.state, defect.state, defect.closing.text) == ("cared", "repaired", "Nowa deska.")
    assert care.repairs([place]) == care.Repairs(1, 0, 1, 2.0)
    verbs = JournalEntry.objects.filter(kind="defect", key=defect.pk).order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["defect_reported", "defect_confirmed", "repair_begun", "defect_repaired"]


def test_reports_without_an_account_keep_nothing_of_the_person(place, resident, at) -> None:
    entry = make_defect(place, resident).entry
    assert (entry.channel, entry.keeper, entry.officer, entry.contact) == ("sign", None, None, "")
    assert JournalEntry.objects.get(verb="entry_written").actor == ""


def test_the_same_report_sent_twice_is_one_defect(place, at) -> None:
    uid = uuid4()
    assert make_defect(place, uid=uid) == make_defect(place, uid=uid)
    assert Defect.objects.count() == 1


def test_numbers_are_the_places_own(city, place) -> None:
    other = make_place(city)
    numbers = [make_defect(where).number for where in (place, place, other, place)]
    assert numbers == [1, 2, 1, 3]


def test_a_draft_takes_no_reports_from_outside(city, place, officer, at) -> None:
    Place.objects.filter(pk=place.pk).update(published_at=None)
    place.refresh_from_db()
    with pytest.raises(NotAllowed):
        make_defect(place)
    make_defect(place, officer)


def test_a_place_drowned_in_reports_takes_no_more(place, monkeypatch) -> None:
    monkeypatch.setattr(mending, "MOST_OPEN", 2)
    make_defect(place)
    make_defect(place)
    with pytest.raises(mending.TooManyOpen):
        make_defect(place)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"what": "sky"}, "what"), ({"text": "x" * 601}, "text"), ({"contact": "nie"}, "contact"), ({"uid": "x"}, "uid")],
)
def test_a_report_that_cannot_stand(place, values, field) -> None:
    with pytest.raises(BadCare) as refused:
        make_defect(place, **values)
    assert refused.value.field == field
    assert not Entry.objects.exists()


def test_keepers_confirm_only_what_they_repair(place, zofia, resident, stranger, at) -> None:
    defect = make_defect(place)
    later = TODAY + 5 * DAY
    for person in (resident, stranger):
        with pytest.raises(NotAllowed):
            mending.confirm_defect(by=person, defect=defect, who="keepers", due_on=later, at=at)
    with pytest.raises(NotAllowed):
        mending.confirm_defect(by=zofia, defect=defect, who="office", due_on=later, at=at)
    with pytest.raises(NotAllowed):
        mending.decline_defect(by=zofia, defect=defect, answer="nie", at=at)
    mending.confirm_defect(by=zofia, defect=defect, who="keepers", due_on=later, at=at)
    mending.close_defect(by=zofia, defect=defect, answer="Przybite.", at=at)


def test_what_is_given_to_a_company_keepers_do_not_close(place, zofia, officer, at) -> None:
    defect = make_defect(place)
    with pytest.raises(BadCare) as refused:
        mending.confirm_defect(by=officer, defect=defect, who="company", due_on=TODAY, at=at)
    assert refused.value.field == "who_name"
    mending.confirm_defect(by=officer, defect=defect, who="company", who_name="Wiór", due_on=TODAY, at=at)
    with pytest.raises(NotAllowed):
        mending.close_defect(by=zofia, defect=defect, answer="x", at=at)


def test_a_term_in_the_past_is_refused(place, officer, at) -> None:
    with pytest.raises(BadCare) as refused:
        mending.confirm_defect(by=officer, defect=make_defect(place), who="office", due_on=TODAY - DAY, at=at)
    assert refused.value.field == "due_on"


def test_a_closed_defect_is_not_moved_again(place, officer, at) -> None:
    defect = make_defect(place)
    with pytest.raises(Stale):
        mending.close_defect(by=officer, defect=defect, answer="x", at=at)  # nobody has confirmed it
    mending.decline_defect(by=officer, defect=defect, answer="To nie nasze.", at=at)
    with pytest.raises(Stale):
        mending.confirm_defect(by=officer, defect=defect, who="office", due_on=TODAY, at=at)
    with pytest.raises(Stale):
        mending.decline_defect(by=officer, defect=defect, answer="x", at=at)


def test_a_small_defect_leaves_the_place_as_it_is_unless_the_office_says_otherwise(place, officer, at) -> None:
    first, second = make_defect(place), make_defect(place)
    mending.confirm_defect(by=officer, defect=first, who="office", due_on=TODAY, at=at)
    place.refresh_from_db()
    assert place.state == "cared"
    mending.confirm_defect(by=officer, defect=second, who="office", due_on=TODAY, waits=True, at=at)
    place.refresh_from_db()
    assert place.state == "needs_repair"
    mending.close_defect(by=officer, defect=second, answer="x", at=at)
    place.refresh_from_db()
    assert place.state == "needs_repair"  # the other one is still open
    mending.close_defect(by=officer, defect=first, answer="x", at=at)
    place.refresh_from_db()
    assert place.state == "cared"


def test_the_same_thing_reported_twice_goes_on_as_one(city, place, officer, at) -> None:
    first, again, other = make_defect(place), make_defect(place, danger=True), make_defect(make_place(city))
    for wrong in (other, again):
        with pytest.raises(BadCare):
            mending.mark_duplicate(by=officer, defect=again, same_as=wrong, at=at)
    mending.mark_duplicate(by=officer, defect=again, same_as=first, at=at)
    first.refresh_from_db()
    assert (again.state, first.danger) == ("duplicate", True)
    assert care.repairs([place]).reported == 1
    with pytest.raises(BadCare):
        mending.mark_duplicate(by=officer, defect=first, same_as=again, at=at)


def test_a_danger_that_was_reported_twice_closes_the_place_once_somebody_is_at_it(place, officer, at) -> None:
    first = make_defect(place)
    mending.confirm_defect(by=officer, defect=first, who="office", due_on=TODAY, at=at)
    mending.mark_duplicate(by=officer, defect=make_defect(place, danger=True), same_as=first, at=at)
    place.refresh_from_db()
    assert place.state == "needs_repair"


def test_addresses_of_reporters_go_30_days_after_the_answer(place, officer, at) -> None:
    first = make_defect(place, contact="a@example.org")
    again = make_defect(place, contact="b@example.org")
    waiting = make_defect(place, contact="c@example.org")
    mending.confirm_defect(by=officer, defect=first, who="office", due_on=TODAY, at=at)
    mending.mark_duplicate(by=officer, defect=again, same_as=first, at=at)
    assert mending.forget_contacts(at=at + 31 * DAY) == 0  # the one that goes on is not answered yet
    mending.close_defect(by=officer, defect=first, answer="x", at=at + 31 * DAY)
    assert mending.forget_contacts(at=at + 60 * DAY) == 0
    assert mending.forget_contacts(at=at + 62 * DAY) == 2
    waiting.entry.refresh_from_db()
    assert waiting.entry.contact == "c@example.org"
    assert mending.forget_contacts(at=at + 366 * DAY) == 1


# --- what waits for whom


def routes(person, at) -> list[str]:
    return [due.route for due in due_for(person, at)]


def test_keepers_find_tasks_repairs_and_notes_in_their_inbox(place, zofia, resident, at) -> None:
    make_task(place, zofia)
    defect = make_defect(place, text="Pękła")
    assert routes(zofia, at) == ["web:care", "web:care"]
    mending.confirm_defect(by=zofia, defect=defect, who="keepers", due_on=TODAY + DAY, at=at)
    assert sorted(routes(zofia, at)) == ["web:care", "web:care", "web:care_defect"]
    assert routes(resident, at) == []


def test_the_desk_finds_reports_late_repairs_and_places_alone(city, officer, stranger, at) -> None:
    place = make_place(city, owed=True)
    defect = make_defect(place, text="Pękła", danger=True)
    assert sorted(routes(officer, at)) == ["web:care", "web:desk_care", "web:desk_defect"]
    assert routes(stranger, at) == []
    mending.confirm_defect(by=officer, defect=defect, who="office", due_on=TODAY, at=at)
    assert "web:desk_defect" not in routes(officer, at)
    assert "web:desk_defect" in routes(officer, at + DAY)


# --- the calendar


def events_of(person, at) -> dict[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(care_calendar(person, at))
    return {str(event["uid"]).split("@")[0]: event for event in calendar.walk("VEVENT")}


def test_a_keepers_calendar_has_tasks_her_turns_and_inspections(place, zofia, at) -> None:
    helper = make_keeper(place, make_person("Ewa"), role="helper").person
    task = make_task(place, zofia)
    turn = caring.take_turn(by=helper, task=task, on=TODAY + DAY, at=at)
    visit = Inspection.objects.create(place=place, planned_on=TODAY + 9 * DAY)
    hers, zofias = events_of(helper, at), events_of(zofia, at)
    assert set(hers) == {f"care-task-{task.pk}", f"care-turn-{turn.pk}", f"inspection-{visit.pk}"}
    assert set(zofias) == {f"care-task-{task.pk}", f"inspection-{visit.pk}"}  # others' turns are theirs
    assert hers[f"care-turn-{turn.pk}"].decoded("dtstart") == TODAY + DAY


def test_a_task_that_moves_keeps_its_uid_and_its_sequence_rises(place, zofia, at) -> None:
    task = make_task(place, zofia)
    before = events_of(zofia, at)[f"care-task-{task.pk}"]
    log(zofia, place, at, task=task)
    after = events_of(zofia, at)[f"care-task-{task.pk}"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") == before.decoded("dtstart") + 7 * DAY


def test_a_renewed_address_shows_nothing_more(zofia, at) -> None:
    old = feed_token(feeds.open_feed(by=zofia, at=at))
    assert read_feed(old) == zofia
    new = feed_token(feeds.renew_feed(by=zofia, at=at))
    assert (read_feed(old), read_feed(new), read_feed("x")) == ("gone", zofia, None)
