"""What every test may ask for: a moment, two cities and the people around them."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import django
import pytest
from django.core.cache import cache
from django.utils import translation
from hypothesis import HealthCheck, settings

from skwer.apps.people.models import Organisation, Person

from .factories import AT, make_city, make_member, make_person

# How fast an example is depends on what else the machine does; speed is measured in benchmarks/.
settings.register_profile("skwer", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("skwer")


@pytest.fixture(scope="session")
def django_db_keepdb(request, django_db_use_migrations, django_db_modify_db_settings) -> bool:
    """On SQLite a database that has been through these very migrations is copied instead of migrated once more; on
    others `--reuse-db` finds one that somebody has migrated (see `.ci/run`)."""
    if _migrated() is None:
        return bool(request.config.getvalue("reuse_db"))
    return django_db_use_migrations


@pytest.fixture(scope="session")
def django_db_createdb(django_db_keepdb) -> bool:
    """Put the copy where the tests' database is to be; none there yet: let it be made."""
    kept = _migrated()
    if kept is None:
        return not django_db_keepdb
    if not django_db_keepdb or not kept.exists():
        return True
    shutil.copyfile(kept, _test_database())
    return False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_createdb, django_db_keepdb, django_db_blocker) -> Iterator[None]:
    """Keep what migrating has just made, for the next run on this machine."""
    from django.db import connection

    kept = _migrated()
    if django_db_keepdb and django_db_createdb and kept is not None:
        fresh = kept.with_suffix(f".{os.getpid()}")
        with django_db_blocker.unblock(), sqlite3.connect(fresh) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
        copy.close()
        fresh.replace(kept)
    return django_db_setup


def _migrated() -> Path | None:
    """Where the migrated database of exactly these migrations is kept; None for other databases than SQLite."""
    from django.conf import settings

    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return None
    digest = hashlib.sha256(django.__version__.encode())
    for path in sorted(Path(settings.PACKAGE).rglob("migrations/*.py")):
        digest.update(path.read_bytes())
    return Path(tempfile.gettempdir()) / f"skwer-migrated-{digest.hexdigest()[:20]}.sqlite3"


def _test_database() -> str:
    from django.db import connection

    return str(connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(autouse=True)
def _clean_slate(settings, tmp_path) -> Iterator[None]:
    """Nothing counted, written or translated in one test is seen by the next."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.KEYS_ROOT = tmp_path / "keys"
    cache.clear()
    translation.activate("pl")
    yield
    cache.clear()
    translation.activate("pl")


@pytest.fixture
def at() -> datetime:
    """Monday 23 November 2026, 11:00 in Warsaw."""
    return AT


@pytest.fixture
def city(db) -> Organisation:
    return make_city("lipowiec", name="Lipowiec nad Strugą", short_name="Lipowiec", name_genitive="Lipowca")


@pytest.fixture
def other_city(db) -> Organisation:
    return make_city("brzegi", name="Brzegi")


@pytest.fixture
def officer(city) -> Person:
    person = make_person("Marta Wilk", email="marta@lipowiec.example", second_factor=True)
    make_member(person, city, "officer")
    return person


@pytest.fixture
def admin(city) -> Person:
    person = make_person("Adam Zarządca", email="adam@lipowiec.example", second_factor=True)
    make_member(person, city, "admin")
    return person


@pytest.fixture
def auditor(city) -> Person:
    person = make_person("Ewa Rewidentka", email="ewa@rio.example")
    make_member(person, city, "auditor")
    return person


@pytest.fixture
def stranger(other_city) -> Person:
    """An officer, but of another city."""
    person = make_person("Obcy Urzędnik", email="obcy@brzegi.example", second_factor=True)
    make_member(person, other_city, "officer")
    return person


@pytest.fixture
def resident(db) -> Person:
    return make_person("Jan Kowalski", email="jan@example.org")


@pytest.fixture
def operator(db) -> Person:
    """The site operator, who founds organisations."""
    return make_person("Olga Operator", email="operator@example.org", is_staff=True, second_factor=True)
