"""What happens inside each of two installations (tests/test_two_installations.py), in a process of its own that does
what it is told on a line and tells the outcome on the next.

Everything is done by the actions and commands people use; only the clock is wound on.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from skwer.apps.calls import actions as calls
from skwer.apps.calls.kits import preset
from skwer.apps.people.models import Person
from skwer.apps.practices.actions import feeds
from skwer.apps.practices.models import Kit, KitOffer, Practice, ReceivedItem, Subscription
from skwer.cli import main
from skwer.overview.evidence import evidence_of

from .apps.calls.journey import decide, pass_all, send, to_check, vote
from .factories import AT, make_city, make_member, make_person
from .kits_factories import make_kit, next_version
from .library_factories import make_practice
from .transfers_factories import make_transfer


def skwer(*words: str) -> dict[str, Any]:
    """A command of the command line: its exit code and what it printed."""
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        code = main(words)
    return {"code": code, "printed": printed.getvalue()}


def operator() -> Person:
    return Person.objects.filter(is_staff=True).first() or make_person("Olga Operator", is_staff=True)


def write() -> dict[str, Any]:
    """A city writes a practice with the kit that carries it out."""
    city = make_city("lipowiec", name="Lipowiec nad Strugą", population=38_000)
    practice = make_practice(city, slug="budzet-od-sasiadow")
    make_kit(practice=practice, document=preset("participatory-budget"), slug="budzet-od-sasiadow")
    return {"practice": practice.slug}


def write_more(pot: str) -> dict[str, Any]:
    """The kit gets a newer version."""
    return {"version": next_version(Kit.objects.get(slug="budzet-od-sasiadow"), pot=pot).number}


def subscribe(url: str, key: str) -> dict[str, Any]:
    """The operator trusts a key."""
    return {"pk": feeds.subscribe(by=operator(), url=url, key=key, at=timezone.now()).pk}


def adopt() -> dict[str, Any]:
    """Another city adopts what came, opens its own call from it, and runs it to a decision everybody reads."""
    practice = Practice.objects.get(subscription__isnull=False)
    kit = Kit.objects.get(subscription__isnull=False)
    city = make_city("brzezina", name="Brzezina Mała", population=9_000)
    officer = make_person("Elżbieta Karaś", second_factor=True)
    make_member(officer, city)
    transfer = make_transfer(city, officer, kit_version=kit.newest, practice=practice, decided=True)
    call = calls.open_call(
        by=officer,
        transfer=transfer,
        title={"pl": "Budżet Brzeziny 2027", "en": "Brzezina's budget 2027"},
        slug="budzet-brzeziny",
        scheme_name="Budżet obywatelski",
        edition_name="2027",
        first_day=date(2027, 3, 1),
        at=AT,
    )
    calls.announce_call(by=officer, call=call, at=AT)
    opened = call.stages.get(kind="propose").opens_at + timedelta(hours=1)
    calls.tick(at=opened)
    call.refresh_from_db()
    send(call, "9000", "12000", at=opened)
    to_check(call)
    checked = call.stages.get(kind="check").opens_at + timedelta(hours=1)  # its day may have moved past a holiday
    calls.tick(at=checked)
    pass_all(call, officer, at=checked)
    decision = decide(call, officer, at=vote(call, [1], [1], [2]))
    return {"kit": kit.slug, "practice": practice.slug, "title": practice.title, "published": decision.published_at}


def seen() -> dict[str, Any]:
    """Everything a feed may have changed here, and what the practice's page would say came of it."""
    practices = Practice.objects.order_by("pk")
    own = practices.filter(subscription__isnull=True).first()
    rows = evidence_of(own, on=timezone.localdate()).rows if own else ()
    return {
        "practices": [practice.slug for practice in practices],
        "kits": [(kit.slug, kit.newest.number) for kit in Kit.objects.order_by("slug")],
        "items": list(ReceivedItem.objects.order_by("pk").values_list("kind", "key", "sha256")),
        "subscriptions": list(Subscription.objects.values("key", "sequence", "feed_hash")),
        "refused": list(Subscription.objects.values_list("refused", flat=True)),
        "evidence": [
            (row.city, row.source.name if row.source else "", f"{row.figures['applications'].value}") for row in rows
        ],
    }


def offers() -> dict[str, Any]:
    """Which newer versions wait for cities here."""
    return {"offers": [(offer.transfer.title, offer.version.number) for offer in KitOffer.objects.all()]}


def listen() -> None:
    """Do what each line says: [function, words …]."""
    for line in sys.stdin:
        what, *words = json.loads(line)
        try:
            told = {"told": globals()[what](*words)}
        except Exception as error:
            told = {"failed": f"{error.__class__.__name__}: {error}"}
        print(json.dumps(told, default=str), flush=True)
