"""What a person may agree to, in words. A new version of a text asks again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Purpose:
    """One thing to agree to: version of the text, a short name, the text itself (both lazy)."""

    key: str
    version: str
    name: Any
    text: Any


PUBLIC_NAME = "public_name"

PURPOSES = {
    PUBLIC_NAME: Purpose(
        PUBLIC_NAME,
        "2026-12",
        _("My name in public"),
        _(
            "Readers of the public pages see my name beside the proposals I send, and on the page that verifies a "
            "certificate of mine. Without it they read “a resident”. The office sees my name either way. I can take "
            "this back at any time."
        ),
    )
}
