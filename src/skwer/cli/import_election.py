"""`skwer import-election FILE.pb`: a real election becomes an archived call with its public result page."""

from __future__ import annotations

import argparse
import sys
import time
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from .django import setup

if TYPE_CHECKING:
    from skwer.apps.people.models import Organisation


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("import-election", help="turn a .pb file into an archived call")
    parser.add_argument("file", type=Path, metavar="FILE.pb")
    parser.add_argument("--city", metavar="SLUG", help="the city it belongs to (default: an archive named by the file)")


def slug_of(name: str) -> str:
    """ "Łódź" becomes "lodz": letters without marks, words joined by hyphens."""
    from django.utils.text import slugify

    plain = name.translate(str.maketrans("łŁøØđĐß", "lLoOdDs"))
    return slugify(unicodedata.normalize("NFKD", plain)) or "city"


def archive_of(unit: str, at: object) -> Organisation:
    """The organisation that keeps imported elections of this town; made when it is the first."""
    from skwer.apps.people.actions import create_organisation
    from skwer.apps.people.models import Organisation

    slug = f"{slug_of(unit)[:50]}-archive"
    found = Organisation.objects.filter(slug=slug).first()
    return found or create_organisation(by=None, kind=Organisation.Kind.CITY, slug=slug, name=unit, at=at)


class Progress:
    """One line on standard error, rewritten in place on a terminal, appended elsewhere at every new step."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.step = ""

    def __call__(self, step: str, done: int | None = None, of: int | None = None) -> None:
        share = f" {done}/{of}" if done is not None and of else ""
        line = f"{time.monotonic() - self.started:6.1f} s  {step}{share}"
        if sys.stderr.isatty():
            print(f"\r\033[K{line}", end="" if share and done != of else "\n", file=sys.stderr, flush=True)
        elif step != self.step:
            print(line, file=sys.stderr, flush=True)
        self.step = step


def run(args: argparse.Namespace) -> int:
    """0 done, 2 when the file cannot be used (one line says where and why)."""
    setup()
    from django.urls import reverse
    from django.utils import timezone

    from skwer.apps.calls.actions import archive_election
    from skwer.apps.people.models import Organisation
    from skwer.apps.people.refusals import Refusal
    from skwer.methods.tally import PabulibError, RulesError, read_pabulib

    progress = Progress()
    try:
        content = args.file.read_bytes()
    except OSError as error:
        print(f"skwer import-election: {args.file}: {error.strerror}.", file=sys.stderr)
        return 2
    at = timezone.now()
    try:
        if args.city:
            city = Organisation.objects.cities().filter(slug=args.city).first()
            if city is None:
                print(f"skwer import-election: there is no city '{args.city}'.", file=sys.stderr)
                return 2
        else:
            progress("reading")
            city = archive_of(read_pabulib(content).meta.get("unit") or args.file.stem, at)
        call = archive_election(
            by=None, organisation=city, ballots=content, name=args.file.name, at=at, progress=progress
        )
    except (PabulibError, RulesError, Refusal) as error:
        print(f"skwer import-election: {args.file}: {error}", file=sys.stderr)
        return 2
    progress("done")
    print(reverse("web:results", args=[call.slug]))
    return 0
