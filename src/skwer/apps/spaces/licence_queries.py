"""What is looked up about agreements: what is taken when, what comes next, the desk's list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from skwer.apps.inbox.due import end_of
from skwer.apps.people.models import Organisation, Person

from .models import Extension, Licence, LicenceVersion, Protocol, Space

State = Licence.State
END_IS_NEAR = timedelta(days=30)


def public_user(licence: Licence) -> Any:
    """Who uses the space, as everybody may read it: an organisation by name, people never."""
    if licence.party_organisation is not None:
        return licence.party_organisation.name
    return _("a resident")


def clash(space: Space, starts_on: date, ends_on: date, *, but: Licence | None = None) -> Licence | None:
    """An agreement that holds the space on one of these days, an agreed extension counted in."""
    promised = Extension.objects.filter(licence=OuterRef("pk"), state=Extension.State.AGREED, until__gte=starts_on)
    rows = space.licences.filter(state__in=Licence.HOLDING, starts_on__lte=ends_on).filter(
        Q(ends_on__gte=starts_on) | Exists(promised)
    )
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return rows.order_by("starts_on").first()


def held_spans(space: Space) -> list[tuple[date, date]]:
    """When the space is taken, for its public page: days only, nobody's name."""
    rows = space.licences.filter(state__in=Licence.HOLDING).prefetch_related("extensions").order_by("starts_on")
    return [(one.starts_on, held_until(one)) for one in rows]


def held_until(licence: Licence) -> date:
    """The last day it holds the space, with an extension that was agreed and waits for signatures."""
    agreed = [one.until for one in licence.extensions.all() if one.state == Extension.State.AGREED]
    return max([licence.ends_on, *agreed])


def state_by_licences(space: Space) -> Space.State:
    """What an offered space is by its agreements: in use, talked about, or free."""
    states = set(space.licences.values_list("state", flat=True))
    if states & set(Licence.LIVE):
        return Space.State.IN_USE
    return Space.State.TALKS if states & {State.DRAFTED, State.SENT, State.SIGNED} else Space.State.FREE


def in_use_by_others(licence: Licence) -> bool:
    """Does somebody else still have the space, whatever the days say?"""
    used = licence.space.licences.filter(state__in=(State.IN_USE, State.TERMINATED)).exclude(pk=licence.pk)
    return used.exists()


def latest_version(licence: Licence) -> LicenceVersion | None:
    """The newest text, signed or not."""
    return licence.versions.order_by("number").last()


def version_in_force(licence: Licence) -> LicenceVersion | None:
    """The newest text both sides signed."""
    return (
        licence.versions.filter(party_signed_on__isnull=False, city_signed_on__isnull=False).order_by("number").last()
    )


def open_extension(licence: Licence) -> Extension | None:
    """The extension that waits for an answer or for signatures."""
    return licence.extensions.filter(state__in=(Extension.State.ASKED, Extension.State.AGREED)).first()


def waiting_version(licence: Licence) -> LicenceVersion | None:
    """The text that waits for signatures: the first one, or an annex."""
    if licence.state in (State.SENT, State.SIGNED):
        return latest_version(licence)
    if licence.state in (State.ACTIVE, State.IN_USE):
        found = licence.extensions.filter(state=Extension.State.AGREED).select_related("version").first()
        return found.version if found else None
    return None


def protocol_of(licence: Licence, way: str) -> Protocol | None:
    """The protocol of one direction, if somebody began it."""
    return licence.protocols.filter(way=way).first()


def was_handed_over(licence: Licence) -> bool:
    """Did the user ever have the space? What ended before the hand-over brought nothing to tell."""
    out = [one for one in licence.protocols.all() if one.way == Protocol.Way.OUT]
    return any(one.party_confirmed_at and one.city_confirmed_at for one in out)


def of_person(person: Person) -> QuerySet[Licence]:
    """Agreements whose user she is, alone or with her organisation; drafts of the office are not hers yet."""
    rows = Licence.objects.of_party(person).exclude(state=State.DRAFTED)
    return rows.select_related("space", "organisation").order_by("-drafted_at", "-pk")


WAITING = ("prepare", "party", "city", "handing", "extension", "in_use", "ended")
"""What an agreement waits for, as the desk sorts them."""
_NARROWED = {
    "prepare": Q(state=State.DRAFTED),
    "party": Q(state=State.SENT),
    "city": Q(state=State.SIGNED),
    "handing": Q(state__in=(State.ACTIVE, State.TERMINATED)),
    "extension": Q(asked=True),
    "in_use": Q(state=State.IN_USE),
    "ended": Q(state__in=(State.ENDED, State.VOID)),
}


