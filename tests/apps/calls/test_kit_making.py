"""A kit of a call in one step; what goes out as a file comes back as the same rules."""

from __future__ import annotations

from datetime import date, timedelta
from unittest import mock

import pytest
from django.db import transaction

from skwer.apps.calls import actions
from skwer.apps.calls.actions.kit_making import NotDecidedYet, keep_shipped_kits, make_kit_of_call
from skwer.apps.calls.kits import PRESETS, preset
from skwer.apps.calls.kits.making import kit_of
from skwer.apps.calls.models import Call
from skwer.apps.calls.regulations import paragraphs, regulations_hash
from skwer.apps.learning.actions import hide_module
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices.kits import documents, registry
from skwer.apps.practices.models import Kit
from tests.factories import AT, make_call, make_member, make_person
from tests.kits_factories import make_kit, officer_of
from tests.learning_factories import make_module

pytestmark = pytest.mark.django_db


ASSESS = "skwer.apps.assessment.kinds.assess"


class _UndoError(Exception):
    pass


def rules_of(document, city, officer) -> str:
    """The hash of the regulations of a call opened from the document, always with the same names, dates and draw (each
    call draws lots of its own)."""
    made = ""
    try:
        with transaction.atomic(), mock.patch(f"{ASSESS}.secrets.token_hex", return_value="0" * 12):
            call = actions.create_call_from_document(
                by=officer,
                organisation=city,
                document=document,
                scheme_name="Granty",
                edition_name="2027",
                title="Nabór",
                slug="nabor-2027",
                first_day=date(2027, 1, 11),
                at=AT,
            )
            made = regulations_hash(paragraphs(call))
            raise _UndoError
    except _UndoError:
        return made


def ended(call: Call, state: str = Call.State.DECIDED) -> Call:
    Call.objects.filter(pk=call.pk).update(state=state)
    call.refresh_from_db()
    return call


@pytest.mark.parametrize("key", PRESETS)
def test_export_and_import_give_the_same_rulebook_and_the_same_regulations(key, city, officer):
    from skwer.apps.practices.actions import kits

    first = make_kit(city, officer, document=preset(key)).newest
    written = documents.write(first.document)
    second = kits.import_kit(by=officer, organisation=city, data=written.encode(), at=AT).versions.get()
    assert second.rulebook_hash == first.rulebook_hash
    assert rules_of(second.document, city, officer) == rules_of(first.document, city, officer)


@pytest.mark.parametrize("key", PRESETS)
def test_a_kit_of_a_call_holds_the_rules_the_call_was_made_from(key, city, officer):
    call = make_call(city, officer, preset=key, announced=False)
    made = kit_of(call)
    assert registry.faults(made) == []
    assert documents.rulebook_hash(made) == documents.rulebook_hash(preset(key))
    assert rules_of(made, city, officer) == rules_of(preset(key), city, officer)


def test_what_the_city_changed_is_in_the_kit(city, officer):
    call = make_call(city, officer, pot="77000.00", announced=False)
    assert kit_of(call)["call"]["pot"] == "77000.00"


def test_offsets_count_from_the_day_the_first_stage_opens_over_the_change_of_the_clock(city, officer):
    call = make_call(city, officer, announced=False, first_day=date(2027, 3, 15))
    planned = [(s.get("opens_day"), s.get("closes_day"), s.get("closes_hour")) for s in preset("micro-grant")["stages"]]
    made = [(s.get("opens_day"), s.get("closes_day"), s.get("closes_hour")) for s in kit_of(call)["stages"]]
    assert [row for row in made if row[0] is not None] == [row for row in planned if row[0] is not None]


def test_seeds_and_people_stay_with_the_call(city, officer):
    call = make_call(city, officer)
    written = documents.write(kit_of(call))
    assert all(
        stage.settings.get("seed", "x") not in written for stage in call.stages.filter(kind__in=["assess", "decide"])
    )
    assert "Dębska" not in written
    assert kit_of(call)["committee"]["size"] == 3


def test_a_lesson_that_was_hidden_again_is_not_handed_on(city, officer, at):
    call = make_call(city, officer)
    shown, hidden = make_module(city, officer), make_module(city, officer)
    for module in (shown, hidden):
        actions.attach_module(by=officer, stage=call.stages.get(kind="propose"), module=module, at=at)
    hide_module(by=officer, module=hidden, at=at)
    assert [one["slug"] for one in kit_of(call)["modules"]] == [shown.slug]


def test_what_a_kit_advises_is_handed_on(city, officer):
    call = make_call(city, officer, announced=False)
    document = {**preset("micro-grant"), "measures": [{"key": "people", "title": {"pl": "Osoby", "en": "People"},
                "unit": {"pl": "osób", "en": "people"}, "how": {"pl": "Liczymy.", "en": "We count."}}]}  # fmt: skip
    call.kit_version = make_kit(city, officer, document=document).newest
    call.save()
    assert kit_of(call)["measures"] == document["measures"]


class TestInOneStep:
    def test_a_decided_call_becomes_a_draft_kit_of_its_city(self, city, officer):
        call = ended(make_call(city, officer, slug="zielone-2026"))
        kit = make_kit_of_call(by=officer, call=call, at=AT)
        version = kit.versions.get()
        assert (kit.organisation, kit.slug, version.is_published) == (city, "zielone-2026", False)
        assert version.made_from == {"call": "zielone-2026", "city": "lipowiec"}
        assert JournalEntry.objects.get(verb="kit_created").after["call"] == "zielone-2026"

    def test_of_an_archived_call_too(self, city, officer):
        make_kit_of_call(by=officer, call=ended(make_call(city, officer), Call.State.ARCHIVED), at=AT)
        assert Kit.objects.count() == 1

    @pytest.mark.parametrize("state", [Call.State.DRAFT, Call.State.ANNOUNCED, Call.State.CANCELLED])
    def test_not_of_one_whose_rules_have_not_worked_yet(self, city, officer, state):
        call = ended(make_call(city, officer), state)
        with pytest.raises(NotDecidedYet):
            make_kit_of_call(by=officer, call=call, at=AT)

    def test_by_its_own_officers_alone(self, city, other_city, officer):
        call = ended(make_call(city, officer))
        auditor = make_person("Audytorka")
        make_member(auditor, city, "auditor")
        for person in (officer_of(other_city), auditor):
            with pytest.raises(NotAllowed):
                make_kit_of_call(by=person, call=call, at=AT)


def test_every_kit_skwer_ships_has_its_address_once():
    keep_shipped_kits(at=AT)
    keep_shipped_kits(at=AT + timedelta(days=1))
    assert sorted(Kit.objects.values_list("shipped", flat=True)) == sorted(PRESETS)
    assert all(kit.versions.count() == 1 and kit.newest.is_published for kit in Kit.objects.all())
