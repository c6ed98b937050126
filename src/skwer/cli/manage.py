"""`skwer manage …`: Django's own commands."""

from __future__ import annotations

import os
from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Hand the words over to Django as they are."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skwer.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["skwer manage", *arguments])
    return 0
