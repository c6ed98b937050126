"""The operator's administration: closed to others, behind the same sign-in, no hand on votes or the journal."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client

from skwer.apps.people.models import JournalEntry
from skwer.apps.voting.models import Ballot, RollEntry
from tests.factories import make_person

pytestmark = pytest.mark.django_db


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_strangers_sign_in_on_the_ordinary_page():
    assert "/account/login/" in Client().get("/admin/", follow=True).redirect_chain[-1][0]


def test_an_officer_is_no_operator(officer):
    assert signed_in(officer).get("/admin/people/person/").status_code != 200


def test_an_operator_needs_a_second_factor(settings):
    settings.REQUIRE_MFA = True
    bare = make_person("Kinga", is_staff=True, is_superuser=True)
    assert signed_in(bare).get("/admin/")["Location"].endswith("/account/2fa/")
    careful = make_person("Kinga", is_staff=True, is_superuser=True, second_factor=True)
    assert signed_in(careful).get("/admin/").status_code == 200


def test_every_list_opens():
    client = signed_in(make_person("Kinga", is_staff=True, is_superuser=True, second_factor=True))
    for model in admin.site._registry:
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert client.get(path).status_code == 200, path


def test_ballots_and_roll_are_not_there():
    assert Ballot not in admin.site._registry
    assert RollEntry not in admin.site._registry


def test_the_journal_is_read_only(rf):
    registered = admin.site._registry.get(JournalEntry)
    if registered is None:
        return
    request = rf.get("/")
    request.user = make_person("Kinga", is_staff=True, is_superuser=True)
    assert not registered.has_change_permission(request)
    assert not registered.has_delete_permission(request)
    assert not registered.has_add_permission(request)
