"""Pages of the check and the assessment: what they do, what they never show, without a script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from skwer.apps.assessment import actions
from skwer.apps.assessment.models import Assignment, Check, Sheet
from skwer.apps.calls.models import Proposal, Stage
from skwer.apps.files.models import Upload
from tests.apps.assessment.factories import (
    good_scores,
    make_assess_stage,
    make_assignment,
    make_call,
    make_check_stage,
    make_committee,
    make_proposal,
)

pytestmark = pytest.mark.django_db
ELIGIBLE = Proposal.State.ELIGIBLE


def sign_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def call(city):
    return make_call(city)


@pytest.fixture
def check_stage(call):
    return _now(make_check_stage(call))


@pytest.fixture
def committee(city):
    return make_committee(city)


@pytest.fixture
def stage(call, committee):
    return _now(make_assess_stage(call, committee[0]))


def _now(stage: Stage) -> Stage:
    stage.opens_at = stage.opened_at = timezone.now() - timedelta(days=1)
    stage.closes_at = timezone.now() + timedelta(days=14)
    stage.save()
    return stage


@pytest.fixture
def desk(client, officer):
    return sign_in(client, officer)


def text(answer) -> str:
    return answer.content.decode()


# --- the check


def test_the_list_says_what_waits_and_leads_to_the_next(desk, call, check_stage):
    make_proposal(call, title="Ogród & Młyńska")
    make_proposal(call)
    page = text(desk.get(f"/desk/calls/{call.slug}/check/"))
    assert "Ogród &amp; Młyńska" in page
    assert f'href="/desk/calls/{call.slug}/check/1/"' in page


def test_an_empty_list_says_so(desk, call, check_stage):
    answer = desk.get(f"/desk/calls/{call.slug}/check/")
    assert answer.status_code == 200
    assert "blank" in text(answer)
    assert desk.get(f"/desk/calls/{call.slug}/check/all/").status_code == 200


YES = {"a-owner": "yes", "a-limits": "yes", "a-annexes": "na"}


def test_passing_leads_to_the_next_proposal(desk, call, check_stage):
    make_proposal(call)
    make_proposal(call)
    answer = desk.post(f"/desk/calls/{call.slug}/check/1/", {**YES, "do": "pass"})
    assert (answer.status_code, answer.url) == (302, f"/desk/calls/{call.slug}/check/2/")
    assert Proposal.objects.get(number=1).state == ELIGIBLE
    answer = desk.post(f"/desk/calls/{call.slug}/check/2/", {**YES, "do": "pass"})
    assert answer.url == f"/desk/calls/{call.slug}/check/"


def test_what_was_typed_survives_a_refusal(desk, call, check_stage):
    make_proposal(call)
    typed = {"a-owner": "no", "n-owner": "Brak podpisu & pieczątki", "do": "pass"}
    answer = desk.post(f"/desk/calls/{call.slug}/check/1/", typed)
    assert answer.status_code == 422
    page = text(answer)
    assert re.search(r'name="a-owner" value="no" checked', page)
    assert "Brak podpisu &amp; pieczątki" in page
    assert 'href="#id_a-' in page
    assert not Check.objects.exists()


@pytest.mark.job("O3")
def test_the_checklist_is_a_keyboards_job(desk, call, check_stage):
    """Every answer is a native radio with a label; the first button of the form only saves."""
    make_proposal(call)
    page = text(desk.get(f"/desk/calls/{call.slug}/check/1/"))
    radios = re.findall(r'<input type="radio" id="([^"]+)"', page)
    assert len(radios) == 3 + 2 + 2
    assert all(f'for="{radio}"' in page for radio in radios)
    form = page[page.index('class="checklist"') :]
    assert re.search(r'<button[^>]*value="(\w+)"', form).group(1) == "save"


def test_a_correction_names_fields_and_offers_those_of_the_item(desk, call, check_stage):
    make_proposal(call)
    desk.post(f"/desk/calls/{call.slug}/check/1/", {"a-owner": "no", "n-owner": "Dołącz zgodę.", "do": "save"})
    page = text(desk.get(f"/desk/calls/{call.slug}/check/1/"))
    assert re.search(r'name="fields" value="owner_consent" checked', page)
    assert not re.search(r'name="fields" value="costs" checked', page)
    answer = desk.post(
        f"/desk/calls/{call.slug}/check/1/",
        {"a-owner": "no", "fields": ["owner_consent"], "message": "Dołącz zgodę.", "do": "ask"},
    )
    assert answer.status_code == 302
    correction = Proposal.objects.get(number=1).corrections.get()
    assert correction.fields == ["owner_consent"]
    page = text(desk.get(f"/desk/calls/{call.slug}/check/1/"))
    assert 'value="pass"' not in page
    assert 'class="note"' in page


@pytest.mark.parametrize("due", ["jutro", "2020-01-01"])
def test_a_day_that_is_none_or_too_early_is_refused_with_words(desk, call, check_stage, due):
    make_proposal(call)
    typed = {"fields": ["costs"], "message": "Popraw sumę.", "due": due, "do": "ask"}
    answer = desk.post(f"/desk/calls/{call.slug}/check/1/", typed)
    assert answer.status_code == 422
    assert 'href="#id_due"' in text(answer)
    assert "Popraw sumę." in text(answer)


def test_refusing_with_a_reason(desk, call, check_stage):
    make_proposal(call)
    bad = {**YES, "a-owner": "no", "do": "fail"}
    assert desk.post(f"/desk/calls/{call.slug}/check/1/", bad).status_code == 422
    desk.post(f"/desk/calls/{call.slug}/check/1/", {**bad, "reason": "Właściciel odmówił."})
    assert Proposal.objects.get(number=1).state == Proposal.State.REJECTED
    page = text(desk.get(f"/desk/calls/{call.slug}/check/1/"))
    assert "Właściciel odmówił." in page


def test_many_on_one_page(desk, call, check_stage):
    for _ in range(3):
        make_proposal(call)
    page = text(desk.get(f"/desk/calls/{call.slug}/check/all/"))
    assert len(re.findall(r'name="number"', page)) == 3
    sent = {"number": ["1", "2"], "do": "finish"}
    sent |= {f"1-{name}": answer for name, answer in YES.items()}
    sent |= {"2-a-owner": "no"}
    assert desk.post(f"/desk/calls/{call.slug}/check/all/", sent).status_code == 302
    assert dict(Proposal.objects.values_list("number", "state")) == {1: "eligible", 2: "submitted", 3: "submitted"}
    assert Check.objects.count() == 2


def test_the_list_needs_a_constant_number_of_queries(desk, call, check_stage, django_assert_max_num_queries):
    for _ in range(8):
        make_proposal(call)
    with django_assert_max_num_queries(26):
        desk.get(f"/desk/calls/{call.slug}/check/")
    with django_assert_max_num_queries(26):
        desk.get(f"/desk/calls/{call.slug}/check/all/")


# --- doors


def test_the_doors(client, call, check_stage, stage, officer, auditor, stranger, resident, committee, admin):
    make_proposal(call, state=ELIGIBLE)
    base = f"/desk/calls/{call.slug}"
    desk_pages = [f"{base}/check/", f"{base}/check/all/", f"{base}/check/1/"]
    overview = [f"{base}/assessment/", f"{base}/assessment/1/"]
    chair, member = committee[1][0], committee[1][1]
    expected = {
        officer: (200, 200), admin: (200, 200), auditor: (200, 200),
        chair: (403, 200), member: (403, 403), resident: (403, 403), stranger: (403, 403),
    }  # fmt: skip
    for person, (at_desk, overseeing) in expected.items():
        sign_in(client, person)
        assert {client.get(url).status_code for url in desk_pages} == {at_desk}, person.name
        assert {client.get(url).status_code for url in overview} == {overseeing}, person.name
        assert client.get(f"{base}/assessment/ranking/").status_code == 403
        assert client.get("/desk/assess/").status_code == 200
    client.logout()
    for url in [*desk_pages, *overview, "/desk/assess/"]:
        assert client.get(url).status_code == 302


def test_an_auditor_looks_and_changes_nothing(client, auditor, call, check_stage, stage):
    make_proposal(call)
    make_proposal(call, state=ELIGIBLE)
    sign_in(client, auditor)
    page = text(client.get(f"/desk/calls/{call.slug}/check/1/"))
    assert 'value="pass"' not in page
    assert client.post(f"/desk/calls/{call.slug}/check/1/", {**YES, "do": "pass"}).status_code == 403
    assert client.post(f"/desk/calls/{call.slug}/check/all/", {"number": ["1"], "1-a-owner": "yes"}).status_code == 403
    assert client.post(f"/desk/calls/{call.slug}/assessment/").status_code == 403
    assert not Check.objects.exists()
    assert not Assignment.objects.exists()


def test_a_draft_call_is_not_there_for_strangers(client, stranger, call, check_stage, stage):
    call.state = "draft"
    call.save()
    sign_in(client, stranger)
    assert client.get(f"/desk/calls/{call.slug}/check/").status_code == 404
    assert client.get(f"/desk/calls/{call.slug}/assessment/").status_code == 404


# --- conflict before content


SECRETS = ("Ogród sióstr", "Podsumowanie ogrodu", "Helena Bąk", "600 100 200", "deski", "Zielarka")


def _secret_proposal(call, **fields):
    proposal = make_proposal(call, state=ELIGIBLE, title="Ogród sióstr", summary="Podsumowanie ogrodu", **fields)
    proposal.group_name, proposal.applicant_kind = "Zielarka", "informal_group"
    proposal.author.name = "Helena Bąk"
    proposal.author.save()
    proposal.save()
    return proposal


@pytest.mark.job("J1")
def test_before_the_declaration_there_is_a_number_and_nothing_else(client, call, stage, committee):
    person = committee[1][1]
    assignment = make_assignment(stage, _secret_proposal(call, number=7), person, state="assigned")
    sign_in(client, person)
    for url in ("/desk/assess/", f"/desk/assess/{assignment.pk}/", "/desk/", "/inbox/"):
        page = text(client.get(url, follow=True))
        assert not [secret for secret in SECRETS if secret in page], url
    page = text(client.get(f"/desk/assess/{assignment.pk}/"))
    assert "7" in page
    # Nor can the sheet be reached by posting to it.
    answer = client.post(f"/desk/assess/{assignment.pk}/", {"points-usefulness": "8", "do": "save"})
    assert not [secret for secret in SECRETS if secret in text(answer)]
    assert not Sheet.objects.exists()
    client.post(f"/desk/assess/{assignment.pk}/", {"do": "clear"})
    page = text(client.get(f"/desk/assess/{assignment.pk}/"))
    # The group speaks, not its author; and a private telephone number is nothing to judge by.
    assert [secret for secret in SECRETS if secret not in page] == ["Helena Bąk", "600 100 200"]


def _file(proposal, city, audience):
    return Upload.objects.create(
        organisation=city, kind="document", audience=audience, holder_kind="proposal", holder_key=str(proposal.pk),
        file="uploads/x.pdf", original_name="zgoda.pdf", content_type="application/pdf", size=1, sha256="0" * 64,
        uploaded_at=timezone.now(),
    )  # fmt: skip


def test_files_open_with_the_declaration_and_close_with_a_conflict(call, city, stage, committee):
    person = committee[1][1]
    proposal = make_proposal(call, state=ELIGIBLE)
    inside = _file(proposal, city, "inside")
    assignment = make_assignment(stage, proposal, person, state="assigned")

    def seen():
        return Upload.objects.visible_to(person).filter(pk=inside.pk).exists()

    assert not seen()
    actions.declare(by=person, assignment=assignment, conflict=False, at=timezone.now())
    assert seen()
    assert not Upload.objects.visible_to(committee[1][2]).filter(pk=inside.pk).exists()
    actions.declare(by=person, assignment=assignment, conflict=True, reason="Kuzyn.", at=timezone.now())
    assert not seen()


def test_stepping_aside(client, call, stage, committee):
    person = committee[1][1]
    assignment = make_assignment(stage, _secret_proposal(call), person, state="assigned")
    sign_in(client, person)
    url = f"/desk/assess/{assignment.pk}/"
    assert client.post(url, {"do": "conflict", "reason": " "}).status_code == 422
    assert client.post(url, {"do": "conflict", "reason": "To moja siostra."}).url == "/desk/assess/"
    page = text(client.get(url))
    assert not [secret for secret in SECRETS if secret in page]
    assert Assignment.objects.filter(proposal=assignment.proposal, state="assigned").count() == 1


def test_somebody_elses_assignment_is_not_there(client, call, stage, committee, officer):
    assignment = make_assignment(stage, make_proposal(call, state=ELIGIBLE), committee[1][1])
    for other in (committee[1][2], officer):
        sign_in(client, other)
        assert client.get(f"/desk/assess/{assignment.pk}/").status_code == 404
        assert client.post(f"/desk/assess/{assignment.pk}/", {"do": "send"}).status_code == 404


# --- the sheet


FIELDS = {
    "points-usefulness": "8",
    "reason-usefulness": "Korzysta osiedle.",
    "points-care": "4,5",
    "reason-care": "",
    "value-work": "25",
    "reason-work": "",
    "comment": "Dopiszcie dyżury.",
}


@pytest.fixture
def mine(client, call, stage, committee):
    assignment = make_assignment(stage, make_proposal(call, state=ELIGIBLE), committee[1][1])
    sign_in(client, assignment.assessor)
    return assignment


def test_the_costs_fill_in_the_measured_share(client, mine):
    page = text(client.get(f"/desk/assess/{mine.pk}/"))
    assert re.search(r'name="value-work" value="25"', page)
    assert "Służy wszystkim" in page


def test_a_draft_is_saved_with_gaps_and_comes_back(client, mine):
    url = f"/desk/assess/{mine.pk}/"
    assert client.post(url, {"points-usefulness": "osiem", "version": "0", "do": "save"}).status_code == 302
    page = text(client.get(url))
    assert 'value="osiem"' in page
    assert 'name="version" value="1"' in page


def test_sending_with_faults_marks_them_and_keeps_everything(client, mine):
    url = f"/desk/assess/{mine.pk}/"
    faulty = {**FIELDS, "points-usefulness": "12", "points-care": "1", "version": "0", "do": "send"}
    answer = client.post(url, faulty)
    assert answer.status_code == 422
    page = text(answer)
    assert 'href="#id_points-usefulness"' in page
    assert 'href="#id_reason-care"' in page
    assert 'value="12"' in page
    assert Sheet.objects.get().scores["usefulness"]["points"] == "12"
    mine.refresh_from_db()
    assert mine.state == "clear"


@pytest.mark.job("J4")
def test_others_appear_after_sending_and_not_before(client, stage, committee, mine):
    other = make_assignment(stage, mine.proposal, committee[1][2])
    at = timezone.now()
    scores = good_scores(usefulness={"points": "9", "reason": "Cudza opinia."})
    actions.submit_sheet(by=other.assessor, assignment=other, scores=scores, at=at)
    url = f"/desk/assess/{mine.pk}/"
    page = text(client.get(url))
    assert "Cudza opinia." not in page
    assert "Celina Maj" not in page
    assert client.post(url, {**FIELDS, "version": "0", "do": "send"}).status_code == 302
    page = text(client.get(url))
    assert "Cudza opinia." in page
    assert "Celina Maj" in page
    assert 'name="points-usefulness"' not in page


def test_two_windows_show_both_versions(client, mine):
    url = f"/desk/assess/{mine.pk}/"
    client.post(url, {**FIELDS, "version": "0", "do": "save"})
    client.post(url, {**FIELDS, "points-usefulness": "9", "version": "1", "do": "save"})
    answer = client.post(url, {**FIELDS, "points-usefulness": "2", "version": "1", "do": "send"})
    assert answer.status_code == 409
    page = text(answer)
    assert 'name="points-usefulness" value="2"' in page
    assert "9 / 10" in page
    assert 'name="version" value="2"' in page


# --- overseeing


def _sent(stage, proposal, person, **scores):
    assignment = make_assignment(stage, proposal, person)
    actions.submit_sheet(by=person, assignment=assignment, scores=good_scores(**scores), at=timezone.now())
    return assignment


def test_sharing_out_assigning_and_taking_away(desk, call, stage, committee):
    make_proposal(call, state=ELIGIBLE)
    base = f"/desk/calls/{call.slug}/assessment/"
    assert desk.post(base).status_code == 302
    first, second = Assignment.objects.order_by("pk")
    page = text(desk.get(base))
    assert first.assessor.name in page
    assert second.assessor.name in page
    free = [p for p in committee[1] if p.pk not in (first.assessor_id, second.assessor_id)]
    assert desk.post(f"{base}1/", {"do": "assign", "person": free[0].pk}).status_code == 302
    assert desk.post(f"{base}1/", {"do": "assign", "person": free[0].pk}).status_code == 409
    assert desk.post(f"{base}1/", {"do": "assign", "person": "x"}).status_code == 422
    assert desk.post(f"{base}1/", {"do": "release", "assignment": first.pk}).status_code == 302
    assert desk.post(f"{base}1/", {"do": "release", "assignment": "999999"}).status_code == 404
    first.refresh_from_db()
    assert first.state == "released"


def test_scores_stay_closed_until_all_are_in(desk, call, stage, committee):
    proposal = make_proposal(call, state=ELIGIBLE)
    _sent(stage, proposal, committee[1][1], usefulness={"points": "9", "reason": "Pierwsza opinia."})
    late = make_assignment(stage, proposal, committee[1][2])
    base = f"/desk/calls/{call.slug}/assessment/"
    for url in (base, f"{base}1/"):
        page = text(desk.get(url))
        assert "Pierwsza opinia." not in page
        assert "strip" not in page
    scores = good_scores(usefulness={"points": "1", "reason": "Druga opinia."})
    actions.submit_sheet(by=late.assessor, assignment=late, scores=scores, at=timezone.now())
    page = text(desk.get(f"{base}1/"))
    assert "Pierwsza opinia." in page
    assert "Druga opinia." in page
    assert 'data-is="fix"' in text(desk.get(base))


def test_the_chair_reopens_from_her_page(client, call, stage, committee, officer):
    proposal = make_proposal(call, state=ELIGIBLE)
    sent = _sent(stage, proposal, committee[1][1])
    _sent(stage, proposal, committee[1][2])
    url = f"/desk/calls/{call.slug}/assessment/1/"
    data = {"do": "reopen", "assignment": sent.pk, "reason": "Komisja omówiła opiekę."}
    sign_in(client, officer)
    assert 'value="reopen"' not in text(client.get(url))
    assert client.post(url, data).status_code == 403
    sign_in(client, committee[1][0])
    assert 'value="reopen"' in text(client.get(url))
    assert client.post(url, {**data, "reason": ""}).status_code == 422
    assert client.post(url, data).status_code == 302
    sign_in(client, sent.assessor)
    assert "Komisja omówiła opiekę." in text(client.get(f"/desk/assess/{sent.pk}/"))


def test_the_ranking_shows_formula_number_and_spread(desk, client, call, stage, committee, officer, resident):
    for points in ("8", "5"):
        proposal = make_proposal(call, state=ELIGIBLE)
        _sent(stage, proposal, committee[1][1], usefulness={"points": points, "reason": "r"})
        _sent(stage, proposal, committee[1][2], usefulness={"points": "6", "reason": "r"})
    url = f"/desk/calls/{call.slug}/assessment/ranking/"
    assert desk.get(url).status_code == 403
    stage.state, stage.closed_at = Stage.State.CLOSED, timezone.now()
    stage.save()
    page = text(desk.get(url))
    assert "76,00" in page  # 40·7/10 + 40·4,5/5 + 20·6/10
    assert "72,0 – 80,0" in page
    assert "średnia z (40 × Przydatność ÷ 10" in page
    assert stage.settings["seed"] in page
    sign_in(client, committee[1][3])
    assert client.get(url).status_code == 200
    sign_in(client, resident)
    assert client.get(url).status_code == 403


def test_pages_speak_english_too(desk, call, check_stage, stage):
    make_proposal(call)
    make_proposal(call, state=ELIGIBLE)
    for url in (f"/desk/calls/{call.slug}/check/1/", f"/desk/calls/{call.slug}/assessment/", "/desk/assess/"):
        answer = desk.get(f"/en{url}")
        assert answer.status_code == 200
        assert 'lang="en"' in text(answer)
    assert "Is the owner&#x27;s consent there?" in text(desk.get(f"/en/desk/calls/{call.slug}/check/1/"))


def test_the_overview_needs_a_constant_number_of_queries(desk, call, stage, committee, django_assert_max_num_queries):
    for _ in range(8):
        proposal = make_proposal(call, state=ELIGIBLE)
        _sent(stage, proposal, committee[1][1])
        _sent(stage, proposal, committee[1][2])
    with django_assert_max_num_queries(26):
        desk.get(f"/desk/calls/{call.slug}/assessment/")
