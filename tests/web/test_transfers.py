"""Pages of transfers: the desk, element by element, the fit, and what everybody reads."""

from __future__ import annotations

import pytest

from skwer.apps.calls.kits import PRESETS, preset
from skwer.apps.practices.actions import transfers as actions
from skwer.apps.practices.kits import elements
from skwer.apps.practices.models import Transfer
from skwer.web.transfers import shapes
from tests.factories import AT, make_city
from tests.kits_factories import make_kit
from tests.library_factories import make_practice
from tests.practices_factories import make_network
from tests.transfers_factories import decide_all, make_transfer
from tests.web.sent_form import fields_of

pytestmark = pytest.mark.django_db


def test_a_city_begins_from_the_kits_page(client, city, officer):
    kit = make_kit()
    client.force_login(officer)
    page = client.get(f"/desk/transfers/new/?kit={kit.slug}")
    assert page.status_code == 200
    sent = {"kit": kit.newest.pk, "title": "Miejsca sąsiadów", "understand_until": "2027-01-31"}
    answer = client.post(f"/desk/transfers/new/?kit={kit.slug}", sent)
    transfer = Transfer.objects.get()
    assert answer.headers["Location"] == f"/desk/transfers/{transfer.pk}/"
    assert transfer.elements.count() > 10
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get("/desk/transfers/").status_code == 200


@pytest.fixture
def transfer(city, officer):
    return make_transfer(city, officer)


def _element(transfer, key):
    return f"/desk/transfers/{transfer.pk}/elements/{key}/"


def _sent(client, url, **typed):
    """The form as the page shows it, with some values typed over."""
    page = client.get(url)
    assert page.status_code == 200
    at = next(k for k in range(6) if "decision" in fields_of(page, k) or "reason" in fields_of(page, k))
    return {**fields_of(page, at), **typed}


@pytest.mark.parametrize("name", PRESETS)
def test_every_element_of_every_shipped_kit_comes_back_from_its_page_as_it_was(client, city, officer, name):
    transfer = make_transfer(city, officer, kit_version=make_kit(document=preset(name)).newest)
    client.force_login(officer)
    for row in transfer.elements.all():
        url = _element(transfer, row.key)
        answer = client.post(url, _sent(client, url, decision="change", how="here", reason="Próba."))
        assert (row.key, answer.status_code) == (row.key, 422)
        assert [where for where, _message in answer.context["problems"]] == ["id_how"], row.key


@pytest.mark.parametrize("name", PRESETS)
def test_parts_are_the_same_after_being_laid_out_as_fields(name):
    document = preset(name)
    for element in elements.elements_of(document):
        old = elements.part(document, element.key)
        assert (element.key, shapes.part_of(element.key, old, shapes.values_of(element.key, document, old))) == (
            element.key,
            old,
        )


