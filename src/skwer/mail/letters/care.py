"""Letters about looking after places: asked, handing over, late tasks, defects and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skwer.apps.people.models import Membership, Person
from skwer.apps.places.models import CareTask, Defect, Entry, Handover, Keeper, Place
from skwer.apps.places.queries.care import next_due

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing
from .grants import day

_CARE = gettext_lazy("You get this letter because you look after this place.")


def people_of(keeper: Keeper) -> list[Person]:
    """The keeper; for an organisation those who work in it."""
    if keeper.person is not None:
        return [keeper.person] if keeper.person.is_active else []
    roles = [Membership.Role.OFFICER, Membership.Role.ADMIN, Membership.Role.MEMBER]
    acting = Membership.objects.current().filter(organisation=keeper.organisation_id, role__in=roles)
    return list(Person.objects.filter(is_active=True, memberships__in=acting).distinct().order_by("pk"))


def _keepers(place: Place, *, lead_only: bool = False) -> Iterator[Person]:
    rows = Keeper.objects.live().filter(place=place).select_related("person").order_by("pk")
    told: set[int] = set()
    for keeper in rows.filter(role=Keeper.Role.LEAD) if lead_only else rows:
        for person in people_of(keeper):
            if person.pk not in told:
                told.add(person.pk)
                yield person


def _officers(place: Place) -> list[Person]:
    running = Membership.objects.current().filter(
        organisation=place.organisation, role__in=(Membership.Role.OFFICER, Membership.Role.ADMIN)
    )
    return list(Person.objects.filter(is_active=True, memberships__in=running).distinct().order_by("pk"))


def _about(place: Place) -> list[tuple[str, str]]:
    where = ", ".join(part for part in (place.address, place.district.name if place.district else "") if part)
    return [(_("Place"), str(place.title)), *([(_("Where"), where)] if where else [])]


def _keeper(pk: int) -> Keeper | None:
    rows = Keeper.objects.select_related("place__organisation", "place__district", "person", "organisation")
    return rows.filter(pk=pk).first()


def _invitees(keeper: Keeper) -> Iterator[tuple[Person | None, str, str]]:
    """Who answers: an address, which may have no account; or the people of an organisation."""
    if keeper.email:
        known = Person.objects.filter(email__iexact=keeper.email, is_active=True).first()
        yield None, keeper.email, known.language if known else "pl"
    elif keeper.organisation_id is not None:
        for person in people_of(keeper):
            yield person, "", ""


def keeper_invited(pk: int) -> Iterator[Outgoing]:
    """To the invited address, with the link; to the organisation's people, who answer after signing in."""
    keeper = _keeper(pk)
    if keeper is None or keeper.since is not None or keeper.until is not None:
        return
    for person, email, language in _invitees(keeper):
        yield Outgoing(kinds.INVITATION, lambda: _invited(keeper), person, email, language)


def _invited(keeper: Keeper) -> Contents:
    place = keeper.place
    return Contents(
        subject=_("Will you look after a place? %(place)s") % {"place": place.title},
        text=[_("You are asked to look after a place in your neighbourhood: as much as you can, and with others.")],
        facts=_about(place),
        button=(_("Answer"), links.keeper(keeper)),
        after=[_("The invitation is good for 30 days. If you do not want to, say no there, or do nothing.")],
        why=_("You get this letter because whoever looks after the place, or the city, entered your address."),
        organisation=place.organisation,
    )


def keeper_offered(pk: int) -> Iterator[Outgoing]:
    """To who leads the care, else to the office: somebody would like to help."""
    keeper = _keeper(pk)
    if keeper is None or keeper.since is not None or keeper.until is not None:
        return
    leads = list(_keepers(keeper.place, lead_only=True))
    for person in leads or _officers(keeper.place):
        yield Outgoing(kinds.CARE, lambda: _offered(keeper), person)


def _offered(keeper: Keeper) -> Contents:
    place = keeper.place
    return Contents(
        subject=_("Somebody offers to help: %(place)s") % {"place": place.title},
        text=[_("Somebody would like to help to look after this place, and waits for your answer.")],
        facts=_about(place),
        button=(_("Answer"), links.care(place)),
        why=_("You get this letter because you lead the care of this place, or work in its office."),
        organisation=place.organisation,
    )


