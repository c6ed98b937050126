"""Roles that decide or pay come to the desk with a second factor only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from skwer.apps.people.queries import second_factors
from skwer.apps.people.rules import decides

_REMOVING = {"mfa_deactivate_totp", "mfa_remove_webauthn"}


class SecondFactorMiddleware:
    """Leads a deciding role without a second factor to setting one up, and keeps her from removing the last one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        if not settings.REQUIRE_MFA or not request.user.is_authenticated:
            return None
        if _is_guarded(request) and decides(request.user) and not second_factors(request.user).exists():
            messages.warning(request, _("Your role decides about public money. Set up a second factor first."))
            return redirect("mfa_index")
        match = request.resolver_match
        if match is not None and match.url_name in _REMOVING and decides(request.user):
            removed = {"pk": kwargs["pk"]} if "pk" in kwargs else {"type": "totp"}
            if not second_factors(request.user).exclude(**removed).exists():
                messages.error(request, _("Your role needs a second factor. Add another one before you remove this."))
                return redirect("mfa_index")
        return None


def _is_guarded(request: HttpRequest) -> bool:
    """The desk and the operator's pages, in every language."""
    path = request.path_info
    for code, _name in settings.LANGUAGES:
        path = path.removeprefix(f"/{code}") if path.startswith(f"/{code}/") else path
    return path.startswith(("/desk/", "/admin/"))
