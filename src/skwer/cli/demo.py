"""`skwer demo`: migrate, load the invented city once, serve pages and jobs, and say where to look."""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import threading
from pathlib import Path

from .django import setup


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("demo", help="try Skwer with an invented city")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-serve", action="store_true", help="only make the demo; `skwer serve` comes later")


def prepare_environment(port: int) -> Path:
    """A home, a secret of its own that is kept there, and doors as wide as a demo may have them."""
    home = Path(os.environ.setdefault("SKWER_HOME", "var")).resolve()
    home.mkdir(parents=True, exist_ok=True)
    if "SKWER_SECRET_KEY" not in os.environ:
        kept = home / "demo-secret"
        if not kept.exists():
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(48))
        os.environ["SKWER_SECRET_KEY"] = kept.read_text()
    os.environ.setdefault("SKWER_REQUIRE_MFA", "0")
    os.environ.setdefault("SKWER_ORIGIN", f"http://127.0.0.1:{port}")
    return home


def say_where(port: int) -> None:
    """Addresses and sample logins, in Polish and English."""
    from skwer.demo.logins import LOGINS, PASSWORD

    people = {who["key"]: who["email"] for who in _people()}
    origin = f"http://127.0.0.1:{port}"
    print(f"\n  Skwer       {origin}/          English: {origin}/en/")
    print(f"  The city    {origin}/cities/lipowiec/")
    print(f"  Projects    {origin}/projects/   a network: {origin}/projects/siec-malych-skwerow/")
    print(f"  An event    {origin}/events/lille-brokerage/   a coming one: {origin}/events/szkolenie-lipowiec/")
    print(f"  A lesson    {origin}/learn/maly-budzet/")
    print(f"  The desk    {origin}/desk/")
    print(f"  Open data   {origin}/api/v1/docs\n")
    print(f"  Sample logins (password: {PASSWORD}):")
    for key, english, polish in LOGINS:
        print(f"    {people[key]:38} {english} / {polish}")
    print("\n  This is a demo: its password is public and no second factor is asked for.", flush=True)


def _people() -> list[dict[str, str]]:
    from skwer.demo.data import read

    people: list[dict[str, str]] = [*read("people.json")["people"], *read("networks/organisations.json")["people"]]
    return people


def run(args: argparse.Namespace) -> int:
    home = prepare_environment(args.port)
    setup()
    from django.utils import timezone

    from skwer.demo.load import load

    from .serve import prepare, serve

    print(f"Skwer demo in {home}", flush=True)
    prepare()
    load(at=timezone.now(), tell=lambda line: print(f"  {line}", flush=True))
    say_where(args.port)
    if args.no_serve:
        return 0
    worker = subprocess.Popen([sys.executable, "-m", "skwer.cli.main", "worker"])
    try:
        serve("127.0.0.1", args.port, workers=1, threads=4)
    finally:
        worker.terminate()
        threading.Timer(5, worker.kill).start()
        worker.wait()
    return 0