class TestDesk:
    def test_what_is_typed_in_fields_stands_in_the_adapted_kit(self, client, officer, transfer):
        client.force_login(officer)
        url = _element(transfer, "money")
        sent = _sent(client, url, decision="change", how="here", reason="Mniejszy budżet.", **{"part.pot": "45 000,50"})
        answer = client.post(url, {**sent, "go": "save"})
        assert answer.headers["Location"] == f"/desk/transfers/{transfer.pk}/#matrix"
        transfer.refresh_from_db()
        assert elements.part(transfer.document, "money")["pot"] == "45000.50"
        assert "45" in client.get(url).content.decode()

    def test_saving_goes_on_to_the_next_undecided_element(self, client, officer, transfer):
        client.force_login(officer)
        url = _element(transfer, "vehicle")
        answer = client.post(url, {**_sent(client, url), "decision": "keep", "go": "next"})
        assert answer.headers["Location"] == _element(transfer, "support")

    def test_a_missing_reason_keeps_what_was_typed(self, client, officer, transfer):
        client.force_login(officer)
        url = _element(transfer, "ballot")
        answer = client.post(url, {**_sent(client, url), "decision": "drop", "owner": "Biuro Dialogu", "reason": ""})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "Biuro Dialogu" in page
        assert "id_reason" in page

    def test_one_more_row_keeps_what_was_typed_and_saves_nothing(self, client, officer, transfer):
        client.force_login(officer)
        url = _element(transfer, "criteria")
        sent = _sent(client, url, decision="change", how="here", owner="Komisja")
        page = client.post(url, {**sent, "add": "part.criteria"}).content.decode()
        assert "Komisja" in page
        rows = len(elements.part(transfer.document, "criteria")["criteria"])
        assert f'name="part.criteria.{rows}.here"' in page
        assert transfer.elements.get(key="criteria").decision == "undecided"

    def test_an_element_is_taken_from_another_kit(self, client, officer, transfer):
        other = make_kit(document=preset("participatory-budget")).newest
        client.force_login(officer)
        url = _element(transfer, "ballot")
        sent = _sent(client, url, decision="change", how="kit", from_kit=other.pk, reason="Jak w budżecie.")
        assert client.post(url, {**sent, "go": "save"}).status_code == 302
        transfer.refresh_from_db()
        assert elements.part(transfer.document, "ballot") == elements.part(other.document, "ballot")

    def test_a_kit_that_is_not_offered_is_not_taken_from(self, client, officer, transfer):
        draft = make_kit(published=False).newest
        client.force_login(officer)
        url = _element(transfer, "ballot")
        sent = _sent(client, url, decision="change", how="kit", from_kit=draft.pk, reason="Jak tam.")
        assert client.post(url, sent).status_code == 422

    def test_who_saved_in_between_is_not_overwritten(self, client, officer, transfer):
        client.force_login(officer)
        url = _element(transfer, "ballot")
        sent = _sent(client, url, decision="drop", reason="Bez głosowania.")
        actions.decide_element(by=officer, transfer=transfer, key="ballot", decision="change", reason="Dłużej.", at=AT)
        assert client.post(url, sent).status_code == 409
        assert transfer.elements.get(key="ballot").decision == "change"

    def test_what_no_call_works_without_is_not_offered_to_be_left_out(self, client, officer, transfer):
        client.force_login(officer)
        assert 'value="drop"' not in client.get(_element(transfer, "money")).content.decode()
        assert 'value="drop"' in client.get(_element(transfer, "ballot")).content.decode()

    def test_stages_publishing_and_the_end(self, client, officer, transfer):
        client.force_login(officer)
        url = f"/desk/transfers/{transfer.pk}/"
        assert client.post(url, {"do": "finish", "lesson": "Za wcześnie."}).status_code == 409
        client.post(url, {"do": "stage", "stage": "adapt"})
        decide_all(transfer, officer)
        client.post(url, {"do": "stage", "stage": "reuse"})
        client.post(url, {"do": "publish"})
        bad = client.post(url, {"do": "finish", "lesson": ""})
        assert bad.status_code == 422
        client.post(url, {"do": "finish", "lesson": "Najpierw rozmowa z właścicielami."})
        transfer.refresh_from_db()
        assert (transfer.stage, transfer.is_published) == ("done", True)
        client.logout()
        page = client.get(f"/transfers/{transfer.pk}/").content.decode()
        assert "Najpierw rozmowa z właścicielami." in page

    def test_wrong_days_stand_beside_what_was_typed(self, client, officer, transfer):
        client.force_login(officer)
        sent = {"do": "change", "title": "Nowy tytuł", "understand_until": "2027-05-01", "adapt_until": "2027-04-01"}
        answer = client.post(f"/desk/transfers/{transfer.pk}/", sent)
        assert answer.status_code == 422
        assert "Nowy tytuł" in answer.content.decode()

    def test_an_auditor_reads_and_changes_nothing(self, client, auditor, transfer):
        client.force_login(auditor)
        page = client.get(f"/desk/transfers/{transfer.pk}/")
        assert page.status_code == 200
        assert 'name="do"' not in page.content.decode()
        element = client.get(_element(transfer, "money"))
        assert 'name="go" value="next"' not in element.content.decode()
        assert client.post(_element(transfer, "money"), {"decision": "keep"}).status_code == 403
        assert client.post(f"/desk/transfers/{transfer.pk}/", {"do": "publish"}).status_code == 403

    def test_another_city_finds_nothing(self, client, stranger, transfer):
        client.force_login(stranger)
        there = (f"/desk/transfers/{transfer.pk}/", _element(transfer, "money"), f"/desk/transfers/{transfer.pk}/fit/")
        for url in (*there, f"/transfers/{transfer.pk}/"):
            assert client.get(url).status_code == 404

    def test_an_unknown_element_is_not_there(self, client, officer, transfer):
        client.force_login(officer)
        assert client.get(_element(transfer, "cokolwiek")).status_code == 404

    def test_the_list_and_the_page_ask_the_same_number_of_questions_however_many_there_are(
        self, client, city, officer, transfer, django_assert_max_num_queries
    ):
        for _n in range(12):
            make_transfer(city, officer, kit_version=transfer.kit_version)
        client.force_login(officer)
        with django_assert_max_num_queries(22):
            assert client.get("/desk/transfers/").status_code == 200
        with django_assert_max_num_queries(34):
            assert client.get(f"/desk/transfers/{transfer.pk}/").status_code == 200

    def test_a_transfer_waits_in_the_inbox(self, client, officer, transfer):
        client.force_login(officer)
        Transfer.objects.filter(pk=transfer.pk).update(understand_until=None)
        assert f"/desk/transfers/{transfer.pk}/" in client.get("/inbox/").content.decode()


