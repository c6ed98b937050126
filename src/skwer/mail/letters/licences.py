"""Letters about agreements on spaces: to sign, in force, handed over and back, more time, the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from skwer.apps.people.models import Membership, Person
from skwer.apps.spaces.models import Extension, Licence, LicenceVersion, Protocol

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing
from ..words import day

_USER = gettext_lazy("You get this letter because you use this space, or asked for it. It cannot be turned off: a "
                     "right or a deadline of yours depends on it.")  # fmt: skip
_OFFICE = gettext_lazy("You get this letter because you run the agreements of this city.")


def _get(pk: int) -> Licence:
    return Licence.objects.select_related("space", "organisation", "party", "party_organisation").get(pk=pk)


def users_of(licence: Licence) -> list[Person]:
    """The user, and the people of the organisation that is."""
    mine = Q(pk=licence.party_id)
    if licence.party_organisation_id is not None:
        members = Membership.objects.current().filter(organisation=licence.party_organisation_id)
        mine |= Q(memberships__in=members)
    return list(Person.objects.filter(mine, is_active=True).distinct().order_by("pk"))


def _officers(licence: Licence) -> list[Person]:
    running = Membership.objects.current().filter(
        organisation=licence.organisation_id, role__in=[Membership.Role.OFFICER, Membership.Role.ADMIN]
    )
    return list(Person.objects.filter(is_active=True, memberships__in=running).distinct().order_by("pk"))


def _to_users(licence: Licence, contents: Callable[[], Contents]) -> Iterator[Outgoing]:
    for person in users_of(licence):
        yield Outgoing(kinds.SPACE, contents, person)


def _facts(licence: Licence) -> list[tuple[str, str]]:
    return [
        (_("Agreement"), licence.number),
        (_("Space"), ", ".join(part for part in (licence.space.title, licence.space.address) if part)),
        (_("Time"), f"{day(licence.starts_on)} – {day(licence.ends_on)}"),
    ]


def _user_letter(
    licence: Licence, subject: str, text: list[str], button: str, *, route: str = "web:licence", after: str = ""
) -> Contents:
    return Contents(
        subject=subject % {"title": licence.space.title},
        text=text,
        facts=_facts(licence),
        button=(button, links.page(route, pk=licence.pk)),
        after=[after] if after else [],
        why=str(_USER),
        organisation=licence.organisation,
    )


def licence_sent(pk: int) -> Iterator[Outgoing]:
    """To the user: read it and sign it in time."""
    licence = _get(pk)
    if licence.state == Licence.State.SENT:
        yield from _to_users(licence, lambda: _sent(licence))


def _sent(licence: Licence) -> Contents:
    until = day(licence.sign_until - timedelta(seconds=1)) if licence.sign_until else ""
    return _user_letter(
        licence,
        _("Your agreement is ready to sign: %(title)s"),
        [_("Read it, then sign it until %(day)s: on paper at the office, or electronically.") % {"day": until}],
        _("Read and sign"),
        after=_("If something is wrong in it, tell the office before you sign: it can still be corrected."),
    )


def licence_recalled(pk: int) -> Iterator[Outgoing]:
    """To the user: another text will come."""
    licence = _get(pk)
    if licence.state == Licence.State.DRAFTED:
        yield from _to_users(licence, lambda: _recalled(licence))


def _recalled(licence: Licence) -> Contents:
    return Contents(
        subject=_("The office took the agreement back to correct it: %(title)s") % {"title": licence.space.title},
        text=[_("You get the corrected one as soon as it is ready. Do not sign the old one.")],
        facts=_facts(licence),
        why=str(_USER),
        organisation=licence.organisation,
    )


def signature_refused(pk: int) -> Iterator[Outgoing]:
    """To the user: the office could not take the signature."""
    version = LicenceVersion.objects.get(pk=pk)
    licence = _get(version.licence_id)
    if version.party_signed_on is None and version.struck_why:
        yield from _to_users(licence, lambda: _refused(licence, version))


def _refused(licence: Licence, version: LicenceVersion) -> Contents:
    return _user_letter(
        licence,
        _("Please sign again: %(title)s"),
        [_("The office could not take your signature: %(why)s") % {"why": version.struck_why}],
        _("Read and sign"),
    )


def licence_in_force(pk: int) -> Iterator[Outgoing]:
    """To the user: both signed the agreement, or the annex that extends it."""
    version = LicenceVersion.objects.get(pk=pk)
    licence = _get(version.licence_id)
    yield from _to_users(licence, lambda: _in_force(licence, version))


def _in_force(licence: Licence, version: LicenceVersion) -> Contents:
    if version.number > 1:
        return _user_letter(
            licence,
            _("You have more time: %(title)s"),
            [_("Both sides signed the annex. The last day is %(day)s.") % {"day": day(version.ends_on)}],
            _("See the agreement"),
        )
    return _user_letter(
        licence,
        _("The agreement is in force: %(title)s"),
        [_("Meet the office at the space, walk through it together and write the hand-over protocol on your phone.")],
        _("See the agreement"),
    )


def licence_void(pk: int) -> Iterator[Outgoing]:
    """To the user: there is no agreement."""
    licence = _get(pk)
    if licence.sent_at is not None:
        yield from _to_users(licence, lambda: _void(licence))


def _void(licence: Licence) -> Contents:
    return _user_letter(
        licence,
        _("There will be no agreement: %(title)s"),
        [_("The space is free again."), _("Why: %(why)s") % {"why": licence.end_reason}],
        _("See the agreement"),
    )


def space_handed(pk: int) -> Iterator[Outgoing]:
    """To the user: the space changed hands; at the end, what it brought is asked for."""
    protocol = Protocol.objects.get(pk=pk)
    licence = _get(protocol.licence_id)
    yield from _to_users(licence, lambda: _handed(licence, protocol))


def _handed(licence: Licence, protocol: Protocol) -> Contents:
    if protocol.way == Protocol.Way.OUT:
        return _user_letter(
            licence,
            _("The space is yours to use: %(title)s"),
            [_("Both sides confirmed the hand-over protocol. Keep it: the hand-back is compared with it.")],
            _("See the agreement"),
        )
    return _user_letter(
        licence,
        _("The space is back: %(title)s"),
        [_("Both sides confirmed the hand-back protocol."), _("Tell in a few sentences what the time of use brought.")],
        _("Tell what it brought"),
        route="web:licence_evaluate",
    )


def extension_asked(pk: int) -> Iterator[Outgoing]:
    """To the office: the user asks for more time."""
    extension = Extension.objects.get(pk=pk)
    licence = _get(extension.licence_id)
    if extension.state == Extension.State.ASKED:
        for person in _officers(licence):
            yield Outgoing(kinds.SPACE, lambda: _asked(licence, extension), person)


def _asked(licence: Licence, extension: Extension) -> Contents:
    return Contents(
        subject=_("More time is asked for: %(title)s") % {"title": licence.space.title},
        text=[
            _("The user asks for time until %(day)s.") % {"day": day(extension.until)},
            _("Why: %(why)s") % {"why": extension.why},
        ],
        facts=_facts(licence),
        button=(_("Answer"), links.page("web:desk_licence", pk=licence.pk)),
        why=str(_OFFICE),
        organisation=licence.organisation,
    )


def extension_answered(pk: int) -> Iterator[Outgoing]:
    """To the user: agreed, and an annex to sign, or refused with the reason."""
    extension = Extension.objects.get(pk=pk)
    licence = _get(extension.licence_id)
    yield from _to_users(licence, lambda: _answered(licence, extension))


def _answered(licence: Licence, extension: Extension) -> Contents:
    answer = [_("The office: %(answer)s") % {"answer": extension.answer}] if extension.answer else []
    if extension.state == Extension.State.REFUSED:
        return _user_letter(
            licence,
            _("There is no more time: %(title)s"),
            [_("The last day stays %(day)s.") % {"day": day(licence.ends_on)}, *answer],
            _("See the agreement"),
        )
    return _user_letter(
        licence,
        _("You can have more time: sign the annex: %(title)s"),
        [_("The office agrees to %(day)s. Read the annex and sign it.") % {"day": day(extension.until)}, *answer],
        _("Read and sign"),
    )


def licence_terminated(pk: int) -> Iterator[Outgoing]:
    """To both sides: it ends early."""
    licence = _get(pk)
    yield from _to_users(licence, lambda: _terminated(licence))
    for person in _officers(licence):
        yield Outgoing(kinds.SPACE, lambda: _terminated_office(licence), person)


def _end_words(licence: Licence) -> list[str]:
    words = [_("Why: %(why)s") % {"why": licence.end_reason}]
    if licence.state == Licence.State.TERMINATED:
        words.insert(0, _("The space is to be given back until %(day)s.") % {"day": day(licence.ends_on)})
    return words


def _terminated(licence: Licence) -> Contents:
    return _user_letter(licence, _("The agreement ends early: %(title)s"), _end_words(licence), _("See the agreement"))


def _terminated_office(licence: Licence) -> Contents:
    return Contents(
        subject=_("The agreement ends early: %(title)s") % {"title": licence.space.title},
        text=_end_words(licence),
        facts=_facts(licence),
        button=(_("See the agreement"), links.page("web:desk_licence", pk=licence.pk)),
        why=str(_OFFICE),
        organisation=licence.organisation,
    )


def licence_near_end(pk: int) -> Iterator[Outgoing]:
    """To the user: the last day is near, or past."""
    licence = _get(pk)
    if licence.state in (Licence.State.IN_USE, Licence.State.TERMINATED):
        yield from _to_users(licence, lambda: _near_end(licence))


def _near_end(licence: Licence) -> Contents:
    return _user_letter(
        licence,
        _("The last day of your agreement: %(title)s"),
        [
            _("Give the space back on %(day)s at the latest, and write the hand-back protocol with the office.")
            % {"day": day(licence.ends_on)}
        ],
        _("See the agreement"),
        after=_("You need more time? Ask for it before the last day."),
    )


WRITERS = {
    "licence_sent": licence_sent,
    "licence_recalled": licence_recalled,
    "licence_signature_refused": signature_refused,
    "licence_in_force": licence_in_force,
    "licence_void": licence_void,
    "space_handed": space_handed,
    "extension_asked": extension_asked,
    "extension_answered": extension_answered,
    "licence_terminated": licence_terminated,
    "licence_near_end": licence_near_end,
}
"""By event, for the jobs."""
