"""The account of a grant: costs by phone, hours, the report, the office's answers, settlement, refunds, who is late."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from skwer.apps.files.models import Upload
from skwer.apps.grants.actions import paying, reporting, settling, spending, working
from skwer.apps.grants.models import Agreement, Delivery, Expense, InterestRate, Refund
from tests.apps.files.pictures import PDF, photo, uploaded
from tests.factories import AT, make_member, make_person, make_proposal  # noqa: F401
from tests.grants_factories import CITY_ACCOUNT, active_agreement, expense

D = Decimal
ANSWERS = {"what_was_done": "Ławki stoją, drzewa rosną.", "who_took_part": "Dwunastu sąsiadów z klatki B."}


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


@pytest.fixture
def grant(city, officer, resident) -> Agreement:
    """6,000 zł for benches and trees, 40 hours promised, in force, 4,800 zł paid."""
    one = active_agreement(city, officer=officer, author=resident)
    pay(one, officer)
    return one


def pay(one: Agreement, officer) -> None:
    rows = one.instalments.filter(state="due")
    order = paying.order_payments(
        by=officer, organisation=one.organisation, instalments=rows, from_account=CITY_ACCOUNT, pay_on=AT.date(), at=AT
    )
    paying.confirm_paid(by=officer, order=order, paid_on=AT.date(), at=AT)


def typed(one: Agreement, **more) -> dict[str, object]:
    line = one.lines.filter(source="grant").first()
    return {
        "line": line.pk,
        "what": "Dwie ławki",
        "document": "FV 12/2026",
        "seller": "Tartak Nowy",
        "seller_no": "526-000-12-46",
        "issued_on": "2026-11-20",
        "paid_on": "2026-11-21",
        "total": "3 800,00",
        "claimed": "",
        "do": "save",
        **more,
    }


def page(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


# --- costs, the party


def test_a_cost_with_its_photo_is_saved_and_says_what_is_left(client, grant, resident):
    client.force_login(resident)
    response = client.post(f"/agreements/{grant.pk}/costs/new/", typed(grant, photo=uploaded(photo())), follow=True)
    said = response.content.decode()
    one = grant.expenses.get()
    assert (one.total, one.claimed, one.state) == (D("3800"), D("3800"), "draft")
    assert "zostało" in said
    assert "200\xa0zł" in said  # of 4,000 zł for benches
    assert Upload.objects.filter(holder_kind="grant_expense", holder_key=str(one.pk)).count() == 1
    assert "1 wydatek jest gotowy do wysłania" in said


def test_a_cost_without_a_photo_says_at_once_that_it_is_missing(client, grant, resident):
    client.force_login(resident)
    response = client.post(f"/agreements/{grant.pk}/costs/new/", typed(grant), follow=True)
    assert response.redirect_chain[-1][0].endswith("/costs/1/")
    assert "Brakuje jednej rzeczy" in response.content.decode()
    assert "Zdjęcie lub skan faktury" in response.content.decode()


def test_a_slip_keeps_what_was_typed_and_the_photo(client, grant, resident):
    client.force_login(resident)
    path = f"/agreements/{grant.pk}/costs/new/"
    response = client.post(path, typed(grant, total="dużo", photo=uploaded(photo())))
    said = response.content.decode()
    assert response.status_code == 422
    assert "Dwie ławki" in said
    assert "Twoje zdjęcie już tu jest" in said
    kept = Upload.objects.get(holder_kind="", uploaded_by=resident)
    assert str(kept.pk) in said
    assert not grant.expenses.exists()
    client.post(path, typed(grant, **{"photo-kept": str(kept.pk)}))
    kept.refresh_from_db()
    assert (kept.holder_kind, kept.holder_key) == ("grant_expense", str(grant.expenses.get().pk))


def test_nobody_takes_another_persons_waiting_file(client, grant, resident):
    from skwer.apps.files.actions import store_upload

    hers = store_upload(
        by=make_person("Ewa Obca"), organisation=grant.organisation, file=uploaded(photo()), kind="photo", at=AT
    )
    client.force_login(resident)
    client.post(f"/agreements/{grant.pk}/costs/new/", typed(grant, **{"photo-kept": str(hers.pk)}))
    hers.refresh_from_db()
    assert hers.holder_kind == ""


def test_wrong_parts_are_named_all_at_once(client, grant, resident):
    client.force_login(resident)
    sent = typed(grant, what="", document="", issued_on="2027-03-01", **{"share0-source": "own", "share0-amount": "x"})
    response = client.post(f"/agreements/{grant.pk}/costs/new/", sent)
    said = response.content.decode()
    assert response.status_code == 422
    for field in ("id_what", "id_document", "id_share0-amount"):
        assert f'href="#{field}"' in said, field


@pytest.mark.job("N7")
def test_an_invoice_shared_with_other_grants_is_split_by_source_and_warned_of(client, grant, officer, resident, city):
    """Two other grants and own money on one invoice; the same invoice in a second grant is told to both sides."""
    client.force_login(resident)
    sent = typed(
        grant,
        total="4 000",
        claimed="2 500",
        photo=uploaded(photo()),
        **{
            "share0-source": "other", "share0-payer": "Działaj Lokalnie", "share0-amount": "800",
            "share1-source": "other", "share1-payer": "Powiat", "share1-amount": "500",
            "share2-source": "own", "share2-payer": "", "share2-amount": "200",
        },
    )  # fmt: skip
    client.post(f"/agreements/{grant.pk}/costs/new/", sent)
    one = grant.expenses.get()
    assert one.claimed == D("2500")
    assert [(s["source"], s["payer"], s["amount"]) for s in one.shares] == [
        ("other", "Działaj Lokalnie", "800.00"), ("other", "Powiat", "500.00"), ("own", "", "200.00"),
    ]  # fmt: skip
    client.post(f"/agreements/{grant.pk}/costs/")
    spending.review_expense(by=officer, expense=one, accepted=D("2500"), at=AT)
    report = client.get(f"/agreements/{grant.pk}/reports/1/").content.decode()
    assert "Działaj Lokalnie 800\xa0zł" in report
    assert "własne pieniądze 200\xa0zł" in report

    second = active_agreement(city, officer=officer, author=resident)
    response = client.post(f"/agreements/{second.pk}/costs/new/", typed(second, photo=uploaded(photo())), follow=True)
    said = response.content.decode()
    assert "Ten dokument był już pokazany" in said
    assert grant.number not in said.split("Ten dokument był już pokazany")[1].split("</div>")[0]
    client.post(f"/agreements/{second.pk}/costs/")
    client.force_login(officer)
    desk = page(client, f"/desk/agreements/{second.pk}/costs/")
    assert f"w umowie {grant.number}" in desk


def test_what_others_pay_cannot_be_more_than_the_invoice(client, grant, resident):
    client.force_login(resident)
    sent = typed(grant, total="1000", claimed="900", **{"share0-source": "own", "share0-amount": "200"})
    response = client.post(f"/agreements/{grant.pk}/costs/new/", sent)
    assert response.status_code == 422
    assert not grant.expenses.exists()


def test_one_more_payer_is_a_row_more_and_saves_nothing(client, grant, resident):
    client.force_login(resident)
    response = client.post(
        f"/agreements/{grant.pk}/costs/new/",
        typed(grant, add_row="share", **{f"share{k}-amount": "" for k in range(3)}),
    )
    assert 'name="share3-amount"' in response.content.decode()
    assert not grant.expenses.exists()


def test_a_sent_cost_is_read_only_for_the_party(client, grant, resident):
    one = expense(grant)
    client.force_login(resident)
    said = page(client, f"/agreements/{grant.pk}/costs/{one.number}/")
    assert 'name="what"' not in said
    response = client.post(f"/agreements/{grant.pk}/costs/{one.number}/", typed(grant))
    assert response.status_code == 409


def test_a_draft_is_taken_out(client, grant, resident):
    one = expense(grant, claimed=False)
    client.force_login(resident)
    client.post(f"/agreements/{grant.pk}/costs/{one.number}/", {"do": "remove"})
    assert not grant.expenses.exists()


# --- costs, the office


@pytest.mark.job("R7")
def test_six_invoices_one_not_eligible_with_its_reason_paragraph_and_refund(client, grant, officer, resident):
    """The party learns which invoice is refused, why and by which paragraph, and what is to be given back."""
    benches, trees = grant.lines.filter(source="grant").order_by("order")
    for k in range(5):
        expense(
            grant,
            line=benches if k < 3 else trees,
            total="700.00",
            what=f"Rzecz {k}",
            document=f"FV {k}",
            claimed=False,
        )
    expense(grant, line=trees, total="300.00", what="Poczęstunek", document="FV 6", claimed=False)
    client.force_login(resident)
    assert "6 wydatków jest gotowych do wysłania" in page(client, f"/agreements/{grant.pk}/costs/")
    client.post(f"/agreements/{grant.pk}/costs/")

    client.force_login(officer)
    desk = f"/desk/agreements/{grant.pk}/costs/"
    assert "6 wydatków czeka na Twoją odpowiedź" in page(client, desk)
    bad = grant.expenses.get(what="Poczęstunek")
    wrong = client.post(desk, {"do": "refuse", "expense": bad.number, "accepted": "", "reason": "", "paragraph": ""})
    assert wrong.status_code == 422
    client.post(
        desk,
        {"do": "refuse", "expense": bad.number, "accepted": "300", "reason": "Regulamin nie obejmuje poczęstunków.",
         "paragraph": ""},
    )  # fmt: skip
    rest = [str(n) for n in grant.expenses.filter(state="claimed").values_list("number", flat=True)]
    client.post(desk, {"do": "bulk", "numbers": rest})
    assert grant.expenses.filter(state="accepted").count() == 5
    bad.refresh_from_db()
    assert bad.state == "refused"

    client.force_login(resident)
    said = page(client, f"/agreements/{grant.pk}/costs/{bad.number}/")
    assert "Regulamin nie obejmuje poczęstunków." in said
    finish(grant, officer)
    client.force_login(officer)
    assert "1\xa0300\xa0zł" in page(client, f"/desk/agreements/{grant.pk}/settlement/")  # 4,800 paid, 3,500 accepted
    client.post(f"/desk/agreements/{grant.pk}/settlement/", {"sure": "on", "note": ""})
    client.post(
        f"/desk/agreements/{grant.pk}/refunds/",
        {"do": "ask", "ask-kind": "ineligible", "ask-principal": "1 300", "ask-reason": "Poczęstunek i reszta."},
    )
    client.force_login(resident)
    assert "Dziś do oddania: 1\xa0300\xa0zł" in page(client, f"/agreements/{grant.pk}/refunds/")


def finish(grant: Agreement, officer) -> None:
    """Everything between answered costs and the settlement."""
    by = grant.party
    for pledge in grant.pledges.all():
        entry = working.log_delivery(
            by=by, pledge=pledge, values={"on": AT.date(), "quantity": "40", "people": 8, "what": "Kopanie"}, at=AT
        )
        working.verify_delivery(by=officer, delivery=entry, yes=True, at=AT)
    report = grant.reports.get(kind="final")
    reporting.begin_report(by=by, report=report, at=AT)
    rows = [{**row, "reached": row["reached"] or row["target"], "how": "policzone"} for row in report.results]
    reporting.save_report(by=by, report=report, answers=ANSWERS, results=rows, version=report.version, at=AT)
    reporting.submit_report(by=by, report=report, version=report.version, at=AT)
    reporting.accept_report(by=officer, report=report, at=AT)
    grant.refresh_from_db()


def test_an_answer_brings_the_next_cost(client, grant, officer):
    first, second = expense(grant), expense(grant)
    client.force_login(officer)
    desk = f"/desk/agreements/{grant.pk}/costs/"
    assert f'id="answer-{first.number}"' in page(client, desk)
    response = client.post(
        desk, {"do": "accept", "expense": first.number, "accepted": "100", "reason": "", "paragraph": ""}
    )
    assert response.url == f"{desk}#now"
    assert f'id="answer-{second.number}"' in page(client, desk)


def test_a_part_is_accepted_with_its_reason(client, grant, officer):
    one = expense(grant)
    client.force_login(officer)
    desk = f"/desk/agreements/{grant.pk}/costs/"
    sent = {"do": "accept", "expense": one.number, "accepted": "60,50", "reason": "", "paragraph": ""}
    assert client.post(desk, sent).status_code == 422
    client.post(desk, {**sent, "reason": "Reszta to napoje."})
    one.refresh_from_db()
    assert (one.state, one.accepted) == ("partly", D("60.50"))


def test_the_office_asks_and_the_party_completes(client, grant, officer, resident):
    one = expense(grant)
    client.force_login(officer)
    client.post(
        f"/desk/agreements/{grant.pk}/costs/",
        {"do": "ask", "expense": one.number, "accepted": "", "reason": "Brakuje drugiej strony.", "paragraph": ""},
    )
    client.force_login(resident)
    said = page(client, f"/agreements/{grant.pk}/costs/")
    assert "Urząd pyta o 1 wydatek" in said
    assert "Brakuje drugiej strony." in said
    line = grant.lines.filter(source="grant").first()
    path = f"/agreements/{grant.pk}/costs/{one.number}/"
    client.post(path, typed(grant, line=line.pk, total="100", photo=uploaded(PDF, "strona-2.pdf", "application/pdf")))
    client.post(f"/agreements/{grant.pk}/costs/")
    one.refresh_from_db()
    assert one.state == "claimed"
    assert Upload.objects.filter(holder_kind="grant_expense", holder_key=str(one.pk)).count() == 2


def test_many_are_accepted_together_or_not_at_all(client, grant, officer):
    benches = grant.lines.get(order=1)
    rows = [expense(grant, line=benches, total="2500.00") for _ in range(2)]  # 5,000 on a line of 4,000
    client.force_login(officer)
    response = client.post(
        f"/desk/agreements/{grant.pk}/costs/", {"do": "bulk", "numbers": [row.number for row in rows]}
    )
    assert response.status_code == 422
    assert not grant.expenses.exclude(state="claimed").exists()


def test_ticking_nothing_says_so(client, grant, officer):
    expense(grant)
    client.force_login(officer)
    response = client.post(f"/desk/agreements/{grant.pk}/costs/", {"do": "bulk"}, follow=True)
    assert "Najpierw zaznacz" in response.content.decode()


# --- hours and things


@pytest.mark.job("R6")
def test_forty_hours_are_logged_with_photos_and_confirmed_by_somebody_else(client, grant, resident, officer):
    """The ledger says promised, given, confirmed, and what an hour is worth; nobody confirms her own entry."""
    pledge = grant.pledges.get(kind="hours")
    client.force_login(resident)
    path = f"/agreements/{grant.pk}/hours/"
    sent = {"do": "log", "pledge": pledge.pk, "on": "2026-11-22", "what": "Kopanie grządek", "people": "10",
            "quantity": "40", "photo": uploaded(photo())}  # fmt: skip
    client.post(path, sent)
    entry = Delivery.objects.get()
    assert Upload.objects.get(holder_kind="grant_delivery", holder_key=str(entry.pk)).audience == "inside"
    said = page(client, path)
    assert "0 z 40 godzin potwierdzonych" in said
    assert 'value="verify"' not in said
    assert client.post(path, {"do": "verify", "delivery": entry.pk}).status_code == 403

    along = make_person("Tomasz Lis")
    from skwer.apps.calls.models import CoAuthor

    CoAuthor.objects.create(
        proposal=grant.proposal, person=along, email=along.email, invited_at=AT, accepted_at=AT, token="x" * 20
    )
    client.force_login(along)
    assert 'value="verify"' in page(client, path)
    client.post(path, {"do": "verify", "delivery": entry.pk})
    entry.refresh_from_db()
    assert entry.state == "verified"
    said = page(client, path)
    assert "40 z 40 godzin potwierdzonych" in said
    assert "1\xa0200\xa0zł" in said  # 40 hours at 30 zł


def test_photos_of_work_are_shown_to_everybody_only_where_the_party_says_so(client, grant, resident, officer):
    client.force_login(resident)
    sent = {"do": "log", "pledge": grant.pledges.get().pk, "on": "2026-11-22", "what": "Sadzenie", "people": "10",
            "quantity": "40", "photo": uploaded(photo()), "shown": "on"}  # fmt: skip
    client.post(f"/agreements/{grant.pk}/hours/", sent)
    picture = Upload.objects.get(holder_kind="grant_delivery")
    assert not Upload.objects.visible_to(None).filter(pk=picture.pk).exists()
    working.verify_delivery(by=officer, delivery=Delivery.objects.get(), yes=True, at=AT)
    report = grant.reports.get()
    reporting.begin_report(by=resident, report=report, at=AT)
    rows = [{**row, "reached": row["reached"] or row["target"], "how": ""} for row in report.results]
    reporting.save_report(by=resident, report=report, answers=ANSWERS, results=rows, version=report.version, at=AT)
    reporting.submit_report(by=resident, report=report, version=report.version, at=AT)
    reporting.accept_report(by=officer, report=report, at=AT)
    assert Upload.objects.visible_to(None).filter(pk=picture.pk).exists()


def test_the_office_says_why_it_does_not_confirm(client, grant, resident, officer):
    pledge = grant.pledges.get(kind="hours")
    values = {"on": AT.date(), "quantity": "8", "people": 2, "what": "Malowanie"}
    entry = working.log_delivery(by=resident, pledge=pledge, values=values, at=AT)
    client.force_login(officer)
    path = f"/desk/agreements/{grant.pk}/hours/"
    assert client.post(path, {"do": "refuse", "delivery": entry.pk, "why": ""}).status_code == 422
    client.post(path, {"do": "refuse", "delivery": entry.pk, "why": "Ten dzień jest już wpisany."})
    entry.refresh_from_db()
    assert entry.state == "refused"
    client.force_login(resident)
    assert "Ten dzień jest już wpisany." in page(client, f"/agreements/{grant.pk}/hours/")


def test_entries_are_confirmed_many_at_once(client, grant, resident, officer):
    pledge = grant.pledges.get(kind="hours")
    for k in range(3):
        values = {"on": AT.date() - timedelta(days=k), "quantity": "4", "people": 1, "what": "Podlewanie"}
        working.log_delivery(by=resident, pledge=pledge, values=values, at=AT)
    client.force_login(officer)
    keys = list(Delivery.objects.values_list("pk", flat=True))
    client.post(f"/desk/agreements/{grant.pk}/hours/", {"do": "verify", "delivery": keys})
    assert Delivery.objects.filter(state="verified").count() == 3


def test_a_slip_in_an_entry_keeps_what_was_typed(client, grant, resident):
    client.force_login(resident)
    sent = {"do": "log", "pledge": grant.pledges.get().pk, "on": "2027-01-01", "what": "Kopanie", "quantity": "3"}
    response = client.post(f"/agreements/{grant.pk}/hours/", sent)
    assert response.status_code == 422
    assert 'value="Kopanie"' in response.content.decode()


# --- reports


def fields(report, **more) -> dict[str, object]:
    sent = {"version": report.version, **ANSWERS, "go": "save", **more}
    for k, row in enumerate(report.results):
        sent.setdefault(f"results-{k}-reached", row["reached"] or row["target"])
        sent.setdefault(f"results-{k}-how", "Policzone na miejscu.")
    return sent


def test_a_report_stands_filled_in_with_the_promise_and_the_money(client, grant, resident):
    expense(grant)
    client.force_login(resident)
    said = page(client, f"/agreements/{grant.pk}/reports/1/")
    assert "Godziny pracy społecznej" in said
    assert "40" in said
    assert "pokazano 100\xa0zł z 4\xa0000\xa0zł" in said


def test_a_report_is_saved_with_gaps_and_sent_whole(client, grant, resident):
    client.force_login(resident)
    path = f"/agreements/{grant.pk}/reports/1/"
    page(client, path)
    report = grant.reports.get()
    client.post(path, {"version": 0, "what_was_done": "Ławki.", "go": "save"})
    report.refresh_from_db()
    assert report.answers["what_was_done"] == "Ławki."
    wrong = client.post(path, {"version": report.version, "what_was_done": "Ławki.", "who_took_part": "", "go": "send"})
    assert wrong.status_code == 422
    report.refresh_from_db()
    assert report.state == "due"
    photos = {
        "before": uploaded(photo()),
        "before-alt": "Beton",
        "after": uploaded(photo("PNG"), "po.png", "image/png"),
    }
    client.post(path, fields(report, go="send", **photos))
    report.refresh_from_db()
    assert report.state == "submitted"
    said = page(client, path)
    assert "Twoje sprawozdanie jest w urzędzie" in said
    assert 'alt="Beton"' in said


def test_a_result_nobody_promised_is_added(client, grant, resident):
    client.force_login(resident)
    path = f"/agreements/{grant.pk}/reports/1/"
    page(client, path)
    report = grant.reports.get()
    response = client.post(path, fields(report, add_row="results", go=""), follow=True)
    n = len(report.results)
    assert f'name="results-{n}-name"' in response.content.decode()
    report.refresh_from_db()
    more = {f"results-{n}-name": "Karmnik", f"results-{n}-reached": "1", f"results-{n}-how": "Z resztek desek."}
    client.post(path, fields(report, **more))
    report.refresh_from_db()
    assert report.results[-1]["name"] == "Karmnik"
    assert len(report.results) == n + 1


def test_a_report_saved_in_another_window_loses_nothing(client, grant, resident):
    client.force_login(resident)
    path = f"/agreements/{grant.pk}/reports/1/"
    client.post(path, {"version": 0, "what_was_done": "Pierwsze okno.", "go": "save"})
    response = client.post(path, {"version": 0, "what_was_done": "Drugie okno.", "go": "save"})
    assert response.status_code == 409
    assert "Drugie okno." in response.content.decode()
    assert grant.reports.get().answers["what_was_done"] == "Pierwsze okno."


def test_a_correction_round(client, grant, resident, officer):
    client.force_login(resident)
    path, desk = f"/agreements/{grant.pk}/reports/1/", f"/desk/agreements/{grant.pk}/reports/1/"
    page(client, path)
    client.post(path, fields(grant.reports.get(), go="send"))
    client.force_login(officer)
    assert client.post(desk, {"do": "correct", "correction": ""}).status_code == 422
    client.post(desk, {"do": "correct", "correction": "Ile osób było na otwarciu?"})
    client.force_login(resident)
    said = page(client, path)
    assert "Ile osób było na otwarciu?" in said
    assert "Popraw sprawozdanie" in said
    client.post(path, fields(grant.reports.get(), go="send", who_took_part="Na otwarciu 60 osób."))
    client.force_login(officer)
    client.post(desk, {"do": "accept", "accept-reason": "Dziękujemy."})
    report = grant.reports.get()
    assert (report.state, report.reason) == ("accepted", "Dziękujemy.")


def test_a_report_waits_until_every_cost_is_answered(client, grant, resident, officer):
    expense(grant)
    client.force_login(resident)
    page(client, f"/agreements/{grant.pk}/reports/1/")
    client.post(f"/agreements/{grant.pk}/reports/1/", fields(grant.reports.get(), go="send"))
    client.force_login(officer)
    desk = f"/desk/agreements/{grant.pk}/reports/1/"
    assert "Odpowiedz na 1 wydatek" in page(client, desk)
    assert client.post(desk, {"do": "accept", "accept-reason": ""}).status_code == 409
    assert client.post(desk, {"do": "reject", "reject-reason": ""}).status_code == 422


# --- settlement and refunds


def test_the_settlement_says_what_comes_first(client, grant, officer):
    expense(grant)
    client.force_login(officer)
    path = f"/desk/agreements/{grant.pk}/settlement/"
    said = page(client, path)
    assert f'href="/desk/agreements/{grant.pk}/costs/"' in said
    assert 'name="sure"' not in said
    assert client.post(path, {"sure": "on"}).status_code == 409
    assert not hasattr(Agreement.objects.get(pk=grant.pk), "settlement")


def test_the_identities_stand_in_words_before_the_account_is_settled(client, grant, officer):
    one = expense(grant, total="4000.00")
    spending.review_expense(by=officer, expense=one, accepted=D("4000"), at=AT)
    finish(grant, officer)
    client.force_login(officer)
    path = f"/desk/agreements/{grant.pk}/settlement/"
    said = page(client, path)
    assert "To, co wypłacono, jest wydane albo wraca" in said
    assert client.post(path, {"note": ""}).status_code == 422  # not ticked
    client.post(path, {"sure": "on", "note": "Dziękujemy za porządną pracę."})
    settlement = Agreement.objects.get(pk=grant.pk).settlement
    assert (settlement.paid, settlement.accepted, settlement.due_back) == (D("4800"), D("4000"), D("800"))


@pytest.fixture
def owing(grant, officer) -> Refund:
    """800 zł to be given back by 8 December, at 8 per cent."""
    InterestRate.objects.create(
        organisation=grant.organisation,
        kind="tax",
        since=date(2026, 1, 1),
        percent="8",
        source="test",
        read_on=AT.date(),
    )
    one = expense(grant, total="4000.00")
    spending.review_expense(by=officer, expense=one, accepted=D("4000"), at=AT)
    finish(grant, officer)
    settling.settle(by=officer, agreement=grant, at=AT)
    return settling.ask_refund(by=officer, agreement=grant, kind="unspent", principal=D("800"), reason="Reszta.", at=AT)


def test_the_party_sees_sum_account_title_and_interest_of_the_day(client, monkeypatch, grant, owing, resident):
    client.force_login(resident)
    path = f"/agreements/{grant.pk}/refunds/"
    said = page(client, path)
    assert "PL27 1140 2004 0000 3002 0135 5387" in said
    assert f"umowa {grant.number}" in said
    later = AT + timedelta(days=15 + 100)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    client.force_login(resident)
    said = page(client, path)
    assert "818\xa0zł" in said  # 800 × 8 % × 100 ÷ 365 = 17.53, as for tax arrears: 18


@pytest.mark.job("O7")
def test_late_reports_and_refunds_with_interest_on_one_list(client, monkeypatch, grant, owing, officer, city, resident):
    late = active_agreement(city, officer=officer, author=resident)
    later = timezone.make_aware(timezone.datetime.combine(late.report_due_on + timedelta(days=10), AT.time()))
    client.force_login(officer)
    assert "Nic się nie spóźnia" in page(client, f"/desk/overdue/{city.slug}/")
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    client.force_login(officer)
    said = page(client, f"/desk/overdue/{city.slug}/")
    assert late.title in said
    assert "10 dni po terminie" in said
    days = (later.date() - owing.interest_from).days + 1
    interest = round(800 * 8 * days / 36500)
    assert f"{interest}\xa0zł" in said
    assert said.count(f"{800 + interest}\xa0zł") == 2  # in its row, and below it
    paid = {"do": "paid", "refund": owing.number, f"paid{owing.number}-on": later.date().isoformat(),
            f"paid{owing.number}-amount": f"{800 + interest}", f"paid{owing.number}-document": "WB 44"}  # fmt: skip
    client.post(f"/desk/agreements/{grant.pk}/refunds/", paid)
    owing.refresh_from_db()
    assert owing.state == "paid"
    assert owing.payments.get().interest == interest


def test_more_than_is_owed_is_not_written_down(client, grant, owing, officer):
    client.force_login(officer)
    sent = {"do": "paid", "refund": "1", "paid1-on": AT.date().isoformat(), "paid1-amount": "900", "paid1-document": ""}
    response = client.post(f"/desk/agreements/{grant.pk}/refunds/", sent)
    assert response.status_code == 422
    assert 'value="900"' in response.content.decode()


def test_a_refund_is_waived_with_its_act(client, grant, owing, officer):
    client.force_login(officer)
    path = f"/desk/agreements/{grant.pk}/refunds/"
    assert client.post(path, {"do": "enforce", "refund": "1", "why1-why": "x"}).status_code == 422  # still in time
    client.post(path, {"do": "waive", "refund": "1", "why1-why": "Uchwała 12/2026."})
    owing.refresh_from_db()
    assert owing.state == "waived"


# --- what the city buys


def test_a_local_initiative_is_bought_for_and_never_paid(client, city, officer, resident):
    one = active_agreement(city, officer=officer, author=resident, support="in_kind", vehicle="local_initiative")
    client.force_login(officer)
    path = f"/desk/agreements/{one.pk}/purchases/"
    page(client, path)
    drafted = one.purchases.order_by("pk").last()
    dropped = {"do": "dropped", "purchase": drafted.pk, f"step{drafted.pk}-on": "2026-11-20"}
    assert client.post(path, dropped).status_code == 302
    client.post(path, {"do": "add", "new-kind": "buy", "new-what": "Krawężniki", "new-line": "", "new-cost": "900"})
    bought = one.purchases.get(what="Krawężniki")
    for state in ("ordered", "delivered", "handed_over"):
        client.post(
            path,
            {"do": state, "purchase": bought.pk, f"step{bought.pk}-on": "2026-11-20", f"step{bought.pk}-cost": "880",
             f"step{bought.pk}-document": "FV 9", f"step{bought.pk}-condition": ""},
        )  # fmt: skip
    bought.refresh_from_db()
    assert (bought.state, bought.cost, bought.document) == ("handed_over", D("880"), "FV 9")
    said = page(client, f"/desk/agreements/{one.pk}/settlement/")
    assert "Stronie umowy nie wypłacono pieniędzy" in said
    client.force_login(resident)
    assert f"/agreements/{one.pk}/costs/" not in page(client, f"/agreements/{one.pk}/hours/")


def test_what_costs_more_than_was_granted_is_not_bought(client, city, officer):
    one = active_agreement(city, officer=officer, support="in_kind", vehicle="local_initiative")
    client.force_login(officer)
    sent = {"do": "add", "new-kind": "buy", "new-what": "Pomnik", "new-line": "", "new-cost": "99 000"}
    response = client.post(f"/desk/agreements/{one.pk}/purchases/", sent)
    assert response.status_code == 422
    assert 'value="Pomnik"' in response.content.decode()


# --- who comes in

PARTY = ("costs/", "costs/new/", "hours/", "reports/1/", "refunds/")
DESK = ("costs/", "hours/", "purchases/", "reports/1/", "settlement/", "refunds/")


def test_strangers_stay_out(client, grant, stranger):
    neighbour = make_person("Zofia Obca")
    for person in (neighbour, stranger):
        client.force_login(person)
        for part in PARTY:
            assert client.get(f"/agreements/{grant.pk}/{part}").status_code == 403, part
        for part in DESK:
            assert client.get(f"/desk/agreements/{grant.pk}/{part}").status_code == 403, part
    client.logout()
    for part in PARTY:
        assert client.get(f"/agreements/{grant.pk}/{part}").status_code == 302, part


def test_an_agreement_not_signed_is_nothing_to_strangers(client, city, officer, stranger):
    from tests.grants_factories import agreement

    one = agreement(city, officer=officer)
    client.force_login(stranger)
    for part in PARTY:
        assert client.get(f"/agreements/{one.pk}/{part}").status_code == 404, part


def test_auditors_look_and_send_nothing(client, grant, auditor):
    one = expense(grant)
    client.force_login(auditor)
    for part in DESK:
        page(client, f"/desk/agreements/{grant.pk}/{part}")
        assert client.post(f"/desk/agreements/{grant.pk}/{part}", {"do": "accept"}).status_code == 403, part
    page(client, f"/desk/overdue/{grant.organisation.slug}/")
    for part in ("costs/", f"costs/{one.number}/", "hours/", "reports/1/", "refunds/"):
        page(client, f"/agreements/{grant.pk}/{part}")


def test_the_party_does_not_answer_its_own_costs(client, grant, resident):
    expense(grant)
    client.force_login(resident)
    for part in DESK:
        assert client.get(f"/desk/agreements/{grant.pk}/{part}").status_code == 403, part
    assert client.get(f"/desk/overdue/{grant.organisation.slug}/").status_code == 403


def test_another_citys_refund_is_not_reached_through_ones_own(client, owing, other_city, stranger):
    client.force_login(stranger)
    assert client.get(f"/desk/agreements/{owing.agreement_id}/refunds/").status_code == 403
    assert "Nic się nie spóźnia" in page(client, f"/desk/overdue/{other_city.slug}/")


@pytest.mark.parametrize(
    "path", ["/agreements/{0}/costs/", "/desk/agreements/{0}/costs/", "/desk/agreements/{0}/hours/"]
)
def test_a_long_list_costs_no_more_queries(client, grant, officer, resident, path, django_assert_max_num_queries):
    pledge = grant.pledges.get()
    for k in range(12):
        expense(grant, total="10.00")
        values = {"on": AT.date(), "quantity": "1", "people": 1, "what": f"Dzień {k}"}
        working.log_delivery(by=resident, pledge=pledge, values=values, at=AT)
    client.force_login(officer if "desk" in path else resident)
    with django_assert_max_num_queries(60):
        page(client, path.format(grant.pk))


__all__ = ["Expense"]
