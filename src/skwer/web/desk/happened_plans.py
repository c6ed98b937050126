"""Words of the journal for the plan of a transfer, and for questions between two cities."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "planstep": pgettext_lazy("journal", "step of a transfer plan"),
    "transferquestion": pgettext_lazy("journal", "question about a practice"),
}
VERBS = {
    ("planstep", "step_added"): _("Step of the plan added"),
    ("planstep", "step_changed"): _("Step of the plan changed"),
    ("planstep", "step_done"): _("Step of the plan done"),
    ("planstep", "step_removed"): _("Step of the plan taken out"),
    ("planstep", "step_reopened"): _("Step of the plan to be done again"),
    ("transferquestion", "question_answered"): _("Question about a practice answered"),
    ("transferquestion", "question_asked"): _("Question about a practice asked"),
    ("interest", "transfer_opened"): _("Transfer begun from a statement of interest"),
}
