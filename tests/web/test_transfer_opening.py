"""Open my call, page by page: conflicts with their ways out, names and days, the draft; a newer version of the kit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from skwer.apps.calls import actions as calls
from skwer.apps.calls.kits import preset
from skwer.apps.calls.models import Call
from skwer.apps.people.models import Organisation, Person
from skwer.apps.practices import actions as practices
from skwer.apps.practices.dues import offers as offer_dues
from skwer.apps.practices.models import KitOffer, Transfer
from skwer.apps.practices.own_data import opening as opening_own_data
from tests.factories import AT, make_call, make_city, make_member, make_person
from tests.kits_factories import make_kit, next_version
from tests.transfers_factories import decide_all, make_transfer

pytestmark = pytest.mark.django_db
NAMES = {
    "do": "open",
    "title": "Nasze podwórka",
    "title_en": "Our courtyards",
    "scheme_name": "Miejsca",
    "edition_name": "2027",
    "slug": "",
    "first_day": "2027-03-01",
}


@pytest.fixture
def city() -> Organisation:
    return make_city("lipowiec", population=100_000)


@pytest.fixture
def officer(city: Organisation) -> Person:
    person = make_person("Urzędniczka", second_factor=True)
    make_member(person, city)
    return person


@pytest.fixture
def desk(client: Any, officer: Person) -> Any:
    client.force_login(officer)
    return client


def begun(city: Organisation, officer: Person, document: Any = None, **given: Any) -> Transfer:
    return make_transfer(city, officer, kit_version=make_kit(document=document).newest, **given)


def ostrava() -> dict[str, Any]:
    document = preset("three-rounds")
    document["scheme"].update(vehicle="other", support="cash")
    document["call"]["applicants"] = ["person", "ngo"]
    return document


def page_of(transfer: Transfer) -> str:
    return reverse("web:desk_transfer_open", args=[transfer.pk])


def read(response: Any) -> str:
    return response.content.decode()


def test_the_law_comes_first_with_source_date_and_ways_out(desk: Any, city: Organisation, officer: Person):
    text = read(desk.get(page_of(begun(city, officer, ostrava())), headers={"accept-language": "en"}))
    assert "art. 11–18" in text
    assert "2026" in text
    assert 'name="mend-cash_to_persons-way"' in text
    assert "20 000 zł" in text  # what a small grant demands is read before it is chosen
    assert 'name="first_day"' not in text  # names and days come when nothing stands in the way


def test_a_way_out_is_taken_and_the_next_conflict_shown_until_the_draft_opens(
    desk: Any, city: Organisation, officer: Person
):
    transfer = begun(city, officer, ostrava())
    decide_all(transfer, officer)
    sent = {"do": "mend", "code": "cash_to_persons", "mend-cash_to_persons-way": "0",
            "mend-cash_to_persons-reason": "Pieniądze daje operator."}  # fmt: skip
    assert desk.post(page_of(transfer), sent).status_code == 302
    transfer.refresh_from_db()
    assert transfer.document["scheme"]["vehicle"] == "micro_grant"
    assert 'name="first_day"' in read(desk.get(page_of(transfer)))
    answer = desk.post(page_of(transfer), NAMES)
    call = Call.objects.get(transfer=transfer)
    assert answer.url == reverse("web:desk_call", args=[call.slug])
    assert (call.slug, call.title_en) == ("nasze-podworka", "Our courtyards")
    assert call.slug in read(desk.get(page_of(transfer)))  # the page leads to the draft that is there


def test_once_a_call_came_of_it_the_transfer_leads_there(desk: Any, city: Organisation, officer: Person):
    transfer = begun(city, officer, decided=True)
    Transfer.objects.filter(pk=transfer.pk).update(stage=Transfer.Stage.REUSE)
    address = reverse("web:desk_transfer", args=[transfer.pk])
    assert "open" in desk.get(address).context["next"]
    Call.objects.filter(pk=make_call(city, officer).pk).update(transfer=transfer)
    following = desk.get(address).context["next"]
    assert "open" not in following
    assert following["call"][1].startswith("/calls/")


def test_mistakes_keep_what_was_typed(desk: Any, city: Organisation, officer: Person):
    transfer = begun(city, officer, ostrava(), decided=True)
    rule = {"do": "rule", "code": "cash_to_persons", "rule-cash_to_persons-reason": "Izba tak orzekła.",
            "rule-cash_to_persons-source": "", "rule-cash_to_persons-checked_on": "2026-11-20"}  # fmt: skip
    answer = desk.post(page_of(transfer), rule)
    assert answer.status_code == 422
    assert "Izba tak orzekła." in read(answer)
    answer = desk.post(page_of(transfer), {**rule, "rule-cash_to_persons-source": "uchwała RIO"})
    assert answer.status_code == 302
    text = read(desk.get(page_of(transfer)))
    assert "uchwała RIO" in text
    assert 'name="first_day"' in text
    desk.post(page_of(transfer), {"do": "withdraw", "code": "cash_to_persons"})
    assert not transfer.rulings.exists()
    gone = {"do": "mend", "code": "small_grant_days", "mend-small_grant_days-way": "0"}
    assert desk.post(page_of(transfer), gone).status_code == 422


def test_names_are_checked_and_dates_shown_without_keeping_anything(desk: Any, city: Organisation, officer: Person):
    transfer = begun(city, officer, decided=True)
    answer = desk.post(page_of(transfer), {**NAMES, "title": "", "edition_name": ""})
    assert answer.status_code == 422
    assert "Our courtyards" in read(answer)
    answer = desk.post(page_of(transfer), {**NAMES, "do": "dates", "first_day": "2027-03-26"})
    assert answer.status_code == 200
    assert answer.context["moves"]  # the kit's 38th day is 3 May
    assert Call.objects.count() == 0


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("button", ["dates", "open"])
def test_a_day_outside_any_calendar_is_said_at_its_field(
    desk: Any, city: Organisation, officer: Person, day: str, button: str
):
    transfer = begun(city, officer, ostrava(), decided=True)
    answer = desk.post(page_of(transfer), {**NAMES, "do": button, "first_day": day})
    assert answer.status_code == 422
    assert "first_day" in answer.context["form"].errors
    assert not Call.objects.exists()


def test_a_slug_that_is_taken_is_said_at_its_field(desk: Any, city: Organisation, officer: Person):
    first = begun(city, officer, decided=True)
    calls.cancel_call(by=officer, call=opened(first, officer), reason="Próba.", at=AT)
    answer = desk.post(page_of(first), {**NAMES, "slug": "nasze-podworka"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["slug"]


def opened(transfer: Transfer, officer: Person, **given: Any) -> Call:
    facts = {"title": "Nasze podwórka", "slug": "nasze-podworka", "scheme_name": "Miejsca", "edition_name": "2027",
             "first_day": date(2027, 3, 1), "at": AT}  # fmt: skip
    return calls.open_call(by=officer, transfer=transfer, **{**facts, **given})


def test_what_is_undecided_is_listed_with_its_page(desk: Any, city: Organisation, officer: Person):
    transfer = begun(city, officer)
    text = read(desk.get(page_of(transfer)))
    assert reverse("web:desk_transfer_element", args=[transfer.pk, "money"]) in text


def test_others_are_told_there_is_none_and_insiders_read_only(client: Any, city: Organisation, officer: Person):
    transfer = begun(city, officer)
    stranger = make_person("Ktoś", second_factor=True)
    make_member(stranger, make_city("obce"))
    client.force_login(stranger)
    assert client.get(page_of(transfer)).status_code == 404
    auditor = make_person("Audytorka", second_factor=True)
    make_member(auditor, city, "auditor")
    client.force_login(auditor)
    assert client.get(page_of(transfer)).status_code == 200
    assert client.post(page_of(transfer), NAMES).status_code == 403


# --- a newer version


@pytest.fixture
def offer(city: Organisation, officer: Person) -> KitOffer:
    kit = make_kit()
    make_transfer(city, officer, kit_version=kit.newest, decided=True)
    next_version(kit, note="Więcej pieniędzy.")
    return KitOffer.objects.get()


def offer_page(offer: KitOffer) -> str:
    return reverse("web:desk_transfer_offer", args=[offer.transfer_id, offer.version.number])


def test_a_newer_version_is_read_and_answered(desk: Any, offer: KitOffer):
    text = read(desk.get(offer_page(offer)))
    assert "Więcej pieniędzy." in text
    assert "<ins>" in text
    answer = desk.post(offer_page(offer), {"taken": ["money"], "reason": "Nam też."})
    assert answer.status_code == 302
    assert Transfer.objects.get().document["call"]["pot"] == "123000.00"
    assert "Nam też." in read(desk.get(offer_page(offer)))
    assert desk.post(offer_page(offer), {"taken": []}).status_code == 409


def test_what_the_city_changed_itself_is_said_beside_the_offer(desk: Any, offer: KitOffer, officer: Person):
    practices.decide_element(
        by=officer, transfer=offer.transfer, key="money", decision="change", reason="Mamy mniej.", at=AT
    )
    assert "Mamy mniej." in read(desk.get(offer_page(offer)))


def test_an_offer_of_another_version_or_city_is_none(client: Any, desk: Any, offer: KitOffer):
    assert desk.get(reverse("web:desk_transfer_offer", args=[offer.transfer_id, 9])).status_code == 404
    stranger = make_person("Ktoś", second_factor=True)
    make_member(stranger, make_city("obce"))
    client.force_login(stranger)
    assert client.get(offer_page(offer)).status_code == 404


# --- the call that came of it


@pytest.fixture
def draft(city: Organisation, officer: Person) -> Call:
    transfer = begun(city, officer, decided=True)
    part = {**transfer.document["call"], "pot": "45000.00"}
    practices.decide_element(
        by=officer, transfer=transfer, key="money", decision="change", reason="Tyle mamy.", part=part, at=AT
    )
    practices.decide_element(
        by=officer, transfer=transfer, key="criteria", decision="change", reason="Bez kryterium trzeciego.", at=AT
    )
    return opened(transfer, officer)


def changes_page(call: Call) -> str:
    return reverse("web:desk_call_changes", args=[call.slug])


def test_the_desk_says_what_is_to_be_made_and_leads_there(desk: Any, draft: Call):
    text = read(desk.get(reverse("web:desk_call", args=[draft.slug])))
    assert f"{changes_page(draft)}#e-criteria" in text
    assert reverse("web:desk_transfer", args=[draft.transfer_id]) in text
    text = read(desk.get(changes_page(draft)))
    assert "Bez kryterium trzeciego." in text
    assert reverse("web:desk_stage", args=[draft.slug, draft.stages.get(kind="assess").order]) in text
    assert "<del>" in text  # the pot of the kit, in the regulations
    assert desk.post(changes_page(draft), {"element": "criteria"}).status_code == 302
    assert "Bez kryterium trzeciego." not in read(desk.get(changes_page(draft)))
    assert desk.post(changes_page(draft), {"element": "criteria"}).status_code == 409


def test_only_the_citys_officers_mark_a_change_as_made(client: Any, city: Organisation, draft: Call):
    auditor = make_person("Audytorka", second_factor=True)
    make_member(auditor, city, "auditor")
    client.force_login(auditor)
    assert client.get(changes_page(draft)).status_code == 200
    assert client.post(changes_page(draft), {"element": "criteria"}).status_code == 403


def test_a_call_of_no_kit_has_no_such_page(desk: Any, city: Organisation, officer: Person):
    plain = make_call(city, officer, announced=False)
    assert desk.get(changes_page(plain)).status_code == 404


@pytest.fixture
def public(city: Organisation, officer: Person, draft: Call) -> Call:
    Call.objects.filter(pk=draft.pk).update(state=Call.State.ANNOUNCED, announced_at=AT)
    draft.refresh_from_db()
    return draft


def test_everybody_reads_where_the_call_comes_from_and_what_the_city_changed(client: Any, public: Call):
    page, changes = (reverse(name, args=[public.slug]) for name in ("web:call", "web:regulations_changes"))
    text = read(client.get(page))
    assert reverse("web:kit_version", args=[public.kit_version.kit.slug, 1]) in text
    assert reverse("web:transfer", args=[public.transfer_id]) not in text  # it is not published
    assert changes in text
    text = read(client.get(changes))
    assert "<del>" in text
    assert public.kit_version.title in text
    Transfer.objects.filter(pk=public.transfer_id).update(published_at=AT)
    assert reverse("web:transfer", args=[public.transfer_id]) in read(client.get(page))


def test_the_open_data_name_the_ancestry(client: Any, public: Call, city: Organisation, officer: Person):
    told = client.get(f"/api/v1/calls/{public.slug}").json()["ancestry"]
    version = public.kit_version
    assert told == {
        "practice": None,
        "kit": version.kit.slug,
        "kit_version": 1,
        "kit_hash": version.hash,
        "transfer": None,
    }
    plain = make_call(city, officer)
    assert client.get(f"/api/v1/calls/{plain.slug}").json()["ancestry"] is None


# --- the inbox and the export


def test_an_offer_waits_in_the_inbox_until_it_is_answered(offer: KitOffer, officer: Person):
    assert [one.kwargs for one in offer_dues.dues(officer, AT)] == [{"pk": offer.transfer_id, "number": 2}]
    other = make_person("Ktoś")
    make_member(other, make_city("obce"))
    assert offer_dues.dues(other, AT) == []
    practices.answer_offer(by=officer, offer=offer, taken=[], reason="Nie u nas.", at=AT)
    assert offer_dues.dues(officer, AT) == []
    assert opening_own_data.export(officer)["offers"][0]["reason"] == "Nie u nas."


def test_a_ruling_is_in_the_export_of_who_made_it(city: Organisation, officer: Person):
    transfer = begun(city, officer, ostrava())
    practices.rule_conflict(
        by=officer, transfer=transfer, code="cash_to_persons", reason="Izba.", source="RIO", checked_on=AT.date(), at=AT
    )
    assert [one["source"] for one in opening_own_data.export(officer)["rulings"]] == ["RIO"]
