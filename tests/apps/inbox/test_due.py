"""What waits for a person: from every room, the most urgent first."""

from datetime import timedelta

from skwer.apps.inbox import due
from skwer.apps.inbox.due import Due


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
