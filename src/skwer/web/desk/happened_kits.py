"""Words of the journal for kits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "kit": pgettext_lazy("journal", "kit"),
}
VERBS = {
    ("kit", "kit_attached"): _("Practice of the kit chosen"),
    ("kit", "kit_created"): _("Kit drafted"),
    ("kit", "kit_draft_discarded"): _("Draft of the kit thrown away"),
    ("kit", "kit_draft_saved"): _("Draft of the kit saved"),
    ("kit", "kit_published"): _("Version of the kit published"),
    ("kit", "kit_shipped"): _("Kit came with Skwer"),
}
