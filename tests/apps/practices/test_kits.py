"""Kits: drafted, brought in, published in versions that stay, offered to those who began from an older one."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest

from skwer.apps.calls.kits import preset
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices.actions import kits as actions
from skwer.apps.practices.kits import documents
from skwer.apps.practices.models import Kit, KitOffer, KitVersion, Transfer
from tests.apps.voting.test_concurrency import all_at_once
from tests.factories import AT, make_member, make_person
from tests.kits_factories import make_kit, next_version, officer_of
from tests.library_factories import make_practice

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return preset("micro-grant")


def begun(kit: Kit, city, **values) -> Transfer:
    """A transfer of the kit's newest version, as far as offers look at it."""
    return Transfer.objects.create(
        organisation=city, kit_version=kit.newest, title="Przejmujemy", begun_at=AT, document={}, **values
    )


class TestWhoMayDoWhat:
    def test_an_officer_keeps_kits_of_her_own_city_alone(self, city, other_city, officer, document):
        actions.create_kit(by=officer, organisation=city, document=document, at=AT)
        with pytest.raises(NotAllowed):
            actions.create_kit(by=officer, organisation=other_city, document=document, at=AT)

    @pytest.mark.parametrize("role", ["auditor", "member", None])
    def test_others_make_none(self, city, document, role):
        person = make_person("Ktoś")
        if role:
            make_member(person, city, role)
        with pytest.raises(NotAllowed):
            actions.create_kit(by=person, organisation=city, document=document, at=AT)

    def test_another_citys_officer_changes_nothing(self, city, other_city):
        kit, stranger = make_kit(city, published=False), officer_of(other_city)
        version = kit.versions.get()
        for act in (
            lambda: actions.save_draft(by=stranger, kit=kit, document=version.document, at=AT),
            lambda: actions.publish_kit_version(by=stranger, version=version, at=AT),
            lambda: actions.discard_draft(by=stranger, version=version, at=AT),
            lambda: actions.attach_practice(by=stranger, kit=kit, practice=None, at=AT),
        ):
            with pytest.raises(NotAllowed):
                act()

    def test_nobody_changes_a_kit_shipped_with_skwer(self, officer, document):
        kit = actions.ensure_shipped(key="micro-grant", document=document, at=AT)
        with pytest.raises(NotAllowed):
            actions.save_draft(by=officer, kit=kit, document=document, at=AT)

    def test_a_draft_is_seen_by_its_desk_alone(self, city, other_city, officer, resident):
        kit = make_kit(city, officer, published=False)
        for person, seen in ((officer, True), (officer_of(other_city), False), (resident, False), (None, False)):
            assert Kit.objects.visible_to(person).filter(pk=kit.pk).exists() is seen
            assert KitVersion.objects.visible_to(person).filter(kit=kit).exists() is seen

    def test_beside_a_published_version_the_next_draft_stays_unseen(self, city, officer, resident):
        kit = make_kit(city, officer)
        actions.save_draft(by=officer, kit=kit, document=kit.newest.document, at=AT)
        assert Kit.objects.visible_to(resident).get() == kit
        assert [version.number for version in KitVersion.objects.visible_to(resident)] == [1]
        assert kit.newest.number == 1


