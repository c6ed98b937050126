"""skwer manage reindex: make the search index anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from skwer.apps.search.actions import rebuild


class Command(BaseCommand):
    help = "Make the search index anew."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{rebuild()} entries indexed.")
