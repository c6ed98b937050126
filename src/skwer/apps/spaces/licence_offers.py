"""What agreements about spaces offer below: what waits for whom, who sees their files, whose data it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from skwer.apps.files import holders
from skwer.apps.files.holders import HolderKind
from skwer.apps.inbox import due
from skwer.apps.inbox.due import Due
from skwer.apps.people import own_data
from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.own_data import OwnData
from skwer.apps.people.rules import may_run

from .licence_queries import of_person, step_of, waiting_version, was_handed_over
from .licence_rules import is_user, may_write_protocol, waits_for
from .models import Licence, Protocol

OVER = (Licence.State.ENDED, Licence.State.VOID)
ROUTES = {"out": "web:protocol", "back": "web:protocol", "send": "web:desk_licence", "answer": "web:desk_licence"}
WORDS = {
    "sign": _("Read and sign"),
    "countersign": _("Sign"),
    "out": _("Open the protocol"),
    "back": _("Open the protocol"),
    "answer": _("Answer"),
    "send": _("Check and send"),
}


def for_users(person: Person, at: datetime) -> list[Due]:
    """Agreements to sign, protocols to write or confirm, and what the use brought to tell."""
    rows = of_person(person).exclude(state=Licence.State.VOID)
    rows = rows.select_related("evaluation").prefetch_related("extensions__version", "protocols")
    found = []
    for licence in rows:
        if licence.state == Licence.State.ENDED:
            if was_handed_over(licence) and getattr(licence, "evaluation", None) is None:
                found.append(_evaluation(licence))
            continue
        step = step_of(licence, at)
        if step.who in ("party", "both") and step.key != "use":
            found.append(_due(licence, step, desk=False))
    return found


def for_offices(person: Person, at: datetime) -> list[Due]:
    """Drafts to send, signatures, protocols and extensions that wait for the office."""
    desks = Membership.objects.desks_of(person).values("organisation")
    cities = [city for city in Organisation.objects.filter(pk__in=desks) if may_run(person, city)]
    rows = Licence.objects.filter(organisation__in=cities).exclude(state__in=OVER)
    rows = rows.select_related("organisation", "space").prefetch_related("extensions__version", "protocols")
    steps = ((licence, step_of(licence, at)) for licence in rows.order_by("pk"))
    return [_due(licence, step, desk=True) for licence, step in steps if step.who in ("office", "both")]


def _due(licence: Licence, step: Any, *, desk: bool) -> Due:
    route = ROUTES.get(step.key, "web:desk_licence" if desk else "web:licence")
    kwargs: dict[str, Any] = {"pk": licence.pk}
    if route == "web:protocol":
        kwargs["way"] = step.key
    return Due(
        what=step.what,
        about=f"{licence.number}: {licence.space.title}",
        action=WORDS[step.key],
        route=route,
        kwargs=kwargs,
        due_at=step.due_at,
        state="late" if step.state == "late" else "fix",
        organisation=licence.organisation,
    )


def _evaluation(licence: Licence) -> Due:
    return Due(
        what=_("Tell what the time of use brought"),
        about=f"{licence.number}: {licence.space.title}",
        action=_("Tell"),
        route="web:licence_evaluate",
        kwargs={"pk": licence.pk},
        state="draft",
        organisation=licence.organisation,
    )


def _nothing(_person: Person | None) -> list[str]:
    return []


def _inside(person: Person | None) -> QuerySet[Licence]:
    return Licence.objects.visible_to(person)


def _change_licence(person: Person, key: str, _at: datetime) -> bool:
    """The user while its signature is waited for; the office as long as the agreement lives."""
    licence = Licence.objects.filter(pk=key).select_related("organisation").first() if key.isdecimal() else None
    if licence is None or licence.state in OVER:
        return False
    if may_run(person, licence.organisation):
        return True
    version = waiting_version(licence)
    return version is not None and waits_for(version) == "party" and is_user(person, licence)


def _never(_person: Person, _key: str, _at: datetime) -> bool:
    """What stands under an agreement stays."""
    return False


def _protocols(person: Person | None) -> QuerySet[Protocol]:
    return Protocol.objects.filter(licence__in=Licence.objects.visible_to(person).values("pk"))


def _change_protocol(person: Person, key: str, _at: datetime) -> bool:
    rows = Protocol.objects.filter(pk=key).select_related("licence__organisation") if key.isdecimal() else []
    return any(may_write_protocol(person, one.licence, one.way) for one in rows)


def licences_of(person: Person) -> list[dict[str, Any]]:
    """For the export: agreements she is the user of, with what she wrote."""
    return [
        {
            "number": row.number,
            "space": row.space.title,
            "state": row.state,
            "party": row.party_name,
            "address": row.party_address,
            "purpose": row.purpose,
            "from": row.starts_on.isoformat(),
            "until": row.ends_on.isoformat(),
            "extensions": [{"until": one.until.isoformat(), "why": one.why} for one in row.extensions.all()],
        }
        for row in of_person(person).prefetch_related("extensions").order_by("pk")
    ]


def running_licences_of(person: Person, _at: datetime) -> Iterator[Any]:
    """Who has a space, or signed for one, cannot vanish: it is given back first."""
    held = (Licence.State.SIGNED, *Licence.LIVE)
    for row in Licence.objects.filter(party=person, party_organisation=None, state__in=held).select_related("space"):
        yield format_lazy(
            _("You have the use of “{space}” by agreement {number}. Give the space back, or end the agreement, first."),
            space=row.space.title,
            number=row.number,
        )


def register_all() -> None:
    """Called once, when the application starts."""
    holders.register(HolderKind("licence", _nothing, _inside, _change_licence))
    holders.register(HolderKind("licence_signed", _nothing, _inside, _never))
    holders.register(HolderKind("space_protocol", _nothing, _protocols, _change_protocol))
    due.register("licences_users", for_users)
    due.register("licences_offices", for_offices)
    own_data.register(OwnData("licences", licences_of, hinders=running_licences_of))
