"""A person's own account: name, language, consents, all her data, and the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .. import own_data, queries, signals
from ..consents import PURPOSES
from ..journal import record
from ..models import Consent, Invitation, Membership, Organisation, Person, Seat
from ..refusals import NotAllowed, Refusal


class EmptyName(Refusal):
    """A name is needed to address and to sign."""

    message = _("Write your name, at most 120 characters.")
    code = "empty_name"


class UnknownLanguage(Refusal):
    message = _("Choose a language from the list.")
    code = "unknown_language"


class UnknownPurpose(Refusal):
    """There is no such text to agree to."""

    message = _("There is nothing to agree to here any more. Load the page again.")
    code = "unknown_purpose"


class CannotErase(Refusal):
    """Something must end first; `hindrances` are the sentences that say what."""

    message = _("Your account cannot be erased yet.")
    code = "cannot_erase"
    status = 409

    def __init__(self, hindrances: Sequence[Any]) -> None:
        self.hindrances = list(hindrances)
        super().__init__(" ".join(str(sentence) for sentence in hindrances))


@transaction.atomic
def register_person(
    *, email: str, name: str, at: datetime, language: str = "pl", password: str | None = None, verified: bool = False
) -> Person:
    """Open an account. `verified`: somebody vouches for the address (a demo, an import); sign-up leaves it to a letter.

    The page that calls this makes sure the address is free. Raises EmptyName, UnknownLanguage.
    """
    person = Person.objects.create_user(
        email, password, name=_clean_name(name), language=_clean_language(language), joined_at=at
    )
    if verified:
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    record(actor=person, verb="join", kind="person", key=person.uid, organisation=None, at=at)
    return person


@transaction.atomic
def change_name(*, by: Person, name: str, at: datetime) -> Person:
    """Change one's own name. The journal notes that it changed, not to what. Raises EmptyName."""
    by.name = _clean_name(name)
    by.save(update_fields=["name"])
    record(actor=by, verb="rename", kind="person", key=by.uid, organisation=None, at=at)
    return by


@transaction.atomic
def change_language(*, by: Person, language: str, at: datetime) -> Person:
    """Choose the language of letters. Raises UnknownLanguage."""
    before, by.language = by.language, _clean_language(language)
    by.save(update_fields=["language"])
    record(
        actor=by, verb="change", kind="person", key=by.uid, organisation=None, at=at,
        before={"language": before}, after={"language": language},
    )  # fmt: skip
    return by


@transaction.atomic
def give_consent(*, by: Person, purpose: str, at: datetime) -> Consent:
    """Agree to today's text for a purpose; agreeing twice changes nothing. Raises UnknownPurpose."""
    if purpose not in PURPOSES:
        raise UnknownPurpose()
    version = PURPOSES[purpose].version
    live = Consent.objects.select_for_update().filter(person=by, purpose=purpose, withdrawn_at__isnull=True).first()
    if live is not None and live.text_version == version:
        return live
    if live is not None:
        live.withdrawn_at = at
        live.save(update_fields=["withdrawn_at"])
    consent = Consent.objects.create(person=by, purpose=purpose, text_version=version, given_at=at)
    record(
        actor=by, verb="consent", kind="person", key=by.uid, organisation=None, at=at,
        after={"purpose": purpose, "text": version},
    )  # fmt: skip
    return consent


@transaction.atomic
def withdraw_consent(*, by: Person, purpose: str, at: datetime) -> None:
    """Take a consent back, as easily as it was given; without one nothing happens."""
    if Consent.objects.filter(person=by, purpose=purpose, withdrawn_at__isnull=True).update(withdrawn_at=at):
        record(
            actor=by, verb="withdraw_consent", kind="person", key=by.uid, organisation=None, at=at,
            before={"purpose": purpose},
        )  # fmt: skip


