"""A practice as it is read in its languages, written at the desk, and read there by editor and expert."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from skwer.apps.files.models import Upload
from skwer.apps.practices import actions
from skwer.apps.practices.models import Practice, PracticeVersion, ReceivedItem, Subscription
from skwer.apps.practices.publishing import place_current
from tests.factories import AT, make_city
from tests.kits_factories import make_kit
from tests.library_factories import IN_ENGLISH, RECORD, make_expert, make_practice, officer_of
from tests.practices_factories import make_network
from tests.transfers_factories import make_transfer
from tests.web.sent_form import fields_of

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def keeper():
    return make_city("ostoja", name="Ostoja")


@pytest.fixture
def project(keeper, city):
    """Kept by Ostoja; Lipowiec takes part."""
    return make_network(keeper, city, slug="siec")


@pytest.fixture
def editor(keeper):
    return officer_of(keeper)


@pytest.fixture
def expert(project):
    return make_expert(project)


@pytest.fixture
def version(city, officer, project):
    """Handed in by Lipowiec's officer."""
    return make_practice(city, officer, project=project, published=False, state="submitted").versions.get()


def words(response) -> str:
    """The page's text without its tags, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def record_form(response) -> dict[str, list[str]]:
    """The big form of the desk's page, as it would be sent unchanged."""
    found = (fields_of(response, number) for number in range(8))
    return next(fields for fields in found if "base_facts" in fields)


def photo() -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (40, 30), "green").save(data, "JPEG")
    return SimpleUploadedFile("ogrod.jpg", data.getvalue(), "image/jpeg")


# --- read


@pytest.mark.job("LP1")
def test_each_city_reads_the_record_in_its_language(client, city, officer) -> None:
    practice = make_practice(city, officer)
    in_polish, in_english = client.get(f"/practices/{practice.slug}/"), client.get(f"/en/practices/{practice.slug}/")
    for part in RECORD:
        assert RECORD[part] in words(in_polish)
        assert IN_ENGLISH[part] in words(in_english)
        assert RECORD[part] not in words(in_english)
    assert "9 of 10" in words(in_english)
    # A Polish page, the record in English: marked for those who have it read aloud.
    asked = client.get(f"/practices/{practice.slug}/?in=en").content.decode()
    assert f'<h1 lang="en">{IN_ENGLISH["title"]}</h1>' in asked


def test_a_language_the_record_lacks_gives_the_original_and_says_so(client, city, officer) -> None:
    practice = make_practice(city, officer, english=False)
    page = client.get(f"/en/practices/{practice.slug}/?in=cs")
    assert f'<h1 lang="pl">{RECORD["title"]}</h1>' in page.content.decode()
    assert "You read it in this language: Polski." in words(page)


@pytest.mark.job("LP1")
def test_a_new_version_leaves_the_old_one_readable_and_marks_the_translation_as_stale(client, city, officer) -> None:
    practice = make_practice(city, officer)
    new = actions.begin_version(by=officer, practice=practice, at=LATER)
    actions.write_practice(by=officer, version=new, texts={"needs": "Zgoda rady."}, facts={"months": 6}, at=LATER)
    actions.publish_unvalidated(by=officer, version=new, change_note={"pl": "Zgoda.", "en": "Consent."}, at=LATER)
    assert "This translation is older than the original (Polski)" in words(
        client.get(f"/en/practices/{practice.slug}/")
    )
    assert "To tłumaczenie jest starsze" not in words(client.get(f"/practices/{practice.slug}/"))
    old = words(client.get(f"/practices/{practice.slug}/v/1/"))
    assert RECORD["needs"] in old
    changed = client.get(f"/practices/{practice.slug}/v/2/").content.decode()
    assert "<del>" in changed
    assert "Zgoda rady." in changed
    assert "6" in re.findall(r"<ins>(.*?)</ins>", changed.replace("\n", " "))[-1]
    versions = words(client.get(f"/en/practices/{practice.slug}/versions/"))
    assert "Consent." in versions
    assert "What a city needs" in versions


