"""A person's own account, from opening it to erasing it."""

import json

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction

from skwer.apps.inbox.models import Preference
from skwer.apps.people import actions, journal, own_data, queries, rules
from skwer.apps.people.consents import PUBLIC_NAME
from skwer.apps.people.models import Consent, JournalEntry, Person
from skwer.apps.people.refusals import NotAllowed

from ...factories import AT, make_body, make_member, make_person

pytestmark = pytest.mark.django_db


def test_an_account_is_opened_with_a_small_letter_address(at):
    person = actions.register_person(email="Jan@Example.ORG", name=" Jan  Kowalski ", language="en", at=at)
    assert (person.email, person.name, person.language, person.joined_at) == (
        "jan@example.org", "Jan Kowalski", "en", at,
    )  # fmt: skip
    assert not person.has_usable_password()
    assert not rules.has_verified_email(person)


def test_one_account_an_address_whatever_the_letters(resident):
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email=resident.email.upper())


def test_a_vouched_for_address_is_verified(at):
    assert rules.has_verified_email(actions.register_person(email="a@example.org", name="A", at=at, verified=True))


def test_name_and_language_are_one_s_own_and_checked(resident, at):
    actions.change_name(by=resident, name="Janina Kowalska", at=at)
    actions.change_language(by=resident, language="en", at=at)
    resident.refresh_from_db()
    assert (resident.name, resident.language) == ("Janina Kowalska", "en")
    with pytest.raises(actions.EmptyName):
        actions.change_name(by=resident, name="  ", at=at)
    with pytest.raises(actions.UnknownLanguage):
        actions.change_language(by=resident, language="tlh", at=at)
    assert "Kowalska" not in json.dumps(list(JournalEntry.objects.values("before", "after", "key")))


def test_consent_is_given_once_and_taken_back_as_easily(resident, at):
    assert queries.public_name(resident) == ""
    actions.give_consent(by=resident, purpose=PUBLIC_NAME, at=at)
    actions.give_consent(by=resident, purpose=PUBLIC_NAME, at=at)
    assert Consent.objects.count() == 1
    assert queries.public_name(resident) == "Jan Kowalski"
    actions.withdraw_consent(by=resident, purpose=PUBLIC_NAME, at=at)
    assert queries.public_name(resident) == ""
    assert Consent.objects.get().withdrawn_at == at


def test_a_new_text_asks_again(resident, at):
    Consent.objects.create(person=resident, purpose=PUBLIC_NAME, text_version="2020-01", given_at=at)
    assert not queries.has_agreed(resident, PUBLIC_NAME)
    actions.give_consent(by=resident, purpose=PUBLIC_NAME, at=at)
    assert queries.has_agreed(resident, PUBLIC_NAME)
    assert Consent.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_one_agrees_to_known_texts_only(resident, at):
    with pytest.raises(actions.UnknownPurpose):
        actions.give_consent(by=resident, purpose="everything", at=at)


def test_the_export_holds_the_account_the_rooms_and_why_the_rest_is_kept(resident, city, at):
    make_member(resident, city, "member")
    make_body(city, resident)
    actions.give_consent(by=resident, purpose=PUBLIC_NAME, at=at)
    data = json.loads(json.dumps(actions.export_person(by=resident, person=resident, at=at)))
    assert data["account"]["email"] == resident.email
    assert [r["role"] for r in data["roles"]] == ["member"]
    assert [s["role"] for s in data["seats"]] == ["chair"]
    assert [c["purpose"] for c in data["consents"]] == [PUBLIC_NAME]
    assert {room.key for room in own_data.rooms()} <= set(data)
    assert all(m["purpose"] and m["retention"] for m in data["mentions"])


def test_nobody_exports_or_erases_somebody_else(officer, resident, at):
    for action in (actions.export_person, actions.erase_person):
        with pytest.raises(NotAllowed):
            action(by=officer, person=resident, at=at)


def test_the_last_administrator_hands_over_first(admin, at):
    with pytest.raises(actions.CannotErase) as refusal:
        actions.erase_person(by=admin, person=admin, at=at)
    assert "Lipowiec nad Strugą" in str(refusal.value)
    assert Person.objects.get(pk=admin.pk).is_active


def test_a_room_may_hold_an_account_until_something_ends(resident, at, monkeypatch):
    monkeypatch.setitem(
        own_data._ROOMS, "test", own_data.OwnData("test", lambda p: [], hinders=lambda p, at: ["Wait for the count."])
    )
    with pytest.raises(actions.CannotErase) as refusal:
        actions.erase_person(by=resident, person=resident, at=at)
    assert refusal.value.hindrances == ["Wait for the count."]


def _everything() -> str:
    """Every cell of every table, as one text."""
    with connection.cursor() as cursor:
        cells = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            cells += [str(cell) for row in cursor.fetchall() for cell in row]
    return "\n".join(cells)


def test_after_erasure_no_cell_of_the_database_knows_her(client, resident, operator, city, at):
    person = make_person("Zuzanna Niezapominajka", email="zuzanna.n@example.org")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "email": person.email}]
    session.save()
    actions.change_name(by=person, name="Zuzanna Niezapominajka", at=at)
    actions.give_consent(by=person, purpose=PUBLIC_NAME, at=at)
    actions.export_person(by=person, person=person, at=at)
    make_member(person, city, "member")
    make_body(city, person)
    Preference.objects.create(person=person, letter="x", wanted=True)
    actions.invite_member(by=operator, organisation=city, email="Zuzanna.N@example.org", role="admin", at=at)
    LogEntry.objects.create(
        user=operator, content_type=ContentType.objects.get_for_model(Person), object_id=str(person.pk),
        object_repr=str(person), action_flag=CHANGE, change_message="",
    )  # fmt: skip
    before = _everything().lower()
    assert "zuzanna.n@example.org" in before
    assert "niezapominajka" in before

    actions.erase_person(by=person, person=person, at=at)

    after = _everything().lower()
    assert "zuzanna" not in after
    assert "niezapominajka" not in after
    left = [s for s in Session.objects.all() if "zuzanna" in str(s.get_decoded()).lower()]
    assert left == []
    assert not EmailAddress.objects.filter(user_id=person.pk).exists()


def test_after_erasure_the_journal_is_whole_and_the_account_shut(client, resident, city, at):
    make_member(resident, city, "officer")
    actions.erase_person(by=resident, person=resident, at=at)
    resident.refresh_from_db()
    assert (resident.is_active, resident.name, resident.has_usable_password()) == (False, "", False)
    assert list(journal.broken_links()) == []
    assert JournalEntry.objects.filter(verb="erase", key=str(resident.uid)).count() == 1
    assert resident.memberships.get().ended_at == at


def test_the_address_is_free_again_after_erasure(resident, at):
    email = resident.email
    actions.erase_person(by=resident, person=resident, at=at)
    assert make_person("Jan Kowalski", email=email).email == email


def test_the_operator_erases_at_a_written_wish(operator, resident, at):
    actions.erase_person(by=operator, person=resident, at=at)
    assert not Person.objects.get(pk=resident.pk).is_active


def test_erasure_is_announced_once_with_the_address(resident, at, django_capture_on_commit_callbacks):
    from skwer.apps.people.signals import person_erased

    heard = []

    def hear(sender, **facts):
        heard.append((facts["email"], facts["language"]))

    person_erased.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            actions.erase_person(by=resident, person=resident, at=AT)
    finally:
        person_erased.disconnect(hear)
    assert heard == [("jan@example.org", "pl")]
