"""What every page's frame needs: whose page it is, where one can go, in which language and colours.

Evaluated only where a template asks: an answer without a page (JSON, a file, a fragment) pays nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import cached_property
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from skwer.apps.people.models import Membership

SCHEMES = ("auto", "light", "dark")
SCHEME_COOKIE = "scheme"


@dataclass(frozen=True)
class Link:
    """One way on: its words, its address, and whether this page is there (a page, or a page inside it)."""

    label: str
    url: str
    current: str = ""  # the value of aria-current: "page", "true" or nothing
    lang: str = ""


class Frame:
    """The page's frame, computed piece by piece as the template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def city(self) -> Any:
        """The city whose page this is: views say so with `request.city = call.city`."""
        return getattr(self.request, "city", None)

    @cached_property
    def theme(self) -> str:
        return getattr(self.city, "theme", "") or "lipa"

    @cached_property
    def logo_url(self) -> str:
        """The city's own logo where it has one; the mark stands in otherwise."""
        logo = getattr(self.city, "logo", None)
        return logo.url if logo else ""

    @cached_property
    def home_url(self) -> str:
        if self.city is not None and (url := address("web:city", self.city.slug)):
            return url
        return address("web:home") or "/"

    @cached_property
    def seed(self) -> str:
        """The street of the footer is the city's own."""
        return getattr(self.city, "slug", "") or "skwer"

    @cached_property
    def scheme(self) -> str:
        chosen = self.request.COOKIES.get(SCHEME_COOKIE, "auto")
        return chosen if chosen in SCHEMES else "auto"

    @cached_property
    def schemes(self) -> list[tuple[str, str]]:
        """(value, words) of the colour schemes a reader may choose."""
        return [
            ("auto", pgettext("colour scheme", "As on my device")),
            ("light", pgettext("colour scheme", "Light")),
            ("dark", pgettext("colour scheme", "Dark")),
        ]

    @cached_property
    def scheme_url(self) -> str:
        return address("web:scheme")

    @cached_property
    def here(self) -> str:
        """This page with its query: where the scheme switch comes back to."""
        return self.request.get_full_path()

    @cached_property
    def person(self) -> Any:
        """Who is signed in, or None."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def has_desk(self) -> bool:
        """Does she work at a desk: runs calls, audits, sits in a committee or runs the installation?"""
        if self.person is None:
            return False
        if self.person.is_staff:
            return True
        roles = (Membership.Role.OFFICER, Membership.Role.ADMIN, Membership.Role.AUDITOR)
        return (
            self.person.memberships.filter(ended_at__isnull=True, role__in=roles).exists()
            or self.person.seats.filter(ended_at__isnull=True).exists()
        )

    @cached_property
    def nav(self) -> list[Link]:
        """The main navigation; what is not installed is left out."""
        items = [
            (pgettext("navigation", "Calls"), "web:calls"),
            (pgettext("navigation", "Places"), "web:places"),
            (pgettext("navigation", "Results"), "web:results"),
        ]
        if self.has_desk:
            items.append((pgettext("navigation", "Desk"), "web:desk"))
        if self.person is not None:
            items.append((self.person.name or self.person.email, "web:inbox"))
        else:
            items.append((_("Sign in"), "account_login"))
        return list(self._links(items))

    @cached_property
    def menu(self) -> list[Link]:
        """The same ways and the start page, for the footer: where "Menu" leads on a phone."""
        links = [Link(_("Start"), self.home_url, "page" if self.request.path == self.home_url else ""), *self.nav]
        links += self._links([(_("Search"), "web:search")])
        if self.person is not None:
            links += self._links([(_("Your account"), "account_email"), (_("Sign out"), "account_logout")])
        return links

    @cached_property
    def check(self) -> list[Link]:
        return list(self._links([(_("Open data and ballots"), "web:data"), (_("Recount the results"), "web:recount")]))

    @cached_property
    def rights(self) -> list[Link]:
        items = [
            (_("Accessibility"), "web:accessibility"),
            (_("Privacy: what we ask for, and why"), "web:privacy"),
            (_("Regulations"), "web:regulations"),
        ]
        return list(self._links(items))

    @cached_property
    def accessibility_url(self) -> str:
        return address("web:accessibility")

    @cached_property
    def languages(self) -> list[Link]:
        """This page in every language, its query kept; where it has no twin, that language's start page."""
        path, now = self.request.get_full_path(), get_language()
        links = []
        for code, _name in settings.LANGUAGES:
            url = translate_url(path, code)
            if url == path and code != now:
                url = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
            links.append(Link(OWN_NAMES.get(code, code), url, "true" if code == now else "", code))
        return links

    @cached_property
    def language(self) -> str:
        return (get_language() or settings.LANGUAGE_CODE)[:2]

    def _links(self, items: list[tuple[str, str]]) -> Iterator[Link]:
        here = self.request.path
        for label, name in items:
            if url := address(name):
                path = urlsplit(url).path
                inside = path != "/" and here.startswith(path)
                yield Link(label, url, "page" if here == path else "true" if inside else "")


# Each language in its own words, so that a reader finds hers whatever page she landed on.
OWN_NAMES = {"pl": "Polski", "en": "English", "nb": "Norsk", "cs": "Čeština", "uk": "Українська", "de": "Deutsch"}


def address(name: str, *args: object) -> str:
    """The address of a named page, or "" while no such page is installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `frame` in every template."""
    return {"frame": Frame(request)}
