"""`skwer …`: the commands a site operator, an auditor or a curious resident types.

Each command's module is imported only when it is asked for: `skwer tally` must not load Django.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

COMMANDS = {
    "demo": "try Skwer: an invented city with calls, people and places",
    "serve": "serve the pages",
    "worker": "do background jobs (letters, imports)",
    "tick": "open and close stages whose hour has come; run it every minute",
    "tally": "count a participatory-budget election from a .pb file",
    "import-election": "turn a .pb file into an archived call with its public result page",
    "feed": "publish practices for other installations, read theirs: feed publish|pull|key|rotate",
    "kit": "check a kit document: what is wrong with it, where, and what is left to decide",
    "verify": "recompute every decision and walk the journal; exit 1 on any difference",
    "backup": "write everything (database, uploads, names of keys) into one file",
    "restore": "bring a backup back into an empty installation",
    "manage": "Django's own commands",
}


def _module(command: str) -> str:
    return f"skwer.cli.{command.replace('-', '_')}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code (0 done, 1 a difference was found, 2 unusable input)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["manage"]:
        return int(importlib.import_module("skwer.cli.manage").run(arguments[1:]))
    parser = argparse.ArgumentParser(prog="skwer", description="Citizen-led urban development, end to end.")
    chosen = next((word for word in arguments if not word.startswith("-")), None)
    if chosen in COMMANDS:
        subparsers = parser.add_subparsers(dest="command", required=True)
        module = importlib.import_module(_module(chosen))
        module.add_parser(subparsers)
        return int(module.run(parser.parse_args(arguments)) or 0)
    from skwer import __version__

    parser.add_argument("--version", action="version", version=f"skwer {__version__}")
    width = max(map(len, COMMANDS))
    parser.epilog = "commands:\n" + "\n".join(f"  {name:{width}}  {text}" for name, text in COMMANDS.items())
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.usage = "skwer COMMAND [options]   (skwer COMMAND --help says more)"
    parser.parse_args([word for word in arguments if word in {"-h", "--help", "--version"}])
    if chosen:
        print(f"skwer: there is no command '{chosen}'. Known: {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    parser.print_help()
    return 0


if __name__ == "__main__":
    sys.exit(main())
