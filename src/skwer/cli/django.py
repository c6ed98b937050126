"""Django, started only by the commands that need it."""

from __future__ import annotations

import os
from pathlib import Path


def prepare() -> None:
    """Name the settings, and make the folder everything is kept in: a first command finds nothing there yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skwer.settings")
    Path(os.environ.get("SKWER_HOME", "var")).mkdir(parents=True, exist_ok=True)


def setup() -> None:
    """Load settings and apps. Commands call it before they import anything that touches the database."""
    prepare()
    import django
    from django.apps import apps

    if not apps.ready:  # once is enough; a second time would only set logging up anew
        django.setup()