def test_the_page_says_whether_anybody_validated_it(client, city, officer, project) -> None:
    alone = client.get(f"/en/practices/{make_practice(city, officer).slug}/")
    assert "Neither an editor nor an expert has validated it." in words(alone)
    read = client.get(f"/en/practices/{make_practice(city, officer, project=project).slug}/")
    assert "Validated by an editor and an expert of SIEĆ" in words(read)


def test_a_label_stands_with_its_day_and_source_and_figures_with_theirs(client, city, officer) -> None:
    practice = make_practice(city, officer)
    actions.label_practice(
        by=officer, practice=practice, label="Dobra praktyka", labelled_on=date(2024, 10, 29), source="Sieć", at=AT
    )
    page = words(client.get(f"/en/practices/{practice.slug}/"))
    assert "Label of 29 October 2024. Sieć" in page
    assert "Przegląd wydziału zieleni" in page


def test_a_retired_practice_says_why(client, city, officer) -> None:
    practice = make_practice(city, officer)
    actions.retire_practice(by=officer, practice=practice, reason="Zmieniło się prawo.", at=AT)
    assert "Zmieniło się prawo." in words(client.get(f"/practices/{practice.slug}/"))


def test_a_failure_is_not_told_under_the_headings_of_a_success(client, city, officer) -> None:
    practice = make_practice(city, officer, facts={"verdict": "did_not"})
    page = words(client.get(f"/en/practices/{practice.slug}/"))
    assert "How one knows that it did not work" in page
    assert "How one knows that it worked" not in page


def test_what_people_wrote_is_never_taken_for_html(client, city, officer) -> None:
    practice = make_practice(
        city, officer, texts={"title": "<b>Ogród</b>", "needs": "<script>alert(1)</script> [x](javascript:alert(1))"}
    )
    page = client.get(f"/practices/{practice.slug}/").content.decode()
    assert "<b>Ogród</b>" not in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("path", ["", "versions/", "v/1/"])
def test_a_draft_is_not_there_for_others(client, city, officer, stranger, resident, path) -> None:
    practice = make_practice(city, officer, published=False)
    for person in (None, stranger, resident):
        if person:
            client.force_login(person)
        assert client.get(f"/practices/{practice.slug}/{path}").status_code == 404
    client.force_login(officer)
    assert client.get(f"/practices/{practice.slug}/{path}").status_code == 200


def test_the_page_asks_a_constant_number_of_questions(client, city, officer, django_assert_max_num_queries) -> None:
    rows = [{"label": {"pl": f"liczba {n}"}, "value": str(n), "source": "my"} for n in range(20)]
    practice = make_practice(city, officer, facts={"figures": rows})
    with django_assert_max_num_queries(30):
        client.get(f"/practices/{practice.slug}/")


@pytest.mark.job("LP1")
def test_the_record_says_who_takes_it_over_and_how_far_each_is(client, city, officer, stranger, other_city) -> None:
    practice = make_practice(city, officer)
    version = make_kit(city, officer, practice=practice).newest
    make_transfer(other_city, stranger, kit_version=version, practice=practice, public=True)
    make_transfer(make_city("cicha"), None, kit_version=version, practice=practice)  # not shown to everybody
    page = words(client.get(f"/en/practices/{practice.slug}/"))
    assert "1 city takes it over" in page
    assert "Brzegi Understand" in page


