"""`skwer worker`: background jobs and, once a minute, the timed transitions. Any number of machines may run it."""

from __future__ import annotations

import argparse
import logging
import signal
import threading
import time

from .django import setup

logger = logging.getLogger("skwer.worker")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("worker", help="do background jobs")
    parser.add_argument("--no-tick", action="store_true", help="leave timed transitions to `skwer tick` in cron")


def keep_ticking(stop: threading.Event, every: float = 60) -> None:
    """Timed transitions until told to stop; one failing round is logged and the next is tried."""
    from django.db import close_old_connections
    from django.utils import timezone

    from .tick import timed

    while not stop.is_set():
        started = time.monotonic()
        try:
            close_old_connections()
            for line in timed(timezone.now()):
                logger.info(line)
        except Exception:
            logger.exception("A round of timed transitions failed; the next comes in a minute.")
        finally:
            close_old_connections()
        stop.wait(max(1.0, every - (time.monotonic() - started)))


def run(args: argparse.Namespace) -> int:
    setup()
    from django.core.management import call_command

    stop = threading.Event()
    if not args.no_tick:
        threading.Thread(target=keep_ticking, args=(stop,), daemon=True).start()
    # The job runner stops cleanly on SIGINT; a service manager sends SIGTERM.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        call_command("db_worker", verbosity=1)
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
    return 0
