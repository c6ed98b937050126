"""Words of the journal for vacant spaces, searches, viewings, shared things and loans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "booking": pgettext_lazy("journal", "loan"),
    "match": pgettext_lazy("journal", "match of a space"),
    "shared": pgettext_lazy("journal", "shared thing"),
    "space": pgettext_lazy("journal", "vacant space"),
    "viewing": pgettext_lazy("journal", "viewing"),
    "wish": pgettext_lazy("journal", "search for a space"),
}
VERBS = {
    ("booking", "booking_agreed"): _("Loan agreed"),
    ("booking", "booking_asked"): _("Loan asked for"),
    ("booking", "booking_back"): _("Loan brought back"),
    ("booking", "booking_cancelled"): _("Loan cancelled"),
    ("booking", "booking_out"): _("Loan fetched"),
    ("booking", "booking_refused"): _("Loan refused"),
    ("match", "match_agreed"): _("Office agreed to a match of a space"),
    ("match", "match_dropped"): _("Match of a space given up"),
    ("match", "match_interest"): _("Interest in a space stated"),
    ("shared", "shared_added"): _("Shared thing added"),
    ("shared", "shared_changed"): _("Shared thing changed"),
    ("shared", "shared_offered"): _("Shared thing offered"),
    ("shared", "shared_paused"): _("Shared thing no longer lent"),
    ("space", "space_added"): _("Vacant space added"),
    ("space", "space_changed"): _("Vacant space changed"),
    ("space", "space_published"): _("Vacant space offered"),
    ("space", "space_withdrawn"): _("Vacant space withdrawn"),
    ("viewing", "viewing_added"): _("Viewing added"),
    ("viewing", "viewing_cancelled"): _("Viewing cancelled"),
    ("viewing", "visit_booked"): _("Visit to a space booked"),
    ("viewing", "visit_cancelled"): _("Visit to a space cancelled"),
    ("wish", "wish_added"): _("Search for a space begun"),
    ("wish", "wish_changed"): _("Search for a space changed"),
    ("wish", "wish_closed"): _("Search for a space closed"),
    ("wish", "wish_reopened"): _("Search for a space opened again"),
}