def test_a_received_practice_says_where_it_came_from_and_has_no_desk(client, officer) -> None:
    source = Subscription.objects.create(
        url="https://inny.example/feed/feed.json", name="Inny Skwer", key="k", added_at=AT, issued_at=AT
    )
    practice = Practice.objects.create(
        subscription=source, origin_key="p", slug="z-daleka", language="en", created_at=AT
    )
    ReceivedItem.objects.create(
        subscription=source, kind="practice", key="p", version=1, document={}, sha256="0" * 64, received_at=AT
    )
    version = PracticeVersion.objects.create(practice=practice, number=1, texts={"title": {"en": "Far away"}})
    version.publish()
    place_current(version, AT)
    page = client.get("/en/practices/z-daleka/")
    assert page.status_code == 200
    assert "Inny Skwer" in words(page)
    client.force_login(officer)
    assert client.get("/desk/practices/z-daleka/").status_code == 404
    assert client.get("/desk/practices/z-daleka/review/").status_code == 404


# --- written at the desk


def test_a_practice_is_begun_written_and_published_without_a_project(client, city, officer) -> None:
    client.force_login(officer)
    begun = client.post("/desk/practices/new/", {"title": "Ogród na dachu", "summary": "", "language": "pl"})
    practice = Practice.objects.get()
    assert begun.url == f"/desk/practices/{practice.slug}/"
    assert practice.versions.get().fact("city", "name") == "Lipowiec nad Strugą"
    url = begun.url
    form = record_form(client.get(url))
    form |= {f"{part}_pl": text for part, text in RECORD.items()} | {"title_en": "A garden on the roof"}
    form |= {"verdict": "partly", "themes": ["greenery"], "city.population": "38 000", "cost.from": "1 200,50"}
    form |= {"figures.1.label_pl": "ogrody", "figures.1.value": "9,5", "figures.1.source": "przegląd"}
    assert client.post(url, {**form, "save": "1"}).status_code == 302
    version = practice.versions.get()
    assert version.fact("city", "population") == 38_000
    assert version.fact("cost") == {"from": "1200.50", "currency": "PLN"}
    assert version.fact("figures")[0]["value"] == "9.5"
    again = record_form(client.get(url))
    assert client.post(url, {**again, "publish": "1"}).url == f"/practices/{practice.slug}/"
    practice.refresh_from_db()
    assert practice.is_published
    assert practice.current.written("title", "en") == "A garden on the roof"


def test_saving_what_is_there_changes_nothing(client, city, officer) -> None:
    """Also for what this page does not show: texts and words of figures in the other languages."""
    practice = make_practice(city, officer, published=False)
    version = practice.versions.get()
    figures = [{**version.fact("figures")[0], "label": {"pl": "ogrody", "en": "gardens", "cs": "zahrady"}}]
    actions.write_practice(by=officer, version=version, facts={"figures": figures}, at=AT)
    actions.write_practice(by=officer, version=version, texts={"title": "Zahrady"}, language="cs", at=AT)
    client.force_login(officer)
    url = f"/desk/practices/{practice.slug}/"
    client.post(url, {**record_form(client.get(url)), "save": "1"})
    kept = PracticeVersion.objects.get()
    assert (kept.texts, kept.facts, kept.written_at) == (version.texts, version.facts, version.written_at)


@pytest.mark.parametrize(
    ("typed", "anchor"),
    [
        ({"title_pl": ""}, "id_title_pl"),
        ({"summary_pl": "x" * 601}, "id_summary_pl"),
        ({"summary_en": "x" * 601}, "id_summary_en"),
        ({"city.population": "dużo"}, "id_city.population"),
        ({"cost.from": "tanio"}, "id_cost.from"),
        ({"cost.from": "9", "cost.to": "8"}, "id_cost.to"),
        ({"months": "1,5"}, "id_months"),
        ({"figures.2.label_pl": "ludzie"}, "id_figures.2.value"),
        ({"figures.2.label_pl": "ludzie", "figures.2.value": "wielu"}, "id_figures.2.value"),
        ({"figures.2.value": "3", "figures.2.source": "my"}, "id_figures.2.label_pl"),
        ({"links.2.url": "nigdzie"}, "id_links.2.url"),
        ({"contact.email": "nikt"}, "id_contact.email"),
    ],
)
def test_what_cannot_stand_is_named_and_what_was_typed_is_kept(client, city, officer, typed, anchor) -> None:
    practice = make_practice(city, officer, published=False)
    client.force_login(officer)
    url = f"/desk/practices/{practice.slug}/"
    form = {**record_form(client.get(url)), "needs_pl": "Zupełnie nowe zdanie.", **typed, "save": "1"}
    page = client.post(url, form)
    assert page.status_code == 422
    text = page.content.decode()
    assert f'href="#{anchor}"' in text
    assert f'id="{anchor}"' in text
    assert "Zupełnie nowe zdanie." in text
    assert practice.versions.get().written("needs", "pl") == RECORD["needs"]  # all of it, or nothing


