"""Signs of places, and files opened to the public, in the words of the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {"sign": pgettext_lazy("journal", "sign")}
VERBS = {
    ("sign", "sign_made"): _("Sign made"),
    ("sign", "sign_mounted"): _("Sign put up"),
    ("sign", "sign_retired"): _("Sign retired"),
    ("upload", "upload_audience"): _("File opened or kept inside"),
}
