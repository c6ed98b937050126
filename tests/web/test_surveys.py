"""Surveys on pages: answered on a phone without an account, prepared at the desk, told when closed."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest

from skwer.apps.surveys import actions
from skwer.apps.surveys.models import Survey, SurveyAnswer
from skwer.apps.surveys.questions import STATEMENTS

from ..factories import AT
from ..surveys_factories import closed_with, make_edition, make_survey, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)


def typed(**more):
    return {
        **{f"{grid}-{key}": "agree" for grid, words in STATEMENTS.items() for key in words},
        **more,
    }


def test_anybody_answers_without_an_account_and_is_not_asked_again(client, city, officer):
    survey = make_survey(city, officer)
    page = client.get(f"/surveys/{survey.pk}/").content.decode()
    assert STATEMENTS["trust"]["office"]["pl"] in page
    sent = client.post(f"/surveys/{survey.pk}/", typed(took_part="voted"))
    assert sent.status_code == 302
    assert SurveyAnswer.objects.get().answers["took_part"] == "voted"
    assert "Dziękujemy" in client.get(f"/surveys/{survey.pk}/").content.decode()
    assert client.post(f"/surveys/{survey.pk}/", typed()).status_code == 409
    assert SurveyAnswer.objects.count() == 1


def test_what_is_missing_is_named_and_nothing_typed_is_lost(client, city, officer):
    survey = make_survey(city, officer, who="codes")
    answers = typed(code="abc")
    del answers["trust-say"]
    sent = client.post(f"/surveys/{survey.pk}/", answers)
    page = sent.content.decode()
    assert sent.status_code == 422
    assert 'value="abc"' in page
    assert page.count("checked") == 6
    (code,) = actions.make_codes(by=officer, survey=survey, count=1, at=AT)
    wrong = client.post(f"/surveys/{survey.pk}/", typed(code="zzzzz-zzzzz"))
    assert "kod nie pasuje" in wrong.content.decode()
    assert client.post(f"/surveys/{survey.pk}/", typed(code=code)).status_code == 302


def test_a_survey_for_accounts_leads_to_signing_in(client, city, officer, resident):
    survey = make_survey(city, officer, who="accounts")
    assert f"next=/surveys/{survey.pk}/" in client.get(f"/surveys/{survey.pk}/").content.decode()
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/surveys/{survey.pk}/", typed()).status_code == 302
    assert client.post(f"/surveys/{survey.pk}/", typed()).status_code == 409


def test_a_draft_does_not_exist_for_others_and_a_closed_one_leads_to_its_results(client, city, officer):
    survey = make_survey(city, officer, opened=False)
    assert client.get(f"/surveys/{survey.pk}/").status_code == 404
    actions.open_survey(by=officer, survey=survey, at=AT)
    closed_with(survey, officer, [sheet()] * 6)
    assert client.get(f"/surveys/{survey.pk}/").url == f"/cities/{city.slug}/trust/#s-{survey.pk}"


def test_results_say_shares_bounds_and_how_sure(client, city, officer):
    closed_with(make_survey(city, officer), officer, [sheet("agree")] * 12 + [sheet("not")] * 8)
    page = client.get(f"/cities/{city.slug}/trust/").content.decode()
    assert "60% zgadza się" in page
    assert "mniej niż 25%" in page  # nobody agreed with the others: fewer than five of twenty
    rows = list(csv.DictReader(io.StringIO(
        b"".join(client.get(f"/cities/{city.slug}/trust.csv").streaming_content).decode("utf-8-sig")
    )))  # fmt: skip
    told = {row["statement"]: row for row in rows}
    assert (told["office"]["agree"], told["office"]["answers"]) == ("0.6000", "20")
    assert (told["money"]["agree"], told["money"]["below"]) == ("", "0.2500")


def test_no_page_changes_with_the_answers_before_closing(client, city, officer):
    survey = make_survey(city, officer)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")

    def pages() -> list[str]:
        urls = (f"/surveys/{survey.pk}/", f"/cities/{city.slug}/trust/", f"/desk/surveys/{city.slug}/",
                f"/desk/surveys/{city.slug}/{survey.pk}/")  # fmt: skip
        return [re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", client.get(u).content.decode()) for u in urls]

    before = pages()
    SurveyAnswer.objects.bulk_create(SurveyAnswer(survey=survey, answers=sheet()) for _n in range(7))
    assert pages() == before


def test_editions_stand_beside_each_other_in_constant_queries(client, city, officer, django_assert_max_num_queries):
    for edition in ("2024", "2025"):
        for moment in ("before", "after"):
            made = make_survey(city, officer, edition=edition, moment=moment)
            closed_with(made, officer, [sheet("agree")] * 12 + [sheet("not")] * 8)
    with django_assert_max_num_queries(16):
        page = client.get(f"/cities/{city.slug}/trust/").content.decode()
    assert "2024: przed i po" in page
    assert "mogło się nie zmienić" in page


def form(**more):
    lines = {
        f"{grid}_{language}": "\n".join(one[language] for one in words.values())
        for grid, words in STATEMENTS.items()
        for language in ("pl", "en")
    }
    times = {
        "opens_at": AT.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (AT + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M"),
    }
    return {"title": "Jak nam razem?", "moment": "before", "who": "anybody", "least": "5", **times, **lines, **more}


def test_the_office_prepares_corrects_and_opens(client, city, officer):
    edition = make_edition(city)
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    new = f"/desk/surveys/{city.slug}/new/"
    assert STATEMENTS["shared"]["time"]["pl"] in client.get(new).content.decode()
    refused = client.post(new, form(edition=edition.pk, trust_en="Only one line."))
    assert refused.status_code == 422
    assert "Only one line." in refused.content.decode()
    client.post(new, form(edition=edition.pk, background=["age"]))
    survey = Survey.objects.get()
    url = f"/desk/surveys/{city.slug}/{survey.pk}/"
    client.post(url, form(save="", title="Zaufanie w mieście"))
    survey.refresh_from_db()
    assert survey.title == "Zaufanie w mieście"
    client.post(url, {"open": ""})
    survey.refresh_from_db()
    assert survey.state == Survey.State.OPEN
    assert client.post(url, form(save="")).status_code == 409
    client.post(url, {"close": ""})
    survey.refresh_from_db()
    assert survey.state == Survey.State.CLOSED


def test_codes_come_once_as_a_table_with_addresses(client, city, officer, auditor):
    survey = make_survey(city, officer, who="codes")
    url = f"/desk/surveys/{city.slug}/{survey.pk}/codes/"
    client.force_login(auditor, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(url, {"count": "3"}).status_code == 403
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    rows = list(csv.DictReader(io.StringIO(client.post(url, {"count": "3"}).content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[0]["address"].endswith(rows[0]["code"].replace("-", ""))
    assert survey.codes.count() == 3