def test_two_who_write_at_once_see_each_others_words(client, city, officer) -> None:
    practice = make_practice(city, officer, published=False)
    client.force_login(officer)
    url = f"/desk/practices/{practice.slug}/"
    mine = record_form(client.get(url))
    actions.write_practice(by=officer, version=practice.versions.get(), texts={"needs": "Jej zdanie."}, at=LATER)
    page = client.post(url, {**mine, "needs_pl": "Moje zdanie.", "save": "1"})
    assert page.status_code == 409
    assert "Moje zdanie." in words(page)
    assert "Jej zdanie." in words(page)
    assert client.post(url, {**record_form(page), "save": "1"}).status_code == 302
    assert practice.versions.get().written("needs", "pl") == "Moje zdanie."


def test_a_translation_is_confirmed_beside_its_original(client, city, officer) -> None:
    practice = make_practice(city, officer, published=False)
    actions.write_practice(by=officer, version=practice.versions.get(), texts={"needs": "Zgoda rady."}, at=LATER)
    client.force_login(officer)
    url = f"/desk/practices/{practice.slug}/?to=en"
    client.post(url, {**record_form(client.get(url)), "confirm": "1", "save": "1"})
    assert not practice.versions.get().is_stale("en")


def test_pictures_are_seen_inside_until_the_version_is_published(
    client, city, officer, editor, expert, project
) -> None:
    practice = make_practice(city, officer, project=project, published=False, state="draft")
    version, url = practice.versions.get(), f"/desk/practices/{practice.slug}/"
    client.force_login(officer)
    refused = client.post(url, {"photo": photo(), "add_picture": "1"})
    assert refused.status_code == 422
    client.post(url, {"photo": photo(), "photo-alt": "Ogród w deszczu", "photo-alt-to": "A garden", "add_picture": "1"})
    upload = Upload.objects.get(holder_kind="practice")
    client.logout()
    assert client.get(f"/files/{upload.pk}/").status_code == 404
    actions.submit_practice(by=officer, version=PracticeVersion.objects.get(pk=version.pk), at=AT)
    for step, person in (("editor", editor), ("expert", expert)):
        actions.accept(by=person, version=PracticeVersion.objects.get(pk=version.pk), step=step, at=AT)
    assert client.get(f"/files/{upload.pk}/").status_code == 200
    assert "A garden" in words(client.get(f"/en/practices/{practice.slug}/"))
    new = actions.begin_version(by=officer, practice=Practice.objects.get(), at=AT)
    client.force_login(officer)
    client.post(url, {"remove_picture": str(upload.pk)})
    new.refresh_from_db()
    assert new.fact("pictures") is None
    assert Upload.objects.filter(pk=upload.pk).exists()  # the version everybody reads still shows it


def test_the_list_shows_the_first_picture_and_only_the_practices_own(client, city, officer, other_city) -> None:
    practice = make_practice(city, officer, published=False)
    client.force_login(officer)
    url = f"/desk/practices/{practice.slug}/"
    client.post(url, {"photo": photo(), "photo-alt": "Ogród w deszczu", "add_picture": "1"})
    version = practice.versions.get()
    actions.publish_unvalidated(by=officer, version=version, at=AT)
    upload = Upload.objects.get()
    make_practice(other_city, facts={"pictures": [{"upload": str(upload.pk), "alt": {"pl": "Cudze zdjęcie"}}]})
    page = client.get("/practices/").content.decode()
    assert page.count(f"/files/{upload.pk}/") == 1
    assert "Ogród w deszczu" in page
    assert "Cudze zdjęcie" not in page


