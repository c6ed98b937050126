"""The journal in words: owed care, inspections, breaches."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "breach": pgettext_lazy("journal", "breach of care"),
    "inspection": pgettext_lazy("journal", "inspection"),
}
VERBS = {
    ("breach", "breach_enforced"): _("Breach not mended: money is asked back"),
    ("breach", "breach_excused"): _("Breach of care excused"),
    ("breach", "breach_found"): _("Breach of care found"),
    ("breach", "breach_mended"): _("Breach of care mended"),
    ("inspection", "inspection_cancelled"): _("Inspection not held"),
    ("inspection", "inspection_held"): _("Inspection held"),
    ("inspection", "inspection_moved"): _("Inspection moved to another day"),
    ("inspection", "inspection_planned"): _("Inspection planned"),
    ("place", "care_began"): _("Time of care of the place begun"),
    ("place", "care_ended"): _("Owed care of the place ended"),
    ("place", "place_begun"): _("Place begun by an agreement"),
    ("place", "place_opened"): _("Place ready and shown to everybody"),
}
