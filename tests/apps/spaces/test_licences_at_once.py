"""Two at once never get the same space on the same days: sending, extending, handing over. SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from skwer.apps.people.refusals import Refusal
from skwer.apps.spaces.actions import extending, licensing
from skwer.apps.spaces.models import Extension, Licence

from ...factories import AT
from ...grants_factories import officer_of
from ...licence_factories import drafted, in_use, make_space, terms
from ..voting.test_concurrency import all_at_once

THREADS = 6


@pytest.fixture
def space(transactional_db, city):
    return make_space(city)


def _fresh(licence: Licence) -> Licence:
    return Licence.objects.select_related("space", "organisation").get(pk=licence.pk)


def test_of_many_drafts_for_the_same_days_one_is_sent(space):
    officer = officer_of(space.organisation)
    drafts = [_fresh(drafted(space)) for _n in range(THREADS)]
    raised = all_at_once(*(lambda one=one: licensing.send_licence(by=officer, licence=one, at=AT) for one in drafts))
    assert sum(error is None for error in raised) == 1
    assert all(error is None or isinstance(error, licensing.SpaceTaken) for error in raised)
    assert Licence.objects.filter(state=Licence.State.SENT).count() == 1


def test_an_extension_and_a_new_agreement_do_not_meet(space, resident):
    officer = officer_of(space.organisation)
    licence = in_use(space, resident)
    until = licence.ends_on + timedelta(days=20)
    extension = extending.ask_extension(by=resident, licence=licence, until=until, why="Sezon.", at=AT)
    days = {"starts_on": licence.ends_on + timedelta(days=5), "ends_on": licence.ends_on + timedelta(days=60)}
    draft = _fresh(drafted(space, **days))
    extension = Extension.objects.select_related("licence__space", "licence__organisation").get(pk=extension.pk)
    raised = all_at_once(
        lambda: licensing.send_licence(by=officer, licence=draft, at=AT),
        lambda: extending.answer_extension(by=officer, extension=extension, agree=True, answer="", at=AT),
    )
    assert sum(error is None for error in raised) == 1
    assert all(error is None or isinstance(error, Refusal) for error in raised)


def test_numbers_are_given_once(space, city):
    officer = officer_of(city)
    spaces = [make_space(city, title=f"Lokal {n}") for n in range(THREADS)]

    raised = all_at_once(
        *(lambda one=one: licensing.draft_licence(by=officer, space=one, values=terms(), at=AT) for one in spaces)
    )
    assert raised == [None] * THREADS
    assert len(set(Licence.objects.values_list("number", flat=True))) == THREADS
