"""`skwer serve`: the pages, by granian (WSGI, threads). Stateless: any number of machines may run it."""

from __future__ import annotations

import argparse
import os
import sys

from .django import setup


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("serve", help="serve the pages")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--threads", type=int, default=4, help="threads in each (default 4)")


def pending() -> bool:
    """Does the database wait for migrations? Several machines must not run them at once, so serving never does."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare() -> None:
    """Bring database and cache up to date; harmless when they are."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve until stopped."""
    from granian import Granian
    from granian.constants import Interfaces

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skwer.settings")
    Granian(
        "skwer.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_access=False,
    ).serve()


def run(args: argparse.Namespace) -> int:
    setup()
    if pending():
        print(
            "skwer serve: the database is not up to date. Run `skwer manage migrate` and "
            "`skwer manage createcachetable` once, on one machine.",
            file=sys.stderr,
        )
        return 2
    serve(args.host, args.port, args.workers, args.threads)
    return 0
