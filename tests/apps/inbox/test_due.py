"""What waits for a person: from every room, the most urgent first."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone, translation

from skwer.apps.inbox import due
from skwer.apps.inbox.due import Due, end_of, last_day
from skwer.web.inbox import views


def item(about, due_at=None):
    return Due("Do it", about, "Do", "web:inbox", {}, due_at=due_at)


def test_rooms_are_asked_and_the_most_urgent_stands_first(monkeypatch, at):
    monkeypatch.setattr(due, "_PROVIDERS", {})
    due.register("one", lambda person, moment: [item("never"), item("tomorrow", moment + timedelta(days=1))])
    due.register("two", lambda person, moment: [item("late", moment - timedelta(days=3)), item("also never")])
    assert [d.about for d in due.due_for(None, at)] == ["late", "tomorrow", "also never", "never"]


def test_a_room_registers_once_under_its_key(monkeypatch, at):
    monkeypatch.setattr(due, "_PROVIDERS", {})
    due.register("one", lambda person, moment: [item("old")])
    due.register("one", lambda person, moment: [item("new")])
    assert [d.about for d in due.due_for(None, at)] == ["new"]


def test_what_is_due_on_a_day_belongs_to_that_day_on_both_nights_of_the_clock() -> None:
    for on in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25), date(2026, 12, 31)):
        assert last_day(end_of(on)) == on
        assert timezone.localtime(end_of(on)).time() == time(0)


def test_what_is_due_today_is_said_to_be_due_today_and_tomorrow_it_is_one_day_late() -> None:
    on = date(2026, 11, 23)
    item = Due(what="x", about="", action="", route="", kwargs={}, due_at=end_of(on))
    noon = timezone.make_aware(datetime.combine(on, time(12)))
    assert views._when(item, noon) == "today"
    assert views._when(item, noon + timedelta(days=1)) == "late"
    with translation.override("en"):
        assert views._late(end_of(on), noon + timedelta(days=1)) == "1 day late"
