"""A city with 5,000 places against one with 50: seconds of its list and of its map's data, and how much they weigh.

    python benchmarks/places.py

The list draws one page of its own, so it should hardly notice; the map's data grow with the places, in small columns.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skwer.settings")
os.environ["SKWER_DEBUG"] = "0"
os.environ.setdefault("SKWER_SECRET_KEY", "a benchmark keeps no secrets")
_home = tempfile.TemporaryDirectory()
os.environ["SKWER_HOME"] = _home.name

FEW, MANY, ROUNDS = 50, 5000, 5


def fastest(work: Callable[[], Any]) -> tuple[Any, float]:
    """The last result of `work` and the least seconds it took."""
    best, result = float("inf"), None
    for _ in range(ROUNDS):
        started = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - started)
    return result, best


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment

    from tests.apps.places.towns import TOWN
    from tests.factories import make_city
    from tests.places_factories import make_many

    setup_test_environment()
    call_command("migrate", verbosity=0)
    for slug, count in (("mala", FEW), ("duza", MANY)):
        make_many(make_city(slug, geodata=TOWN), count)
    client = Client(headers={"accept-encoding": "gzip"})
    for what, path in (
        ("the list", "/places/?city={}"),
        ("the list on a day, for a wheelchair", "/places/?city={}&on=2020-05-31&suits=wheelchair"),
        ("data of the map", "/places/map.json?city={}"),
    ):
        few, seconds_few = fastest(lambda path=path: client.get(path.format("mala")))
        many, seconds_many = fastest(lambda path=path: client.get(path.format("duza")))
        ratio, weights = seconds_many / seconds_few, (len(many.content) / 1000, len(few.content) / 1000)
        print(f"{what}: {MANY} against {FEW} places {ratio:.1f} times the seconds ({seconds_many * 1000:.0f} ms),")
        print("  {:.0f} kB against {:.0f} kB".format(*weights))


if __name__ == "__main__":
    main()
