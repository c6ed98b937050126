"""The journal: appended to, never changed; every altered byte is found; writers stand in one line."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skwer.apps.people import journal
from skwer.apps.people.models import JournalChain, JournalEntry

from ...factories import AT, make_city

TEXT_FIELDS = ("actor", "on_behalf_of", "verb", "kind", "key", "previous_hash", "hash")


def write(organisation=None, **over):
    values = {"actor": None, "verb": "change", "kind": "thing", "key": 1, "organisation": organisation, "at": AT}
    return journal.record(**{**values, **over})


def altered(text: str, position: int, replacement: str) -> str:
    at = position % max(len(text), 1)
    return text[:at] + replacement + text[at + 1 :]


@pytest.mark.django_db
def test_entries_are_numbered_and_chained_by_organisation(city, other_city):
    first, second, elsewhere, site = write(city), write(city), write(other_city), write()
    assert (first.number, second.number, elsewhere.number, site.number) == (1, 2, 1, 1)
    assert second.previous_hash == first.hash
    assert list(journal.broken_links()) == []


@pytest.mark.django_db
def test_an_entry_is_neither_changed_nor_deleted(city):
    entry = write(city)
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


@pytest.mark.django_db
def test_change_and_entry_come_together_or_not_at_all(city):
    def interrupted():
        with transaction.atomic():
            write(city)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert not JournalEntry.objects.exists()
    write(city)
    assert list(journal.broken_links()) == []


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_of_any_entry_is_found(data):
    with transaction.atomic():
        city = make_city(f"miasto-{data.draw(st.uuids())}")
        # PostgreSQL's JSON knows no NUL; no action writes one (forms drop it from what people type).
        words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
        contents = st.dictionaries(words, st.one_of(st.integers(), words), max_size=3)
        entries = [
            write(city, before=data.draw(contents), after=data.draw(contents), key=n, on_behalf_of="city")
            for n in range(data.draw(st.integers(1, 4)))
        ]
        assert list(journal.broken_links()) == []
        victim = JournalEntry.objects.get(pk=data.draw(st.sampled_from(entries)).pk)
        field = data.draw(st.sampled_from((*TEXT_FIELDS, "before", "after", "at", "number")))
        was = getattr(victim, field)
        if field in TEXT_FIELDS:
            value = altered(was, data.draw(st.integers(0, 200)), data.draw(st.characters(exclude_categories=["Cs"])))
            value = value.replace("\0", "0")[: JournalEntry._meta.get_field(field).max_length]
        elif field == "at":
            value = was + timedelta(microseconds=data.draw(st.integers(1, 10**9)))
        elif field == "number":
            value = was + data.draw(st.integers(1, 50)) * 100
        else:
            value = data.draw(contents)
        if value != was:
            JournalEntry.objects.filter(pk=victim.pk).update(**{field: value})
            assert list(journal.broken_links()) != []
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_removed_entry_is_found_at_the_start_in_the_middle_and_at_the_end(city, gone):
    entries = [write(city) for _ in range(3)]
    JournalEntry.objects.filter(pk=entries[gone].pk).delete()
    assert list(journal.broken_links()) != []


@pytest.mark.django_db
def test_a_chain_cut_together_with_its_head_row_is_found(city):
    write(city)
    JournalChain.objects.all().delete()
    assert list(journal.broken_links()) != []


@pytest.mark.django_db
def test_an_appended_entry_with_a_right_hash_but_no_head_is_found(city):
    last = write(city)
    forged = JournalEntry(
        scope=last.scope, number=2, at=AT, verb="forge", kind="thing", key="1", previous_hash=last.hash
    )
    forged.hash = journal._hash(forged)
    forged.save()
    assert list(journal.broken_links()) != []


@pytest.mark.django_db
def test_moments_in_any_zone_hash_alike(city):
    from zoneinfo import ZoneInfo

    write(city, at=datetime(2026, 3, 29, 3, 30, tzinfo=ZoneInfo("Europe/Warsaw")))
    write(city, at=datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Warsaw")))
    write(city, at=datetime(2026, 1, 1, tzinfo=UTC))
    assert list(journal.broken_links()) == []


@pytest.mark.django_db(transaction=True)
def test_writers_stand_in_one_line(city):
    """Several writers at once: every entry is there, numbered without a gap, and the chain is whole."""
    writers, each = 4, 8
    ready, wrong = threading.Barrier(writers), []

    def work(which: int) -> None:
        try:
            ready.wait(timeout=30)
            for n in range(each):
                with transaction.atomic():
                    write(city, key=f"{which}-{n}")
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(which,)) for which in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    numbers = list(JournalEntry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, writers * each + 1))
    assert list(journal.broken_links()) == []
