"""`skwer feed …`: publish practices, kits and evidence for other installations, and read theirs.

Whoever runs it sits at the machine; that is permission enough for keys. Whose feeds are read is said at /desk/feeds/.
"""

from __future__ import annotations

import argparse
import sys

from .django import setup


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("feed", help="publish practices for other installations, read theirs")
    whats = parser.add_subparsers(dest="what", required=True, metavar="publish|pull|key|rotate")
    publish = whats.add_parser("publish", help="write and sign the feed now")
    publish.add_argument(
        "--number",
        type=int,
        default=0,
        metavar="N",
        help="give it at least this number: after a backup was restored, one more than the last that was public",
    )
    pull = whats.add_parser("pull", help="read the feeds this installation subscribes to")
    pull.add_argument("url", nargs="?", help="only the feed at this address")
    whats.add_parser("key", help="show the public key; the first time, make it and begin to publish")
    whats.add_parser("rotate", help="make a new key, let the old one vouch for it, publish")


def run(args: argparse.Namespace) -> int:
    """0 when it is done, 2 with one line on standard error when it cannot be."""
    setup()
    from django.utils import translation

    from skwer.apps.people.refusals import Refusal

    with translation.override("en"):
        try:
            return {"publish": _publish, "pull": _pull, "key": _key, "rotate": _rotate}[args.what](args)
        except Refusal as refusal:
            print(f"skwer feed {args.what}: {refusal}", file=sys.stderr)
            return 2


def _publish(args: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils import timezone

    from skwer.overview.feeding import publish

    publication = publish(at=timezone.now(), least=max(0, args.number))
    print(f"Feed {publication.sequence}, {publication.items} items, in {settings.FEED_ROOT}.")
    return 0


def _pull(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from skwer.apps.practices.actions.feeds import pull_feed
    from skwer.apps.practices.federation.faults import FeedRefused
    from skwer.apps.practices.models import Subscription

    chosen = Subscription.objects.filter(ended_at__isnull=True)
    if args.url:
        chosen = chosen.filter(url=args.url)
    subscriptions = list(chosen)
    if not subscriptions:
        where = f"to {args.url}" if args.url else "to any feed"
        print(f"skwer feed pull: there is no subscription {where}. Begin one at /desk/feeds/.", file=sys.stderr)
        return 2
    code = 0
    for subscription in subscriptions:
        try:
            new = pull_feed(subscription=subscription, at=timezone.now())
        except FeedRefused as refused:
            print(f"{subscription.url}: refused ({refused.code}). {refused}", file=sys.stderr)
            code = 2
        else:
            print(f"{subscription.url}: feed {subscription.sequence}, {new} new items.")
    return code


def _key(args: argparse.Namespace) -> int:  # noqa: ARG001  (all four take the same)
    from django.utils import timezone

    from skwer.apps.practices.actions.feeds import begin_publishing

    _tell(begin_publishing(by=None, at=timezone.now()).public)
    return 0


def _rotate(args: argparse.Namespace) -> int:
    from django.utils import timezone

    from skwer.apps.practices.actions.feeds import rotate_key

    key = rotate_key(by=None, at=timezone.now())
    _tell(key.public)
    if not key.vouched:
        print("The old key could not vouch for it: tell your subscribers the new one by telephone.", file=sys.stderr)
    args.number = 0
    return _publish(args)


def _tell(public: str) -> None:
    from django.conf import settings

    from skwer.apps.practices.federation import envelope, keys

    print(f"Feed         {settings.ORIGIN}/feed/feed.json")
    print(f"Public key   {public}")
    print(f"Fingerprint  {envelope.finger(public)}")
    path = keys.path_of(public)
    print(f"Secret key   {path if path.exists() else 'SKWER_FEED_KEY'}   (keep a copy in a safe; backups leave it out)")