@transaction.atomic
def export_person(*, by: Person, person: Person, at: datetime) -> dict[str, Any]:
    """Everything the installation keeps about a person, as JSON: her own part of every room, and for every other row
    that names her how many there are, why and how long. Only she herself may ask. Raises NotAllowed."""
    if by.pk != person.pk:
        raise NotAllowed()
    record(actor=by, verb="export", kind="person", key=person.uid, organisation=None, at=at)
    return {
        "made_at": at.isoformat(),
        "account": {
            "uid": str(person.uid),
            "email": person.email,
            "name": person.name,
            "language": person.language,
            "joined_at": person.joined_at.isoformat(),
            "last_login": person.last_login.isoformat() if person.last_login else None,
            "second_factors": [str(kind) for kind in queries.second_factors(person).values_list("type", flat=True)],
        },
        "roles": [
            {"organisation": m.organisation.name, "role": m.role, "since": _iso(m.since), "until": _iso(m.ended_at)}
            for m in Membership.objects.filter(person=person).select_related("organisation").order_by("pk")
        ],
        "seats": [
            {"body": s.body.name, "role": s.role, "since": _iso(s.since), "until": _iso(s.ended_at)}
            for s in Seat.objects.filter(person=person).select_related("body").order_by("pk")
        ],
        "consents": [
            {"purpose": c.purpose, "text": c.text_version, "given": _iso(c.given_at), "withdrawn": _iso(c.withdrawn_at)}
            for c in Consent.objects.filter(person=person).order_by("pk")
        ],
        **{room.key: room.export(person) for room in own_data.rooms()},
        "mentions": own_data.mentions(person),
    }


@transaction.atomic
def erase_person(*, by: Person, person: Person, at: datetime) -> None:
    """Erase an account: she herself may, and the site operator at her written wish.

    Name, address, password, second factors, consents, preferences and sessions go. The journal stays: it knows her
    only by a random key. What she made public stays without her name. Raises NotAllowed, CannotErase.
    """
    if by.pk != person.pk and not by.is_staff:
        raise NotAllowed()
    person = Person.objects.select_for_update().get(pk=person.pk)
    if hindrances := hindrances_to_erasure(person, at):
        raise CannotErase(hindrances)
    email, language = person.email, person.language
    for room in own_data.rooms():
        room.erase(person, at)
    own_data.erase_declared(person)
    Invitation.objects.filter(email__iexact=email).update(email="", withdrawn_at=at)
    Membership.objects.current().filter(person=person).update(ended_at=at)
    Seat.objects.filter(person=person, ended_at__isnull=True).update(ended_at=at)
    EmailAddress.objects.filter(user_id=person.pk).delete()
    Authenticator.objects.filter(user_id=person.pk).delete()
    person.groups.clear()
    person.user_permissions.clear()
    _end_sessions(person)
    _blot_admin_log(person)
    person.email, person.name, person.language = own_data.blotted(person), "", settings.LANGUAGE_CODE
    person.last_login, person.is_active, person.is_staff, person.is_superuser = None, False, False, False
    person.joined_at = at
    person.set_unusable_password()
    person.save()
    record(actor=by, verb="erase", kind="person", key=person.uid, organisation=None, at=at)
    signals.announce(signals.person_erased, Person, uid=person.uid, email=email, language=language, at=at)


def hindrances_to_erasure(person: Person, at: datetime) -> list[Any]:
    """What must end before the account can go, as sentences; the page shows them beforehand."""
    found: list[Any] = []
    for organisation in Organisation.objects.filter(memberships__in=Membership.objects.current().filter(
        person=person, role=Membership.Role.ADMIN
    )).distinct():  # fmt: skip
        if queries.administrators(organisation).count() <= 1:
            found.append(
                _("You are the last administrator of %(organisation)s. Give the role to somebody else first.")
                % {"organisation": organisation.name}
            )
    for room in own_data.rooms():
        found += room.hinders(person, at)
    return found


def _end_sessions(person: Person) -> None:
    """Sign her out everywhere: a session's contents hold her address until they run out."""
    mine = [
        session.pk for session in Session.objects.iterator(chunk_size=500)
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]  # fmt: skip
    Session.objects.filter(pk__in=mine).delete()


def _blot_admin_log(person: Person) -> None:
    """The site operator's log names rows by their text, which for a person is her name."""
    if not apps.is_installed("django.contrib.admin"):
        return
    from django.contrib.admin.models import LogEntry  # needs an installed app

    about = LogEntry.objects.filter(object_id=str(person.pk), content_type__app_label="people")
    about.filter(content_type__model="person").update(object_repr=str(person.uid), change_message="")


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise EmptyName()
    return name


def _clean_language(language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage()
    return language


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