def _rows(city: Organisation) -> QuerySet[Licence]:
    asked = Extension.objects.filter(licence=OuterRef("pk"), state=Extension.State.ASKED)
    return Licence.objects.filter(organisation=city).annotate(asked=Exists(asked))


def desk_list(city: Organisation, waiting: str = "") -> QuerySet[Licence]:
    """The city's agreements, newest first, narrowed by what they wait for."""
    rows = _rows(city).select_related("organisation", "space", "party_organisation")
    rows = rows.prefetch_related("extensions__version", "protocols")
    if waiting in _NARROWED:
        rows = rows.filter(_NARROWED[waiting])
    return rows.order_by("-drafted_at", "-pk")


def waiting_counts(city: Organisation) -> dict[str, int]:
    """How many agreements of the city wait for what; one query."""
    counted: dict[str, int] = _rows(city).aggregate(
        **{name: Count("pk", filter=test) for name, test in _NARROWED.items()}
    )
    return counted


@dataclass(frozen=True)
class Step:
    """What comes next: what, who does it ("office", "party", "both", "" for nobody), until when, in which shape."""

    key: str
    what: Any
    who: str
    due_at: datetime | None = None
    state: str = "draft"


def step_of(licence: Licence, at: datetime) -> Step:
    """The next step, for the top of its page, the desk's list and the inbox. Uses what was fetched beforehand."""
    if licence.state == State.DRAFTED:
        return Step("send", _("Check the draft and send it to the user"), "office")
    if licence.state == State.SENT:
        late = licence.sign_until is not None and at >= licence.sign_until
        return Step("sign", _("The user reads and signs"), "party", licence.sign_until, "late" if late else "sent")
    if licence.state == State.SIGNED:
        return Step("countersign", _("The city signs"), "office", None, "check")
    if licence.state == State.ACTIVE:
        return _hand_over(licence, at)
    if licence.state == State.IN_USE:
        return _in_use(licence, at)
    if licence.state == State.TERMINATED:
        return _hand_back(licence, at)
    if licence.state == State.ENDED:
        return Step("ended", _("The space is back"), "", None, "done")
    return Step("void", _("There is no agreement; the space is free"), "", None, "no")


def _of(rows: Iterator[Any] | Any, **told: Any) -> Any:
    return next((row for row in rows if all(getattr(row, name) == value for name, value in told.items())), None)


def _extension_step(licence: Licence) -> Step | None:
    rows = list(licence.extensions.all())
    if _of(rows, state=Extension.State.ASKED):
        return Step("answer", _("Answer: the user asks for more time"), "office", None, "fix")
    agreed = _of(rows, state=Extension.State.AGREED)
    if agreed is None or agreed.version is None:
        return None
    if agreed.version.party_signed_on is None:
        return Step("sign", _("The user reads and signs the annex"), "party", None, "sent")
    return Step("countersign", _("The city signs the annex"), "office", None, "check")


def _confirming(licence: Licence, way: str, write: Step) -> Step:
    protocol = _of(licence.protocols.all(), way=way)
    if protocol is None:
        return write
    if protocol.party_confirmed_at is None and protocol.city_confirmed_at is None:
        return Step(write.key, _("Both sides read the protocol and confirm it"), "both", write.due_at, write.state)
    who = "party" if protocol.party_confirmed_at is None else "office"
    what = _("The user confirms the protocol") if who == "party" else _("The city confirms the protocol")
    return Step(write.key, what, who, write.due_at, "check")


def _hand_over(licence: Licence, at: datetime) -> Step:
    due = end_of(licence.starts_on)
    what = _("Hand the space over and write the protocol")
    return _confirming(licence, Protocol.Way.OUT, Step("out", what, "both", due, "late" if at >= due else "build"))


def _hand_back(licence: Licence, at: datetime) -> Step:
    due = end_of(licence.ends_on)
    what = _("Take the space back and write the protocol")
    return _confirming(licence, Protocol.Way.BACK, Step("back", what, "both", due, "late" if at >= due else "build"))


def _in_use(licence: Licence, at: datetime) -> Step:
    if (step := _extension_step(licence)) is not None:
        return step
    due = end_of(licence.ends_on)
    if _of(licence.protocols.all(), way=Protocol.Way.BACK) is not None or at >= due - END_IS_NEAR:
        return _hand_back(licence, at)
    return Step("use", _("The space is in use"), "party", due, "build")


def public_uses(space: Space) -> tuple[Licence | None, list[Licence]]:
    """What everybody may know: the use that goes on, and earlier ones whose evaluation is published, newest first."""
    rows = space.licences.select_related("party_organisation", "evaluation")
    now = rows.filter(state__in=(State.IN_USE, State.TERMINATED)).order_by("starts_on").first()
    told = rows.filter(state=State.ENDED, evaluation__published_at__isnull=False).order_by("-ends_on")[:6]
    return now, list(told)
