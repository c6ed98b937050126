"""Words of the journal for practice records: written, handed in, read by two, published."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {"practice": pgettext_lazy("journal", "practice")}
VERBS = {
    ("practice", "practice_accepted"): _("Practice accepted by editor or expert"),
    ("practice", "practice_changes_asked"): _("Changes of the practice asked for"),
    ("practice", "practice_draft_dropped"): _("Draft of the practice dropped"),
    ("practice", "practice_drafted"): _("Practice begun"),
    ("practice", "practice_labelled"): _("Label of the practice noted"),
    ("practice", "practice_placed"): _("Project of the practice changed"),
    ("practice", "practice_published"): _("Practice published without validation"),
    ("practice", "practice_remark_answered"): _("Comment on the practice answered"),
    ("practice", "practice_remark_settled"): _("Comment on the practice settled"),
    ("practice", "practice_remarked"): _("Comment on the practice written"),
    ("practice", "practice_retired"): _("Practice retired"),
    ("practice", "practice_submitted"): _("Practice handed in"),
    ("practice", "practice_taken_back"): _("Practice taken back by its author"),
    ("practice", "practice_translation_confirmed"): _("Translation of the practice confirmed"),
    ("practice", "practice_version_begun"): _("New version of the practice begun"),
    ("practice", "practice_written"): _("Practice written"),
}
