"""Inspections at the desk and the register of owed care: what is written down on a phone stands for everybody."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from skwer.apps.files.models import Upload
from skwer.apps.grants.actions import settling
from skwer.apps.places.actions import breaching, inspecting
from skwer.apps.places.models import Breach, Inspection, Place
from tests.apps.files.pictures import photo, uploaded
from tests.factories import AT, make_person
from tests.grants_factories import active_agreement
from tests.visits_factories import DAY, breach_values, findings, held, in_care, owing_place

from .sent_form import fields_of
from .test_desk_calls import main_of

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


@pytest.fixture
def place(city, officer, resident) -> Place:
    return owing_place(city, officer, lead=resident)


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def typed(**rows: str) -> dict[str, str]:
    """Findings as the page sends them."""
    sent = {"do": "hold", "on": DAY.isoformat()}
    for key, cell in findings(**rows).items():
        sent[f"findings-{key}"] = cell["is"]
        sent[f"findings-{key}-note"] = cell.get("note", "")
    return sent


def page_of(place: Place, month: int = 12) -> str:
    return f"/desk/inspections/{place.inspections.get(month=month).pk}/"


# --- one visit


def test_a_visit_is_written_down_with_findings_checklist_photo_and_words(desk, place, client):
    sent = typed(clean="remark") | {
        "note": "Poza koszem dobrze.",
        "access-route": "yes",
        "access-toilet": "no",
        "photo": uploaded(photo()),
        "photo-alt": "Ławki pod lipą",
    }
    answer = desk.post(page_of(place), sent)
    assert (answer.status_code, answer.url) == (302, page_of(place))
    one = place.inspections.get(month=12)
    assert (one.result, one.note, one.photo.alt_text) == ("remarks", "Poza koszem dobrze.", "Ławki pod lipą")
    place.refresh_from_db()
    assert (place.access_on, place.access["route"]["is"]) == (DAY, "yes")
    seen = main_of(desk.get(page_of(place)))
    assert "Trzy krzewy uschły." in seen
    assert 'name="findings-clean"' not in seen
    client.logout()
    assert client.get(f"/files/{one.photo.pk}/").status_code == 200


def test_a_slip_costs_neither_what_was_typed_nor_the_photo(desk, place):
    sent = typed(plants="bad") | {"breach": "on", "what": "", "note": "Sucho.", "photo": uploaded(photo())}
    answer = desk.post(page_of(place), sent)
    page = main_of(answer)
    assert answer.status_code == 422
    assert "Sucho." in page
    assert "Trzy krzewy uschły." in page
    kept = Upload.objects.get(holder_kind="")
    assert f'name="photo-kept" value="{kept.pk}"' in page
    again = typed(plants="bad") | {
        "breach": "on",
        "what": "Krzewy uschły.",
        "mend_by": (DAY + timedelta(days=30)).isoformat(),
        "photo-kept": str(kept.pk),
    }
    assert desk.post(page_of(place), again).status_code == 302
    assert place.inspections.get(month=12).photo == kept
    assert place.breaches.get().what == "Krzewy uschły."


def test_the_photo_somebody_else_keeps_is_not_taken(desk, place, city):
    from skwer.apps.files.actions import store_upload

    foreign = store_upload(by=make_person(), organisation=city, file=uploaded(photo()), kind="photo", at=AT)
    assert desk.post(page_of(place), typed() | {"photo-kept": str(foreign.pk)}).status_code == 302
    assert place.inspections.get(month=12).photo is None


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"on": "2026-11-24"}, 422),
        ({"on": "wczoraj"}, 422),
        ({"findings-sign": ""}, 422),
        ({"findings-sign": "x"}, 422),
    ],
)
def test_what_cannot_stand_is_said_on_the_page(desk, place, change, status):
    answer = desk.post(page_of(place), typed() | change)
    assert answer.status_code == status
    assert "data-errors" in answer.content.decode()
    assert place.inspections.get(month=12).held_on is None


def test_a_file_that_is_no_photo_is_refused_in_words(desk, place):
    answer = desk.post(page_of(place), typed() | {"photo": uploaded(b"<?php echo 1;", "przeglad.jpg")})
    assert answer.status_code == 422
    assert place.inspections.get(month=12).held_on is None


def test_a_visit_is_moved_or_not_held_with_a_reason(desk, place):
    assert desk.post(page_of(place), {"do": "move", "on": "2027-12-01"}).status_code == 302
    assert place.inspections.get(month=12).planned_on.isoformat() == "2027-12-01"
    assert desk.post(page_of(place), {"do": "move", "on": "2020-12-01"}).status_code == 422
    assert desk.post(page_of(place), {"do": "cancel", "reason": ""}).status_code == 422
    assert desk.post(page_of(place), {"do": "cancel", "reason": "Rozkopana ulica."}).status_code == 302
    page = main_of(desk.get(page_of(place)))
    assert "Rozkopana ulica." in page
    assert 'value="hold"' not in page


def test_held_by_somebody_else_meanwhile_is_a_page_that_says_so(desk, place, officer):
    held(place, officer, at=AT)
    answer = desk.post(page_of(place), typed())
    assert answer.status_code == 409
    assert place.inspections.get(month=12).result == "fine"


def test_an_auditor_reads_and_sends_nothing_strangers_are_refused(client, place, auditor, stranger, resident):
    client.force_login(auditor)
    assert client.get(page_of(place)).status_code == 200
    assert 'value="hold"' not in main_of(client.get(page_of(place)))
    assert client.post(page_of(place), typed()).status_code == 403
    for person in (stranger, resident):
        client.force_login(person)
        assert client.get(page_of(place)).status_code == 403
    Place.objects.filter(pk=place.pk).update(published_at=None)
    assert client.get(page_of(place)).status_code == 404


# --- the list


def test_the_list_says_what_is_late_and_plans_by_number_or_name(desk, place, city, officer):
    here = f"/desk/care/{city.slug}/inspections/"
    assert desk.post(here, {"place": str(place.pk), "on": "2026-12-01"}).status_code == 302
    assert desk.post(here, {"place": "młyńskiej", "on": "2026-12-02"}).status_code == 302
    owing_place(city, officer, title="Klomb przy Młyńskiej")
    assert desk.post(here, {"place": "młyńskiej", "on": "2026-12-02"}).status_code == 422
    assert desk.post(here, {"place": "nigdzie", "on": "2026-12-02"}).status_code == 422
    assert desk.post(here, {"place": str(place.pk), "on": "2020-12-02"}).status_code == 422
    Inspection.objects.filter(place=place, month=12).update(planned_on=DAY - timedelta(days=3))
    page = main_of(desk.get(here))
    assert "Spóźniony jest 1 przegląd" in page
    for view in ("late", "held", "cancelled", "open", "nonsens"):
        assert desk.get(here, {"view": view}).status_code == 200


def test_another_city_s_place_is_not_planned_here(desk, city, other_city, stranger):
    theirs = owing_place(other_city, stranger)
    answer = desk.post(f"/desk/care/{city.slug}/inspections/", {"place": str(theirs.pk), "on": "2026-12-01"})
    assert answer.status_code == 422


def test_the_list_asks_as_often_for_many_places_as_for_one(desk, place, city, officer, django_assert_max_num_queries):
    for n in range(12):
        held(owing_place(city, officer, title=f"Miejsce {n}"), officer, at=AT, values=breach_values(AT))
    for view in ("open", "held"):
        with django_assert_max_num_queries(24):
            desk.get(f"/desk/care/{city.slug}/inspections/", {"view": view})


# --- a breach and the money


@pytest.fixture
def breach(place, officer) -> Breach:
    held(place, officer, at=AT, values=breach_values(AT))
    return place.breaches.get()


def test_a_breach_is_mended_or_excused_and_says_how(desk, breach):
    here = f"/desk/breaches/{breach.pk}/"
    assert desk.post(here, {"how": "excused", "note": ""}).status_code == 422
    early = desk.post(here, {"how": "enforced", "note": "§ 9"})
    assert early.status_code == 409
    assert "Jest jeszcze czas na naprawę" in early.content.decode()
    assert desk.post(here, {"how": "mended", "on": DAY.isoformat(), "note": "Nowe krzewy."}).status_code == 302
    assert "Nowe krzewy." in main_of(desk.get(here))
    assert desk.post(here, {"how": "mended"}).status_code == 409


def test_an_enforced_breach_offers_to_ask_money_back_and_the_officer_decides_how_much(desk, city, officer, monkeypatch):
    one = in_care(city, officer=officer)
    place = one.proposal.place
    held(place, officer, at=AT, values=breach_values(AT))
    later = AT + timedelta(days=31)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    desk.force_login(officer)  # a session does not last a month
    breach = place.breaches.get()
    assert (
        desk.post(f"/desk/breaches/{breach.pk}/", {"how": "enforced", "note": "Zwrot według § 9."}).status_code == 302
    )
    page = main_of(desk.get(f"/desk/breaches/{breach.pk}/"))
    ask = f"/desk/agreements/{one.pk}/refunds/?breach={breach.pk}"
    assert ask in page
    offered = main_of(desk.get(ask))
    assert "Trzy krzewy uschły, nikt nie podlewał." in offered
    assert "Zwrot według § 9." in offered
    sent = {"do": "ask", "ask-kind": "misused", "ask-principal": "500", "ask-reason": "Krzewy uschły."}
    assert desk.post(ask, sent).status_code == 302
    assert one.refunds.get().principal == 500
    assert one.refunds.get().kind == "misused"
    with pytest.raises(settling.BadRefund):  # never more than was paid
        settling.ask_refund(
            by=officer, agreement=one, kind="misused", principal=100_000, reason="x", at=later
        )  # fmt: skip
    foreign = active_agreement(city, officer=officer)
    assert "Trzy krzewy" not in main_of(desk.get(f"/desk/agreements/{foreign.pk}/refunds/?breach={breach.pk}"))


# --- the register


@pytest.mark.job("A6")
def test_an_auditor_verifies_that_visits_were_held_with_day_photo_and_officer(
    client, desk, city, officer, auditor, resident
):
    """Two places owe care: one was visited with a photo and a breach mended since, one should have been."""
    one = in_care(city, officer=officer, author=resident)
    place = one.proposal.place
    late = owing_place(city, officer, title="Nikt tu nie był")
    Inspection.objects.filter(place=late, month=12).update(planned_on=DAY - timedelta(days=10))
    sent = typed(plants="bad") | {
        "note": "Rośliny uschły.",
        "breach": "on",
        "what": "Krzewy uschły.",
        "mend_by": "2026-12-20",
        "photo": uploaded(photo()),
        "photo-alt": "Suche krzewy",
    }
    assert desk.post(page_of(place), sent).status_code == 302
    breaching.mend_breach(by=officer, breach=place.breaches.get(), note="Nowe krzewy.", at=AT)
    picture = place.inspections.get(month=12).photo

    client.force_login(auditor)
    inside = main_of(client.get(f"/desk/durability/{city.slug}/"))
    for words in ("Marta Wilk", "Krzewy uschły.", "Nowe krzewy.", str(picture.pk), one.number, "Nikt tu nie był"):
        assert words in inside
    assert "Odbyte przeglądy: 1 z 2" in inside
    assert "10 dni po terminie" in inside
    table = client.get(f"/desk/durability/{city.slug}/?view=all&format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(table.streaming_content).decode("utf-8-sig"))))
    visit = next(row for row in rows if row["visit_state"] == "held")
    assert (visit["visit_held_on"], visit["visit_officer"], visit["visit_result"]) == (
        "2026-11-23",
        "Marta Wilk",
        "breach",
    )
    assert visit["visit_photo"].endswith(f"/files/{picture.pk}/")
    assert (visit["agreements"], visit["breach_state"], visit["breach_ended_on"]) == (
        one.number,
        "mended",
        "2026-11-23",
    )
    assert [row["title"] for row in rows if row["visit_state"] == "late"] == ["Nikt tu nie był"]
    assert client.get(f"/files/{picture.pk}/").status_code == 200

    client.logout()
    public = main_of(client.get(f"/cities/{city.slug}/durability/"))
    assert "Krzewy uschły." in public
    assert "Marta Wilk" not in public
    table = client.get(f"/cities/{city.slug}/durability/?format=csv")
    text = b"".join(table.streaming_content).decode()
    assert "visit_officer" not in text
    assert "Marta Wilk" not in text


def test_drafts_are_the_desk_s_and_another_city_sees_nothing_private(client, city, officer, stranger):
    owing_place(city, officer, published=False, title="Jeszcze nie")
    client.force_login(stranger)
    assert "Jeszcze nie" not in client.get(f"/cities/{city.slug}/durability/?view=all").content.decode()
    assert client.get(f"/desk/durability/{city.slug}/").status_code == 403
    client.force_login(officer)
    assert "Jeszcze nie" not in client.get(f"/cities/{city.slug}/durability/?view=all").content.decode()
    assert "Jeszcze nie" in client.get(f"/desk/durability/{city.slug}/?view=all").content.decode()


def test_what_looks_like_a_formula_is_disarmed(client, city, officer):
    place = owing_place(city, officer, title="=1+1")
    held(place, officer, at=AT, values={"findings": findings(), "note": "@cmd"})
    text = b"".join(client.get(f"/cities/{city.slug}/durability/?format=csv").streaming_content).decode()
    assert "'=1+1" in text
    assert "'@cmd" in text


def test_over_and_cancelled_are_told_apart(client, city, officer, place, monkeypatch):
    inspecting.cancel_inspection(
        by=officer, inspection=place.inspections.get(month=12), reason="Rozkopana ulica.", at=AT
    )  # fmt: skip
    here = f"/cities/{city.slug}/durability/"
    assert "Rozkopana ulica." in client.get(here).content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT + 3 * YEAR)
    assert place.title not in main_of(client.get(here))
    assert place.title in main_of(client.get(here, {"view": "over"}))
    assert client.get("/cities/nigdzie/durability/").status_code == 404


def test_the_register_asks_as_often_for_many_places_as_for_one(client, city, officer, django_assert_max_num_queries):
    for n in range(12):
        held(owing_place(city, officer, title=f"Miejsce {n}"), officer, at=AT, values=breach_values(AT))
    with django_assert_max_num_queries(20):
        client.get(f"/cities/{city.slug}/durability/")


# --- the setting


def test_the_months_of_inspections_are_set_at_the_desk(desk, city, officer):
    from tests.factories import make_call

    call = make_call(city, officer, announced=False)
    stage = call.stages.get(kind="upkeep")
    page = f"/desk/calls/{call.slug}/stages/{stage.order}/"
    sent = fields_of(desk.get(page))
    assert sent["inspections"] == ["12, 24"]
    assert desk.post(page, {**sent, "inspections": "6, 12;18"}).status_code == 302
    assert call.stages.get(kind="upkeep").settings["inspections"] == [6, 12, 18]
    for wrong in ("rok", "12, 6", "0", "6, 6"):
        answer = desk.post(page, {**fields_of(desk.get(page)), "inspections": wrong})
        assert answer.status_code == 422, wrong
        assert f'value="{wrong}"' in answer.content.decode()
    answer = desk.post(page, {**fields_of(desk.get(page)), "months": "12", "inspections": "6, 24"})
    assert answer.status_code == 422
    assert desk.post(page, {**fields_of(desk.get(page)), "inspections": ""}).status_code == 302
    assert call.stages.get(kind="upkeep").settings["inspections"] == []
