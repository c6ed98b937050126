"""A small grant by art. 19a, through the pages: seven days of posting, an agreement on paper, money, six invoices of
which one is refused, the report, the settlement, and what comes back with interest.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from skwer.apps.assessment import actions as assessment
from skwer.apps.calls import actions as calls
from skwer.apps.calls.actions.deciding import record_act
from skwer.apps.calls.models import Call, Proposal
from skwer.apps.grants import actions as grants
from skwer.apps.grants.models import Agreement, InterestRate
from skwer.apps.grants.queries.money import account_of
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import Refusal

from ..apps.files.pictures import photo
from ..factories import AT, make_call, make_member, make_organisation
from ..grants_factories import CITY_ACCOUNT
from .conftest import axe, picture, sideways
from .steps import fill, press, with_streets

pytestmark = pytest.mark.django_db(transaction=True)

OFFER = {
    "title": "Cień przy przystanku",
    "summary": "Pergola z winobluszczem i dwie ławki na pętli autobusowej.",
    "category": "bench",
    "why": "Na pętli nie ma cienia, starsi ludzie czekają po drugiej stronie ulicy.",
    "what": "Stawiamy pergolę, sadzimy pnącza i ustawiamy dwie ławki.",
    "results": "Jedna pergola, dwie ławki, osiem pnączy.",
    "access": "Chodnik jest równy, krawężnik obniżony.",
    "begins": "luty 2027 r.",
    "days": 80,
    "place": {"lon": "16.140000", "lat": "53.898000", "address": "pętla przy ul. Torowej"},
    "owner": "city",
    "costs": [
        {"name": "Pergola z montażem", "quantity": "1 sztuka", "amount": "5200.00", "source": "grant"},
        {"name": "Ławki z oparciem", "quantity": "2 sztuki", "amount": "2400.00", "source": "grant"},
        {"name": "Nasza praca", "quantity": "60 godzin", "amount": "1800.00", "source": "volunteer"},
    ],
    "work_hours": 60,
    "register_no": "KRS 0000000000 (zmyślony)",
    "signers": "Zofia Kamińska",
    "experience": "Od sześciu lat budujemy małe miejsca z mieszkańcami.",
    "may_sign": True,
    "is_open": True,
    "no_other_grant": True,
    "knows_rules": True,
}
INVOICES = (  # line, what, number, sum
    ("Pergola z montażem", "Drewno na pergolę", "FV 11/2027", "2 900"),
    ("Pergola z montażem", "Okucia i śruby", "FV 12/2027", "640,50"),
    ("Pergola z montażem", "Montaż", "R 3/2027", "1 500"),
    ("Ławki z oparciem", "Dwie ławki", "FV 88/2027", "1 900"),
    ("Ławki z oparciem", "Kotwy do ławek", "FV 89/2027", "180"),
    ("Ławki z oparciem", "Tort na otwarcie", "P 7/2027", "220"),
)
WHY = "Regulamin nie obejmuje poczęstunków."


@pytest.mark.job("R7")
def test_a_small_grant_from_the_posting_to_the_refund_with_interest(visit, clock, city, officer, auditor):
    with_streets(city)
    ngo, author = an_organisation(city)
    call = decided_call(clock, city, officer, ngo, author)
    one = posted_and_signed(visit, clock, call, officer)
    paid_out(visit, clock, city, officer, one)
    show_six_invoices(visit, clock, one, author)
    write_down_hours(visit, clock, one, author, officer)
    send_the_report(visit, clock, one, author)
    answer_the_costs(visit, one, officer, author)
    settle_the_account(visit, clock, one, officer)
    give_back_with_interest(visit, clock, city, one, officer, author)
    looked_at_by_the_auditor(visit, one, auditor)


def an_organisation(city: Organisation) -> tuple[Organisation, Person]:
    from ..factories import make_person

    ngo = make_organisation("fundacja-sasiedzi", name="Fundacja Sąsiedzi", city=city, register_no="KRS 0 (zmyślony)")
    author = make_person("Zofia Kamińska", email="zofia@poczta.example")
    make_member(author, ngo, "admin")
    return ngo, author


def decided_call(clock, city: Organisation, officer: Person, ngo: Organisation, author: Person) -> Call:
    """The call of the preset up to the published decision; other stories show these pages."""
    call = make_call(city, officer, preset="small-grant", slug="male-granty")
    draft = calls.start_proposal(by=author, call=call, at=clock.now, applicant_kind="ngo", organisation=ngo)
    calls.save_draft(by=author, proposal=draft, answers=OFFER, version=0, at=clock.now)
    offer = calls.submit_proposal(by=author, proposal=Proposal.objects.get(pk=draft.pk), at=clock.now)
    for kind in ("propose", "check"):
        stage = call.stages.get(kind=kind)
        if kind == "check":
            answers = {item["key"]: {"answer": "yes", "note": ""} for item in stage.settings["items"]}
            assessment.answer_check(by=officer, stage=stage, proposal=offer, answers=answers, at=clock.now)
            assessment.finish_check(by=officer, stage=stage, proposal=offer, passed=True, reason="", at=clock.now)
        clock.to(stage.closes_at + timedelta(hours=1))
        clock.tick()
        offer.refresh_from_db()
    stage = call.stages.get(kind="assess")
    for one in stage.assignments.filter(state="assigned").select_related("assessor"):
        assessment.declare(by=one.assessor, assignment=one, conflict=False, reason="", at=clock.now)
        one.refresh_from_db()
        scores = {"purpose": {"points": "18", "reason": ""}, "results": {"points": "13", "reason": ""},
                  "ability": {"points": "9", "reason": ""}}  # fmt: skip
        sheet = assessment.save_sheet(
            by=one.assessor, assignment=one, scores=scores, comment="", version=0, at=clock.now
        )
        assessment.submit_sheet(by=one.assessor, assignment=sheet.assignment, at=clock.now)
    clock.to(stage.closes_at + timedelta(hours=1))
    clock.tick()
    call.refresh_from_db()
    decision = calls.record_decision(by=officer, call=call, act_number="", note="", comments={}, at=clock.now)
    record_act(by=officer, decision=decision, order=1, number="Or.2027.7", on=clock.now.date(), at=clock.now)
    decision.refresh_from_db()
    calls.publish_decision(by=officer, decision=decision, at=clock.now)
    call.refresh_from_db()
    return call


def posted_and_signed(visit, clock, call: Call, officer: Person) -> Agreement:
    """The offer is shown for seven days and commented on; only then it goes to be signed, on paper."""
    desk = visit(person=officer)
    desk.goto(f"/desk/calls/{call.slug}/agreements/")
    press(desk, "section.next form button", until="**/agreements/")
    desk.wait_for_selector("tbody a")
    one = Agreement.objects.get()
    page = f"/desk/agreements/{one.pk}/"
    desk.goto(f"{page}edit/")
    fill(desk, {"account": "PL27 1140 2004 0000 3002 0135 5387", "party_address": "ul. Torowa 2, Lipowiec"})
    press(desk, "button[name=do][value=save]:not(.vh)", until=f"**{page}")
    assert desk.locator("button[value=send]").count() == 0
    press(desk, "button[value=post]", until=f"**{page}")
    picture(desk, "small-00-draft")

    reader = visit(width=360)
    reader.goto(f"/agreements/{one.pk}/posting/")
    assert sideways(reader) == 0
    reader.fill("#id_text", "Dobrze, że będzie cień. Czy ławki mają oparcia?")
    press(reader, "#remark form button", until=f"**/agreements/{one.pk}/posting/**")
    posting = one.posting
    assert posting.remarks.count() == 1
    assert posting.until_at - posting.from_at >= timedelta(days=7)

    clock.to(clock.now + timedelta(days=6))
    with pytest.raises(Refusal):
        grants.send_agreement(by=officer, agreement=one, at=clock.now)
    clock.to(posting.until_at + timedelta(hours=1))
    desk = visit(person=officer)
    desk.goto(f"{page}posting/")
    desk.fill("#id_words", "Tak, obie ławki mają oparcia.")
    press(desk, "button[value=close]", until=f"**{page}**")
    desk.goto(page)
    press(desk, "button[value=send]", until=f"**{page}")
    for who, name in (("party", "Zofia Kamińska"), ("city", "Anna Burmistrz")):
        desk.wait_for_selector(f"input[name=side][value={who}]", state="attached")
        desk.fill("#signing #id_name", name)
        desk.fill("#signing #id_signed_on", timezone.localdate().isoformat())
        press(desk, "button[value=sign]")
    desk.wait_for_selector("#signing", state="detached")
    one.refresh_from_db()
    assert one.state == "active"
    assert desk.errors == []
    return one


def paid_out(visit, clock, city: Organisation, officer: Person, one: Agreement) -> None:
    """The whole grant goes out at once, as the preset says."""
    desk = visit(person=officer)
    desk.goto(f"/desk/payments/{city.slug}/")
    desk.check("input[name=instalments]")
    desk.fill("#id_from_account", CITY_ACCOUNT)
    desk.fill("#id_pay_on", timezone.localdate().isoformat())
    press(desk, "#order button[value=order]", until="**/payments/*/1/")
    desk.fill("#id_paid_on", timezone.localdate().isoformat())
    press(desk, "button[value=paid]")
    desk.wait_for_selector("button[value=paid]", state="detached")
    assert account_of(one).paid == 7600
    assert desk.errors == []


def show_six_invoices(visit, clock, one: Agreement, author: Person) -> None:
    """On a phone, one at a time, each with its photo; what is left stands there at once."""
    clock.to(clock.now + timedelta(days=40))
    phone = visit(width=360, person=author)
    phone.goto(f"/agreements/{one.pk}/costs/")
    assert axe(phone) == []
    assert sideways(phone) == 0
    picture(phone, "small-01-no-cost-yet")
    for number, (line, what, document, total) in enumerate(INVOICES, 1):
        press(phone, f"section.next a[href$='/{one.pk}/costs/new/']", until="**/costs/new/")
        if number == 1:
            without_its_photo(phone, one, line, what, document, total)
        else:
            show(phone, line, what, document, total)
            press(phone, "button[name=do][value=save]:not(.vh)", until=f"**/agreements/{one.pk}/costs/")
    assert "6 wydatków jest gotowych do wysłania" in phone.inner_text("h1")
    assert "220" not in phone.inner_text(".left-list")  # 2,300 of 2,400 are shown
    assert axe(phone) == []
    assert sideways(phone) == 0
    picture(phone, "small-04-six-costs")
    dark = visit(width=360, person=author, scheme="dark", language="en")
    dark.goto(f"/en/agreements/{one.pk}/costs/")
    assert axe(dark) == []
    picture(dark, "small-04-six-costs-dark-en")
    wide = visit(person=author)
    wide.goto(f"/agreements/{one.pk}/costs/")
    assert axe(wide) == []
    picture(wide, "small-04-six-costs-wide")
    press(phone, "section.next form button", until=f"**/agreements/{one.pk}/costs/")
    assert "6 wydatków czeka na urząd" in phone.inner_text("h1")
    assert phone.errors == []


def without_its_photo(phone: Page, one: Agreement, line: str, what: str, document: str, total: str) -> None:
    """A slip first, then no photo: what was typed stays, what is missing is said at once."""
    assert axe(phone) == []
    assert sideways(phone) == 0
    picture(phone, "small-02-an-invoice")
    show(phone, line, what, document, "dwa tysiące", pictures=False)
    press(phone, "button[name=do][value=save]:not(.vh)")
    phone.wait_for_selector("[data-errors]")
    assert phone.input_value("#id_what") == what
    picture(phone, "small-02-a-slip")
    assert axe(phone) == []
    phone.fill("#id_total", total)
    press(phone, "button[name=do][value=save]:not(.vh)", until=f"**/agreements/{one.pk}/costs/1/")
    assert "Zdjęcie lub skan faktury" in phone.inner_text("section.next")
    assert axe(phone) == []
    picture(phone, "small-03-what-is-missing")
    phone.set_input_files("#id_photo", {"name": "faktura.jpg", "mimeType": "image/jpeg", "buffer": bill(document)})
    press(phone, "button[name=do][value=save]:not(.vh)", until=f"**/agreements/{one.pk}/costs/")


def bill(document: str) -> bytes:
    """Every invoice is another picture: the same file twice would be warned of."""
    shade = sum(document.encode()) % 200
    return photo(size=(600, 800), colour=(shade, 255 - shade, 90))


def show(phone: Page, line: str, what: str, document: str, total: str, *, pictures: bool = True) -> None:
    phone.locator("label.tick", has_text=line).locator("input").check()
    fill(phone, {"what": what, "document": document, "total": total})
    phone.fill("#id_issued_on", timezone.localdate().isoformat())
    phone.fill("#id_paid_on", timezone.localdate().isoformat())
    if pictures:
        phone.set_input_files("#id_photo", {"name": "faktura.jpg", "mimeType": "image/jpeg", "buffer": bill(document)})


def write_down_hours(visit, clock, one: Agreement, author: Person, officer: Person) -> None:
    phone = visit(width=360, person=author)
    phone.goto(f"/agreements/{one.pk}/hours/")
    assert axe(phone) == []
    assert sideways(phone) == 0
    fill(phone, {"what": "Kopanie i sadzenie", "people": "12", "quantity": "60"})
    phone.fill("#id_on", timezone.localdate(clock.now - timedelta(days=1)).isoformat())
    phone.set_input_files("#id_photo", {"name": "praca.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    press(phone, "button[name=do][value=log]:not(.vh)", until="**/hours/#entries")
    assert axe(phone) == []
    assert sideways(phone) == 0
    picture(phone, "small-05-hours")
    assert phone.locator("button[value=verify]").count() == 0
    desk = visit(person=officer)
    desk.goto(f"/desk/agreements/{one.pk}/hours/")
    assert axe(desk) == []
    picture(desk, "small-06-hours-at-the-desk")
    press(desk, "button[value=verify]", until="**/hours/#entries")
    assert "60 z 60 godzin potwierdzonych" in desk.inner_text("h1")


def send_the_report(visit, clock, one: Agreement, author: Person) -> None:
    """Filled in already; sent from the phone with photos before and after."""
    clock.to(datetime.combine(one.ends_on + timedelta(days=5), AT.timetz()))
    phone = visit(width=360, person=author)
    phone.goto(f"/agreements/{one.pk}/reports/1/")
    assert axe(phone) == []
    assert sideways(phone) == 0
    picture(phone, "small-07-report")
    for box in phone.locator("input[name^=results-][name$=-reached]:not([type=hidden])").all():
        box.fill("80")
    fill(phone, {"what_was_done": "Pergola stoi, pnącza rosną.", "who_took_part": "Dwanaście osób z ulicy Torowej."})
    for name in ("before", "after"):
        if phone.locator(f"#id_{name}").count():
            phone.set_input_files(f"#id_{name}", {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": photo()})
            phone.fill(f"#id_{name}-alt", "Pętla autobusowa.")
    press(phone, "button[name=go][value=send]", until="**/reports/1/")
    phone.wait_for_selector(".is[data-is=check]")
    assert "Twoje sprawozdanie jest w urzędzie" in phone.inner_text("h1")
    assert axe(phone) == []
    assert sideways(phone) == 0
    picture(phone, "small-08-report-sent")
    assert phone.errors == []


def answer_the_costs(visit, one: Agreement, officer: Person, author: Person) -> None:
    """Five accepted at once, one refused with its reason and paragraph; then the report."""
    desk = visit(person=officer)
    desk.goto(f"/desk/agreements/{one.pk}/costs/?cost=6#now")
    assert axe(desk) == []
    picture(desk, "small-09-an-answer")
    narrow = visit(width=360, person=officer)
    narrow.goto(f"/desk/agreements/{one.pk}/costs/")
    assert sideways(narrow) == 0
    assert axe(narrow) == []
    picture(narrow, "small-09-an-answer-narrow")
    desk.fill("#id_reason", WHY)
    assert desk.input_value("#id_paragraph").startswith("§")
    press(desk, "button[name=do][value=refuse]", until="**/costs/#now")
    desk.wait_for_selector("#answer-1")
    for box in desk.locator("input[name=numbers]").all():
        box.check()
    press(desk, "button[value=bulk]")
    desk.wait_for_selector(".is[data-is=done]")
    assert "Każdy wydatek ma odpowiedź" in desk.inner_text("h1")
    picture(desk, "small-10-answered")
    phone = visit(width=360, person=author)
    phone.goto(f"/agreements/{one.pk}/costs/6/")
    assert WHY in phone.inner_text("main")
    assert "§" in phone.inner_text("section.note")
    assert axe(phone) == []
    picture(phone, "small-11-not-eligible")
    desk.goto(f"/desk/agreements/{one.pk}/reports/1/")
    assert axe(desk) == []
    picture(desk, "small-12-report-at-the-desk")
    press(desk, "button[name=do][value=accept]")
    desk.wait_for_selector(".is[data-is=done]")


def settle_the_account(visit, clock, one: Agreement, officer: Person) -> None:
    """The identities in words, then the button."""
    desk = visit(person=officer)
    desk.goto(f"/desk/agreements/{one.pk}/settlement/")
    said = desk.inner_text("main").replace("\xa0", " ")
    assert "479,50 zł" in said  # paid 7,600.00, accepted 7,120.50
    assert axe(desk) == []
    picture(desk, "small-13-settlement")
    desk.check("#id_sure")
    press(desk, "#settle form button")
    desk.wait_for_selector("section.next a.ds-button")
    one.refresh_from_db()
    assert (one.state, one.settlement.due_back) == ("performed", one.settlement.paid - one.settlement.accepted)
    press(desk, "section.next a.ds-button", until="**/refunds/")
    desk.fill("#id_ask-reason", "Tort i niewydana reszta.")
    assert desk.input_value("#id_ask-principal") == "479,50"
    picture(desk, "small-14-ask-back")
    press(desk, "button[name=do][value=ask]", until="**/refunds/")
    desk.wait_for_selector("#r-1")
    assert one.refunds.get().principal == one.settlement.due_back
    assert desk.errors == []
    del clock


def give_back_with_interest(visit, clock, city: Organisation, one: Agreement, officer: Person, author: Person) -> None:
    """Sixty days after the term: the page says the sum of the day; the office writes down what came in."""
    InterestRate.objects.create(
        organisation=city, kind="tax", since=date(2027, 1, 1), percent="8", source="wymyślona", read_on=date(2027, 1, 2)
    )
    refund = one.refunds.get()
    phone = visit(width=360, person=author)
    phone.goto(f"/agreements/{one.pk}/refunds/")
    assert "479,50" in phone.inner_text(".to-pay")
    clock.to(datetime.combine(refund.due_on + timedelta(days=60), AT.timetz()))
    phone = visit(width=360, person=author)
    phone.goto(f"/agreements/{one.pk}/refunds/")
    assert "485,50" in phone.inner_text(".to-pay")  # 479.50 × 8 % × 60 ÷ 365 = 6.31, as for tax arrears: 6
    assert axe(phone) == []
    assert sideways(phone) == 0
    picture(phone, "small-15-what-to-pay")
    desk = visit(person=officer)
    desk.goto(f"/desk/overdue/{city.slug}/")
    assert axe(desk) == []
    picture(desk, "small-16-overdue")
    assert "1 sprawa jest spóźniona" in desk.inner_text("h1")
    press(desk, f"main a[href='/desk/agreements/{one.pk}/refunds/']", until="**/refunds/")
    assert axe(desk) == []
    picture(desk, "small-17-refund-at-the-desk")
    desk.fill("#id_paid1-document", "WB 61/2027")
    press(desk, "button[name=do][value=paid]:not(.vh)", until="**/refunds/")
    desk.wait_for_selector(".is[data-is=done]")
    refund.refresh_from_db()
    assert refund.state == "paid"
    account = account_of(one)
    assert (account.refunded, account.interest_paid, account.outstanding) == (refund.principal, 6, 0)
    assert account.faults() == []
    assert desk.errors == []


def looked_at_by_the_auditor(visit, one: Agreement, auditor: Person) -> None:
    page = visit(person=auditor)
    for part in ("costs/", "hours/", "reports/1/", "settlement/", "refunds/"):
        page.goto(f"/desk/agreements/{one.pk}/{part}")
        assert page.locator("main form button.ds-button").count() == 0, part
