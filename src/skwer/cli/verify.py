"""`skwer verify`: recompute every published decision and walk the journal's chain."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from .django import setup


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("verify", help="recompute every decision and walk the journal")
    parser.add_argument("--call", metavar="SLUG", help="only the decisions of this call (and no journal)")
    parser.add_argument("--quiet", action="store_true", help="print differences only")


def differences_of_decisions(call: str | None = None) -> Iterator[tuple[str, list[str]]]:
    """(which decision, its differences) one by one, superseded ones among them."""
    from skwer.apps.calls.models import Decision
    from skwer.apps.calls.queries import verify_decision

    decisions = Decision.objects.select_related("call__organisation", "stage").order_by("pk")
    if call:
        decisions = decisions.filter(call__slug=call)
    for decision in decisions.iterator(chunk_size=20):
        state = "" if decision.superseded_at is None else ", superseded"
        name = f"{decision.call.slug}, decision of {decision.decided_at:%Y-%m-%d} ({decision.method}{state})"
        try:
            yield name, verify_decision(decision)
        except (
            Exception
        ) as error:  # a record nobody can read is a difference too, and the others must still be looked at
            yield name, [f"cannot be recomputed: {error.__class__.__name__}: {error}"]


def run(args: argparse.Namespace) -> int:
    """0 when everything is equal, 1 on any difference, 2 when there is no such call."""
    setup()
    from skwer.apps.calls.models import Call
    from skwer.apps.people.journal import broken_links
    from skwer.apps.people.models import JournalEntry

    if args.call and not Call.objects.filter(slug=args.call).exists():
        print(f"skwer verify: there is no call '{args.call}'.")
        return 2
    decisions = wrong = 0
    for name, problems in differences_of_decisions(args.call):
        decisions += 1
        wrong += bool(problems)
        if problems or not args.quiet:
            print(f"{'DIFFERENT' if problems else 'equal':9}  {name}")
        for problem in problems:
            print(f"           {problem}")
    broken = [] if args.call else list(broken_links())
    for problem in broken:
        print(f"DIFFERENT  {problem}")
    if not args.quiet and not args.call:
        print(f"{'DIFFERENT' if broken else 'equal':9}  journal, {JournalEntry.objects.count()} entries")
    if not args.quiet:
        print(f"{decisions} decisions recomputed, {wrong} different; journal: {len(broken)} broken links.")
    return 1 if wrong or broken else 0
