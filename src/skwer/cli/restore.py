"""`skwer restore FILE`: bring a backup back into an empty installation. It never mixes two installations."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from .django import setup


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("restore", help="bring a backup back into an empty installation")
    parser.add_argument("file", type=Path)


def _stop(sentence: str) -> int:
    print(f"skwer restore: {sentence}", file=sys.stderr)
    return 2


def run(args: argparse.Namespace) -> int:
    setup()
    from django.conf import settings
    from django.core.management import call_command

    from .backup import FORMAT
    from .serve import prepare

    if not zipfile.is_zipfile(args.file):
        return _stop(f"{args.file} is not a backup written by `skwer backup`.")
    with zipfile.ZipFile(args.file) as archive:
        if not {"manifest.json", "data.jsonl"} <= set(archive.namelist()):
            return _stop(f"{args.file} is not a backup written by `skwer backup`.")
        manifest = json.loads(archive.read("manifest.json"))
        if manifest.get("format") != FORMAT:
            return _stop(f"{args.file} has format {manifest.get('format')}; this version reads {FORMAT}.")
        prepare()
        from skwer.apps.people.models import Person

        if Person.objects.exists():
            return _stop("this installation is not empty. Point SKWER_HOME or SKWER_DATABASE_URL at a new one.")
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "data.jsonl"
            with archive.open("data.jsonl") as source, data.open("wb") as target:
                shutil.copyfileobj(source, target)
            call_command("loaddata", str(data), verbosity=0)
        media = Path(settings.MEDIA_ROOT).resolve()
        for name in archive.namelist():
            if not name.startswith("media/") or name.endswith("/"):
                continue
            path = (media / name.removeprefix("media/")).resolve()
            if not path.is_relative_to(media):
                return _stop(f"{name} points outside the folder of uploads; the file was not written by Skwer.")
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, path.open("wb") as target:
                shutil.copyfileobj(source, target)
            path.chmod(0o600)
    from skwer.apps.search.actions import rebuild

    rebuild()
    feed = [name for name in manifest["keys"] if name.startswith("feed-")]
    votes = [name for name in manifest["keys"] if name not in feed]
    if votes:
        print("Votes were open when this backup was made. Their ballots are here, but a voter can change hers only")
        print("where the key files still are: " + ", ".join(votes))
    if feed:
        print(
            "A feed was published. Bring its key back from the safe, or make a new one by `skwer feed rotate`: "
            + ", ".join(feed)
        )
        print("Then `skwer feed publish --number N`, N greater than the last number readers saw.")
    print(f"Restored {manifest['rows']} rows and {manifest['files']} files. Now run `skwer verify`.")
    return 0