def keeper_answered(pk: int) -> Iterator[Outgoing]:
    """To who offered to help: yes or no."""
    keeper = _keeper(pk)
    if keeper is not None and keeper.person is not None and (keeper.since is not None or keeper.until is not None):
        yield Outgoing(kinds.CARE, lambda: _answered(keeper), keeper.person)


def _answered(keeper: Keeper) -> Contents:
    place, taken = keeper.place, keeper.since is not None
    title = {"place": place.title}
    return Contents(
        subject=(_("You look after a place: %(place)s") if taken else _("No help needed now: %(place)s")) % title,
        text=[
            _("Your offer is taken. Choose days that suit you, and write what you did.")
            if taken
            else _("Thank you for your offer. At this place no more help is needed now; others look for keepers.")
        ],
        facts=_about(place),
        button=(_("To the place"), links.care(place) if taken else links.places()),
        why=_("You get this letter because you offered to look after this place."),
        organisation=place.organisation,
    )


def _handover(pk: int) -> Handover | None:
    rows = Handover.objects.select_related(
        "place__organisation", "place__district", "giver__person", "giver__organisation",
        "taker__person", "taker__organisation",
    )  # fmt: skip
    return rows.filter(pk=pk).first()


def handover_asked(pk: int) -> Iterator[Outgoing]:
    """To whoever is asked to take over."""
    handover = _handover(pk)
    if handover is None or handover.state != Handover.State.ASKED:
        return
    taker = handover.taker
    if taker.since is not None:
        for person in people_of(taker):
            yield Outgoing(kinds.INVITATION, lambda: _asked(handover), person)
    else:
        for person, email, language in _invitees(taker):
            yield Outgoing(kinds.INVITATION, lambda: _asked(handover), person, email, language)


def _asked(handover: Handover) -> Contents:
    place, taker = handover.place, handover.taker
    return Contents(
        subject=_("Will you take over a place? %(place)s") % {"place": place.title},
        text=[_("%(name)s hands this place over and asks you.") % {"name": capfirst(handover.giver.shown_name)}],
        quote=handover.note,
        facts=_about(place),
        button=(_("Answer"), links.handover(place) if taker.since is not None else links.keeper(taker)),
        after=[_("Until you say yes, nothing changes. The question is good for 30 days.")],
        why=_("You get this letter because whoever looks after the place, or the city, entered your address."),
        organisation=place.organisation,
    )


def handover_answered(pk: int) -> Iterator[Outgoing]:
    """To who handed over: yes or no; the office hears of a yes, it must know whom to ask."""
    handover = _handover(pk)
    if handover is None or handover.state not in (Handover.State.ACCEPTED, Handover.State.DECLINED):
        return
    for person in people_of(handover.giver):
        yield Outgoing(kinds.CARE, lambda: _handed(handover), person)


def _handed(handover: Handover) -> Contents:
    place, yes = handover.place, handover.state == Handover.State.ACCEPTED
    title = {"place": place.title}
    on = day(timezone.localdate(handover.answered_at)) if handover.answered_at else ""
    return Contents(
        subject=(_("Taken over: %(place)s") if yes else _("Not taken over: %(place)s")) % title,
        text=[
            _("From %(day)s on, %(name)s looks after the place. Thank you for everything you did there.")
            % {"name": handover.taker.shown_name, "day": on}
            if yes
            else _("The answer is no. You look after the place as before, and can ask somebody else.")
        ],
        facts=_about(place),
        button=(_("To the place"), links.place(place) if yes else links.handover(place)),
        why=_("You get this letter because you wanted to hand this place over."),
        organisation=place.organisation,
    )


def task_late(pk: int) -> Iterator[Outgoing]:
    """To the keepers: its day has passed."""
    task = CareTask.objects.select_related("place__organisation", "place__district").filter(pk=pk).first()
    if task is None or task.ended_on is not None or task.reminded_on is None:
        return
    last = task.entries.filter(state=Entry.State.SHOWN).order_by("-on").values_list("on", flat=True).first()
    due = next_due(task, last, timezone.localdate())
    if due is None or due != task.reminded_on:
        return  # somebody did it in the meantime
    for person in _keepers(task.place):
        yield Outgoing(kinds.CARE, lambda: _late(task), person)


