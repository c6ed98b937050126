"""Kits to choose from, one with its versions, and who began from it."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from skwer.apps.people.models import Organisation, Person

from ..models import Kit, KitVersion, Transfer


def published_kits(*, organisation: Organisation | None = None) -> QuerySet[KitVersion]:
    """The newest published version of every kit: cities' own first, then those received, then those Skwer ships."""
    newer = KitVersion.objects.published().filter(kit=OuterRef("kit"), number__gt=OuterRef("number"))
    found = KitVersion.objects.published().filter(~Exists(newer))
    if organisation is not None:
        found = found.filter(kit__organisation=organisation)
    return found.select_related("kit__organisation", "kit__subscription", "kit__practice__current").order_by(
        "kit__shipped", "kit__subscription", "kit__slug"
    )


def desk_kits(organisation: Organisation) -> QuerySet[Kit]:
    """Every kit of the organisation with all its versions, the newest first."""
    return (
        Kit.objects.filter(organisation=organisation)
        .select_related("practice__current")
        .prefetch_related(Prefetch("versions", KitVersion.objects.order_by("-number")))
        .annotate(begun=Count("versions__transfers", distinct=True))
        .order_by("slug")
    )


def draft_of_kit(kit: Kit) -> KitVersion | None:
    """The version that is being written."""
    return kit.versions.filter(published_at__isnull=True).first()


def transfers_of_kit(kit: Kit, person: Person | None) -> QuerySet[Transfer]:
    """Cities that began from the kit, as far as the person may know, by name."""
    return (
        Transfer.objects.visible_to(person)
        .filter(kit_version__kit=kit)
        .filter(~Q(stage=Transfer.Stage.DROPPED))
        .select_related("organisation", "kit_version")
        .order_by("organisation__name", "pk")
    )