class TestFit:
    def test_ones_own_scores_are_kept_and_shown_again(self, client, officer, transfer):
        client.force_login(officer)
        url = f"/desk/transfers/{transfer.pk}/fit/"
        assert client.post(url, {}).status_code == 422
        client.post(url, {"score-legal": "2", "note-legal": "Trzeba operatora.", "score-social": "5"})
        assert transfer.fit_scores.count() == 2
        page = client.get(url).content.decode()
        assert "Trzeba operatora." in page
        assert client.post(url, {"score-legal": "9"}).status_code == 422

    def test_no_page_for_everybody_tells_of_the_fit(self, client, city, officer, other_city):
        project = make_network(other_city, city)
        transfer = make_transfer(city, officer, project=project, public=True)
        actions.rate_fit(by=officer, transfer=transfer, aspect="legal", score=1, note="Nie przejdzie.", at=AT)
        for url in (f"/transfers/{transfer.pk}/", f"/projects/{project.slug}/transfers/"):
            page = client.get(url)
            assert page.status_code == 200
            assert "Nie przejdzie." not in page.content.decode()
            assert "strip" not in page.content.decode()
        client.force_login(officer)
        assert "strip" in client.get(f"/projects/{project.slug}/transfers/").content.decode()


class TestProject:
    def test_cities_stand_side_by_side_element_by_element(
        self, client, city, officer, other_city, django_assert_max_num_queries
    ):
        project = make_network(other_city, city)
        kit = make_kit().newest
        ours = make_transfer(city, officer, kit_version=kit, project=project, public=True)
        make_transfer(other_city, kit_version=kit, project=project, public=True)
        actions.decide_element(
            by=officer, transfer=ours, key="ballot", decision="drop", reason="Decyduje komisja.", at=AT
        )
        with django_assert_max_num_queries(18):
            page = client.get(f"/projects/{project.slug}/transfers/").content.decode()
        assert "Decyduje komisja." in page
        assert page.index("Brzegi") < page.index("Lipowiec")

    def test_a_project_without_transfers_says_so(self, client, city, other_city):
        project = make_network(city, other_city)
        assert client.get(f"/projects/{project.slug}/transfers/").status_code == 200

    def test_a_project_nobody_sees_has_no_such_page(self, client, city, other_city):
        project = make_network(city, other_city, public=False)
        assert client.get(f"/projects/{project.slug}/transfers/").status_code == 404