class TestDrafts:
    def test_a_kit_begins_with_a_draft_under_its_own_address(self, city, officer, document):
        kit = actions.create_kit(by=officer, organisation=city, document=document, slug="nasze-granty", at=AT)
        version = kit.versions.get()
        assert (kit.slug, version.number, version.is_published) == ("nasze-granty", 1, False)
        assert (version.document["key"], version.document["version"]) == ("nasze-granty", 1)
        assert version.rulebook_hash == documents.rulebook_hash(document)

    def test_a_taken_address_gets_a_number(self, city, officer, document):
        make_kit(city, officer, slug="granty")
        kit = actions.create_kit(by=officer, organisation=city, document=document, slug="granty", at=AT)
        assert kit.slug == "granty-2"

    def test_saving_again_replaces_the_draft(self, city, officer, document):
        kit = make_kit(city, officer, published=False)
        before = kit.versions.get().hash
        document["call"]["pot"] = "95000.00"
        version = actions.save_draft(by=officer, kit=kit, document=document, at=AT)
        assert (version.number, kit.versions.count()) == (1, 1)
        assert version.hash != before

    def test_after_publishing_the_next_draft_has_the_next_number(self, city, officer, document):
        kit = make_kit(city, officer)
        assert actions.save_draft(by=officer, kit=kit, document=document, at=AT).number == 2

    def test_a_practice_of_another_city_is_refused(self, city, other_city, officer, document):
        foreign = make_practice(organisation=other_city)
        with pytest.raises(actions.BadKit) as refused:
            actions.create_kit(by=officer, organisation=city, document=document, practice=foreign, at=AT)
        assert refused.value.field == "practice"

    def test_throwing_the_only_draft_away_takes_the_kit_along(self, city, officer):
        kit = make_kit(city, officer, published=False)
        actions.discard_draft(by=officer, version=kit.versions.get(), at=AT)
        assert not Kit.objects.exists()

    def test_throwing_a_second_draft_away_leaves_what_is_published(self, city, officer, document):
        kit = make_kit(city, officer)
        draft = actions.save_draft(by=officer, kit=kit, document=document, at=AT)
        actions.discard_draft(by=officer, version=draft, at=AT)
        assert [version.number for version in kit.versions.all()] == [1]


class TestBringingIn:
    def test_a_file_becomes_a_draft(self, city, officer, document):
        data = documents.write(document).encode()
        kit = actions.import_kit(by=officer, organisation=city, data=data, at=AT)
        assert kit.versions.get().rulebook_hash == documents.rulebook_hash(document)

    def test_what_is_no_json_is_refused_with_its_line(self, city, officer):
        with pytest.raises(documents.UnreadableKit) as refused:
            actions.import_kit(by=officer, organisation=city, data='{"format":\n oops', at=AT)
        assert "2" in str(refused.value)
        assert not Kit.objects.exists()

    def test_a_fault_is_named_with_its_place(self, city, officer, document):
        document["call"]["request_max"] = "-5"
        with pytest.raises(actions.BadKit) as refused:
            actions.import_kit(by=officer, organisation=city, data=json.dumps(document), at=AT)
        assert any("request_max" in problem.path for problem in refused.value.problems)
        assert not Kit.objects.exists()

    def test_numbers_with_a_point_break_nothing(self, city, officer, document):
        document["budget"] = [{"key": "grants", "title": {"pl": "Granty"}, "percent": 99.5}]
        with pytest.raises(actions.BadKit):
            actions.import_kit(by=officer, organisation=city, data=json.dumps(document), at=AT)


class TestPublishing:
    def test_a_published_version_never_changes(self, city, officer):
        version = make_kit(city, officer).newest
        for act in (
            lambda: actions.publish_kit_version(by=officer, version=version, at=AT),
            lambda: actions.discard_draft(by=officer, version=version, at=AT),
        ):
            with pytest.raises(actions.Published):
                act()

    def test_the_second_version_says_what_is_new(self, city, officer):
        kit = make_kit(city, officer)
        document = deepcopy(dict(kit.newest.document))
        document["call"]["pot"] = "95000.00"
        draft = actions.save_draft(by=officer, kit=kit, document=document, at=AT)
        with pytest.raises(actions.BadKit) as refused:
            actions.publish_kit_version(by=officer, version=draft, at=AT, note={"pl": "  "})
        assert refused.value.field == "note"
        actions.publish_kit_version(by=officer, version=draft, at=AT, note={"pl": "Mniejsza pula."})
        assert kit.newest.note == {"pl": "Mniejsza pula."}

    def test_a_version_that_changes_nothing_is_refused(self, city, officer):
        kit = make_kit(city, officer)
        draft = actions.save_draft(by=officer, kit=kit, document=kit.newest.document, at=AT)
        with pytest.raises(actions.BadKit):
            actions.publish_kit_version(by=officer, version=draft, at=AT, note={"pl": "Nic."})

    def test_the_journal_keeps_hashes_and_no_words(self, city, officer):
        kit = make_kit(city, officer)
        entry = JournalEntry.objects.get(verb="kit_published")
        assert entry.after == {"version": 1, "hash": kit.newest.hash, "rulebook": kit.newest.rulebook_hash}


