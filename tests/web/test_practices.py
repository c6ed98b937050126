"""Trials, comparisons and methods: public pages and the desk."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.practices import actions
from skwer.apps.practices.models import Case, Comparison, Method, Trial
from skwer.apps.practices.queries import draft_of
from skwer.web.practices.forms import NumberField
from tests.apps.files.pictures import photo, uploaded
from tests.factories import make_city, make_member, make_person
from tests.practices_factories import make_case, make_comparison, make_network, make_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(db):
    return make_city("brzezina", name="Brzezina Mała")


@pytest.fixture
def partner_officer(partner):
    person = make_person("Elżbieta Karaś", email="elzbieta@brzezina.example", second_factor=True)
    make_member(person, partner, "officer")
    return person


@pytest.fixture
def project(city, partner):
    return make_network(city, partner, slug="siec")


def sign_in(client: Client, person) -> Client:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def html_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


# --- trials, for everybody


def test_an_empty_list_says_why(client, city) -> None:
    assert 'class="blank"' in html_of(client, "/trials/")


def test_the_list_counts_what_worked_and_what_did_not(client, city, officer) -> None:
    make_trial(city, officer, state="ended", verdict="worked", decision="scale", title_pl="Udana")
    make_trial(city, officer, state="ended", verdict="did_not", decision="stop", title_pl="Nieudana")
    make_trial(city, officer, public=False, title_pl="Ukryta")
    html = html_of(client, "/trials/")
    heading = re.search(r"<h1>(.*?)</h1>", html)[1]
    assert heading.startswith("2 ")
    assert "Ukryta" not in html
    assert html.count('class="plot"') == 2
    assert "Najpierw drzewo, potem ławka." in html  # what it taught stands on the card
    failed = html_of(client, "/trials/?verdict=did_not")
    assert "Nieudana" in failed
    assert "Udana" not in failed
    assert re.search(r"<h1>(.*?)</h1>", failed)[1] == heading  # narrowing by result does not hide the others


def test_filters(client, city, partner, project, officer, partner_officer) -> None:
    make_trial(city, officer, title_pl="Ławka")
    make_trial(partner, partner_officer, project=project, kind="small_action", title_pl="Donice")
    for query in ("kind=small_action", "city=brzezina"):
        html = html_of(client, f"/trials/?{query}")
        assert "Donice" in html
        assert "Ławka</a>" not in html
    assert 'class="blank"' in html_of(client, "/trials/?verdict=worked")
    assert "Ławka</a>" in html_of(client, "/trials/?kind=x&verdict=y&city=z&project=w")
    html = html_of(client, "/projects/siec/trials/")
    assert "Donice" in html
    assert "Ławka</a>" not in html
    html_of(client, "/projects/none/trials/", 404)


def test_a_trial_is_told_as_a_story(client, city, project, officer) -> None:
    trial = make_trial(city, officer, project=project, state="ended")
    html = html_of(client, f"/trials/{trial.slug}/")
    order = [html.index(t) for t in ("skłoni starszych", "Trzy ławki na próbę, przez", "Liczymy pieszych", "26,5",
             "dwa razy więcej osób", "Bez cienia nikt", "Najpierw drzewo")]  # fmt: skip
    assert order == sorted(order)
    for text in ("6\u00a0000\u00a0zł", "5\u00a0400,50\u00a0zł", "599,50\u00a0zł", "/projects/siec/", ">30<", ">12<"):
        assert text in html
    english = html_of(client, f"/en/trials/{trial.slug}/")
    assert "First the tree, then the bench." in english
    assert "26.5" in english
    assert 'lang="pl"' not in english[english.index("<main") : english.index("</main>")]


def test_a_text_without_translation_says_its_language(client, city, officer) -> None:
    trial = make_trial(city, officer, hypothesis_en="")
    english = html_of(client, f"/en/trials/{trial.slug}/")
    assert re.search(r'lang="pl"><p>Ławka co 150 m', english)


def test_a_trial_that_is_not_over_says_what_comes(client, city, officer) -> None:
    for state in ("planned", "running"):
        trial = make_trial(city, officer, state=state)
        html = html_of(client, f"/trials/{trial.slug}/")
        assert 'class="next"' in html
        assert "Najpierw drzewo" not in html


def test_corrections_are_shown(client, city, officer, at) -> None:
    trial = make_trial(city, officer, state="ended")
    why = {"pl": "Przestawione cyfry.", "en": ""}
    actions.correct_trial(by=officer, trial=trial, values={"measured": "62"}, why=why, at=at)
    html = html_of(client, f"/trials/{trial.slug}/")
    assert "Przestawione cyfry." in html
    assert ">62<" in html
    assert "Przestawione cyfry." in html_of(client, f"/en/trials/{trial.slug}/")


def test_a_draft_exists_only_for_its_desks(
    client, city, partner, project, officer, partner_officer, auditor, stranger, resident
) -> None:
    trial = make_trial(partner, partner_officer, project=project, public=False)
    page, desk = f"/trials/{trial.slug}/", f"/desk/trials/{trial.slug}/"
    html_of(client, page, 404)
    for person in (stranger, resident):
        html_of(sign_in(client, person), page, 404)
        html_of(client, desk, 404)
    for person in (officer, partner_officer):
        assert desk in html_of(sign_in(client, person), page)
    assert desk not in html_of(sign_in(client, auditor), page)  # reads, does not write
    assert client.post(desk, {"publish": ""}).status_code == 403
    assert not Trial.objects.get().is_published


def test_a_hidden_project_is_not_named(client, city, officer) -> None:
    trial = make_trial(city, officer, project=make_network(city, slug="tajny", public=False))
    assert "/projects/tajny/" not in html_of(client, f"/trials/{trial.slug}/")
    assert "/projects/tajny/" in html_of(sign_in(client, officer), f"/trials/{trial.slug}/")


# --- trials, at the desk


def typed(**more) -> dict:
    return {
        "title_pl": "Ulica na niedzielę",
        "kind": "trial_run",
        "project": "",
        "problem_area_pl": "Za dużo aut.",
        "hypothesis_pl": "Bez aut przyjdzie więcej ludzi.",
        "actions_pl": "Zamykamy ulicę na jedną niedzielę.",
        "baseline": "1 200",
        "target": "1500,5",
        "budget": "2 000,50 zł",
        "currency": "PLN",
        **more,
    }


END = {
    "result_pl": "Przyszło mniej osób.",
    "measured": "900",
    "verdict": "did_not",
    "decision": "stop",
    "decision_reason_pl": "Padało, a nie było dachu.",
    "lesson_pl": "Zapowiedz dzień zapasowy.",
}


@pytest.mark.job("L4")
def test_an_officer_tries_something_and_says_that_it_did_not_work(client, city, officer) -> None:
    sign_in(client, officer)
    html_of(client, "/desk/trials/")
    html_of(client, "/desk/trials/new/?organisation=lipowiec")
    response = client.post("/desk/trials/new/?organisation=lipowiec", typed())
    trial = Trial.objects.get()
    desk = f"/desk/trials/{trial.slug}/"
    assert response.url == desk
    assert (trial.baseline, str(trial.target), str(trial.budget)) == (1200, "1500.5000", "2000.50")
    html = html_of(client, desk)
    assert 'value="1500,5"' in html
    client.post(desk, {"start": ""})
    html_of(client, f"{desk}end/")
    response = client.post(f"{desk}end/", {**END, "lesson_pl": "", "decision": ""})
    html = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_lesson_pl"' in html
    assert 'href="#id_decision"' in html
    assert 'href="#id_result_pl"' not in html
    assert "Padało, a nie było dachu." in html
    assert client.post(f"{desk}end/", END).url == desk
    assert client.post(desk, {"publish": ""}).url == desk
    public = html_of(Client(), f"/trials/{trial.slug}/")
    assert "Zapowiedz dzień zapasowy." in public
    assert client.get(f"{desk}end/").url == desk  # it ends once


def test_what_is_settled_is_corrected_with_a_reason(client, city, officer) -> None:
    trial = make_trial(city, officer, state="ended")
    desk = f"/desk/trials/{trial.slug}/"
    sign_in(client, officer)
    html = html_of(client, desk)
    assert 'name="why_pl"' in html
    assert 'name="hide"' not in html
    form = {
        name: value.replace("&quot;", '"')
        for name, value in re.findall(r'name="([a-z_]+)"[^>]*? value="([^"]*)"', html)
        if name not in ("csrfmiddlewaretoken", "verdict", "decision")
    }
    form |= {name: getattr(trial, name) for name in ("verdict", "decision", "currency")}
    form |= {
        f"{name}_{code}": getattr(trial, f"{name}_{code}") or ""
        for name in ("problem_area", "hypothesis", "actions", "measure", "result", "decision_reason", "lesson")
        for code in ("pl", "en")
    }
    response = client.post(desk, {**form, "measured": "27", "why_pl": ""})
    assert response.status_code == 422
    assert 'href="#id_why_pl"' in response.content.decode()
    assert client.post(desk, {**form, "why_pl": "Nic"}).status_code == 422
    assert client.post(desk, {**form, "measured": "27", "why_pl": "Źle policzone."}).url == desk
    trial.refresh_from_db()
    assert trial.measured == 27
    assert trial.corrections.get().fields == ["measured"]
    assert client.post(desk, {"hide": ""}).status_code == 409


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"title_pl": ""}, "title_pl"),
        ({"baseline": "dużo"}, "baseline"),
        ({"target": "NaN"}, "target"),
        ({"budget": "tanio"}, "budget"),
        ({"starts_on": "2026-05-02", "ends_on": "2026-05-01"}, "ends_on"),
        ({"kind": "x"}, "kind"),
    ],
)
def test_mistakes_lead_to_their_field_and_keep_what_was_typed(client, city, officer, more, name) -> None:
    response = sign_in(client, officer).post("/desk/trials/new/?organisation=lipowiec", typed(**more))
    html = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{name}' in html
    assert "Zamykamy ulicę na jedną niedzielę." in html
    assert not Trial.objects.exists()


@pytest.mark.parametrize(
    ("written", "read"),
    [("12,5", "12.5"), ("1 200", "1200"), ("1,200", "1200"), ("1.200,25", "1200.25"), ("0,125", "0.125"),
     ("1.1250", "1.125"), ("-3", "-3"), ("1500.1234", "1500.1234"), ("", None), ("1,2,3", ...), ("1e5", ...),
     ("٣", ...), ("1.23456", ...)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(written, read) -> None:
    field = NumberField()
    if read is ...:
        with pytest.raises(ValidationError):
            field.clean(written)
    else:
        assert field.clean(written) == (None if read is None else Decimal(read))
        if read:  # what is shown is read back as the same, in both languages
            for code in ("pl", "en"):
                with translation.override(code):
                    assert field.clean(field.prepare_value(Decimal(read))) == Decimal(read)


def test_publishing_says_what_is_missing(client, city, officer) -> None:
    trial = make_trial(city, officer, public=False, hypothesis_pl="", hypothesis_en="")
    response = sign_in(client, officer).post(f"/desk/trials/{trial.slug}/", {"publish": ""})
    assert response.status_code == 422
    assert "#id_hypothesis" in response.content.decode()


def test_photos_need_words(client, city, officer) -> None:
    trial = make_trial(city, officer)
    desk = f"/desk/trials/{trial.slug}/"
    sign_in(client, officer)
    response = client.post(desk, {"photo-send": "", "photo": uploaded(photo()), "photo-alt": " "})
    assert response.status_code == 422
    assert "#id_photo-alt" in response.content.decode()
    assert client.post(desk, {"photo-send": "", "photo-alt": "Ławka"}).status_code == 422
    assert not Upload.objects.exists()
    assert client.post(desk, {"photo-send": "", "photo": uploaded(photo()), "photo-alt": "Ławka"}).status_code == 302
    assert 'alt="Ławka"' in html_of(Client(), f"/trials/{trial.slug}/")
    assert 'alt="Ławka"' in html_of(Client(), "/trials/")


def test_a_draft_is_thrown_away(client, city, officer) -> None:
    trial = make_trial(city, officer, public=False)
    sign_in(client, officer).post(f"/desk/trials/{trial.slug}/", {"delete": ""})
    assert not Trial.objects.exists()


def test_the_keeper_writes_for_a_partner_and_a_partner_for_itself(
    client, city, partner, project, officer, partner_officer
) -> None:
    sign_in(client, officer)
    html = html_of(client, "/desk/trials/new/?project=siec")
    assert 'value="brzezina"' in html
    client.post("/desk/trials/new/?project=siec", typed(organisation="brzezina", project=str(project.pk)))
    trial = Trial.objects.get()
    assert (trial.organisation, trial.project) == (partner, project)
    sign_in(client, partner_officer)
    html_of(client, "/desk/trials/new/?project=siec")
    html_of(client, "/desk/trials/new/?organisation=lipowiec", 404)
    assert client.post("/desk/trials/new/?project=siec", typed(organisation="lipowiec")).status_code == 404


def test_whose_desk_it_is(client, city, officer, auditor, stranger, resident) -> None:
    trial = make_trial(city, officer, state="running")
    pages = [
        "/desk/trials/?organisation=lipowiec",
        "/desk/trials/new/?organisation=lipowiec",
        f"/desk/trials/{trial.slug}/",
        f"/desk/trials/{trial.slug}/end/",
    ]
    assert [client.get(page).status_code for page in pages] == [302] * 4
    for person in (stranger, resident):
        assert [sign_in(client, person).get(page).status_code for page in pages] == [404] * 4
    assert [sign_in(client, auditor).get(page).status_code for page in pages] == [200, 404, 200, 404]
    assert [sign_in(client, officer).get(page).status_code for page in pages] == [200] * 4


def test_constant_numbers_of_queries(client, city, officer, project, at, django_assert_max_num_queries) -> None:
    for _n in range(12):
        trial = make_trial(city, officer, project=project, state="ended")
    store_upload(
        by=officer, organisation=city, file=uploaded(photo()), kind="photo", holder_kind="trial", holder_key=trial.pk,
        audience="holder", alt_text="x", at=at,
    )  # fmt: skip
    client.get("/trials/")
    with django_assert_max_num_queries(7):
        client.get("/trials/")
    with django_assert_max_num_queries(8):  # two of them ask whether the city lets people talk about it
        client.get(f"/trials/{trial.slug}/")
    sign_in(client, officer)
    client.get("/desk/trials/")
    with django_assert_max_num_queries(11):
        client.get("/desk/trials/")


# --- comparisons


def test_cases_stand_side_by_side(client, project, officer, city) -> None:
    trial = make_trial(city, officer, project=project, state="ended")
    hidden = make_trial(city, officer, project=project, public=False, title_pl="Ukryta")
    comparison = make_comparison(project, officer, cases=1)
    make_case(comparison, officer, verdict="bad", trial=trial, source_url="https://source.example/")
    make_case(comparison, officer, trial=hidden)
    page = f"/projects/siec/comparisons/{comparison.slug}/"
    html_of(client, page, 404)
    actions.publish_comparison(by=officer, comparison=comparison, at=comparison.project.published_at)
    html = html_of(client, page)
    assert (
        len(re.findall(r'<tr role="row">', html)) == 1 + 1 + 6 + 1
    )  # heads, how it went, questions, where to read more
    assert html.count("Odpowiedź 2: lesson.") == 1
    assert f"/trials/{trial.slug}/" in html
    assert hidden.slug not in html
    assert "https://source.example/" in html
    assert re.search(r'data-is="did_not"', html)
    assert "Answer 2: lesson." in html_of(client, f"/en{page}")


def test_what_nobody_answered_is_said(client, project, officer, at) -> None:
    comparison = make_comparison(project, officer, cases=1)
    actions.add_case(by=officer, comparison=comparison, values={"name": "Pusty"}, at=at)
    actions.publish_comparison(by=officer, comparison=comparison, at=at)
    html = html_of(client, f"/projects/siec/comparisons/{comparison.slug}/")
    assert html.count("nie ma jeszcze odpowiedzi") == 6


def test_a_comparison_keeps_to_its_number_of_queries(client, project, officer, django_assert_max_num_queries) -> None:
    comparison = make_comparison(project, officer, cases=12, public=True)
    page = f"/projects/siec/comparisons/{comparison.slug}/"
    client.get(page)
    with django_assert_max_num_queries(5):
        client.get(page)


def questions(*labels: tuple[str, str, str, str]) -> dict[str, str]:
    sent = {}
    for n, (key, place, pl, en) in enumerate(labels):
        sent |= {f"q-{n}-key": key, f"q-{n}-place": place, f"q-{n}-pl": pl, f"q-{n}-en": en}
    return sent


def test_the_keeper_asks_and_a_partner_answers(client, project, partner, officer, partner_officer) -> None:
    sign_in(client, officer)
    html = html_of(client, "/desk/projects/siec/comparisons/")
    assert 'class="blank"' in html
    html_of(client, "/desk/projects/siec/comparisons/new/")
    sent = questions(
        ("lesson", "2", "Czego to nauczyło?", "What did it teach?"),
        ("", "1", "Kto siał łąkę?", ""),
        ("", "", " ", ""),
        ("", "x", "Kto siał łąkę?", "Who sowed?"),
    )
    response = client.post("/desk/projects/siec/comparisons/new/", {"title_pl": "Łąki", **sent})
    comparison = Comparison.objects.get()
    desk = f"/desk/projects/siec/comparisons/{comparison.slug}/"
    assert response.url == desk
    assert [q.key for q in comparison.asked] == ["q_kto_sial_lake", "lesson", "q_kto_sial_lake_2"]
    case = f"{desk}cases/1/"
    client.post(f"{desk}cases/new/", {"name_pl": "Brzezina", "organisation": str(partner.pk), "verdict": "mixed"})
    sign_in(client, partner_officer)
    html_of(client, desk)
    html_of(client, case)
    sent = {
        "name_pl": "Brzezina",
        "organisation": str(partner.pk),
        "verdict": "bad",
        "country": "pl",
        "a-lesson-pl": "Kosić po czerwcu.",
    }
    assert client.post(case, sent).url == case
    one = Case.objects.get()
    assert (one.verdict, one.country, one.answer("lesson")) == ("bad", "PL", "Kosić po czerwcu.")
    assert "Kosić po czerwcu." in html_of(client, case)
    response = client.post(case, {**sent, "name_pl": "", "a-lesson-pl": "Nowe."})
    assert response.status_code == 422
    assert "Nowe." in response.content.decode()
    assert client.post(desk, {"publish": ""}).status_code == 403
    html_of(client, "/desk/projects/siec/comparisons/new/", 404)
    assert client.post(f"{desk}cases/new/", {"name_pl": "X", "organisation": "", "verdict": "bad"}).status_code == 422


def test_a_case_is_filled_from_its_trial(client, project, city, officer) -> None:
    trial = make_trial(city, officer, project=project, state="ended", verdict="did_not", decision="stop")
    comparison = make_comparison(project, officer)
    sign_in(client, officer)
    new = f"/desk/projects/siec/comparisons/{comparison.slug}/cases/new/"
    sent = {"name_pl": "Lipowiec", "organisation": str(city.pk), "verdict": "mixed", "fill": ""}
    response = client.post(new, {**sent, "trial": str(trial.pk)}, follow=True)
    case = Case.objects.get()
    assert case.verdict == "bad"
    assert case.answer("lesson", "en") == "First the tree, then the bench."
    assert "First the tree, then the bench." in response.content.decode()
    response = client.post(new, {**sent, "trial": ""}, follow=True)
    assert response.status_code == 200  # saved, and told that no trial was chosen
    assert Case.objects.count() == 2


def test_the_keeper_orders_takes_out_and_publishes(client, project, officer) -> None:
    comparison = make_comparison(project, officer, cases=2)
    desk = f"/desk/projects/siec/comparisons/{comparison.slug}/"
    first, second = comparison.cases.order_by("order")
    sign_in(client, officer)
    client.post(desk, {"down": "1"})
    assert [c.pk for c in comparison.cases.order_by("order")] == [second.pk, first.pk]
    client.post(desk, {"up": "2"})
    assert [c.pk for c in comparison.cases.order_by("order")] == [first.pk, second.pk]
    assert client.post(desk, {"up": "9"}).status_code == 404
    client.post(desk, {"publish": ""})
    assert Comparison.objects.get().is_published
    client.post(desk, {"hide": ""})
    client.post(f"{desk}cases/2/", {"remove": ""})
    response = client.post(desk, {"publish": ""})
    assert response.status_code == 422
    assert comparison.cases.count() == 1
    left = questions(("lesson", "1", "Czego?", ""))
    response = client.post(desk, {"title_pl": "Nowy tytuł", **left})
    assert response.status_code == 422
    assert "Nowy tytuł" in response.content.decode()


# --- methods


def test_a_method_is_drafted_written_translated_and_published(client, project, officer) -> None:
    comparison = make_comparison(project, officer, cases=3, public=True)
    sign_in(client, officer)
    html_of(client, "/desk/projects/siec/methods/")
    html_of(client, "/desk/projects/siec/methods/new/")
    picked = [str(case.pk) for case in comparison.cases.all()]
    bare = {"title_pl": "Praca z sąsiadami", "title_en": "Working with neighbours", "language": "pl"}
    assert client.post("/desk/projects/siec/methods/new/", bare).status_code == 422
    response = client.post("/desk/projects/siec/methods/new/", {**bare, "cases": picked})
    method = Method.objects.get()
    desk = f"/desk/projects/siec/methods/{method.slug}/"
    page = f"/projects/siec/methods/{method.slug}/"
    assert response.url == desk
    html = html_of(client, f"{desk}?to=en")
    assert "Odpowiedź 1: lesson. [1]" in html
    base = re.search(r'name="base_pl" value="([^"]+)"', html)[1]
    html_of(Client(), page, 404)
    texts = {"body_pl": "## Pytaj\n\nWcześnie [1].", "base_pl": base, "body_en": "## Ask\n\nEarly [1].", "base_en": ""}
    assert client.post(f"{desk}?to=en", texts).status_code == 302
    assert "Szkic" in html_of(client, page)
    assert client.post(desk, {"publish": ""}).url == page
    html = html_of(Client(), page)
    assert '<a href="#case-1" rel="noopener noreferrer">[1]</a>' in html
    assert 'id="case-1"' in html
    assert f"/projects/siec/comparisons/{comparison.slug}/#case-1" in html
    assert "Early" in html_of(Client(), f"/en{page}")
    assert "Working with neighbours" in html_of(Client(), f"/en/projects/siec/comparisons/{comparison.slug}/")


@pytest.fixture
def method(project, officer, at) -> Method:
    cases = list(make_comparison(project, officer, cases=2, public=True).cases.all())
    made = actions.draft_method(
        by=officer, project=project, values={"title_pl": "Metoda", "title_en": "Method"}, cases=cases, at=at, slug="m"
    )
    version = draft_of(made)
    actions.write_text(by=officer, version=version, language="pl", text="Pytaj [1].\n\nPotem rób.", at=at)
    actions.write_text(by=officer, version=version, language="en", text="Ask [1].\n\nThen do.", at=at)
    actions.publish_version(by=officer, version=version, at=at)
    return made


def test_an_older_version_stays_and_the_difference_is_shown(client, method, officer, at) -> None:
    sign_in(client, officer)
    desk = "/desk/projects/siec/methods/m/"
    client.post(desk, {"begin": ""})
    base = draft_of(method).written_at["pl"]
    client.post(f"{desk}?to=en", {"body_pl": "Pytaj wcześnie [1].\n\nPotem rób.", "base_pl": base})
    assert draft_of(method).is_stale("en")
    response = client.post(desk, {"publish": "", "change_note_pl": " "})
    assert response.status_code == 422
    assert "#id_change_note" in response.content.decode()
    client.post(desk, {"publish": "", "change_note_pl": "Pytaj wcześnie.", "change_note_en": "Ask early."})
    html = html_of(Client(), "/projects/siec/methods/m/")
    assert "Pytaj wcześnie [" in html.replace('<a href="#case-1" rel="noopener noreferrer">', "")
    old = html_of(Client(), "/projects/siec/methods/m/v/1/")
    assert "wcześnie" not in old[old.index("<article") : old.index("</article>")]
    assert 'href="/projects/siec/methods/m/"' in old
    new = html_of(Client(), "/projects/siec/methods/m/v/2/")
    inserted = re.search(r"<ins>(.*?)</ins>", new, re.S)[1]
    assert "wcześnie" in inserted
    assert "<del>" not in new
    english = html_of(Client(), "/en/projects/siec/methods/m/")
    assert "older than the original" in english
    html_of(Client(), "/projects/siec/methods/m/v/3/", 404)


def test_a_reader_of_another_language_gets_the_original_and_is_told(client, project, officer, at) -> None:
    cases = list(make_comparison(project, officer, cases=1).cases.all())
    made = actions.draft_method(by=officer, project=project, values={"title": "Po polsku"}, cases=cases, at=at)
    actions.publish_version(by=officer, version=draft_of(made), at=at)
    english = html_of(client, f"/en/projects/siec/methods/{made.slug}/")
    assert '<article class="prose" lang="pl">' in english
    assert "has not been translated yet" in english
    assert "/comparisons/" not in english[english.index("case-list") :]  # the table itself is not public


def test_two_who_write_at_once(client, method, officer) -> None:
    sign_in(client, officer)
    desk = "/desk/projects/siec/methods/m/?to=en"
    client.post(desk, {"begin": ""})
    html = html_of(client, desk)
    base = re.search(r'name="base_pl" value="([^"]+)"', html)[1].replace("&#x27;", "'").replace("&quot;", '"')
    assert client.post(desk, {"body_pl": "Pierwsza.", "base_pl": base}).status_code == 302
    response = client.post(desk, {"body_pl": "Druga.", "base_pl": base})
    html = response.content.decode()
    assert response.status_code == 409
    assert "Druga." in html
    assert "Pierwsza." in html
    assert draft_of(method).text("pl") == "Pierwsza.\n"
    base = re.search(r'name="base_pl" value="([^"]+)"', html)[1]
    assert client.post(desk, {"body_pl": "Druga.", "base_pl": base}).status_code == 302


def test_the_translator_confirms_the_draft_goes_and_the_title_changes(client, method, officer, at) -> None:
    sign_in(client, officer)
    desk = "/desk/projects/siec/methods/m/"
    client.post(desk, {"begin": ""})
    base = draft_of(method).written_at["pl"]
    client.post(f"{desk}?to=en", {"body_pl": "Pytaj [1]!", "base_pl": base})
    assert 'name="confirm"' in html_of(client, f"{desk}?to=en")
    client.post(f"{desk}?to=en", {"confirm": "on"})
    assert not draft_of(method).is_stale("en")
    assert client.post(desk, {"cases": "", "cases_": "x"}).status_code == 422  # the text points at [1]
    client.post(desk, {"rename": "", "title_pl": "Metoda wspólna", "title_en": ""})
    assert Method.objects.get().title_pl == "Metoda wspólna"
    assert client.post(desk, {"drop": ""}).url == "/desk/projects/siec/methods/"
    assert draft_of(method) is None
    assert client.post(desk, {"save": ""}).status_code == 409
    assert 'name="begin"' in html_of(client, desk)


def test_who_comes_to_the_desk_of_a_project(
    client, method, officer, partner_officer, auditor, stranger, resident
) -> None:
    comparison = Comparison.objects.get()
    base = "/desk/projects/siec"
    reading = [
        f"{base}/comparisons/",
        f"{base}/comparisons/{comparison.slug}/",
        f"{base}/comparisons/{comparison.slug}/cases/1/",
        f"{base}/methods/",
        f"{base}/methods/m/",
    ]
    writing = [
        f"{base}/comparisons/new/",
        f"{base}/methods/new/",
    ]
    assert [client.get(page).status_code for page in reading + writing] == [302] * 7
    for person in (stranger, resident):
        assert [sign_in(client, person).get(page).status_code for page in reading + writing] == [404] * 7
    for person in (partner_officer, auditor):
        assert [sign_in(client, person).get(page).status_code for page in reading + writing] == [200] * 5 + [404] * 2
    assert client.post(f"{base}/methods/m/", {"begin": ""}).status_code == 404
    assert client.post(reading[2], {"remove": ""}).status_code == 404
    assert [sign_in(client, officer).get(page).status_code for page in reading + writing] == [200] * 7


def test_methods_keep_to_their_number_of_queries(client, method, django_assert_max_num_queries) -> None:
    client.get("/projects/siec/methods/m/")
    with django_assert_max_num_queries(10):
        client.get("/projects/siec/methods/m/")
