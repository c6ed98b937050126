"""`skwer tick`: timed transitions. Idempotent: run it every minute, or twice at once."""

from __future__ import annotations

import argparse

from .django import setup


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    subparsers.add_parser("tick", help="open and close stages whose hour has come")


def run(args: argparse.Namespace) -> int:  # noqa: ARG001  (every command takes its arguments)
    setup()
    from django.utils import timezone

    from skwer.apps.calls.actions import tick

    for line in tick(at=timezone.now()):
        print(line)
    return 0
