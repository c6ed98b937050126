"""Django, started only by the commands that need it."""

from __future__ import annotations

import os


def setup() -> None:
    """Load settings and apps. Commands call it before they import anything that touches the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skwer.settings")
    import django

    django.setup()
