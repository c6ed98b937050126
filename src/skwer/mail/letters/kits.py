"""The letter to a city whose kit has a newer version."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from skwer.apps.people.models import Membership, Person
from skwer.apps.practices.models import KitOffer
from skwer.values.text import in_language

from .. import kinds, links
from ..contents import Contents
from ..outbox import Outgoing


def offered(pk: int) -> Iterator[Outgoing]:
    """To those who run the adopting city, unless it has answered meanwhile or a still newer version took its place."""
    found = KitOffer.objects.select_related("transfer__organisation", "transfer__kit_version", "version")
    offer = found.filter(pk=pk, answered_at__isnull=True).first()
    if offer is None:
        return
    roles = Membership.objects.current().filter(organisation=offer.transfer.organisation, role__in=Membership.DECIDING)
    for person in Person.objects.filter(is_active=True, memberships__in=roles).distinct().order_by("pk"):
        yield Outgoing(kinds.TRANSFER, lambda offer=offer: _offered(offer), person)  # type: ignore[misc]


def _offered(offer: KitOffer) -> Contents:
    transfer = offer.transfer
    return Contents(
        subject=_("A newer version of the kit: %(title)s") % {"title": transfer.title},
        text=[
            _("The kit you began from has a newer version. See what differs, and take or leave each element."),
            _("Nothing changes by itself."),
        ],
        facts=[
            (_("Your transfer"), transfer.title),
            (_("You began from"), _("version %(n)s") % {"n": transfer.kit_version.number}),
            (_("Now there is"), _("version %(n)s") % {"n": offer.version.number}),
        ],
        quote=in_language(offer.version.note) if offer.version.note else "",
        button=(
            _("See what differs"),
            links.page("web:desk_transfer_offer", pk=transfer.pk, number=offer.version.number),
        ),
        why=_("You get this letter because your city adapts this kit."),
        organisation=transfer.organisation,
    )


WRITERS = {"kit_offered": offered}
