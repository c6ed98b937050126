"""Why a practice fits a city, and how a question was understood: in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from skwer.apps.practices.finding import Question, Reason
from skwer.apps.practices.kits import law
from skwer.apps.practices.models import Size, Theme
from skwer.web.countries import country_name
from skwer.web.templatetags.words import money, number


def told(reasons: Iterable[Reason]) -> list[str]:
    """Each reason as a sentence."""
    return [_SENTENCES[reason.what](reason) for reason in reasons]


def _challenges(reason: Reason) -> str:
    themes = [str(Theme(key).label) for key in reason.keys]
    return ngettext(
        "Deals with a challenge you named: %(themes)s.",
        "Deals with %(n)s challenges you named: %(themes)s.",
        len(themes),
    ) % {"n": len(themes), "themes": ", ".join(themes)}


def _size(reason: Reason) -> str:
    return _("Comes from a city of your size: %(n)s residents.") % {"n": number(reason.population)}


def _used(reason: Reason) -> str:
    return ngettext(
        "%(names)s, a city of your size, re-uses it.", "%(names)s, cities of your size, re-use it.", len(reason.names)
    ) % {"names": ", ".join(reason.names)}


def _vehicle(reason: Reason) -> str:
    names = ", ".join(str(law.vehicle(key).name) for key in reason.keys)
    return _("You have used the legal vehicle it stands on: %(names)s.") % {"names": names}


_SENTENCES = {"challenges": _challenges, "size": _size, "used": _used, "vehicle": _vehicle}


def understood(question: Question) -> list[str]:
    """What was read in a question, piece by piece; empty where it was only words."""
    if not question.says_more:
        return []
    said = [_("theme: %(name)s") % {"name": Theme(theme).label} for theme, _words in question.themes]
    if question.size is not None:
        said.append(_("city: %(size)s, or the next size") % {"size": Size(question.size).label})
    if question.country:
        said.append(_("country: %(name)s") % {"name": country_name(question.country)})
    if question.verdict:
        said.append(_("practices that did not work"))
    if question.cost is not None:
        said.append(_("cost from at most %(sum)s") % {"sum": money(question.cost, question.currency)})
    if question.words:
        said.append(pgettext("search", "words: %(words)s") % {"words": question.words})
    return said


def themed(keys: Iterable[str]) -> str:
    """Names of themes with commas, the first with a capital letter."""
    return capfirst(", ".join(str(Theme(key).label) for key in keys if key in Theme.values))
