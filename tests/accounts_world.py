"""The account of an agreement in the tables of all pages: a cost that is not sent yet, and one that waits."""

from __future__ import annotations

from skwer.apps.grants.models import Agreement

from .grants_factories import expense


def account_things(own: int) -> dict[str, int]:
    """The number of a cost of the author's own agreement (see `agreement_things`) that she may still change."""
    agreement = Agreement.objects.get(pk=own)
    expense(agreement, what="Trzy ławki")
    return {"own cost": expense(agreement, claimed=False, what="Kotwy").number}
