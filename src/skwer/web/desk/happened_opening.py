"""Words of the journal for the way from an adapted kit to a call, and for newer versions of a kit."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERBS = {
    ("call", "carry_change"): _("Change of the transfer made in the draft"),
    ("transfer", "add_element"): _("Element added to the matrix"),
    ("transfer", "answer_offer"): _("Newer version of the kit answered"),
    ("transfer", "open_call"): _("Call opened from the adapted kit"),
    ("transfer", "rule_conflict"): _("Ruling on a conflict with the law"),
    ("transfer", "withdraw_ruling"): _("Ruling on the law withdrawn"),
}
