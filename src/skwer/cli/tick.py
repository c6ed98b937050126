"""`skwer tick`: timed transitions. Idempotent: run it every minute, or twice at once."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import datetime

from .django import setup


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    subparsers.add_parser("tick", help="open and close stages whose hour has come")


def timed(at: datetime) -> Iterator[str]:
    """Everything the clock does, a line for each: stages open and close, names leave the rolls of finished votes and
    stale invitations, events end and forget what people needed, feeds are read and published once an hour, letters that
    did not go are sent again."""
    from skwer.apps.calls.actions import tick
    from skwer.apps.calls.actions.kit_making import keep_shipped_kits
    from skwer.apps.calls.actions.supporting import forget_supporters
    from skwer.apps.discussion.actions import tick_discussion
    from skwer.apps.events.actions import tick as tick_events
    from skwer.apps.grants.actions import tick_grants
    from skwer.apps.grants.actions.moving import forget_sheets
    from skwer.apps.grants.actions.reminding import remind_of_reports
    from skwer.apps.people.actions import forget_stale_invitations
    from skwer.apps.places.actions.breaching import tick_visits
    from skwer.apps.places.actions.clock import tick_care
    from skwer.apps.practices.actions.feeds import pull_later
    from skwer.apps.spaces.actions.clock import tick_spaces
    from skwer.apps.spaces.actions.extending import tick_licences
    from skwer.apps.surveys.actions import tick_surveys
    from skwer.apps.voting.actions import forget_voters
    from skwer.mail.outbox import deliver_waiting
    from skwer.overview.feeding import publish_later

    yield from tick(at=at)
    yield from tick_events(at=at)
    yield from tick_discussion(at=at)
    yield from tick_grants(at=at)
    yield from tick_care(at=at)
    yield from remind_of_reports(at=at)
    yield from tick_visits(at=at)
    yield from tick_licences(at=at)
    yield from tick_spaces(at=at)
    yield from tick_surveys(at=at)
    if erased := forget_supporters(at=at):
        yield f"{erased} names and scans left the lists of support"
    if gone := forget_voters(at=at):
        yield f"{gone} names left the rolls of finished votes"
    if sheets := forget_sheets(at=at):
        yield f"{sheets} files of spreadsheets that moved in were deleted"
    if stale := forget_stale_invitations(at=at):
        yield f"{stale} addresses of stale invitations were erased"
    if asked := pull_later(at=at):
        yield f"{asked} feeds of other installations are being read"
    if publish_later():
        yield "the feed for other installations is being published"
    for version in keep_shipped_kits(at=at):
        yield f"kit {version.kit.slug}: version {version.number} came with Skwer"
    yield from deliver_waiting(at=at)


def run(args: argparse.Namespace) -> int:  # noqa: ARG001  (every command takes its arguments)
    setup()
    from django.utils import timezone

    for line in timed(timezone.now()):
        print(line)
    return 0
