"""Why a space fits a wish, in sentences: from the figures a match keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from skwer.apps.places import access
from skwer.apps.spaces.models import USES, UTILITIES, Space
from skwer.web.templatetags.words import day, money, number

SHAPES = {"full": "chosen", "part": "check", "none": "no"}


def told(reasons: Iterable[Mapping[str, Any]], district: str = "") -> list[dict[str, Any]]:
    """Each reason with the shape and word of its status and a sentence, in the order the method gives them.

    district: the name of the space's own, for the sentence about it.
    """
    return [
        {
            "shape": SHAPES.get(reason["fit"], "draft"),
            "word": _fit_word(reason),
            "what": WORDS[reason["what"]],
            "text": _district(reason, district) if reason["what"] == "district" else _SENTENCES[reason["what"]](reason),
        }
        for reason in reasons
        if reason["what"] in WORDS
    ]


def _fit_word(reason: Mapping[str, Any]) -> str:
    if reason["fit"] == "full":
        return _("fits")
    if reason["fit"] == "part":
        return _("fits in part")
    return _("excludes it") if reason.get("hard") else _("does not fit")


WORDS = {
    "use": gettext_lazy("Use"),
    "time": gettext_lazy("Time"),
    "area": pgettext_lazy("square metres", "Area"),
    "utilities": gettext_lazy("What it has"),
    "access": gettext_lazy("Access"),
    "pay": gettext_lazy("Fee"),
    "kind": gettext_lazy("Kind"),
    "district": gettext_lazy("District"),
}


def listed(keys: Iterable[str], words: Iterable[tuple[str, Any]]) -> str:
    """Keys as words with commas, in the order in which they are offered."""
    wanted = set(keys)
    return ", ".join(str(label) for key, label in words if key in wanted)


def _use(reason: Mapping[str, Any]) -> str:
    if "unknown" in reason:
        return _("The office has not said what may be done there. Ask.")
    may, no = listed(reason.get("may", ()), USES), listed(reason.get("not", ()), USES)
    if may and no:
        return _("Possible: %(may)s. Not possible: %(no)s.") % {"may": may, "no": no}
    return _("Possible: %(may)s.") % {"may": may} if may else _("Not possible: %(no)s.") % {"no": no}


def _date(iso: str) -> str:
    return day(date.fromisoformat(iso))


def _time(reason: Mapping[str, Any]) -> str:
    if "least" in reason:
        least = int(reason["least"])
        free = int(reason.get("days", 0))
        if not free:
            return _("Not free in the time you named.")
        return ngettext(
            "Free for %(days)s day of your time, but it is given for at least %(least)s.",
            "Free for %(days)s days of your time, but it is given for at least %(least)s.",
            free,
        ) % {"days": free, "least": least}
    if reason["fit"] == "part" and "asked" in reason:
        asked = int(reason["asked"])
        return ngettext(
            "Free for %(days)s of the %(n)s day you named.", "Free for %(days)s of the %(n)s days you named.", asked
        ) % {"days": reason["days"], "n": asked}
    if reason["fit"] == "part" and "from" in reason:
        return _("Free only from %(day)s.") % {"day": _date(reason["from"])}
    return _("Free for the whole time.")


def _metres(value: str) -> str:
    figure = Decimal(value)
    return _("%(n)s m²") % {"n": number(figure, 0 if figure == figure.to_integral_value() else 1)}


def _area(reason: Mapping[str, Any]) -> str:
    has = _metres(reason["area"])
    if "least" in reason:
        return _("It has %(has)s, you need at least %(least)s.") % {"has": has, "least": _metres(reason["least"])}
    if "most" in reason:
        return _("It has %(has)s, you wanted at most %(most)s.") % {"has": has, "most": _metres(reason["most"])}
    return _("It has %(has)s.") % {"has": has}


def _utilities(reason: Mapping[str, Any]) -> str:
    if reason.get("missing"):
        return _("Missing: %(what)s.") % {"what": listed(reason["missing"], UTILITIES)}
    return _("There is: %(what)s.") % {"what": listed(reason.get("has", ()), UTILITIES)}


def _access(reason: Mapping[str, Any]) -> str:
    needs = [(need.key, need.label) for need in access.NEEDS]
    said = []
    for answer in (access.YES, access.PARTLY, access.NO, access.UNKNOWN):
        if keys := reason.get(answer):
            said.append(f"{listed(keys, needs)}: {access.ANSWERS[answer]}")
    return f"{'; '.join(said)}."


def _pay(reason: Mapping[str, Any]) -> str:
    if "sum" not in reason:
        if reason["fee"] == Space.Fee.FREE:
            return _("It costs nothing.")
        if reason["fee"] == Space.Fee.UTILITIES:
            return _("You pay what you use: water, electricity, heating.")
        return _("The rent is not said yet. Ask the office.")
    fee = money(Decimal(reason["sum"]), reason["currency"])
    if reason["fit"] == "none":
        most = money(Decimal(reason["most"]), reason["currency"])
        return _("It costs %(sum)s a month, you pay at most %(most)s.") % {"sum": fee, "most": most}
    return _("It costs %(sum)s a month.") % {"sum": fee}


def _kind(reason: Mapping[str, Any]) -> str:
    return f"{str(dict(Space.Kind.choices)[reason['kind']]).capitalize()}."


def _district(reason: Mapping[str, Any], name: str) -> str:
    if reason["fit"] == "full":
        return _("In the district you named.")
    return _("In another district: %(name)s.") % {"name": name} if name else _("Outside the district you named.")


_SENTENCES = {
    "use": _use,
    "time": _time,
    "area": _area,
    "utilities": _utilities,
    "access": _access,
    "pay": _pay,
    "kind": _kind,
}
