"""Consents and support in the words of the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERBS = {
    ("proposal", "answer_consent"): _("Consent answered by the link"),
    ("proposal", "give_need"): _("Signed consent handed in"),
    ("proposal", "renew_consent"): _("New link for a consent"),
    ("proposal", "settle_need"): _("Consent or support settled by the office"),
    ("proposal", "count_sheet"): _("Paper list of support counted"),
    ("proposal", "forget_supporters"): _("Names of supporters erased"),
    ("upload", "upload_deleted"): _("File deleted"),
}
