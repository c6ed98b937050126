"""What a city tries out on a small scale before the whole call opens: for `transfers/_trials.html`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skwer.apps.practices import queries, rules
from skwer.apps.practices.models import Transfer
from skwer.web.context import address, with_query
from skwer.web.practices.words import card


def trials_shown(person: Any, transfer: Transfer, *, desk: bool = False) -> dict[str, Any]:
    """The trials of a transfer as cards; at the desk they lead to where they are written, with a way to plan one."""
    trials = list(queries.trials_of_transfer(person, transfer))
    photos = queries.first_photos(trials)
    rows = [card(trial, photos.get(trial.pk)) for trial in trials]
    may = desk and transfer.is_open and rules.may_try(person, transfer.organisation, transfer.project)
    if may:
        rows = [{**row, "url": address("web:desk_trial", one.slug)} for row, one in zip(rows, trials, strict=True)]
    total = len(rows)
    title = ngettext("%(n)s trial of this transfer", "%(n)s trials of this transfer", total) % {"n": total}
    asked = f"organisation={transfer.organisation.slug}&transfer={transfer.pk}"
    return {
        "rows": rows,
        "title": title if rows else _("Nothing has been tried yet"),
        "new_url": with_query(address("web:desk_trial_new"), asked) if may else "",
    }
