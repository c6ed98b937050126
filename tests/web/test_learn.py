"""Learning on the page: without an account, with one, at the desk, beside a form; a city's look at itself."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from skwer.apps.calls import actions as calls
from skwer.apps.calls.models import StageModule
from skwer.apps.files.models import Upload
from skwer.apps.learning import actions
from skwer.apps.learning.models import Attempt, Completion, Module, Path, Scale, SelfAssessment
from skwer.apps.people.actions import give_consent
from skwer.apps.people.consents import PUBLIC_NAME
from skwer.apps.programmes.models import Partnership, Project

from ..apps.files.pictures import photo, uploaded
from ..factories import AT, make_body, make_person
from ..learning_factories import (
    AREAS,
    RIGHT,
    WRONG,
    area,
    judged,
    make_assessment,
    make_module,
    make_path,
    make_scale,
    text,
)  # fmt: skip
from .resident import begin, call_now, fresh, page, sign_in, typed
from .sent_form import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(city, officer):
    return make_module(city, officer, slug="maly-budzet")


def sent(answers: dict[str, list[str]]) -> dict[str, list[str]]:
    return {f"q{place}": chosen for place, chosen in answers.items()}


def words(response) -> str:
    return response.content.decode()


QUESTIONS = "/learn/maly-budzet/questions/"


# Reading and answering


def test_everybody_reads_and_nothing_is_kept(client, module):
    shown = client.get("/learn/maly-budzet/")
    assert "<h2>Zacznij od listy</h2>" in words(shown)
    assert "Nie zapisujemy, co czytasz." in words(shown)
    assert "Begin with a list" in words(client.get("/en/learn/maly-budzet/"))
    assert not client.cookies.get("sessionid")


def test_a_text_brings_no_script_along(client, city, officer):
    make_module(city, officer, slug="zly", body_pl="<script>alert(1)</script>\n\n[klik](javascript:alert(1))")
    shown = words(client.get("/learn/zly/"))
    assert "<script>alert" not in shown
    assert 'href="javascript' not in shown


def test_a_film_is_a_link_with_its_words(client, city, officer):
    film = {"url": "https://films.example/1", "title": text("Jak liczyć"), "transcript": text("Dzień dobry."),
            "minutes": 3}  # fmt: skip
    make_module(city, officer, slug="z-filmem", videos=[film])
    shown = words(client.get("/learn/z-filmem/"))
    assert 'href="https://films.example/1"' in shown
    assert "Dzień dobry." in shown
    assert "<iframe" not in shown
    assert "<video" not in shown


def test_without_an_account_one_tries_and_is_told_what_is_missing(client, module):
    wrong = client.post(QUESTIONS, sent(WRONG))
    assert "Powód b" in words(wrong)  # why what was chosen is wrong
    passed = client.post(QUESTIONS, sent(RIGHT))
    assert "Bez konta niczego nie zapisujemy" in words(passed)
    assert f"/account/login/?next={QUESTIONS.replace('/', '%2F')}" in words(passed)
    assert not Attempt.objects.exists()
    assert not Completion.objects.exists()


def test_answers_come_along_through_the_sign_in(client, module, resident):
    client.post(QUESTIONS, sent(RIGHT))
    sign_in(client, resident)
    shown = client.get(QUESTIONS)
    assert "przed zalogowaniem" in words(shown)
    assert {k: v for k, v in fields_of(shown).items() if k.startswith("q")} == sent(RIGHT)
    client.post(QUESTIONS, sent(RIGHT))
    assert Completion.objects.get().person == resident
    assert "przed zalogowaniem" not in words(client.get(QUESTIONS))


def test_nothing_chosen_is_lost_when_a_question_is_left_out(client, module, resident):
    sign_in(client, resident)
    shown = client.post(QUESTIONS, {"q2": ["a", "b"]})
    assert shown.status_code == 422
    assert 'href="#id_q1"' in words(shown)
    assert fields_of(shown) == {"q2": ["a", "b"]}
    assert not Attempt.objects.exists()


def test_wrong_answers_say_why_and_do_not_give_the_right_one_away(client, module, resident):
    sign_in(client, resident)
    shown = client.post(QUESTIONS, sent(WRONG), follow=True)
    assert "Dobrze 1 z 2: popraw pozostałe" in words(shown)
    first, second = words(shown).split('<fieldset class="quiz"')[1:3]
    assert "Powód b" in first
    assert "Powód a" not in first  # not chosen: it stays to be found
    assert "Powód c" in second  # the question is right: every answer says why
    assert {k: v for k, v in fields_of(shown).items() if k.startswith("q")} == sent(WRONG)


def test_half_of_several_right_answers_is_told_so(client, module, resident):
    sign_in(client, resident)
    shown = client.post(QUESTIONS, sent({"1": ["a"], "2": ["a"]}), follow=True)
    assert "dobrych odpowiedzi jest więcej" in words(shown)


def test_a_draft_shows_its_questions_to_the_desk_but_takes_no_answers(client, city, officer, resident):
    make_module(city, officer, slug="szkic", published=False)
    sign_in(client, resident)
    assert client.get("/learn/szkic/").status_code == 404
    assert client.post("/learn/szkic/questions/", sent(RIGHT)).status_code == 404
    sign_in(client, officer)
    assert 'name="q1"' in words(client.get("/learn/szkic/questions/"))
    assert client.post("/learn/szkic/questions/", sent(RIGHT)).status_code == 409


def test_new_questions_leave_the_old_certificate_good(client, module, officer, resident):
    sign_in(client, resident)
    client.post(QUESTIONS, sent(RIGHT))
    actions.change_module(by=officer, module=module, values={"pass_mark": 50}, at=AT)
    assert "Masz ukończoną wersję 1" in words(client.get(QUESTIONS))
    assert "pytania są od tego czasu inne" in words(client.get("/learn/maly-budzet/"))


def test_who_sends_without_end_is_stopped(client, module):
    for _n in range(120):
        assert client.post(QUESTIONS, {}).status_code == 422
    assert client.post(QUESTIONS, {}).status_code == 429


# Certificates


def test_the_certificate_carries_name_lesson_hours_and_number(client, module, resident):
    sign_in(client, resident)
    assert client.get("/learn/maly-budzet/certificate.pdf").status_code == 404
    client.post(QUESTIONS, sent(RIGHT))
    answer = client.get("/learn/maly-budzet/certificate.pdf")
    assert answer["Content-Type"] == "application/pdf"
    written = " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(answer.content)).pages).split())
    number = Completion.objects.get().number
    for expected in ("Jan Kowalski", "Jak policzyć mały projekt", number, "0,25", f"/learn/certificates/{number}/"):
        assert expected in written
    in_english = client.get("/en/learn/maly-budzet/certificate.pdf")
    assert "How to budget" in PdfReader(io.BytesIO(in_english.content)).pages[0].extract_text()


def test_an_account_without_a_name_is_asked_for_one(client, module):
    nameless = sign_in(client, make_person(""))
    nameless.post(QUESTIONS, sent(RIGHT))
    answer = nameless.get("/learn/maly-budzet/certificate.pdf")
    assert answer.status_code == 409
    assert 'href="/account/"' in words(answer)


def test_a_number_is_verified_by_anybody_without_a_name(client, module, resident, at):
    number = actions.answer_questions(by=resident, module=module, answers=RIGHT, at=at).completion.number
    typed_by_hand = number.replace("-", "").lower()
    answer = client.get(f"/learn/certificates/?number={typed_by_hand}", follow=True)
    assert answer.redirect_chain == [(f"/learn/certificates/{number}/", 302)]
    assert "Jak policzyć mały projekt" in words(answer)
    assert "23.11.2026" in words(answer)
    assert resident.name not in words(answer)
    give_consent(by=resident, purpose=PUBLIC_NAME, at=at)
    assert resident.name in words(client.get(f"/learn/certificates/{number}/"))


def test_an_unknown_number_says_so(client, module):
    answer = client.get("/learn/certificates/0000-0000-0000/")
    assert answer.status_code == 404
    assert "Żadne zaświadczenie nie ma tego numeru" in words(answer)


# Lists


def test_progress_along_a_path(client, city, officer, resident, module):
    other = make_module(city, officer, slug="zgoda", title_pl="Zgoda właściciela")
    make_path(city, officer, module, other)
    actions.answer_questions(by=resident, module=module, answers=RIGHT, at=AT)
    sign_in(client, resident)
    shown = words(client.get("/learn/paths/pierwszy-wniosek/"))
    assert "Ukończone: 1 z 2" in shown
    assert 'href="/learn/zgoda/">Idź dalej' in shown
    listed = words(client.get("/learn/"))
    assert "Twój czas nauki: 15 minut" in listed
    assert Completion.objects.get().number in listed


def test_lists_ask_few_questions(client, city, officer, resident, django_assert_max_num_queries):
    modules = [make_module(city, officer) for _n in range(6)]
    make_path(city, officer, *modules)
    sign_in(client, resident)
    client.get("/learn/")
    with django_assert_max_num_queries(13):
        client.get("/learn/")
    with django_assert_max_num_queries(13):
        client.get("/learn/paths/pierwszy-wniosek/")


def test_open_data_has_published_lessons_only(client, city, officer, module):
    make_module(city, officer, slug="szkic", published=False)
    told = client.get("/api/v1/modules?lang=en").json()
    assert [one["slug"] for one in told["results"]] == ["maly-budzet"]
    one = told["results"][0]
    assert (one["title"], one["questions"], one["version"]) == ("How to budget a small project", 2, 1)
    assert "## Begin" in one["body"]
    assert "right" not in str(one).replace("rights", "")


# Beside a form


@pytest.fixture
def offered(city, officer, module):
    call = call_now(city, officer)
    stage = call.stages.get(kind="propose")
    calls.attach_module(by=officer, stage=stage, module=module, question_key="costs", at=timezone.now())
    return call


def test_opening_a_lesson_saves_the_page_and_leads_back(client, resident, offered):
    draft = begin(sign_in(client, resident), offered)
    shown = words(client.get(page(draft, "money")))
    assert 'name="go" value="learn:maly-budzet"' in shown
    assert "learn:maly-budzet" not in words(client.get(page(draft, "idea")))
    answer = client.post(page(draft, "money"), typed(draft, "money", go="learn:maly-budzet"))
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/learn/maly-budzet/")
    assert fresh(draft).answers["work_hours"] == 40
    lesson = words(client.get(answer.url))
    assert f'href="{page(draft, "money")}"' in lesson
    asked = client.get(f"{QUESTIONS}?back={page(draft, 'money')}")
    answered = client.post(QUESTIONS, {**fields_of(asked), **sent(RIGHT)}, follow=True)
    assert f'href="{page(draft, "money")}"' in words(answered)


def test_half_an_answer_is_kept_too(client, resident, offered):
    draft = begin(sign_in(client, resident), offered)
    broken = typed(draft, "money", go="learn:maly-budzet", work_hours="czterdzieści")
    assert client.post(page(draft, "money"), broken).status_code == 302
    assert "czterdzieści" in words(client.get(page(draft, "money")))


@pytest.mark.parametrize(
    "back", ["https://zly.example/", "//zly.example/calls/a/drafts/b/c/", "/desk/", "javascript:1"]
)
def test_the_way_back_leads_to_drafts_only(client, module, back):
    assert back not in words(client.get("/learn/maly-budzet/", {"back": back}))


def test_an_unknown_lesson_leads_back_to_the_page(client, resident, offered):
    draft = begin(sign_in(client, resident), offered)
    answer = client.post(page(draft, "money"), typed(draft, "money", go="learn:../../zly"))
    assert answer.url == page(draft, "money")


def test_after_the_hour_the_lesson_is_a_plain_link(client, resident, offered):
    draft = begin(sign_in(client, resident), offered)
    stage = offered.stages.get(kind="propose")
    type(stage).objects.filter(pk=stage.pk).update(closes_at=timezone.now() - timedelta(hours=1))
    shown = words(client.get(page(draft, "money")))
    assert "learn:maly-budzet" not in shown
    assert f'href="/learn/maly-budzet/?back={page(draft, "money").replace("/", "%2F")}"' in shown


def test_the_call_names_its_lessons(client, offered):
    shown = words(client.get(f"/calls/{offered.slug}/"))
    assert "Dowiedz się, zanim napiszesz" in shown
    assert 'href="/learn/maly-budzet/"' in shown


def test_the_desk_offers_and_takes_away(client, city, officer, offered, auditor):
    other = make_module(city, officer, slug="zgoda")
    order = offered.stages.get(kind="propose").order
    url = f"/desk/calls/{offered.slug}/stages/{order}/modules/"
    sign_in(client, officer)
    shown = words(client.get(f"/desk/calls/{offered.slug}/stages/{order}/"))
    assert "przy: Koszty" in shown
    answer = client.post(url, {"do": "attach", "module": "zgoda", "question": "owner"}, follow=True)
    assert "Od teraz podpowiadamy" in words(answer)
    link = StageModule.objects.get(module=other)
    assert "nie ma takiego pytania" in words(client.post(url, {"module": "zgoda", "question": "pesel"}, follow=True))
    assert "Wybierz lekcję z listy" in words(client.post(url, {"module": "nie-ma"}, follow=True))
    client.post(url, {"do": "detach", "link": str(link.pk)})
    assert not StageModule.objects.filter(module=other).exists()
    sign_in(client, auditor)
    assert client.post(url, {"do": "attach", "module": "zgoda"}).status_code == 403


# The desk writes


def test_the_desk_writes_a_lesson_from_nothing_to_published(client, officer, city):
    sign_in(client, officer)
    values = {
        "title_pl": "Jak podlewać", "title_en": "How to water", "body_pl": "Rano.", "minutes": "5", "hours": "0,1",
        "pass_mark": "100", "videos.rows": "1",
    }  # fmt: skip
    answer = client.post("/desk/learn/new/?organisation=lipowiec", values)
    assert (answer.status_code, answer.url) == (302, "/desk/learn/jak-podlewac/")
    shown = client.post(answer.url, {"publish": ""}, follow=True)
    assert "Dodaj choć jedno pytanie" in words(shown)
    url = "/desk/learn/jak-podlewac/questions/"
    added = client.post(url, {**fields_of(client.get(url)), "add": "questions"})
    with_options = client.post(
        url, {**fields_of(added), "questions.0.text.pl": "Kiedy podlewasz?", "add": "questions.0.options"}
    )
    more = client.post(
        url, {**fields_of(with_options), "questions.0.options.0.text.pl": "Rano", "add": "questions.0.options"}
    )
    assert "questions.0.options.1.text.pl" in words(more)
    typed_in = {
        **fields_of(more),
        "questions.0.options.0.right": "on",
        "questions.0.options.0.feedback.pl": "Tak, ziemia jest chłodna.",
        "questions.0.options.1.text.pl": "W południe",
    }
    refused = client.post(url, typed_in)
    assert refused.status_code == 422
    assert 'href="#id_questions.0.options.1.feedback"' in words(refused)
    assert "W południe" in words(refused)  # nothing typed is lost
    assert client.post(url, {**typed_in, "questions.0.options.1.feedback.pl": "Woda paruje."}).status_code == 302
    client.post("/desk/learn/jak-podlewac/", {"publish": ""})
    module = Module.objects.get(slug="jak-podlewac")
    assert module.is_published
    assert [option["text"]["pl"] for option in module.questions.get().options] == ["Rano", "W południe"]


def test_a_refused_lesson_keeps_what_was_typed(client, officer, city):
    sign_in(client, officer)
    film = {"videos.rows": "1", "videos.0.here": "", "videos.0.url": "films.example", "videos.0.title.pl": "Film"}
    values = {
        "title_pl": "Jak podlewać",
        "body_pl": "Rano.",
        "minutes": "5",
        "hours": "0,1",
        "pass_mark": "100",
        **film,
    }
    answer = client.post("/desk/learn/new/", values)
    assert answer.status_code == 422
    assert 'href="#id_videos.0.transcript"' in words(answer)
    assert "films.example" in words(answer)
    assert "Rano." in words(answer)
    assert not Module.objects.exists()


def test_two_who_write_at_once_do_not_overwrite_each_other(client, officer, module):
    sign_in(client, officer)
    before = fields_of(client.get("/desk/learn/maly-budzet/"), 1)
    client.post("/desk/learn/maly-budzet/", {**before, "title_pl": "Pierwsza"})
    answer = client.post("/desk/learn/maly-budzet/", {**before, "title_pl": "Druga"})
    assert answer.status_code == 409
    assert "Druga" in words(answer)
    module.refresh_from_db()
    assert module.title_pl == "Pierwsza"


def test_opening_and_saving_the_questions_changes_nothing(client, officer, module):
    sign_in(client, officer)
    url = "/desk/learn/maly-budzet/questions/"
    assert client.post(url, fields_of(client.get(url))).status_code == 302
    module.refresh_from_db()
    assert module.version == 1


def test_slides_say_what_they_show(client, officer, module):
    sign_in(client, officer)
    url = "/desk/learn/maly-budzet/files/"
    assert client.post(url, {"kind": "photo"}).status_code == 422
    assert client.post(url, {"kind": "photo", "photo": uploaded(photo())}).status_code == 422
    answer = client.post(url, {"kind": "photo", "photo": uploaded(photo()), "photo-alt": "Tabela kosztów"})
    assert answer.status_code == 302
    upload = Upload.objects.get()
    client.logout()
    shown = words(client.get("/learn/maly-budzet/"))
    assert f'src="/files/{upload.pk}/"' in shown
    assert 'alt="Tabela kosztów"' in shown
    assert client.get(f"/files/{upload.pk}/").status_code == 200


def test_the_desk_lays_a_path(client, officer, city, module):
    sign_in(client, officer)
    values = {"title_pl": "Pierwszy wniosek", "audience": "resident", "modules": ["maly-budzet"]}
    answer = client.post("/desk/learn/paths/new/", values)
    assert answer.url == "/desk/learn/paths/pierwszy-wniosek/"
    client.post(answer.url, {"publish": ""})
    assert Path.objects.get().is_published
    assert client.post("/desk/learn/paths/new/", {**values, "audience": ""}).status_code == 422
    client.post(answer.url, {"hide": ""})
    client.logout()
    assert client.get("/learn/paths/pierwszy-wniosek/").status_code == 404


def test_the_desk_makes_a_scale(client, officer, city, module):
    sign_in(client, officer)
    url = "/desk/learn/scales/new/"
    added = client.post(url, {"title_pl": "Siła miasta", "areas.rows": "1", "add": "areas"})
    values = {**fields_of(added), "areas.0.title.pl": "Udział", "areas.0.modules": ["maly-budzet"]}
    for n in range(1, 5):
        values[f"areas.0.a{n}.pl"] = f"Tak na {n}"
    refused = client.post(url, values)
    assert refused.status_code == 422
    assert 'href="#id_areas.0.a5"' in words(refused)
    assert "Tak na 4" in words(refused)
    answer = client.post(url, {**values, "areas.0.a5.pl": "Tak na 5"})
    assert answer.url == "/desk/learn/scales/sila-miasta/"
    scale = Scale.objects.get()
    assert (scale.keys, scale.areas[0]["modules"]) == (["udzial"], ["maly-budzet"])
    client.post(answer.url, {"publish": ""})
    kept = fields_of(client.get(answer.url), 1)
    assert client.post(answer.url, kept).status_code == 302
    assert Scale.objects.get().areas == scale.areas


# A city judges itself


def test_from_opening_to_the_result(client, officer, city, module):
    make_scale(city, officer, areas=[area(AREAS[0], "maly-budzet"), *map(area, AREAS[1:])])
    people = [make_person(f"Osoba {n}") for n in range(3)]
    body = make_body(city, *people, name="Grupa lokalna", kind="local_group")
    scale = Scale.objects.get()
    sign_in(client, officer)
    assert client.post("/desk/learn/self-assessments/new/", {"moment": "before"}).status_code == 422
    opened = client.post("/desk/learn/self-assessments/new/", {"scale": scale.slug, "moment": "before"})
    desk_url = opened.url
    assert client.post(desk_url, {"do": "ask"}).status_code == 422
    assert "Pytamy 3 osoby." in words(client.post(desk_url, {"do": "ask", "bodies": [body.pk]}, follow=True))
    one = SelfAssessment.objects.get()
    url = f"/learn/self-assessment/{one.pk}/"
    for person, score in zip(people, "124", strict=True):
        client.logout()
        sign_in(client, person)
        assert url in words(client.get("/inbox/"))
        half = client.post(url, {f"area-{AREAS[0]}": score})
        assert half.status_code == 422
        assert f'href="#id_area-{AREAS[1]}"' in words(half)
        assert fields_of(half) == {f"area-{AREAS[0]}": [score]}
        cannot = {f"area-{key}": "-" for key in AREAS[1:]}
        assert client.post(url, {f"area-{AREAS[0]}": score, **cannot}).status_code == 302
        assert "Twoja karta jest złożona" in words(client.get(url))
        assert client.post(url, {f"area-{key}": "5" for key in AREAS}).status_code == 409
    sign_in(client, officer)
    running = words(client.get(desk_url))
    assert "Odpowiedzi: 3 z 3 osób" in running
    assert "Mediana" not in running
    assert "Mediana" not in words(client.get(url))
    client.post(desk_url, {"do": "close"})
    shown = words(client.get(url))
    assert "Oceny 1, 2, 4" in shown
    assert "Nikt tego nie ocenił." in shown
    assert 'href="/learn/maly-budzet/"' in shown  # the weak area leads to its lesson
    assert client.post(desk_url, {"do": "close"}).status_code == 409


def test_those_who_were_not_asked_do_not_even_learn_of_it(client, officer, city, resident, stranger):
    one = make_assessment(city, officer, make_scale(city, officer))
    for person in (resident, stranger):
        sign_in(client, person)
        assert client.get(f"/learn/self-assessment/{one.pk}/").status_code == 404
        assert client.post(f"/learn/self-assessment/{one.pk}/", {}).status_code == 404
        assert client.get(f"/desk/learn/self-assessments/{one.pk}/").status_code == 404


def test_the_auditor_reads_and_runs_nothing(client, officer, city, auditor):
    one = make_assessment(city, officer, make_scale(city, officer))
    sign_in(client, auditor)
    assert client.get(f"/desk/learn/self-assessments/{one.pk}/").status_code == 200
    assert client.post(f"/desk/learn/self-assessments/{one.pk}/", {"do": "close"}).status_code == 403
    assert SelfAssessment.objects.get().is_open


def test_the_network_sees_side_by_side_what_was_shared(client, officer, city, other_city, stranger, resident):
    project = Project.objects.create(organisation=city, slug="siec", title="Sieć", published_at=AT)
    Partnership.objects.create(project=project, organisation=other_city, role="partner")
    scale = make_scale(city, officer, project=project)
    one = judged(other_city, stranger, scale, [dict.fromkeys(AREAS, n) for n in (1, 2, 2)])
    url = f"/desk/learn/scales/{scale.slug}/network/"
    sign_in(client, officer)
    assert "Żadne miasto nie udostępniło" in words(client.get(url))
    assert client.get(f"/learn/self-assessment/{one.pk}/").status_code == 404
    sign_in(client, stranger)
    client.post(f"/desk/learn/self-assessments/{one.pk}/", {"do": "share"})
    sign_in(client, officer)
    shown = words(client.get(url))
    assert "1 miasto pokazało, jak jest mocne" in shown
    assert "Brzegi" in shown
    assert client.get(f"/learn/self-assessment/{one.pk}/").status_code == 200
    sign_in(client, resident)
    assert client.get(url).status_code == 403
