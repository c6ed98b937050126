"""Accounts in the browser's eyes: opening one, signing in, the second factor, and the way out."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.urls import reverse
from django.utils import translation

from skwer.apps.inbox.letters import kinds
from skwer.apps.inbox.models import Preference
from skwer.apps.inbox.tokens import unsubscribe_token
from skwer.apps.people import actions
from skwer.apps.people.models import Consent, Person
from skwer.apps.people.tokens import invitation_token

from ..factories import PASSWORD, make_member, make_person

pytestmark = pytest.mark.django_db

NEW = {"name": "Zofia Nowak", "email": "zofia@example.org", "password1": "trzy zielone kasztany"}


@pytest.fixture
def signed_in(client, resident):
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    return client


def link_in(letter) -> str:
    return re.search(r"http://[^\s]+", letter.body).group(0).removeprefix("http://127.0.0.1:8000")


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def sign_in(client, person, **over):
    return client.post("/account/login/", {"login": person.email, "password": PASSWORD, **over})


# --- opening an account


def test_an_account_is_open_once_the_address_is_confirmed(client):
    answer = client.post("/account/signup/", NEW)
    assert answer.headers["Location"] == "/account/confirm-email/"
    person = Person.objects.get(email="zofia@example.org")
    assert (person.name, person.language) == ("Zofia Nowak", "pl")
    assert person.password.startswith("md5$")  # Argon2 outside tests
    assert not EmailAddress.objects.get(user=person).verified
    assert sign_in(client, person, password=NEW["password1"]).headers["Location"] == "/account/confirm-email/"

    page = client.get(link_in(mail.outbox[0]))
    assert "zofia@example.org" in page.content.decode()
    assert not EmailAddress.objects.get(user=person).verified, "opening the link alone confirms nothing"
    client.post(link_in(mail.outbox[0]))
    assert EmailAddress.objects.get(user=person).verified
    assert sign_in(client, person, password=NEW["password1"]).headers["Location"] == "/inbox/"


def test_english_pages_make_an_english_account_and_letter(client):
    client.post("/en/account/signup/", NEW)
    assert Person.objects.get(email="zofia@example.org").language == "en"
    assert mail.outbox[0].subject == "Confirm your e-mail address"
    assert "/en/account/confirm-email/" in mail.outbox[0].body


def test_nobody_learns_that_an_address_has_an_account(client, resident):
    fresh = client.post("/account/signup/", NEW)
    known = client.post("/account/signup/", {**NEW, "email": resident.email})
    assert (fresh.status_code, fresh.headers["Location"]) == (known.status_code, known.headers["Location"])
    assert [letter.to for letter in mail.outbox] == [["zofia@example.org"], [resident.email]]
    assert "/account/password/reset/" in mail.outbox[1].body
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.org"})
    right = client.post("/account/password/reset/", {"email": resident.email})
    assert (unknown.status_code, unknown.headers["Location"]) == (right.status_code, right.headers["Location"])
    assert len(mail.outbox) == 3


@pytest.mark.parametrize(
    "over",
    [{"name": "Wygraj http://spam.example"}, {"name": " "}, {"email": "zofia"}, {"password1": "krotkie"},
     {"password1": "password123"}],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_field_and_typed_words_stay(client, over):
    answer = client.post("/account/signup/", {**NEW, **over})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "ds-error-summary" in page
    assert 'aria-invalid="true"' in page
    assert "Zofia" in page or "Wygraj" in page or over.get("name") == " "
    assert not Person.objects.filter(email=NEW["email"]).exists()


def test_a_new_password_by_letter(client, resident):
    client.post("/account/password/reset/", {"email": resident.email})
    page = client.get(link_in(mail.outbox[0]), follow=True)
    action = page.redirect_chain[-1][0]
    new = "inne trzy zielone kasztany"
    client.post(action, {"password1": new, "password2": new})
    resident.refresh_from_db()
    assert resident.check_password(new)
    assert client.get(link_in(mail.outbox[0]), follow=True).context.get("token_fail"), "the link works once"


def test_changing_the_address_waits_for_its_confirmation(signed_in, resident):
    signed_in.post("/account/email/", {"action_add": "", "email": "nowy@example.org"})
    resident.refresh_from_db()
    assert resident.email == "jan@example.org"
    signed_in.post(link_in(mail.outbox[0]))
    resident.refresh_from_db()
    assert resident.email == "nowy@example.org"


# --- too many attempts, and no addresses kept


def test_wrong_passwords_lock_this_sender_and_account_only(client, resident, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": None}
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        answer = sign_in(client, resident, password="nie to hasło")
    assert answer.status_code == 429
    assert "30 minut" in answer.content.decode()
    assert sign_in(client, resident).status_code == 429, "the right password does not help either"
    other = make_person("Inna Osoba")
    assert sign_in(client, other).status_code == 302


def test_a_public_form_takes_so_many_posts_and_no_more(client, resident, at, admin, city):
    invitation = actions.invite_member(by=admin, organisation=city, email="x@example.org", role="member", at=at)
    path = reverse("web:account_invitation", args=[invitation_token(invitation)])
    answers = [client.post(path).status_code for _attempt in range(21)]
    assert answers[:20] == [200] * 20
    assert answers[20] == 429
    assert client.get(path).status_code == 200


def test_the_cache_holds_no_network_address(client, resident):
    from django.core.cache import cache

    client.post("/account/login/", {"login": resident.email, "password": "x"}, REMOTE_ADDR="203.0.113.77")
    client.post("/account/signup/", NEW, REMOTE_ADDR="203.0.113.77")
    names = [key.split(":", 2)[2] for key in list(cache._cache)]
    kept = "\n".join(f"{name} {cache.get(name)!r}" for name in names)
    assert kept
    assert "203.0.113.77" not in kept


def test_fingerprints_of_addresses_last_a_day_and_trust_only_our_proxy(rf, settings):
    from django.core.cache import cache

    from skwer.web.throttle import salted_address

    def request(**meta):
        return rf.get("/", **meta)

    one = salted_address(request(REMOTE_ADDR="203.0.113.77"))
    assert one == salted_address(request(REMOTE_ADDR="203.0.113.77"))
    assert one != salted_address(request(REMOTE_ADDR="203.0.113.78"))
    forged = request(REMOTE_ADDR="203.0.113.77", HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert salted_address(forged) == one
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    chain = request(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.77")
    assert salted_address(chain) == one
    cache.clear()
    assert salted_address(request(REMOTE_ADDR="203.0.113.77")) != one


# --- the second factor


@pytest.fixture
def desk(settings):
    """A page of the desk and one of the operator's, whatever else is installed."""
    from django.http import HttpResponse
    from django.urls import path

    from skwer import urls as installed

    class Addresses:
        urlpatterns = [path("desk/", lambda request: HttpResponse("desk")),
                       path("en/desk/", lambda request: HttpResponse("desk")), *installed.urlpatterns]  # fmt: skip

    settings.ROOT_URLCONF = Addresses
    settings.REQUIRE_MFA = True


