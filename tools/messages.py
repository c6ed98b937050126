"""Translations: extract, merge, compile; with --check only say whether something is missing.

Extraction needs GNU gettext; compiling does not, and the compiled catalogue is committed, so that nobody needs gettext
to run Skwer.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "skwer"
PO = PACKAGE / "locale" / "pl" / "LC_MESSAGES" / "django.po"


def extract() -> None:
    """Collect every msgid of templates and code into the catalogue; forgotten ones are dropped."""
    PO.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", "pl", "--no-location", "--no-obsolete",
         "--ignore", "migrations", "--ignore", "static", "--settings", "skwer.settings", "--verbosity", "0"],
        cwd=PACKAGE, check=True, env={**os.environ, "SKWER_DEBUG": "1", "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip


def drop_guesses() -> None:
    """gettext guesses a translation from a similar text; a guess on a page is worse than a gap the check finds."""
    catalogue = polib.pofile(str(PO))
    for entry in catalogue.fuzzy_entries():
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        entry.msgstr = ""
        entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
        entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
    catalogue.save()


def merge(parts: list[Path]) -> None:
    """Take translations from other .po files for entries that have none yet."""
    catalogue = polib.pofile(str(PO))
    wanted = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    for part in parts:
        for entry in polib.pofile(str(part)):
            target = wanted.get((entry.msgctxt, entry.msgid))
            if target is None or (target.translated() and "fuzzy" not in target.flags):
                continue
            target.msgstr, target.msgstr_plural = entry.msgstr, entry.msgstr_plural
            target.flags = [flag for flag in target.flags if flag != "fuzzy"]
    catalogue.save()


def compile_catalogue() -> None:
    catalogue = polib.pofile(str(PO))
    catalogue.save_as_mofile(str(PO.with_suffix(".mo")))


def problems() -> list[str]:
    """What is missing or out of step, one sentence each."""
    catalogue = polib.pofile(str(PO))
    found = [f"not translated: {entry.msgid[:90]!r}" for entry in catalogue if not entry.translated()]
    found += [f"only guessed (fuzzy): {entry.msgid[:90]!r}" for entry in catalogue.fuzzy_entries()]
    compiled = {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in polib.mofile(str(PO.with_suffix(".mo")))}
    for entry in catalogue.translated_entries():
        if compiled.get((entry.msgctxt, entry.msgid), (None,))[0] != entry.msgstr:
            found.append(f"the compiled catalogue is older than the text: {entry.msgid[:60]!r}; run make messages")
            break
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--merge", nargs="*", type=Path, default=[])
    args = parser.parse_args()
    if not args.check:
        extract()
        drop_guesses()
        merge(args.merge)
        compile_catalogue()
    found = problems()
    for line in found[:40]:
        print(line)
    print(f"{len(found)} problems in {PO.relative_to(ROOT)}" if found else "translations: complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
