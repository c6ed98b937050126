"""What happens inside each of two installations, called in processes of their own (tests/test_two_installations.py).

Everything is done by the actions people use; only the clock is wound on.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from skwer.apps.calls import actions as calls
from skwer.apps.calls.kits import preset
from skwer.apps.people.models import Person
from skwer.apps.practices.actions import feeds
from skwer.apps.practices.models import Kit, KitOffer, Practice, ReceivedItem, Subscription
from skwer.overview.evidence import evidence_of

from . import factories
from .factories import AT, make_city, make_member, make_person
from .kits_factories import make_kit, next_version
from .library_factories import make_practice
from .transfers_factories import make_transfer


def begin() -> None:
    """Each process counts its invented people from a number of its own."""
    factories._serial = count(1000 * (1 + Person.objects.count()))


def tell(**facts: Any) -> None:
    """The last line a process prints."""
    print(json.dumps(facts, default=str))


def operator() -> Person:
    return Person.objects.filter(is_staff=True).first() or make_person("Olga Operator", is_staff=True)


def write() -> None:
    """A city writes a practice with the kit that carries it out."""
    city = make_city("lipowiec", name="Lipowiec nad Strugą", population=38_000)
    practice = make_practice(city, slug="budzet-od-sasiadow")
    make_kit(practice=practice, document=preset("participatory-budget"), slug="budzet-od-sasiadow")
    tell(practice=practice.slug)


def write_more() -> None:
    """The kit gets a newer version."""
    tell(version=next_version(Kit.objects.get(slug="budzet-od-sasiadow"), pot="400000.00").number)


def subscribe(url: str, key: str) -> None:
    tell(pk=feeds.subscribe(by=operator(), url=url, key=key, at=timezone.now()).pk)


def adopt() -> None:
    """Another city adopts what came, opens its own call from it, and runs it to a decision everybody reads."""
    from .apps.calls.journey import decide, pass_all, send, to_check, vote

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
    tell(kit=kit.slug, practice=practice.slug, title=practice.title, published=decision.published_at)


def seen() -> None:
    """Everything a feed may have changed here, and what the practice's page would say came of it."""
    practices = Practice.objects.order_by("pk")
    own = practices.filter(subscription__isnull=True).first()
    rows = evidence_of(own, on=timezone.localdate()).rows if own else ()
    tell(
        practices=[practice.slug for practice in practices],
        kits=[(kit.slug, kit.newest.number) for kit in Kit.objects.order_by("slug")],
        items=list(ReceivedItem.objects.order_by("pk").values_list("kind", "key", "sha256")),
        subscriptions=list(Subscription.objects.values("key", "sequence", "feed_hash")),
        refused=list(Subscription.objects.values_list("refused", flat=True)),
        evidence=[
            (row.city, row.source.name if row.source else "", f"{row.figures['applications'].value}") for row in rows
        ],
    )


def offers() -> None:
    """Which newer versions wait for cities here."""
    tell(offers=[(offer.transfer.title, offer.version.number) for offer in KitOffer.objects.all()])