def test_a_file_that_is_no_picture_is_refused(client, city, officer) -> None:
    practice = make_practice(city, officer, published=False)
    client.force_login(officer)
    fake = SimpleUploadedFile("ogrod.jpg", b"<script>alert(1)</script>", "image/jpeg")
    answer = client.post(f"/desk/practices/{practice.slug}/", {"photo": fake, "photo-alt": "Ogród", "add_picture": "1"})
    assert answer.status_code == 422
    assert not Upload.objects.filter(holder_kind="practice").exists()


def test_label_retirement_and_the_next_version_have_their_buttons(client, city, officer) -> None:
    practice = make_practice(city, officer)
    client.force_login(officer)
    url = f"/desk/practices/{practice.slug}/"
    refused = client.post(url, {"set_label": "1", "label": "Znak", "labelled_on": "kiedyś", "source": "Sieć"})
    assert refused.status_code == 422
    assert 'value="Znak"' in refused.content.decode()
    client.post(url, {"set_label": "1", "label": "Znak", "labelled_on": "2024-10-29", "source": "Sieć"})
    client.post(url, {"begin": "1"})
    network = make_network(city, slug="siec-lipowca")
    client.post(url, {"place": "1", "project": network.pk})
    practice.refresh_from_db()
    assert practice.project == network
    client.post(url, {"drop": "1"})
    client.post(url, {"retire": "1", "reason": "Zmieniło się prawo."})
    practice.refresh_from_db()
    assert (practice.label, practice.versions.count()) == ("Znak", 1)
    assert practice.retired_at is not None


def test_the_desk_is_for_those_who_write_and_its_auditor_only_looks(client, city, officer, auditor, stranger) -> None:
    practice = make_practice(city, officer, published=False)
    url = f"/desk/practices/{practice.slug}/"
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    assert client.post(url, {"drop": "1"}).status_code == 404
    client.force_login(auditor)
    page = client.get(url)
    assert page.status_code == 200
    assert 'name="save"' not in page.content.decode()
    assert client.post(url, {"drop": "1"}).status_code == 404
    assert Practice.objects.exists()


def test_the_desks_list_asks_a_constant_number_of_questions(
    client, city, officer, django_assert_max_num_queries
) -> None:
    for _ in range(6):
        make_practice(city, officer)
    client.force_login(officer)
    with django_assert_max_num_queries(24):
        assert client.get("/desk/practices/").content.decode().count("/desk/practices/ogrody") == 6


# --- read by editor and expert


@pytest.mark.job("E5")
def test_editor_and_expert_read_it_part_by_part_and_the_author_answers(
    client, version, officer, editor, expert
) -> None:
    url = f"/desk/practices/{version.practice.slug}/review/"

    def does(person, **given):
        client.force_login(person)
        return client.post(url, given)

    client.force_login(editor)
    assert "1 practice waits for you to read it" in words(client.get("/en/desk/practices/"))
    assert does(editor, accept="1", step="editor").status_code == 302
    assert does(expert, comment="1", step="expert", part="evidence", text="Ile ogrodów przeżyło?").status_code == 302
    remark = version.remarks.get()
    assert does(expert, accept="1", step="expert").status_code == 409
    client.force_login(officer)
    assert "Ile ogrodów przeżyło?" in words(client.get(url))
    assert does(officer, answer_it="1", remark=remark.pk, answer="Prawie wszystkie.").status_code == 302
    short = does(expert, settle="not_accepted", remark=remark.pk, reason="")
    assert short.status_code == 422
    assert f'href="#id_reason-{remark.pk}"' in short.content.decode()
    assert does(expert, settle="not_accepted", remark=remark.pk, reason="Podaj liczbę.").status_code == 302
    assert does(expert, ask_changes="1", reason="Brakuje liczb.").status_code == 302
    client.force_login(officer)
    page = words(client.get(url))
    assert "Podaj liczbę." in page
    assert "Brakuje liczb." in page
    assert does(officer, answer_it="1", remark=remark.pk, answer="9 z 10.").status_code == 302
    assert does(officer, submit="1").status_code == 302
    assert does(editor, accept="1", step="editor").status_code == 302
    assert does(expert, settle="accepted", remark=remark.pk, reason="Źródło jest.").status_code == 302
    assert does(expert, accept="1", step="expert").url == f"/practices/{version.practice.slug}/"
    client.logout()
    page = words(client.get(f"/practices/{version.practice.slug}/"))
    assert "Ile ogrodów przeżyło?" not in page  # comments are read inside
    assert RECORD["title"] in page