@pytest.mark.parametrize("path", ["/desk/", "/en/desk/"])
def test_a_deciding_role_without_a_second_factor_is_led_to_one(client, resident, city, desk, path):
    make_member(resident, city, "officer")
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(path).headers["Location"].endswith("/account/2fa/")
    Authenticator.objects.create(user=resident, type="recovery_codes", data={})
    assert client.get(path).status_code == 302, "recovery codes alone are none"
    Authenticator.objects.create(user=resident, type="totp", data={})
    assert client.get(path).content == b"desk"


def test_who_does_not_decide_and_who_runs_a_demo_passes(client, auditor, officer, desk, settings):
    client.force_login(auditor, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/desk/").content == b"desk"
    Authenticator.objects.all().delete()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/desk/").status_code == 302
    settings.REQUIRE_MFA = False
    assert client.get("/desk/").content == b"desk"


def fresh(client, person):
    """Signed in, and asked once more just now, so that no page asks "is it you?"."""
    sign_in(client, person)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def test_a_second_factor_is_set_up_and_then_asked_for(client, resident):
    fresh(client, resident)
    page = client.get("/account/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    client.post("/account/2fa/totp/activate/", {"code": code_for(secret)})
    assert Authenticator.objects.filter(user=resident, type="totp").exists()
    client.post("/account/logout/")
    assert sign_in(client, resident).headers["Location"] == "/account/2fa/authenticate/"
    assert client.get("/account/").status_code == 302, "half way in is not in"


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_a_deciding_role_keeps_its_last_second_factor(client, resident, city, kind, settings):
    settings.REQUIRE_MFA = True
    fresh(client, resident)
    last = Authenticator.objects.create(user=resident, type=kind, data={"secret": "x", "name": "klucz"})
    path = "/account/2fa/totp/deactivate/" if kind == "totp" else f"/account/2fa/webauthn/keys/{last.pk}/remove/"
    make_member(resident, city, "admin")
    for method in (client.get, client.post):
        assert method(path).headers["Location"].endswith("/account/2fa/")
    assert Authenticator.objects.filter(pk=last.pk).exists()


def test_who_does_not_decide_may_remove_hers(client, resident):
    fresh(client, resident)
    Authenticator.objects.create(user=resident, type="totp", data={"secret": "x"})
    client.post("/account/2fa/totp/deactivate/", {})
    assert not Authenticator.objects.filter(user=resident).exists()


# --- one's own account


def test_the_account_page_needs_a_person(client):
    for path in ("/account/", "/account/data/", "/account/erase/", "/inbox/"):
        assert client.get(path).headers["Location"].startswith("/account/login/")


def test_name_language_letters_and_consents(signed_in, resident):
    signed_in.post("/account/name/", {"name": "Janina Kowalska"})
    signed_in.post("/account/language/", {"language": "en"})
    signed_in.post("/account/letters/", {"letter": ["new_call"]})
    signed_in.post("/account/consents/", {"consent": ["public_name"]})
    resident.refresh_from_db()
    assert (resident.name, resident.language) == ("Janina Kowalska", "en")
    wishes = dict(Preference.objects.values_list("letter", "wanted"))
    refusable = {kind.key for kind in kinds() if not kind.compulsory}
    assert refusable >= {"new_call", "together", "after_event", "follow_up", "work"}
    assert wishes == {**dict.fromkeys(refusable, False), "new_call": True}
    assert Consent.objects.filter(person=resident, withdrawn_at__isnull=True).count() == 1
    signed_in.post("/account/consents/", {})
    assert not Consent.objects.filter(person=resident, withdrawn_at__isnull=True).exists()
    refused = signed_in.post("/account/name/", {"name": "x" * 121})
    assert refused.status_code == 422
    assert "x" * 121 in refused.content.decode(), "what was typed stays"
    assert 'href="#id_name"' in refused.content.decode()


def test_one_s_data_come_as_a_file(signed_in, resident):
    answer = signed_in.get("/account/data/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="skwer.json"'
    assert answer.json()["account"]["email"] == resident.email


def test_erasing_asks_first_who_it_is_and_whether_one_is_sure(client, resident):
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    assert "reauthenticate" in client.get("/account/erase/").headers["Location"]
    fresh(client, resident)
    assert client.get("/account/erase/").status_code == 200
    assert client.post("/account/erase/").status_code == 422
    assert Person.objects.get(pk=resident.pk).is_active
    client.post("/account/erase/", {"sure": "on"})
    assert not Person.objects.get(pk=resident.pk).is_active
    assert "_auth_user_id" not in client.session


def test_the_last_administrator_reads_what_to_do_first(client, resident, city):
    make_member(resident, city, "admin")
    fresh(client, resident)
    page = client.get("/account/erase/").content.decode()
    assert "Lipowiec nad Strugą" in page
    assert 'name="sure"' not in page


# --- links in letters


def test_a_link_in_a_letter_ends_its_kind_in_one_post(client, resident):
    path = reverse("web:unsubscribe", args=[unsubscribe_token(resident, "together")])
    assert client.get(path).status_code == 200
    assert not Preference.objects.exists(), "mail scanners follow links; looking changes nothing"
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Preference.objects.get().wanted is False
    compulsory = reverse("web:unsubscribe", args=[unsubscribe_token(resident, "correction")])
    assert client.post(compulsory).status_code == 422
    assert client.get(path[:-3] + "x/").status_code == 404


def test_one_click_needs_no_csrf_token(resident):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("web:unsubscribe", args=[unsubscribe_token(resident, "together")])).status_code == 200
    assert strict.post("/account/name/", {"name": "x"}).status_code == 403


def test_an_invitation_is_seen_accepted_and_then_closed(client, admin, city, resident, at):
    invitation = actions.invite_member(by=admin, organisation=city, email="x@example.org", role="officer", at=at)
    path = reverse("web:account_invitation", args=[invitation_token(invitation)])
    page = client.get(path).content.decode()
    assert "Lipowiec nad Strugą" in page
    assert f"/account/signup/?next={quote(path)}" in page
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(path).headers["Location"] == "/inbox/"
    assert resident.memberships.get().role == "officer"
    assert client.get(path).status_code == 410


def test_who_comes_by_an_invitation_has_confirmed_that_address(client, admin, city, at):
    invitation = actions.invite_member(by=admin, organisation=city, email=NEW["email"], role="officer", at=at)
    path = reverse("web:account_invitation", args=[invitation_token(invitation)])
    client.get(path)
    answer = client.post(f"/account/signup/?next={path}", {**NEW, "next": path})
    assert answer.headers["Location"] == path
    assert EmailAddress.objects.get(email=NEW["email"]).verified
    client.post(path)
    assert Person.objects.get(email=NEW["email"]).memberships.get().role == "officer"


# --- every page, in both languages


PUBLIC = ["/account/login/", "/account/signup/", "/account/password/reset/", "/account/password/reset/done/",
          "/account/confirm-email/", "/account/confirm-email/wrong-key/", "/account/inactive/",
          "/account/password/reset/key/x-y/", "/account/password/reset/key/done/"]  # fmt: skip
OWN = ["/account/", "/account/email/", "/account/password/change/", "/account/logout/", "/account/erase/",
       "/account/2fa/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/", "/account/2fa/webauthn/add/",
       "/account/2fa/recovery-codes/generate/", "/inbox/"]  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_answer(client, prefix, path):
    answer = client.get(prefix + path)
    assert answer.status_code == 200
    assert f'<html lang="{"en" if prefix else "pl"}"' in answer.content.decode()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", OWN)
def test_own_pages_answer(client, resident, prefix, path):
    fresh(client, resident)
    if "recovery" in path:
        Authenticator.objects.create(user=resident, type="totp", data={"secret": "x"})
    answer = client.get(prefix + path, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'<html lang="{"en" if prefix else "pl"}"' in page
    assert page.count("<h1") == 1
    with translation.override("en" if prefix else "pl"):
        assert not re.search(r"\s(style|onclick)=", page), "the content security policy allows neither"
