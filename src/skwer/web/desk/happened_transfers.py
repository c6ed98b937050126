"""Words of the journal for transfers of practices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "transfer": pgettext_lazy("journal", "transfer of a practice"),
}
VERBS = {
    ("transfer", "begin_transfer"): _("Transfer begun"),
    ("transfer", "change_transfer"): _("Transfer changed"),
    ("transfer", "decide_element"): _("Element of the kit decided"),
    ("transfer", "drop_transfer"): _("Transfer given up"),
    ("transfer", "finish_transfer"): _("Practice carried over"),
    ("transfer", "hide_transfer"): _("Transfer taken back from the public"),
    ("transfer", "move_stage"): _("Stage of the transfer changed"),
    ("transfer", "publish_transfer"): _("Transfer published"),
    ("transfer", "rate_fit"): _("Fit of the practice scored"),
}
