"""Kits: made or brought in as a draft, written on, published in versions that stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.fields import plain
from skwer.apps.people.journal import record
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.signals import announce
from skwer.apps.search.actions import index_later
from skwer.values.text import in_language

from .. import rules
from ..kits import documents, registry
from ..kits.registry import KitProblem
from ..models import Kit, KitOffer, KitVersion, Practice, Transfer
from ..signals import kit_offered
from ..texts import slug_for

KIT = "kit"
"""How the journal and the search call it."""


class BadKit(Refusal):
    """The document cannot be kept: `problems` name each fault with its place; `field` the field that is meant."""

    code = "bad_kit"
    message = _("This is not a kit that a call could be opened from. Mend what is named, then try again.")

    def __init__(self, message: Any = None, *, field: str = "", problems: Sequence[KitProblem] = ()) -> None:
        super().__init__(message)
        self.field = field
        self.problems = list(problems)
        self.add_note("; ".join(f"{problem.path}: {problem.message}" for problem in self.problems))


class Published(Refusal):
    message = _("A published version never changes. Save what you have as a new draft.")
    code = "published"
    status = 409


class KitOvertaken(Refusal):
    message = _("Somebody saved this kit after you opened it. Look at what differs, then press the button once more.")
    code = "kit_overtaken"
    status = 409


@transaction.atomic
def create_kit(
    *,
    by: Person,
    organisation: Organisation,
    document: Mapping[str, Any],
    at: datetime,
    practice: Practice | None = None,
    slug: str = "",
    made_from: Mapping[str, str] | None = None,
) -> Kit:
    """A kit with its first draft. `made_from`: {"call": slug, "city": slug}. Raises NotAllowed, BadKit."""
    if not rules.may_keep_kits(by, organisation):
        raise NotAllowed
    _must_be_of(organisation, practice)
    _must_hold(document)
    kit = Kit(organisation=organisation, practice=practice, created_at=at)
    kit.slug = slug_for(slug, in_language(document["title"]), _taken, "kit")
    try:
        with transaction.atomic():
            kit.save()
    except IntegrityError as error:  # somebody took the address a moment ago
        raise BadKit(_("Another kit has this address. Choose another one."), field="slug") from error
    version = _draft(kit, 1, document, by, at)
    version.made_from = dict(made_from or {})
    version.save()
    _journal("kit_created", kit, by, at, after={"hash": version.hash, **version.made_from})
    return kit


def import_kit(
    *,
    by: Person,
    organisation: Organisation,
    data: bytes | str,
    at: datetime,
    practice: Practice | None = None,
    slug: str = "",
) -> Kit:
    """A kit from a file or a text. Raises NotAllowed, BadKit, and what `documents.read` refuses."""
    return create_kit(
        by=by, organisation=organisation, document=documents.read(data), practice=practice, slug=slug, at=at
    )


@transaction.atomic
def save_draft(
    *,
    by: Person,
    kit: Kit,
    document: Mapping[str, Any],
    at: datetime,
    note: Mapping[str, str] | None = None,
    made_from: Mapping[str, str] | None = None,
    base: str | None = None,
) -> KitVersion:
    """The kit's draft with this document; one is begun where there is none. `note`: what is new, by language.

    base: the hash of the newest version as the writer saw it, so that nobody's work is overwritten unseen.
    Raises NotAllowed, BadKit, KitOvertaken.
    """
    _locked(by, kit)
    last = kit.versions.order_by("-number").first()
    if base is not None and last is not None and last.hash != base:
        raise KitOvertaken
    _must_hold(document)
    if last is None or last.is_published:
        version = _draft(kit, last.number + 1 if last else 1, document, by, at)
    else:
        version = last
        _put(version, document)
        version.by = by
    if note is not None:
        version.note = _words(note)
    if made_from is not None:
        version.made_from = dict(made_from)
    version.save()
    after = {"version": version.number, "hash": version.hash, **(made_from or {})}
    _journal("kit_draft_saved", kit, by, at, after=after)
    return version


@transaction.atomic
def publish_kit_version(
    *, by: Person, version: KitVersion, at: datetime, note: Mapping[str, str] | None = None, base: str | None = None
) -> KitVersion:
    """Publish the draft; from now on it never changes, and cities that began from an older one are offered it.

    From the second version on a note must say what is new. base: the draft's hash as it was read. Raises NotAllowed,
    Published, BadKit, KitOvertaken.
    """
    kit = version.kit
    _locked(by, kit)
    version.refresh_from_db()
    if version.is_published:
        raise Published
    if base is not None and version.hash != base:
        raise KitOvertaken
    _must_hold(version.document)
    if note is not None:
        version.note = _words(note)
    before = kit.versions.published().order_by("-number").first()
    if before is not None:
        if documents.document_hash(_stamped(before.document, kit, version.number)) == version.hash:
            raise BadKit(_("Nothing differs from the version before. Change something, or throw the draft away."))
        if not version.note:
            raise BadKit(_("Say what is new. Cities that use the version before want to know."), field="note")
    version.published_at = at
    version.by = by
    version.save()
    after = {"version": version.number, "hash": version.hash, "rulebook": version.rulebook_hash}
    _journal("kit_published", kit, by, at, after=after)
    offer_to_descendants(version=version, at=at)
    index_later(kind=KIT, key=kit.pk)
    return version


@transaction.atomic
def discard_draft(*, by: Person, version: KitVersion, at: datetime) -> None:
    """Throw the draft away; a kit that has no other version goes with it. Raises NotAllowed, Published."""
    kit = version.kit
    _locked(by, kit)
    version.refresh_from_db()
    if version.is_published:
        raise Published
    _journal("kit_draft_discarded", kit, by, at, before={"version": version.number})
    version.delete()
    if not kit.versions.exists():
        kit.delete()


@transaction.atomic
def attach_practice(*, by: Person, kit: Kit, practice: Practice | None, at: datetime) -> Kit:
    """Say which practice the kit carries out; None: of no practice any more. Raises NotAllowed, BadKit."""
    _locked(by, kit)
    _must_be_of(kit.organisation, practice)
    before = kit.practice_id
    kit.practice = practice
    kit.save(update_fields=["practice"])
    _journal("kit_attached", kit, by, at, before={"practice": before}, after={"practice": kit.practice_id})
    return kit


@transaction.atomic
def ensure_shipped(*, key: str, document: Mapping[str, Any], at: datetime) -> Kit:
    """The kit that Skwer ships under this key; a new version of it where the shipped document differs."""
    kit, made = Kit.objects.select_for_update().get_or_create(
        shipped=key, defaults={"slug": slug_for(key, key, _taken, "kit"), "created_at": at}
    )
    last = None if made else kit.versions.order_by("-number").first()
    if last is not None and documents.document_hash(_stamped(document, kit, last.number)) == last.hash:
        return kit
    version = _draft(kit, last.number + 1 if last else 1, document, None, at)
    version.published_at = at
    version.save()
    _journal("kit_shipped", kit, None, at, after={"version": version.number, "hash": version.hash})
    offer_to_descendants(version=version, at=at)
    index_later(kind=KIT, key=kit.pk)
    return kit


@transaction.atomic
def offer_to_descendants(*, version: KitVersion, at: datetime) -> int:
    """Offer a published version to every transfer under way that began from an older one; how many were made.

    An older offer that nobody answered gives way: the newer one holds everything it held.
    """
    begun = Transfer.objects.filter(
        kit_version__kit=version.kit_id, kit_version__number__lt=version.number, stage__in=Transfer.OPEN
    )
    KitOffer.objects.filter(transfer__in=begun, answered_at__isnull=True, version__number__lt=version.number).delete()
    made = 0
    for transfer in begun.order_by("pk"):
        offer, new = KitOffer.objects.get_or_create(transfer=transfer, version=version, defaults={"offered_at": at})
        if new:
            made += 1
            announce(kit_offered, sender=KitOffer, offer=offer, at=at)
    return made


def _locked(by: Person, kit: Kit) -> None:
    """Nobody else writes on the kit now. Raises NotAllowed."""
    Kit.objects.select_for_update().get(pk=kit.pk)
    if not rules.may_change_kit(by, kit):
        raise NotAllowed


def _must_hold(document: Mapping[str, Any]) -> None:
    """What is wrong is refused; what must still be decided is the adopting city's. Raises BadKit."""
    if wrong := registry.faults(document):
        raise BadKit(problems=wrong)