class TestOffering:
    def test_a_newer_version_is_offered_to_those_who_began_from_an_older(self, city, officer, other_city):
        kit = make_kit(city, officer)
        transfer = begun(kit, other_city)
        version = next_version(kit)
        assert [(offer.transfer, offer.version) for offer in KitOffer.objects.all()] == [(transfer, version)]

    @pytest.mark.parametrize("stage", ["done", "dropped"])
    def test_not_to_a_transfer_that_has_ended(self, city, officer, other_city, stage):
        kit = make_kit(city, officer)
        begun(kit, other_city, stage=stage)
        next_version(kit)
        assert not KitOffer.objects.exists()

    def test_not_to_one_of_another_kit(self, city, officer, other_city):
        begun(make_kit(city, officer), other_city)
        next_version(make_kit(city, officer))
        assert not KitOffer.objects.exists()

    def test_an_offer_nobody_answered_gives_way_to_the_next(self, city, officer, other_city):
        kit = make_kit(city, officer)
        begun(kit, other_city)
        next_version(kit, pot="95000.00")
        newest = next_version(kit, pot="96000.00")
        assert KitOffer.objects.get().version == newest

    def test_an_answered_offer_stays(self, city, officer, other_city):
        kit = make_kit(city, officer)
        begun(kit, other_city)
        next_version(kit, pot="95000.00")
        KitOffer.objects.update(answered_at=AT)
        next_version(kit, pot="96000.00")
        assert KitOffer.objects.count() == 2

    def test_it_is_offered_once(self, city, officer, other_city):
        kit = make_kit(city, officer)
        begun(kit, other_city)
        version = next_version(kit)
        assert actions.offer_to_descendants(version=version, at=AT) == 0


class TestShipped:
    def test_a_shipped_kit_comes_once_and_again_only_when_it_changed(self, document):
        kit = actions.ensure_shipped(key="micro-grant", document=document, at=AT)
        actions.ensure_shipped(key="micro-grant", document=document, at=AT)
        assert [version.number for version in kit.versions.all()] == [1]
        document["call"]["pot"] = "95000.00"
        actions.ensure_shipped(key="micro-grant", document=document, at=AT)
        assert [version.number for version in kit.versions.all()] == [2, 1]
        assert kit.newest.is_published


def test_of_two_who_publish_at_once_one_is_told_that_it_is_done(transactional_db, city, officer, other_city):
    kit = make_kit(city, officer)
    begun(kit, other_city)
    document = deepcopy(dict(kit.newest.document))
    document["call"]["pot"] = "95000.00"
    draft = actions.save_draft(by=officer, kit=kit, document=document, at=AT)

    def publish() -> None:
        version = KitVersion.objects.get(pk=draft.pk)
        actions.publish_kit_version(by=officer, version=version, at=AT, note={"pl": "Mniejsza pula."})

    raised = all_at_once(*[publish] * 6)
    assert [type(error) for error in raised if error is not None] == [actions.Published] * 5
    assert KitOffer.objects.count() == 1


def test_two_drafts_begun_at_once_are_one(transactional_db, city, officer):
    kit = make_kit(city, officer)
    document = deepcopy(dict(kit.newest.document))

    def save() -> None:
        actions.save_draft(by=officer, kit=Kit.objects.get(pk=kit.pk), document=document, at=AT)

    assert all_at_once(*[save] * 6) == [None] * 6
    assert kit.versions.filter(published_at=None).count() == 1
