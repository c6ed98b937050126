"""From what an organisation stated at an event to its own transfer: the statement's form, and the page that begins."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from skwer.apps.events import actions
from skwer.apps.events.models import Interest
from skwer.apps.practices.actions import transfers as transferring
from skwer.apps.practices.models import Transfer
from tests.events_factories import LATER, make_event, make_registration
from tests.factories import make_city, make_member, make_person
from tests.kits_factories import make_kit
from tests.library_factories import make_practice
from tests.practices_factories import make_comparison, make_network, make_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(db):
    return make_city("brzezina", name="Brzezina Mała")


@pytest.fixture
def theirs(partner):
    person = make_person("Elżbieta Karaś", second_factor=True)
    make_member(person, partner, "officer")
    return person


@pytest.fixture
def project(city, partner):
    return make_network(city, partner)


@pytest.fixture
def event(city, officer, project, partner):
    event = make_event(city, officer, project=project, slug="gielda")
    make_registration(event, officer, organisation=partner)
    return event


@pytest.fixture
def practice(city, officer):
    return make_practice(city, officer)


@pytest.fixture
def over(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: LATER)


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def stated(event, by, partner, **changes) -> Interest:
    said = {"practice": "Ogrody na podwórkach", "because": "Sto podwórek z betonu.", "first_step": "Rozmowa.",
            "by_on": date(2027, 6, 30), **changes}  # fmt: skip
    return actions.state_interest(by=by, event=event, organisation=partner, at=LATER, **said)


def test_a_statement_names_the_practice_the_trial_and_the_case_it_is_about(
    client, event, officer, city, project, partner, theirs, practice, over
):
    trial = make_trial(city, officer, project=project)
    elsewhere = make_trial(city, officer, title_pl="Próba poza projektem")
    comparison = make_comparison(project, officer, cases=2, public=True)
    draft = make_practice(city, officer, published=False, texts={"title": "Szkic praktyki"})
    sign_in(client, theirs)
    html = client.get("/events/gielda/outcomes/").content.decode()
    assert f'<option value="{practice.pk}"' in html
    assert elsewhere.title not in html
    assert str(draft.title) not in html
    sent = {
        "do": "state", "organisation": partner.pk, "taken_up": practice.pk, "practice": "", "trial": trial.pk,
        "case": comparison.cases.first().pk, "because": "Sto podwórek.", "first_step": "Rozmowa.",
        "by_on": "2027-06-30",
    }  # fmt: skip
    assert client.post("/events/gielda/outcomes/", sent).status_code == 302
    made = Interest.objects.get()
    assert (made.taken_up, made.trial, made.case) == (practice, trial, comparison.cases.first())
    assert made.practice == practice.title
    assert f'href="/practices/{practice.slug}/"' in client.get("/events/gielda/outcomes/").content.decode()


def test_without_a_practice_to_choose_its_name_is_asked(client, event, theirs, partner, over):
    sign_in(client, theirs)
    assert 'name="taken_up"' not in client.get("/events/gielda/outcomes/").content.decode()
    sent = {"do": "state", "organisation": partner.pk, "practice": "", "because": "x", "first_step": "x",
            "by_on": "2027-06-30"}  # fmt: skip
    answer = client.post("/events/gielda/outcomes/", sent)
    assert answer.status_code == 422
    assert 'href="#id_practice"' in answer.content.decode()


def test_the_officer_begins_the_transfer_from_the_statement(
    client, event, officer, city, theirs, partner, practice, over
):
    kit = make_kit(city, officer, practice=practice)
    make_kit(city, officer)
    interest = stated(event, theirs, partner, taken_up=practice)
    url = f"/events/gielda/outcomes/{interest.pk}/transfer/"
    sign_in(client, theirs)
    assert f'href="{url}"' in client.get("/events/gielda/outcomes/").content.decode()
    html = client.get(url).content.decode()
    assert html.count("<option") == 1  # only the practice's own kit is offered
    assert 'value="2027-06-30"' in html
    bad = {"kit_version": kit.newest.pk, "title": "Nasze ogrody", "understand_until": "2027-06-30",
           "adapt_until": "2027-01-01"}  # fmt: skip
    answer = client.post(url, bad)
    assert answer.status_code == 422
    assert 'href="#id_adapt_until"' in answer.content.decode()
    assert client.post(url, {**bad, "adapt_until": ""}).status_code == 302
    transfer = Transfer.objects.get()
    assert (transfer.title, transfer.organisation) == ("Nasze ogrody", partner)
    again = client.get(url)
    assert (again.status_code, again.headers["Location"]) == (302, f"/desk/transfers/{transfer.pk}/")
    assert client.post(url, {**bad, "adapt_until": ""}).status_code == 302
    assert Transfer.objects.count() == 1


def test_nobody_else_begins_it(client, event, officer, theirs, partner, resident, stranger, over):
    interest = stated(event, theirs, partner)
    url = f"/events/gielda/outcomes/{interest.pk}/transfer/"
    assert client.get(url).status_code == 302
    for person in (officer, resident, stranger):
        sign_in(client, person)
        assert client.get(url).status_code == 403
        assert client.post(url, {}).status_code == 403
        assert url not in client.get("/events/gielda/outcomes/").content.decode()
    assert not Transfer.objects.exists()


def test_without_any_kit_the_page_says_what_to_do(client, event, theirs, partner, over):
    interest = stated(event, theirs, partner)
    html = sign_in(client, theirs).get(f"/events/gielda/outcomes/{interest.pk}/transfer/").content.decode()
    assert 'class="blank"' in html


def test_everybody_reads_that_it_is_begun_and_the_transfer_only_once_it_is_public(
    client, event, officer, city, theirs, partner, practice, over
):
    kit = make_kit(city, officer, practice=practice)
    interest = stated(event, theirs, partner, taken_up=practice)
    transfer = actions.open_transfer(
        by=theirs, interest=interest, kit_version=kit.newest, title="Tajny tytuł", at=LATER
    )
    html = client.get("/events/gielda/outcomes/").content.decode()
    assert 'data-is="build"' in html
    assert "Tajny tytuł" not in html
    assert f"/transfers/{transfer.pk}/" not in html
    transferring.drop_transfer(by=theirs, transfer=transfer, reason="Brak pieniędzy na 2027.", at=LATER)
    assert "Brak pieniędzy na 2027." not in client.get("/events/gielda/outcomes/").content.decode()


def test_more_statements_cost_no_more_queries(
    client, event, officer, city, theirs, partner, practice, over, django_assert_max_num_queries
):
    kit = make_kit(city, officer, practice=practice)
    for number in range(8):
        made = stated(event, theirs, partner, taken_up=practice, practice=f"Praktyka {number}")
        actions.open_transfer(by=theirs, interest=made, kit_version=kit.newest, at=LATER)
    with django_assert_max_num_queries(16):
        client.get("/events/gielda/outcomes/")
