"""What a place offers to whom, as somebody saw it on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.forms.checking import FieldError
from skwer.apps.people import journal
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.search.actions import index_later

from .. import access as lists
from .. import rules
from ..findable import KIND
from ..models import Place


class BadAccess(Refusal):
    """The checklist cannot stand as it is; `errors` says why, row by row, `field` where to go."""

    message = _("The list is not complete. Mend what is marked; everything you typed is still here.")
    code = "bad_access"
    field = lists.KEY

    def __init__(self, message: Any = None, errors: list[FieldError] | None = None) -> None:
        super().__init__(message)
        self.errors = errors or []


def set_access(*, by: Person, place: Place, access: Mapping[str, Any], on: date | None, at: datetime) -> Place:
    """Keep what the place offers, as it was seen on a day; `on` None: as it is planned.

    An older look does not take the place of a newer one, and a plan not of what was seen. Raises NotAllowed, BadAccess.
    """
    if not rules.may_change(by, place):
        raise NotAllowed
    if errors := lists.problems(access):
        raise BadAccess(errors=errors)
    with transaction.atomic():
        kept = Place.objects.select_for_update().get(pk=place.pk)
        if on is not None and on > timezone.localdate(at):
            raise BadAccess(_("The day lies ahead. Write the day when somebody looked."))
        if kept.access_on is not None and (on is None or on < kept.access_on):
            raise BadAccess(_("Somebody looked later than that. The newer answers stay."))
        before = {"access": lists.states(kept.access), "access_on": kept.access_on}
        place.access, place.access_on = lists.clean(access), on
        after = {"access": lists.states(place.access), "access_on": on}
        if (kept.access, kept.access_on) == (place.access, on):
            return place
        place.save(update_fields=["access", "access_on"])
        journal.record(
            actor=by,
            verb="place_access_set",
            kind=KIND,
            key=place.pk,
            organisation=place.organisation,
            at=at,
            before=before,
            after=after,
        )
        index_later(kind=KIND, key=place.pk)
    return place
