"""What every page's frame needs: whose page it is, where one can go, in which language and colours.

Evaluated only where a template asks: an answer without a page (JSON, a file, a fragment) pays nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

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
        return address("web:logo", self.city.slug) if logo else ""

    @cached_property
    def home_url(self) -> str:
        # A ministry or an association has a name and colours but no city page to come home to.
        if getattr(self.city, "is_city", self.city is not None) and (url := address("web:city", self.city.slug)):
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
            or self.person.expert_contracts.filter(ended_at__isnull=True).exists()
        )

    @cached_property
    def nav(self) -> list[Link]:
        """The main navigation; what is not installed is left out."""
        items = [
            ("calls", pgettext("navigation", "Calls"), address("web:calls")),
            ("places", pgettext("navigation", "Places"), address("web:places")),
            ("results", pgettext("navigation", "Results"), with_query(address("web:calls"), "state=decided")),
            ("practices", pgettext("navigation", "Practices"), address("web:practices")),
            ("projects", pgettext("navigation", "Projects"), address("web:projects")),
            ("events", pgettext("navigation", "Events"), address("web:events")),
        ]
        if self.has_desk:
            items.append(("desk", pgettext("navigation", "Desk"), address("web:desk")))
        if self.person is not None:
            items.append(("inbox", self.person.name or self.person.email, address("web:inbox")))
        else:
            items.append(("account", _("Sign in"), address("account_login")))
        links = [self._link(*item) for item in items if item[2]]
        if any(link.current == "page" for link in links):  # exactly here: what merely contains it keeps quiet
            links = [replace(link, current="" if link.current == "true" else link.current) for link in links]
        return links

    @cached_property
    def menu(self) -> list[Link]:
        """The same ways and the start page, for the footer: where "Menu" leads on a phone."""
        links = [
            self._link("start", _("Start"), self.home_url),
            *self.nav,
            self._link("learn", pgettext("navigation", "Learning"), address("web:learn")),
            self._link("trials", pgettext("navigation", "Trials"), address("web:trials")),
            self._link("search", _("Search"), address("web:search")),
        ]
        if self.person is not None:
            links.append(self._link("account", _("Your account"), address("web:account")))
            links.append(self._link("", _("Sign out"), address("account_logout")))
        return [link for link in links if link.url]

    @cached_property
    def check(self) -> list[Link]:
        data = address("web:data")
        items = [
            (_("Open data and ballots"), data),
            (_("Recount the results yourself"), data and data + "#recount"),
            (_("Register of agreements"), address("web:agreements")),
            (_("All support of a town"), address("web:support")),
        ]
        return [Link(label, url) for label, url in items if url]

    @cached_property
    def rights(self) -> list[Link]:
        items = [
            (_("Accessibility"), self.accessibility_url),
            (_("Privacy: what we ask for, and why"), address("web:privacy")),
        ]
        return [Link(label, url) for label, url in items if url]

    @cached_property
    def accessibility_url(self) -> str:
        return address("web:accessibility")

    @cached_property
    def search_url(self) -> str:
        return address("web:search")

    @cached_property
    def sign_in_url(self) -> str:
        """To the sign-in page, and back to this one."""
        url = address("account_login")
        return with_query(url, urlencode({"next": self.here}))

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

    def _link(self, section: str, label: str, url: str) -> Link:
        """A way on, marked where the reader is: on that page, or inside that part.

        A view whose address says otherwise names its part: `request.section = "results"`.
        """
        parts = urlsplit(url)
        if parts.path == self.request.path and parts.query == self.request.META.get("QUERY_STRING", ""):
            return Link(label, url, "page")
        named = getattr(self.request, "section", None)
        root = section == "start" or not url
        inside = (
            section == named if named else not root and not parts.query and self.request.path.startswith(parts.path)
        )
        return Link(label, url, "true" if inside and section else "")


def with_query(url: str, query: str) -> str:
    return f"{url}?{query}" if url else ""


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