def _must_be_of(organisation: Organisation | None, practice: Practice | None) -> None:
    if practice is not None and (organisation is None or practice.organisation_id != organisation.pk):
        raise BadKit(_("This practice is another organisation's. Choose one of your own."), field="practice")


def _draft(kit: Kit, number: int, document: Mapping[str, Any], by: Person | None, at: datetime) -> KitVersion:
    version = KitVersion(kit=kit, number=number, by=by, created_at=at)
    _put(version, document)
    return version


def _put(version: KitVersion, document: Mapping[str, Any]) -> None:
    version.document = _stamped(document, version.kit, version.number)
    version.hash = documents.document_hash(version.document)
    version.rulebook_hash = documents.rulebook_hash(version.document)


def _stamped(document: Mapping[str, Any], kit: Kit, number: int) -> dict[str, Any]:
    """The document under the kit's own address and the version's own number."""
    return {**plain(document), "key": kit.slug, "version": number}


def _words(note: Mapping[str, str]) -> dict[str, str]:
    return {language: words.strip() for language, words in note.items() if words.strip()}


def _taken(slug: str) -> bool:
    return Kit.objects.filter(slug=slug).exists()


def _journal(verb: str, kit: Kit, by: Person | None, at: datetime, **facts: Any) -> None:
    record(actor=by, verb=verb, kind=KIT, key=kit.pk, organisation=kit.organisation, at=at, **facts)
