"""Writing modules: who may, what cannot be kept, what makes another version; paths; what is found and exported."""

from __future__ import annotations

from decimal import Decimal

import pytest

from skwer.apps.files.actions import NotYours, store_upload
from skwer.apps.files.models import Upload
from skwer.apps.learning import actions, queries
from skwer.apps.learning.models import Module, Path
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.search.queries import find

from ...factories import make_member, make_organisation, make_person
from ...learning_factories import QUESTIONS, make_module, make_path, option, text
from ..files.pictures import photo, uploaded

pytestmark = pytest.mark.django_db


def places(refusal) -> set[str]:
    return {problem.where for problem in refusal.value.problems}


def test_the_desk_of_any_organisation_writes(city, officer, stranger, auditor, resident, at):
    institute = make_organisation("instytut", kind="institute")
    writer = make_person("Ida")
    make_member(writer, institute, "admin")
    assert make_module(institute, writer).organisation == institute
    module = make_module(city, officer)
    for other in (stranger, auditor, resident):
        with pytest.raises(NotAllowed):
            actions.create_module(by=other, organisation=city, values={"title_pl": "x"}, at=at)
        with pytest.raises(NotAllowed):
            actions.change_module(by=other, module=module, values={"title_pl": "x"}, at=at)
        with pytest.raises(NotAllowed):
            actions.set_questions(by=other, module=module, questions=[], at=at)
        with pytest.raises(NotAllowed):
            actions.publish_module(by=other, module=module, at=at)
        with pytest.raises(NotAllowed):
            actions.hide_module(by=other, module=module, at=at)


def test_a_draft_is_seen_by_its_desk_only(city, officer, auditor, stranger, resident):
    draft = make_module(city, officer, published=False)
    for person, sees in ((officer, True), (auditor, True), (stranger, False), (resident, False), (None, False)):
        assert Module.objects.visible_to(person).filter(pk=draft.pk).exists() == sees


def test_what_cannot_be_kept_is_named(city, officer, at):
    film = {"url": "javascript:alert(1)", "title": {}, "transcript": {}}
    values = {
        "title_pl": " ", "minutes": 0, "hours": "dużo", "pass_mark": 101, "summary_pl": "x" * 251, "videos": [film],
    }  # fmt: skip
    with pytest.raises(actions.Invalid) as refusal:
        actions.create_module(by=officer, organisation=city, values=values, at=at)
    assert places(refusal) == {
        "title_pl", "minutes", "hours", "pass_mark", "summary_pl", "videos.0.url", "videos.0.title",
        "videos.0.transcript",
    }  # fmt: skip
    assert not Module.objects.exists()


def test_a_film_needs_its_words(city, officer, at):
    film = {"url": "https://films.example/1", "title": text("Film"), "transcript": text("Słowa."), "minutes": 3}
    module = make_module(city, officer, videos=[film])
    assert module.videos == [film]


@pytest.mark.parametrize("slug", ["Duże", "dwa słowa", "paths", "certificates", "zajety"])
def test_an_address_is_plain_and_free(city, officer, slug, at):
    make_module(city, officer, slug="zajety")
    with pytest.raises(actions.Invalid) as refusal:
        make_module(city, officer, slug=slug)
    assert places(refusal) == {"slug"}


def test_an_address_is_made_of_the_title(city, officer, at):
    values = {"title_pl": "Żółta łąka: jak?"}
    assert actions.create_module(by=officer, organisation=city, values=values, at=at).slug == "zolta-laka-jak"