def test_what_was_typed_in_a_comment_is_kept(client, version, editor) -> None:
    client.force_login(editor)
    url = f"/desk/practices/{version.practice.slug}/review/"
    page = client.post(url, {"comment": "1", "step": "editor", "part": "evidence", "text": "x" * 4001})
    assert page.status_code == 422
    assert 'href="#id_text-evidence"' in page.content.decode()
    assert "x" * 4001 in page.content.decode()


def test_who_handed_it_in_is_told_why_she_gives_no_word(client, version, officer, keeper) -> None:
    from tests.factories import make_member

    make_member(officer, keeper, "officer")
    client.force_login(officer)
    url = f"/desk/practices/{version.practice.slug}/review/"
    page = client.get(url)
    assert 'name="accept"' not in page.content.decode()
    assert client.post(url, {"accept": "1", "step": "editor"}).status_code == 403


def test_the_review_is_not_there_for_others(client, version, stranger, resident) -> None:
    url = f"/desk/practices/{version.practice.slug}/review/"
    assert client.get(url).status_code == 302
    for person in (stranger, resident):
        client.force_login(person)
        assert client.get(url).status_code == 404
        assert client.post(url, {"accept": "1", "step": "editor"}).status_code == 404
    version.refresh_from_db()
    assert version.state == "submitted"


def test_a_comment_of_another_practice_is_not_answered_here(client, version, city, officer, editor, project) -> None:
    other = make_practice(city, officer, project=project, published=False, state="submitted").versions.get()
    remark = actions.remark(by=editor, version=other, step="editor", part="title", text="Krócej.", at=AT)
    client.force_login(officer)
    url = f"/desk/practices/{version.practice.slug}/review/"
    assert client.post(url, {"answer_it": "1", "remark": remark.pk, "answer": "Nie."}).status_code == 404


def test_an_expert_without_an_organisation_finds_what_waits_for_her(client, version, editor, expert, resident) -> None:
    actions.accept(by=editor, version=version, step="editor", at=AT)
    client.force_login(expert)
    assert version.practice.slug in client.get("/desk/practices/").content.decode()
    client.force_login(resident)
    assert client.get("/desk/practices/").status_code == 404


def test_from_a_record_one_comes_to_the_comparison(client, city, officer) -> None:
    practice = make_practice(city, officer)
    address = f"/practices/compare/?a={practice.slug}"
    assert address in client.get(f"/practices/{practice.slug}/").content.decode()
    assert client.get(address).status_code == 200


def test_money_among_the_figures_is_written_as_elsewhere(client, city, officer) -> None:
    practice = make_practice(city, officer)
    version = practice.current
    version.facts["figures"][0]["unit"] = {"pl": "CZK", "en": "CZK"}
    type(version).objects.filter(pk=version.pk).update(facts=version.facts)
    assert "Kč" in client.get(f"/practices/{practice.slug}/").content.decode()
