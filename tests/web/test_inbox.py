"""The inbox: what waits, grouped by its time, each with the one button that does it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.inbox import due
from skwer.apps.inbox.due import Due
from skwer.web.inbox.views import due_groups, due_rows, inbox_page

from ..factories import AT, make_call, make_person, make_proposal

pytestmark = pytest.mark.django_db


def waits(monkeypatch, *terms, **over):
    """These terms wait for everybody; None has no term."""
    values = {"what": "Zrób to", "action": "Zrób", "route": "web:inbox", "kwargs": {}, **over}
    items = [Due(about=f"rzecz {n}", due_at=AT + term if term is not None else None, **values)
             for n, term in enumerate(terms)]  # fmt: skip
    monkeypatch.setattr(due, "_PROVIDERS", {"test": lambda person, at: items})


def groups(person):
    return {group.key: [row.text for row in group.rows] for group in due_groups(person, AT)}


def test_things_stand_in_the_group_of_their_time(monkeypatch, resident):
    hour, day = timedelta(hours=1), timedelta(days=1)
    # AT is Monday 23 November, 11:00 in Warsaw.
    waits(monkeypatch, -2 * day, timedelta(0), 2 * hour, day, 6 * day, 7 * day, None)
    assert groups(resident) == {
        "late": ["rzecz 0", "rzecz 1"], "today": ["rzecz 2"], "week": ["rzecz 3", "rzecz 4"], "later": ["rzecz 5"],
        "open": ["rzecz 6"],
    }  # fmt: skip


def test_today_ends_at_midnight_in_the_city_not_in_greenwich(monkeypatch, resident):
    waits(monkeypatch, timedelta(hours=12, minutes=59), timedelta(hours=13, minutes=1))
    assert groups(resident) == {"today": ["rzecz 0"], "week": ["rzecz 1"]}


def test_what_is_late_says_how_many_days_and_only_the_first_row_has_the_primary_button(monkeypatch, resident):
    waits(monkeypatch, timedelta(days=-3), timedelta(hours=-1), timedelta(days=1))
    rows = due_rows(resident, AT)
    assert [(row.state, row.primary) for row in rows] == [("late", True), ("late", False), ("fix", False)]
    assert "3" in rows[0].state_label


def test_a_page_that_is_not_there_leaves_the_row_without_a_button(monkeypatch, resident):
    waits(monkeypatch, None, route="web:no_such_page")
    assert due_rows(resident, AT)[0].url == ""


def test_the_summary_counts(monkeypatch, resident):
    waits(monkeypatch)
    assert inbox_page(resident, AT)["number"] == 0
    waits(monkeypatch, timedelta(days=-1), timedelta(days=1))
    page = inbox_page(resident, AT)
    assert page["number"] == 2
    assert "2" in page["summary"]


def test_the_page_shows_rows_or_why_there_are_none(client, resident, monkeypatch):
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    assert 'class="blank"' in client.get("/inbox/").content.decode()
    waits(monkeypatch, timedelta(days=1))
    page = client.get("/inbox/").content.decode()
    assert page.count('class="due"') == 1
    assert "rzecz 0" in page


def test_every_due_item_of_a_living_call_leads_to_a_page(city, officer):
    """Routes are names in rooms that know no addresses: here they are held against the pages that exist."""
    call = make_call(city, officer)
    author = make_person("Autorka")
    make_proposal(call, author)
    make_proposal(call, author, submitted=False)
    for person in (author, officer):
        for row in due_rows(person, AT):
            assert row.url, row.title


def test_the_number_of_queries_does_not_grow_with_what_waits(
    client, resident, monkeypatch, django_assert_max_num_queries
):
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    waits(monkeypatch, *[timedelta(days=1)] * 60)
    with django_assert_max_num_queries(12):
        client.get("/inbox/")


def test_the_desk_shows_the_work_and_not_the_officers_own_matters(monkeypatch, officer):
    waits(monkeypatch, timedelta(days=1), route="web:vote", kwargs={"slug": "x"})
    assert inbox_page(officer, AT)["number"] == 1
    assert inbox_page(officer, AT, desk=True)["number"] == 0
    waits(monkeypatch, timedelta(days=1), route="web:desk_check", kwargs={"slug": "x"}, state="check")
    (group,) = inbox_page(officer, AT, desk=True)["groups"]
    assert [row.state_label for row in group.rows] == ["Do sprawdzenia"]