def _late(task: CareTask) -> Contents:
    place = task.place
    what = str(capfirst(task.get_what_display()))
    return Contents(
        subject=_("It waits for somebody: %(what)s, %(place)s") % {"what": what, "place": place.title},
        text=[_("The day of this task has passed, and nobody wrote that it is done. Who can come?")],
        facts=[
            *_about(place),
            (_("What"), what),
            *([(_("How"), task.note)] if task.note else []),
            (_("Due since"), day(task.reminded_on) if task.reminded_on else ""),
        ],
        button=(_("Take a turn, or write that it is done"), links.care(place)),
        why=str(_CARE),
        organisation=place.organisation,
    )


def _defect(pk: int) -> Defect | None:
    rows = Defect.objects.select_related("place__organisation", "place__district", "entry", "same_as")
    return rows.filter(pk=pk).first()


def _reporter(defect: Defect, contents: Callable[[], Contents]) -> Iterator[Outgoing]:
    """Whoever left an address with the report, in the language of the report."""
    entry = defect.entry
    if entry is not None and entry.contact:
        yield Outgoing(kinds.CARE, contents, email=entry.contact, language=entry.language)


def defect_confirmed(pk: int) -> Iterator[Outgoing]:
    """To whoever reported it, and to the keepers: it is so, and who repairs it by when."""
    defect = _defect(pk)
    if defect is None or defect.state not in (Defect.State.CONFIRMED, Defect.State.REPAIR):
        return
    yield from _reporter(defect, lambda: _confirmed(defect, _reported_why()))
    for person in _keepers(defect.place, lead_only=defect.who != Defect.Who.KEEPERS):
        yield Outgoing(kinds.CARE, lambda: _confirmed(defect, str(_CARE)), person)


def _reported_why() -> str:
    return _("You get this letter because you left your address with the report. We erase it 30 days after the answer.")


def _confirmed(defect: Defect, why: str) -> Contents:
    place = defect.place
    what = str(capfirst(defect.get_what_display()))
    who = defect.who_name or str(capfirst(defect.get_who_display()))
    return Contents(
        subject=_("It is to be repaired: %(what)s, %(place)s") % {"what": what, "place": place.title},
        text=[_("Somebody looked at the report: it is so, and it will be repaired.")],
        facts=[
            *_about(place),
            (_("What"), what),
            (_("Who repairs it"), who),
            (_("By when"), day(defect.due_on) if defect.due_on else ""),
        ],
        button=(_("See how it stands"), links.defect(defect)),
        why=why,
        organisation=place.organisation,
    )


def defect_closed(pk: int) -> Iterator[Outgoing]:
    """To whoever reported it, and whoever reported the same; to who leads the care."""
    defect = _defect(pk)
    if defect is None or defect.closed_at is None:
        return
    yield from _reporter(defect, lambda: _closed(defect, _reported_why()))
    if defect.state == Defect.State.DUPLICATE:
        return
    for twin in defect.duplicates.select_related("entry"):
        yield from _reporter(twin, lambda: _closed(defect, _reported_why()))
    for person in _keepers(defect.place, lead_only=True):
        yield Outgoing(kinds.CARE, lambda: _closed(defect, str(_CARE)), person)


def _closed(defect: Defect, why: str) -> Contents:
    place = defect.place
    what = str(capfirst(defect.get_what_display()))
    words = {"what": what, "place": place.title}
    if defect.state == Defect.State.REPAIRED:
        subject, text = _("Repaired: %(what)s, %(place)s") % words, _("What was reported is repaired. Thank you.")
    elif defect.state == Defect.State.DUPLICATE:
        subject = _("Reported already: %(what)s, %(place)s") % words
        text = _("Somebody had reported the same. We go on with that report, and write when it is repaired.")
    else:
        subject = _("Answered: %(what)s, %(place)s") % words
        text = _("We looked at the report and repair nothing. Why:")
    page = defect.same_as if defect.state == Defect.State.DUPLICATE and defect.same_as else defect
    return Contents(
        subject=subject,
        text=[text],
        quote=defect.answer,
        facts=[*_about(place), (_("What"), what)],
        button=(_("See how it stands"), links.defect(page)),
        why=why,
        organisation=place.organisation,
    )
