"""The journal in words: surveys. Answering is not in it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {"survey": pgettext_lazy("journal", "survey")}
VERBS = {
    ("survey", "draft_survey"): _("Survey prepared"),
    ("survey", "change_survey"): _("Survey changed"),
    ("survey", "remove_survey"): _("Survey thrown away"),
    ("survey", "open_survey"): _("Survey opened"),
    ("survey", "close_survey"): _("Survey closed; who answered is forgotten"),
    ("survey", "make_codes"): _("Codes for a survey made"),
}
