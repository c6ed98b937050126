"""A practice as it is read: what changed from one version to the next, and who took it over."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Organisation, Person

from .models import PARTS, Practice, PracticeVersion, Transfer
from .publishing import PRACTICE, uploads_of
from .queries import changes_between


@dataclass(frozen=True)
class PartChange:
    """One part that differs: how the old text becomes the new, as (what, text) pieces."""

    part: str
    pieces: list[list[tuple[str, str]]]


def differences(old: PracticeVersion, new: PracticeVersion, language: str) -> list[PartChange]:
    """Parts whose text differs, in the order of the record; each in the language, or in the first it was written in."""
    found = []
    for part in PARTS:
        before, after = old.text(part, language), new.text(part, language)
        if before != after:
            found.append(PartChange(part, changes_between(before, after)))
    return found


def before_of(version: PracticeVersion) -> PracticeVersion | None:
    """The published version that stood before this one."""
    earlier = version.practice.versions.published().filter(number__lt=version.number)
    return earlier.order_by("-number").first()


def reused_by(practice: Practice, person: Person | None) -> list[Transfer]:
    """Transfers of the practice that the person may see, given-up ones left out, by the city's name."""
    visible = Transfer.objects.visible_to(person).filter(practice=practice)
    return list(
        visible.exclude(stage=Transfer.Stage.DROPPED)
        .select_related("organisation")
        .order_by("organisation__name", "pk")
    )


def pictures_of(version: PracticeVersion) -> list[tuple[Upload, dict[str, str]]]:
    """The version's pictures that are there, with what they show in each language."""
    held = Upload.objects.filter(holder_kind=PRACTICE, holder_key=str(version.practice_id))
    there = {str(upload.pk): upload for upload in held.filter(pk__in=uploads_of(version))}
    rows = version.fact("pictures") or []
    return [(there[row["upload"]], row["alt"]) for row in rows if row["upload"] in there]


def desk_practices(organisation: Organisation) -> QuerySet[Practice]:
    """What the organisation keeps, and what stands in projects it keeps; its versions at hand, newest first."""
    mine = Practice.objects.filter(organisation=organisation) | Practice.objects.filter(
        project__organisation=organisation
    )
    found = mine.select_related("organisation", "project", "current").prefetch_related("versions")
    return found.order_by("-created_at", "-pk")
