"""`skwer manage …`: Django's own commands."""

from __future__ import annotations

from collections.abc import Sequence

from .django import prepare


def run(arguments: Sequence[str]) -> int:
    """Hand the words over to Django as they are."""
    prepare()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["skwer manage", *arguments])
    return 0
