"""A practice record: written in languages, handed in, published, in versions, labelled, retired; who may, when not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.practices import actions
from skwer.apps.practices.contents import BadContents, checked_facts, checked_texts
from skwer.apps.practices.models import Practice, PracticeVersion
from skwer.values.canonical import fingerprint
from tests.factories import AT, make_city
from tests.library_factories import FACTS, IN_ENGLISH, RECORD, make_expert, make_practice, officer_of, validate
from tests.practices_factories import make_network

LATER = AT + timedelta(hours=1)


@pytest.fixture
def keeper(db):
    return make_city("ostoja", name="Ostoja")


@pytest.fixture
def project(keeper, city):
    """Kept by Ostoja; Lipowiec takes part and writes practices."""
    return make_network(keeper, city, slug="siec")


def drafted(city, officer, project=None, **given) -> PracticeVersion:
    return make_practice(city, officer, project=project, published=False, state="draft", **given).versions.get()


def test_the_facts_of_the_current_version_are_repeated_for_lists(city, officer, project) -> None:
    practice = make_practice(city, officer, project=project)
    assert practice.current.state == "validated"
    assert (practice.city_name, practice.country, practice.population) == ("Lipowiec nad Strugą", "PL", 38_000)
    assert (str(practice.cost_from), str(practice.cost_to), practice.currency) == ("20000.00", "60000.00", "PLN")
    assert (practice.months, practice.effort, practice.verdict) == (12, 2, "worked")
    assert {row.theme for row in practice.themes.all()} == set(FACTS["themes"])
    assert practice.current.hash == practice.current.fingerprint()


# --- writing


def test_only_officers_of_a_partner_or_of_the_keeper_draft_in_a_project(
    city, officer, stranger, resident, auditor, project, keeper
) -> None:
    for person in (stranger, resident, auditor):
        with pytest.raises(NotAllowed):
            actions.draft_practice(by=person, organisation=city, project=project, texts=RECORD, at=AT)
    actions.draft_practice(by=officer_of(keeper), organisation=city, project=project, texts=RECORD, at=AT)


def test_a_city_outside_the_project_drafts_no_practice_of_it(other_city, stranger, project) -> None:
    with pytest.raises(BadContents) as refused:
        actions.draft_practice(by=stranger, organisation=other_city, project=project, texts=RECORD, at=AT)
    assert refused.value.field == "project"


def test_a_practice_has_a_title(city, officer) -> None:
    with pytest.raises(BadContents) as refused:
        actions.draft_practice(by=officer, organisation=city, texts={"summary": "x"}, at=AT)
    assert refused.value.field == "title"
    version = drafted(city, officer)
    with pytest.raises(BadContents):
        actions.write_practice(by=officer, version=version, texts={"title": " "}, at=AT)


def test_two_practices_of_one_title_have_two_addresses(city, officer) -> None:
    slugs = {make_practice(city, officer, published=False).slug for _ in range(2)}
    assert slugs == {"ogrody-na-podworkach", "ogrody-na-podworkach-2"}


def test_an_address_that_the_pages_need_themselves_is_taken(city, officer) -> None:
    assert make_practice(city, officer, slug="compare").slug == "compare-2"


def test_a_translation_is_stale_once_the_original_is_changed(city, officer) -> None:
    version = drafted(city, officer)
    assert version.languages == ["pl", "en"]
    assert not version.is_stale("en")
    actions.write_practice(by=officer, version=version, texts={"needs": "Zgoda rady."}, at=LATER)
    assert version.is_stale("en")
    assert not version.is_stale("pl")
    actions.confirm_practice_translation(by=officer, version=version, language="en", at=LATER)
    assert not version.is_stale("en")
    actions.write_practice(by=officer, version=version, texts={"needs": "Zgoda rady."}, at=LATER + timedelta(hours=1))
    assert not version.is_stale("en")  # nothing was changed


def test_nobodys_text_is_overwritten_unseen(city, officer) -> None:
    version = drafted(city, officer)
    seen, facts = version.written_at["pl"], fingerprint(version.facts)
    actions.write_practice(by=officer, version=version, texts={"needs": "Zgoda rady."}, facts={"months": 6}, at=LATER)
    with pytest.raises(actions.PracticeOvertaken):
        actions.write_practice(by=officer, version=version, texts={"needs": "Nic."}, base=seen, at=LATER)
    with pytest.raises(actions.PracticeOvertaken):
        actions.write_practice(by=officer, version=version, facts={"months": 7}, facts_base=facts, at=LATER)
    version.refresh_from_db()
    assert version.written("needs", "pl") == "Zgoda rady."
    assert version.fact("months") == 6


def test_a_fact_given_empty_is_taken_out_and_the_others_stay(city, officer) -> None:
    version = drafted(city, officer)
    actions.write_practice(by=officer, version=version, facts={"cost": {}, "months": None}, at=LATER)
    assert version.fact("cost") is None
    assert version.fact("months") is None
    assert version.fact("city", "population") == 38_000


def test_the_journal_keeps_which_parts_were_written_and_no_text(city, officer) -> None:
    version = drafted(city, officer)
    actions.write_practice(by=officer, version=version, texts={"needs": "Tajne słowo."}, facts={"months": 3}, at=LATER)
    entry = JournalEntry.objects.filter(verb="practice_written").last()
    assert entry.after == {"version": 1, "language": "pl", "parts": ["needs"], "facts": ["months"]}


# --- handing in


@pytest.mark.parametrize("part", ["title", "summary", "context", "problem", "solution", "needs"])
def test_what_is_missing_is_named_before_others_read_it(city, officer, project, part) -> None:
    version = drafted(city, officer, project)
    version.texts[part] = {"en": "Only a translation."}
    version.save()
    with pytest.raises(actions.PracticeIncomplete) as refused:
        actions.submit_practice(by=officer, version=version, at=AT)
    assert refused.value.missing == [part]


@pytest.mark.parametrize(("fact", "empty"), [("verdict", ""), ("themes", []), ("city", {})])
def test_verdict_themes_and_city_are_said_before_others_read_it(city, officer, project, fact, empty) -> None:
    version = drafted(city, officer, project)
    actions.write_practice(by=officer, version=version, facts={fact: empty}, at=AT)
    with pytest.raises(actions.PracticeIncomplete):
        actions.submit_practice(by=officer, version=version, at=AT)


def test_what_was_handed_in_is_not_written_until_it_is_taken_back(city, officer, project) -> None:
    version = drafted(city, officer, project)
    actions.submit_practice(by=officer, version=version, at=AT)
    with pytest.raises(actions.PracticeMoved):
        actions.write_practice(by=officer, version=version, texts={"needs": "Inaczej."}, at=AT)
    actions.take_back(by=officer, version=version, at=AT)
    actions.write_practice(by=officer, version=version, texts={"needs": "Inaczej."}, at=AT)
    with pytest.raises(actions.PracticeMoved):
        actions.take_back(by=officer, version=version, at=AT)


def test_strangers_hand_nothing_in_and_take_nothing_back(city, officer, stranger, project) -> None:
    version = drafted(city, officer, project)
    with pytest.raises(NotAllowed):
        actions.submit_practice(by=stranger, version=version, at=AT)
    actions.submit_practice(by=officer, version=version, at=AT)
    for person in (stranger, make_expert(project)):
        with pytest.raises(NotAllowed):
            actions.take_back(by=person, version=version, at=AT)


# --- without validation


def test_a_practice_of_no_project_is_published_without_validation_and_is_marked_so(city, officer) -> None:
    practice = make_practice(city, officer)
    assert practice.is_published
    assert practice.current.state == "published"
    assert not practice.current.reviews.exists()


def test_a_practice_of_a_project_cannot_pass_by_its_editor(city, officer, project) -> None:
    with pytest.raises(actions.PracticeMoved):
        actions.publish_unvalidated(by=officer, version=drafted(city, officer, project), at=AT)


def test_a_practice_of_no_project_has_nobody_to_be_handed_in_to(city, officer) -> None:
    with pytest.raises(actions.PracticeMoved):
        actions.submit_practice(by=officer, version=drafted(city, officer), at=AT)


def test_a_practice_whose_project_is_gone_is_still_published(city, officer, project) -> None:
    version = make_practice(city, officer, project=project, published=False, state="changes").versions.get()
    version.practice.project = None
    version.practice.save()
    actions.publish_unvalidated(by=officer, version=version, at=AT)
    assert Practice.objects.get().is_published


def test_a_draft_moves_to_a_project_its_keeper_takes_part_in_and_no_other(city, officer, stranger, project) -> None:
    version = drafted(city, officer)
    elsewhere = make_network(make_city("inna"), slug="inna-siec")
    with pytest.raises(BadContents):
        actions.place_in_project(by=officer, practice=version.practice, project=elsewhere, at=AT)
    with pytest.raises(NotAllowed):
        actions.place_in_project(by=stranger, practice=version.practice, project=project, at=AT)
    actions.place_in_project(by=officer, practice=version.practice, project=project, at=AT)
    version.refresh_from_db()
    actions.submit_practice(by=officer, version=version, at=AT)
    with pytest.raises(actions.PracticeMoved):
        actions.place_in_project(by=officer, practice=version.practice, project=None, at=AT)


# --- versions


def test_a_published_version_never_changes(city, officer) -> None:
    version = make_practice(city, officer).current
    for change in (
        lambda: actions.write_practice(by=officer, version=version, texts={"needs": "x"}, at=AT),
        lambda: actions.drop_practice_draft(by=officer, version=version, at=AT),
        lambda: actions.publish_unvalidated(by=officer, version=version, at=AT),
    ):
        with pytest.raises(actions.PracticeMoved):
            change()


def test_everybody_reads_the_old_version_until_the_new_one_is_validated(city, officer, project) -> None:
    practice = make_practice(city, officer, project=project)
    first = practice.current
    second = actions.begin_version(by=officer, practice=practice, at=LATER)
    assert (second.number, second.texts, second.state) == (2, first.texts, "draft")
    actions.write_practice(by=officer, version=second, texts={"needs": "Zgoda rady."}, facts={"months": 6}, at=LATER)
    practice.refresh_from_db()
    assert practice.current == first
    assert practice.months == 12
    validate(second, officer, change_note={"pl": "Rada musi się zgodzić."})
    practice.refresh_from_db()
    assert practice.current == second
    assert practice.months == 6
    first.refresh_from_db()
    assert first.written("needs", "pl") == RECORD["needs"]


def test_a_second_beginning_finds_the_version_that_is_open(city, officer) -> None:
    practice = make_practice(city, officer)
    begun = {actions.begin_version(by=officer, practice=practice, at=AT).pk for _ in range(2)}
    assert len(begun) == 1


def test_a_new_version_says_what_is_new_and_differs(city, officer) -> None:
    practice = make_practice(city, officer)
    version = actions.begin_version(by=officer, practice=practice, at=AT)
    with pytest.raises(BadContents, match=r"Nothing differs|Nic się"):
        actions.publish_unvalidated(by=officer, version=version, change_note={"pl": "Nic."}, at=AT)
    actions.write_practice(by=officer, version=version, texts={"needs": "Zgoda rady."}, at=LATER)
    with pytest.raises(BadContents) as refused:
        actions.publish_unvalidated(by=officer, version=version, at=AT)
    assert refused.value.field == "change_note"
    actions.publish_unvalidated(by=officer, version=version, change_note={"pl": "Zgoda rady."}, at=AT)


def test_a_draft_thrown_away_leaves_what_is_published(city, officer) -> None:
    practice = make_practice(city, officer)
    actions.drop_practice_draft(by=officer, version=actions.begin_version(by=officer, practice=practice, at=AT), at=AT)
    assert Practice.objects.get().is_published
    actions.drop_practice_draft(by=officer, version=drafted(city, officer), at=AT)
    assert Practice.objects.count() == 1


# --- label, retirement


def test_a_label_has_its_day_and_its_source(city, officer, project, keeper) -> None:
    practice = make_practice(city, officer, project=project)
    editor = officer_of(keeper)
    given = {"label": "Dobra praktyka", "labelled_on": date(2024, 10, 29), "source": "Sieć miast"}
    with pytest.raises(NotAllowed):
        actions.label_practice(by=officer, practice=practice, **given, at=AT)
    for field, wrong in (("labelled_on", None), ("labelled_on", date(2027, 1, 1)), ("source", " ")):
        with pytest.raises(BadContents) as refused:
            actions.label_practice(by=editor, practice=practice, **{**given, field: wrong}, at=AT)
        assert refused.value.field == field
    actions.label_practice(by=editor, practice=practice, **given, at=AT)
    practice.refresh_from_db()
    assert (practice.label, practice.labelled_on) == ("Dobra praktyka", date(2024, 10, 29))
    actions.label_practice(by=editor, practice=practice, label="", at=AT)
    practice.refresh_from_db()
    assert practice.labelled_on is None


def test_what_nobody_can_read_gets_no_label(city, officer) -> None:
    practice = make_practice(city, officer, published=False)
    with pytest.raises(actions.PracticeMoved):
        actions.label_practice(by=officer, practice=practice, label="x", labelled_on=AT.date(), source="y", at=AT)


def test_a_retired_practice_stays_readable_says_why_and_comes_back_with_a_new_version(city, officer, stranger) -> None:
    practice = make_practice(city, officer)
    with pytest.raises(NotAllowed):
        actions.retire_practice(by=stranger, practice=practice, reason="Nie.", at=AT)
    with pytest.raises(BadContents):
        actions.retire_practice(by=officer, practice=practice, reason=" ", at=AT)
    actions.retire_practice(by=officer, practice=practice, reason="Zmieniło się prawo.", at=AT)
    assert not Practice.objects.published().exists()
    assert Practice.objects.visible_to(None).exists()
    version = actions.begin_version(by=officer, practice=practice, at=AT)
    actions.write_practice(by=officer, version=version, texts={"needs": "Nowa ustawa."}, at=LATER)
    actions.publish_unvalidated(by=officer, version=version, change_note={"pl": "Nowe prawo."}, at=LATER)
    assert Practice.objects.published().exists()


# --- who sees what


def test_a_draft_is_for_the_desks_that_write_it(city, officer, auditor, stranger, resident, project, keeper) -> None:
    version = drafted(city, officer, project)
    expert = make_expert(project)
    for person in (officer, auditor, officer_of(keeper)):
        assert PracticeVersion.objects.visible_to(person).filter(pk=version.pk).exists()
    for person in (None, stranger, resident, expert):
        assert not Practice.objects.visible_to(person).exists()
        assert not PracticeVersion.objects.visible_to(person).exists()


def test_what_was_handed_in_is_for_those_inside_the_project(city, officer, stranger, project) -> None:
    make_practice(city, officer, project=project, published=False, state="submitted")
    assert PracticeVersion.objects.visible_to(make_expert(project)).exists()
    assert not PracticeVersion.objects.visible_to(stranger).exists()


def test_a_draft_of_the_next_version_is_not_for_the_expert_of_the_last(city, officer, project) -> None:
    practice = make_practice(city, officer, project=project)
    expert = practice.current.reviews.get(step="expert").by
    draft = actions.begin_version(by=officer, practice=practice, at=AT)
    assert not PracticeVersion.objects.visible_to(expert).filter(pk=draft.pk).exists()
    assert PracticeVersion.objects.visible_to(officer).filter(pk=draft.pk).exists()


# --- contents


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"themes": ["nothing"]}, "themes"),
        ({"verdict": "great"}, "verdict"),
        ({"city": {"country": "Polska"}}, "city.country"),
        ({"city": {"population": "-4"}}, "city.population"),
        ({"city": {"mayor": "Ja"}}, "city"),
        ({"cost": {"from": "5", "to": "4", "currency": "PLN"}}, "cost.to"),
        ({"cost": {"from": "-5", "currency": "PLN"}}, "cost.from"),
        ({"cost": {"from": "5", "currency": "XXX"}}, "cost.currency"),
        ({"cost": {"from": "NaN", "currency": "PLN"}}, "cost.from"),
        ({"months": 1.5}, "months"),
        ({"effort": 4}, "effort"),
        ({"figures": [{"label": {"pl": "x"}, "source": "y"}]}, "figures.1.value"),
        ({"figures": [{"value": "1", "source": "y"}]}, "figures.1.label"),
        ({"figures": [{"label": {"pl": "x"}, "value": "1"}]}, "figures.1.source"),
        ({"figures": [{"label": {"pl": "x"}, "value": "1", "url": "javascript:alert(1)"}]}, "figures.1.url"),
        ({"figures": {}}, "figures"),
        ({"links": [{"label": {"pl": "x"}}]}, "links.1.url"),
        ({"links": [{"url": "ftp://a.example"}]}, "links.1.url"),
        ({"contact": {"email": "nie"}}, "contact.email"),
        ({"pictures": [{"upload": "../etc", "alt": {"pl": "x"}}]}, "pictures.1"),
        ({"pictures": [{"upload": "5b0d6a52-6a0f-4f0e-9d3f-0f7f6b8a4b11", "alt": {}}]}, "pictures.1.alt"),
        ({"unknown": 1}, "unknown"),
        ([], "facts"),
    ],
)
def test_a_fact_that_cannot_stand_is_named(facts, field) -> None:
    with pytest.raises(BadContents) as refused:
        checked_facts(facts)
    assert refused.value.field == field


def test_facts_that_stand_are_kept_as_they_are() -> None:
    assert checked_facts(FACTS) == FACTS
    assert checked_facts(checked_facts(FACTS)) == checked_facts(FACTS)


@pytest.mark.parametrize(
    "texts", [{"novel": {"pl": "x"}}, {"title": {"de": "x"}}, {"title": "x"}, {"title": {"pl": 7}}]
)
def test_a_text_that_cannot_stand_is_refused(texts) -> None:
    with pytest.raises(BadContents):
        checked_texts(texts)


def test_texts_are_tidied_of_what_nobody_sees() -> None:
    found = checked_texts({"title": {"pl": "  Ogród\u202e \x00na\ndachu ", "en": " "}, "needs": {"pl": "a\r\nb"}})
    assert found == {"title": {"pl": "Ogród na dachu"}, "needs": {"pl": "a\nb"}}


def test_too_long_a_text_says_how_long(city, officer) -> None:
    with pytest.raises(BadContents) as refused:
        actions.write_practice(by=officer, version=drafted(city, officer), texts={"summary": "x" * 601}, at=AT)
    assert "601" in str(refused.value)
    assert "600" in str(refused.value)


def test_english_first_reads_the_other_way_round(city, officer) -> None:
    version = drafted(city, officer, language="en")
    assert version.languages == ["en", "pl"]
    assert version.written("title", "en") == IN_ENGLISH["title"]
