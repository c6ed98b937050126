"""How the sign-in library does things our way: accounts through our actions, letters through our post."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone, translation

from skwer.apps.people import actions
from skwer.apps.people.models import Person
from skwer.apps.people.signals import account_letter

from ..throttle import salted_address

_LINKS = ("activate_url", "password_reset_url", "signup_url")


class AccountAdapter(DefaultAccountAdapter):
    """Opens accounts, announces letters, and never looks at a plain network address."""

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:  # noqa: ARG002
        data = form.cleaned_data
        return actions.register_person(
            email=data["email"],
            name=data["name"],
            password=data["password1"],
            language=(translation.get_language() or "pl")[:2],
            at=timezone.now(),
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Announce that a letter is wanted; `mail` writes and sends it. Only links go along: no address of a sender,
        no browser's name."""
        person = context.get("user")
        facts = {key: context[key] for key in _LINKS if key in context}
        # Signing up one reads the page's language; later letters follow the account's own.
        facts["language"] = person.language if isinstance(person, Person) else translation.get_language() or "pl"
        account_letter.send(
            sender=AccountAdapter,
            kind=template_prefix,
            email=email,
            person=person if isinstance(person, Person) else None,
            facts=facts,
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        return salted_address(request)