def test_a_module_needs_a_text_and_a_question_to_be_shown(city, officer, at):
    with pytest.raises(actions.NotReady) as refusal:
        make_module(city, officer, body_pl="", body_en="")
    assert refusal.value.field == "body_pl"
    with pytest.raises(actions.NotReady) as refusal:
        make_module(city, officer, questions=[])
    assert refusal.value.field == "questions"


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ({"text": {}}, "questions.0.text"),
        ({"text": text("x" * 401)}, "questions.0.text"),
        ({"kind": "many"}, "questions.0.kind"),
        ({"options": [option("a", True)]}, "questions.0.options"),
        ({"options": [option("a", False), option("b", False)]}, "questions.0.options"),
        ({"options": [option("a", True), option("b", True)]}, "questions.0.options"),
        ({"options": [option("a", True), option("a", False)]}, "questions.0.options"),
        ({"options": [option("a", True), {**option("b", False), "text": {}}]}, "questions.0.options.1.text"),
        ({"options": [option("a", True), {**option("b", False), "feedback": {}}]}, "questions.0.options.1.feedback"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(city, officer, broken, where, at):
    module = make_module(city, officer, published=False)
    with pytest.raises(actions.Invalid) as refusal:
        actions.set_questions(by=officer, module=module, questions=[{**QUESTIONS[0], **broken}], at=at)
    assert where in places(refusal)
    assert module.questions.count() == 2


def test_other_questions_are_another_version_once_people_could_answer(city, officer, at):
    module = make_module(city, officer, published=False)
    actions.set_questions(by=officer, module=module, questions=QUESTIONS[:1], at=at)
    assert module.version == 1  # nobody saw the draft
    actions.publish_module(by=officer, module=module, at=at)
    actions.set_questions(by=officer, module=module, questions=QUESTIONS[:1], at=at)
    assert module.version == 1  # the same questions
    actions.set_questions(by=officer, module=module, questions=QUESTIONS, at=at)
    assert module.version == 2
    actions.change_module(by=officer, module=module, values={"body_pl": "Inny tekst"}, at=at)
    assert module.version == 2  # a text is no test
    actions.change_module(by=officer, module=module, values={"pass_mark": 50}, at=at)
    assert (module.version, Module.objects.get().version) == (3, 3)


def test_hours_are_exact(city, officer):
    assert make_module(city, officer, hours="0.75").hours == Decimal("0.75")


def test_the_journal_says_what_was_done(city, officer, at):
    module = make_module(city, officer)
    actions.hide_module(by=officer, module=module, at=at)
    verbs = list(JournalEntry.objects.filter(kind="module", key=str(module.pk)).values_list("verb", flat=True))
    assert verbs == ["create_module", "set_questions", "publish_module", "hide_module"]


def test_slides_are_seen_with_the_module(city, officer, stranger, resident, at):
    module = make_module(city, officer, published=False)
    given = {
        "organisation": city, "kind": "photo", "audience": "holder", "holder_kind": "module", "holder_key": module.pk,
        "alt_text": "Plan", "at": at,
    }  # fmt: skip
    upload = store_upload(by=officer, file=uploaded(photo()), **given)
    with pytest.raises(NotYours):
        store_upload(by=stranger, file=uploaded(photo()), **given)
    assert not Upload.objects.visible_to(resident).filter(pk=upload.pk).exists()
    actions.publish_module(by=officer, module=module, at=at)
    assert Upload.objects.visible_to(resident).filter(pk=upload.pk).exists()


def test_a_module_is_found_by_its_words_once_it_is_shown(city, officer, django_capture_on_commit_callbacks, at):
    with django_capture_on_commit_callbacks(execute=True):
        module = make_module(city, officer, published=False)
    assert find(person=None, words="policzyć projekt", language="pl").total == 0
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish_module(by=officer, module=module, at=at)
    found = find(person=None, words="policzyć projekt", language="pl")
    assert [result.address for result in found.results] == [f"/learn/{module.slug}/"]


def test_a_path_keeps_the_order_it_was_given(city, officer, at):
    first, second = make_module(city, officer), make_module(city, officer)
    path = make_path(city, officer, second, first)
    assert queries.modules_of(path, None) == [second, first]
    actions.change_path(by=officer, path=path, values={}, modules=[first, second], at=at)
    assert queries.modules_of(path, None) == [first, second]
    actions.hide_module(by=officer, module=first, at=at)
    assert queries.modules_of(path, None) == [second]


def test_a_path_is_refused_where_it_cannot_be_walked(city, officer, stranger, at):
    module = make_module(city, officer)
    values = {"title_pl": "Ścieżka", "audience": "nikt"}
    with pytest.raises(actions.Invalid) as refusal:
        actions.create_path(by=officer, organisation=city, values=values, modules=[module, module], at=at)
    assert places(refusal) == {"audience", "modules"}
    hidden = make_module(stranger.memberships.get().organisation, stranger, published=False)
    with pytest.raises(actions.Invalid):
        make_path(city, officer, hidden)
    with pytest.raises(actions.NotReady):
        make_path(city, officer, make_module(city, officer, published=False))
    with pytest.raises(NotAllowed):
        make_path(city, stranger, module)
    assert not Path.objects.filter(published_at__isnull=False).exists()


def test_progress_needs_two_queries(city, officer, resident, django_assert_max_num_queries):
    modules = [make_module(city, officer) for _n in range(4)]
    with django_assert_max_num_queries(2):
        assert not any(one.begun for one in queries.progress_of(resident, modules))
