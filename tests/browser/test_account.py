"""Accounts in a real browser: whole pages by keyboard and axe, and a passkey from a device that has one."""

from __future__ import annotations

import pytest

from skwer.apps.people.models import Person

from ..factories import PASSWORD, make_member, make_person
from .conftest import axe, picture, sideways

pytestmark = pytest.mark.django_db(transaction=True)


def check(page, name: str = "") -> None:
    """Nothing for axe, nothing to scroll sideways, nothing in the console."""
    assert axe(page) == []
    assert sideways(page) == 0
    assert page.errors == []
    picture(page, name or page.url.split("/", 3)[3].strip("/").replace("/", "-"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_pages_of_the_account_are_accessible(visit, city, width, scheme):
    person = make_person("Zofia Kamińska", email="zofia@poczta.example")
    make_member(person, city, "officer")
    stranger = visit(width=width, scheme=scheme)
    for path in ("/account/login/", "/account/signup/", "/account/password/reset/", "/account/password/reset/done/"):
        stranger.goto(path)
        check(stranger, f"account{path.replace('/', '-')}{width}-{scheme}")
    page = visit(width=width, scheme=scheme, person=person)
    own = ("/account/", "/account/email/", "/account/2fa/", "/account/password/change/", "/account/logout/", "/inbox/")
    for path in own:
        page.goto(path)
        check(page, f"account{path.replace('/', '-')}{width}-{scheme}")


def test_signing_up_says_what_to_mend_and_leads_there(visit):
    page = visit(width=360)
    page.goto("/account/signup/")
    page.fill("#id_email", "zofia")
    page.keyboard.press("Enter")
    summary = page.locator("[data-errors]")
    summary.wait_for()
    assert summary.get_by_role("link").count() == 3
    check(page, "account-signup-errors-360")
    summary.get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "id_name"


def test_a_passkey_is_added_and_signs_in_without_a_password(visit):
    person = make_person("Zofia Kamińska", email="zofia@poczta.example")
    page = visit()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                     "hasUserVerification": True, "isUserVerified": True}},
    )  # fmt: skip
    page.goto("/account/login/")
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/")
    page.goto("/account/2fa/webauthn/add/")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/webauthn/add/")
    page.fill("#id_name", "telefon")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/inbox/")
    assert Person.objects.get(pk=person.pk).last_login is not None


def test_a_device_without_a_passkey_says_so(visit):
    page = visit()
    page.goto("/account/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.click("#passkey_login")
    page.locator("[data-passkey-error]").wait_for(state="visible")


def test_without_scripts_the_password_is_all_there_is(visit):
    person = make_person("Zofia Kamińska", email="zofia@poczta.example")
    page = visit(script=False)
    page.goto("/account/login/")
    assert not page.locator("#passkey_login").is_visible()
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox/")
