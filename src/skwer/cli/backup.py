"""`skwer backup FILE`: database, uploads and the names of ballot keys in one ZIP, the same for SQLite and PostgreSQL.

The keys themselves are never written: whoever holds a backup must not be able to join the roll to the urn.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import zipfile
from pathlib import Path

from .django import setup

FORMAT = 1
# Made anew by migrations, or worth nothing on another machine.
LEFT_OUT = {"contenttypes.contenttype", "auth.permission", "sessions.session", "admin.logentry"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("backup", help="write everything into one file")
    parser.add_argument("file", type=Path, help="a new file, for example skwer-2026-11-22.zip")


def run(args: argparse.Namespace) -> int:
    setup()
    if args.file.exists():
        print(f"skwer backup: {args.file} exists. Name a new file; a backup never overwrites another.", file=sys.stderr)
        return 2
    if not args.file.absolute().parent.is_dir():
        print(f"skwer backup: there is no folder {args.file.absolute().parent}.", file=sys.stderr)
        return 2
    partial = args.file.with_name(args.file.name + ".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
        counts = _write(archive)
    partial.replace(args.file)
    print(f"{args.file}: {counts['rows']} rows, {counts['files']} files, {counts['keys']} names of keys (no keys).")
    return 0


def _write(archive: zipfile.ZipFile) -> dict[str, int]:
    from django.conf import settings
    from django.db import connection, transaction

    from skwer import __version__

    with transaction.atomic():  # one moment for all tables
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with archive.open("data.jsonl", "w", force_zip64=True) as raw:
            rows = _rows(io.TextIOWrapper(raw, encoding="utf-8"))
    files = 0
    for path in sorted(p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()):
        archive.write(path, f"media/{path.relative_to(settings.MEDIA_ROOT).as_posix()}")
        files += 1
    keys = sorted(p.name for p in Path(settings.KEYS_ROOT).glob("*")) if Path(settings.KEYS_ROOT).is_dir() else []
    manifest = {"format": FORMAT, "skwer": __version__, "rows": rows, "files": files, "keys": keys}
    archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return {"rows": rows, "files": files, "keys": len(keys)}


def _rows(out: io.TextIOWrapper) -> int:
    from django.apps import apps
    from django.core import serializers

    count = 0
    models = serializers.sort_dependencies([(config, None) for config in apps.get_app_configs()])
    for model in models:
        if model._meta.label_lower in LEFT_OUT or model._meta.proxy or not model._meta.managed:
            continue
        for row in model._base_manager.order_by("pk").iterator(chunk_size=500):
            out.write(serializers.serialize("jsonl", [row], ensure_ascii=False).strip() + "\n")
            count += 1
    out.flush()
    return count
