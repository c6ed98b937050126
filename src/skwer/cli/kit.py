"""`skwer kit check FILE`: is this a kit a call can open from, what is wrong with it, and what is left to decide?"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from .django import setup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skwer.apps.practices.kits.registry import KitProblem

EPILOG = """\
A kit is a JSON document of the form skwer-kit/1; its schema is at /api/v1/kits/schema.json of every installation.
Needs no database. Each fault is said with its line, its place in the document and the element it belongs to.

exit codes   0 a call can open from it (what is left to decide is listed); 2 it cannot
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "kit",
        help="check a kit document",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["check"], metavar="check", help="what to do with the kit")
    parser.add_argument("file", metavar="FILE.json", help="the kit; - reads standard input")
    parser.add_argument("--lang", default="en", choices=["pl", "en"], help="language of the sentences; default: en")


def run(args: argparse.Namespace) -> int:
    """Say what is wrong and what is left to decide; returns 0, or 2 for a document no call can open from."""
    # Nothing is kept: any secret and any folder will do, so that the command runs where Skwer was never set up.
    os.environ.setdefault("SKWER_SECRET_KEY", secrets.token_hex(32))
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("SKWER_HOME", folder)
        setup()
        return _check(args)


def _check(args: argparse.Namespace) -> int:
    from django.utils.translation import override

    from skwer.apps.practices.kits.documents import MOST_BYTES, UnreadableKit, read

    with override(args.lang):
        try:
            # One byte more than is allowed is enough to say that there are too many.
            raw = sys.stdin.buffer.read(MOST_BYTES + 1) if args.file == "-" else _bytes(args.file, MOST_BYTES + 1)
            document = read(raw)
        except OSError as error:
            print(f"skwer kit: {args.file}: {(error.strerror or str(error)).lower()}.", file=sys.stderr)
            return 2
        except UnreadableKit as refused:
            print(f"{args.file}: {refused}", file=sys.stderr)
            return 2
        return _told(args.file, raw.decode("utf-8-sig"), document)


def _bytes(name: str, most: int) -> bytes:
    with Path(name).open("rb") as file:
        return file.read(most)


def _told(name: str, text: str, document: dict[str, object]) -> int:
    from django.utils.translation import gettext as _
    from django.utils.translation import ngettext

    from skwer.apps.practices.kits import registry
    from skwer.apps.practices.kits.elements import elements_of

    problems = registry.problems(document)
    faults = [problem for problem in problems if not problem.undecided]
    if faults:
        many = ngettext(
            "%(n)d fault: no call can open from this kit.",
            "%(n)d faults: no call can open from this kit.",
            len(faults),
        )
        print(f"{name}: {many % {'n': len(faults)}}", file=sys.stderr)
        print("\n".join(_rows(text, faults)), file=sys.stderr)
        return 2
    elements = len(elements_of(document))
    valid = ngettext("a valid kit with %(n)d element.", "a valid kit with %(n)d elements.", elements)
    print(f"{name}: {valid % {'n': elements}}")
    if problems:
        print(_("Left to decide before a call is announced:"))
        print("\n".join(_rows(text, problems)))
    return 0


def _rows(text: str, problems: Sequence[KitProblem]) -> list[str]:
    """A line each: where in the file, which element, what."""
    from django.utils.translation import gettext as _

    from skwer.apps.practices.kits.elements import element
    from skwer.apps.practices.kits.lines import line_of, lines_of

    lines = lines_of(text)
    made = []
    for problem in problems:
        place = _("line %(line)d") % {"line": line_of(lines, problem.path)}
        named = [place, problem.path, str(element(problem.element).name) if problem.element else ""]
        made.append(f"  {', '.join(part for part in named if part)}: {problem.message}")
    return made