class TestFaults:
    @pytest.mark.parametrize(
        ("key", "typed", "where"),
        [
            ("money", {"part.pot": "dużo"}, "id_part.pot"),
            ("applicants", {"part.age_min": "-1"}, "id_part.age_min"),
            ("calendar", {"part.s0.opens_hour": "rano"}, "id_part.s0.opens_hour"),
            ("criteria", {"part.criteria.0.weight": "900"}, ""),
            ("counting", {"part.reserve": "dziesięć"}, "id_part.reserve"),
        ],
    )
    def test_what_is_wrong_with_a_part_leads_to_its_field_and_keeps_what_was_typed(
        self, client, officer, transfer, key, typed, where
    ):
        client.force_login(officer)
        url = _element(transfer, key)
        answer = client.post(url, _sent(client, url, decision="change", how="here", reason="Próba.", **typed))
        assert answer.status_code == 422
        places = [place for place, _message in answer.context["problems"]]
        assert all(place.startswith("id_part.") for place in places)
        assert not where or where in places
        assert next(iter(typed.values())) in answer.content.decode()
        transfer.refresh_from_db()
        assert transfer.document == transfer.kit_version.document

    def test_what_a_missing_element_does_to_others_is_named_on_the_page_of_the_transfer(
        self, client, officer, transfer
    ):
        actions.decide_element(
            by=officer, transfer=transfer, key="ballot", decision="drop", reason="Bez głosowania.", at=AT
        )
        client.force_login(officer)
        page = client.get(f"/desk/transfers/{transfer.pk}/")
        assert [str(fault["name"]) for fault in page.context["faults"]] == ["Decyzja i sprzeciwy"]


def test_the_practice_a_city_came_from_is_kept_with_a_kit_that_carries_out_none(client, city, officer):
    practice = make_practice()
    kit = make_kit()
    client.force_login(officer)
    url = f"/desk/transfers/new/?practice={practice.slug}"
    assert practice.title in client.get(url).content.decode()
    client.post(url, {"kit": kit.newest.pk, "title": "Po naszemu"})
    assert Transfer.objects.get().practice == practice


def test_a_kit_of_another_practice_brings_its_own(client, city, officer):
    named, other = make_practice(), make_practice()
    kit = make_kit(practice=other)
    client.force_login(officer)
    client.post(f"/desk/transfers/new/?practice={named.slug}", {"kit": kit.newest.pk, "title": "Po naszemu"})
    assert Transfer.objects.get().practice == other


def test_without_a_kit_nothing_is_begun_and_what_was_typed_stays(client, city, officer):
    client.force_login(officer)
    answer = client.post("/desk/transfers/new/", {"kit": "", "title": "Po naszemu"})
    assert answer.status_code == 422
    assert "Po naszemu" in answer.content.decode()
    assert not Transfer.objects.exists()


def test_an_element_tells_what_other_cities_of_the_project_do_with_it(client, city, officer, other_city):
    project = make_network(other_city, city)
    kit = make_kit().newest
    ours = make_transfer(city, officer, kit_version=kit, project=project)
    theirs = make_transfer(other_city, kit_version=kit, project=project)
    actions.decide_element(
        by=theirs.begun_by, transfer=theirs, key="ballot", decision="drop", reason="Decyduje komisja.", at=AT
    )
    client.force_login(officer)
    assert "Decyduje komisja." in client.get(_element(ours, "ballot")).content.decode()


def test_a_kit_of_a_practice_that_is_only_written_is_begun_without_naming_it(client, city, officer):
    keeper = make_city("ostoja", name="Ostoja")
    draft = make_practice(keeper, published=False, texts={"title": "Jeszcze nikomu nie mówimy"})
    kit = make_kit(practice=draft)
    client.force_login(officer)
    page = client.get(f"/desk/transfers/new/?kit={kit.slug}")
    assert page.status_code == 200
    assert "Jeszcze nikomu" not in page.content.decode()
    answer = client.post(f"/desk/transfers/new/?kit={kit.slug}", {"kit": kit.newest.pk, "title": "Skwery"})
    assert answer.status_code == 302
    assert Transfer.objects.get().practice is None
