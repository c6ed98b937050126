"""The care of places in the words of the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "caretask": pgettext_lazy("journal", "task of care"),
    "defect": pgettext_lazy("journal", "defect"),
    "entry": pgettext_lazy("journal", "log entry"),
    "handover": pgettext_lazy("journal", "hand-over"),
    "keeper": pgettext_lazy("journal", "keeper"),
}
VERBS = {
    ("caretask", "task_added"): _("Task of care added"),
    ("caretask", "task_changed"): _("Task of care changed"),
    ("caretask", "task_ended"): _("Task of care ended"),
    ("caretask", "turn_left"): _("Day of the rota given back"),
    ("caretask", "turn_taken"): _("Day of the rota taken"),
    ("defect", "defect_confirmed"): _("Defect confirmed"),
    ("defect", "defect_declined"): _("Report of a defect answered"),
    ("defect", "defect_joined"): _("Two reports of a defect joined"),
    ("defect", "defect_repaired"): _("Defect repaired"),
    ("defect", "defect_reported"): _("Defect reported"),
    ("defect", "repair_begun"): _("Repair begun"),
    ("entry", "entry_by_sign"): _("Written by the sign"),
    ("entry", "entry_judged"): _("Log entry looked at"),
    ("entry", "entry_written"): _("Written into the log"),
    ("handover", "handover_answered"): _("Hand-over answered"),
    ("handover", "handover_asked"): _("Hand-over asked for"),
    ("handover", "handover_withdrawn"): _("Hand-over taken back"),
    ("keeper", "keeper_began"): _("Care begun"),
    ("keeper", "keeper_declined"): _("Invitation to care declined"),
    ("keeper", "keeper_invitation_withdrawn"): _("Invitation to care taken back"),
    ("keeper", "keeper_invited"): _("Keeper invited"),
    ("keeper", "keeper_left"): _("Care ended"),
    ("keeper", "keeper_offer_answered"): _("Offer to care answered"),
    ("keeper", "keeper_offered"): _("Offer to care"),
    ("keeper", "keeper_renamed"): _("Name of a keeper changed"),
    ("person", "care_calendar_opened"): _("Own calendar of care made"),
    ("person", "care_calendar_renewed"): _("Own calendar of care renewed"),
}
