"""Loading the demo, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from skwer.apps.calls import actions as calls
from skwer.apps.people.models import Organisation

from .access import see_places
from .calls import Teller
from .care import make_care
from .discussion import make_discussion
from .grants import make_agreements
from .learning import attach_lessons
from .library import make_library
from .licences import make_licences
from .movings import move_in
from .networks import make_networks
from .places import make_districts, make_places
from .rounds import make_rounds
from .signs import hang_signs
from .small import make_small_grants
from .spaces import make_spaces
from .stories import tell_stories
from .surveys import ask_residents
from .towns import found_organisations, found_towns, seat_committee, settle_people
from .visits import make_visits


def is_loaded() -> bool:
    """Is Lipowiec there already?"""
    return Organisation.objects.filter(slug="lipowiec").exists()


@transaction.atomic
def load(*, at: datetime, tell: Callable[[str], None] = lambda _line: None) -> None:
    """Make the invented cities with everything in them, as if it had happened up to `at`.

    tell: called with one line as each part begins. Does nothing when the demo is loaded. All or nothing: a demo that
    was interrupted is begun anew.
    """
    if is_loaded():
        return
    long_ago = at - timedelta(days=600)
    tell("Founding Lipowiec nad Strugą and Brzezina Mała …")
    towns = found_towns(at=long_ago)
    cast = settle_people(towns, at=long_ago)
    organisations = found_organisations(towns, cast, at=long_ago)
    committee = seat_committee(towns["lipowiec"], cast, at=long_ago)
    teller = Teller(town=towns["lipowiec"], cast=cast, organisations=organisations, committee=committee, now=at)
    year = at.year
    make_districts(towns["lipowiec"], teller.officer, at=long_ago)

    tell("A decided call: proposals, checks, sheets, 620 ballots …")
    title = {"pl": f"Skwery sąsiedzkie {year - 1}", "en": f"Neighbourhood squares {year - 1}"}
    decided = teller.begin("skwery", days_ago=400, edition=str(year - 1), title=title)
    known = teller.propose(decided, "skwery")
    calls.tick(at=teller.closed(decided, "propose"))
    teller.check(decided, "skwery", known)
    calls.tick(at=teller.closed(decided, "check"))
    teller.assess(decided, "skwery", known)
    calls.tick(at=teller.opened(decided, "vote"))
    teller.vote(decided, known)
    teller.release_spare(decided)
    calls.tick(at=teller.closed(decided, "assess"))
    when = teller.opened(decided, "decide") + timedelta(days=3)
    decision = calls.record_decision(
        by=teller.officer, call=decided, act_number=f"ZP.{year - 1}.118", note="", comments={}, at=when
    )
    calls.publish_decision(by=teller.officer, decision=decision, at=when + timedelta(hours=1))

    tell("Agreements, bills, hours and reports of what was chosen …")
    make_agreements(teller, decided, known, decided_at=when + timedelta(hours=1))

    tell("A call that is voting now …")
    title = {"pl": f"Zielone podwórka {year}", "en": f"Green courtyards {year}"}
    voting = teller.begin("podworka", days_ago=73, edition=str(year), title=title)
    known_now = teller.propose(voting, "podworka")
    calls.tick(at=teller.closed(voting, "propose"))
    teller.check(voting, "podworka", known_now)
    calls.tick(at=teller.closed(voting, "check"))
    teller.assess(voting, "podworka", known_now)
    calls.tick(at=teller.opened(voting, "vote"))

    tell("A call that collects ideas …")
    title = {"pl": "Ławka w każdej dzielnicy", "en": "A bench in every district"}
    collecting = teller.begin("lawki", days_ago=14, edition=f"{year}", title=title, skip=("vote",))
    teller.propose(collecting, "lawki")

    tell("Small grants for organisations: an objection, a posting, agreements …")
    make_small_grants(teller, at=at)

    tell("A call of three rounds: ideas, a meeting with recommendations, answers …")
    make_rounds(teller, at=at)

    tell("38 places …")
    make_places(towns["lipowiec"], teller.officer, {**known, **known_now}, at=at)

    see_places(towns["lipowiec"], teller.officer, at=at)

    tell("Earlier agreements, moved in from spreadsheets …")
    move_in(towns["lipowiec"], teller.officer, at=at)

    tell("Projects of many cities, their work, events and lessons …")
    everywhere, everybody = make_networks(towns, cast, committee, at=at)
    attach_lessons(collecting, teller.officer, at=at)
    calls.tick(at=at)
    make_visits(towns["lipowiec"], teller.officer, at=at)
    make_discussion(teller, at=at)
    ask_residents(teller, decided, voting, at=at)
    tell_stories(towns["lipowiec"], teller.officer, at=at)
    make_care(towns["lipowiec"], teller.officer, cast, at=at)
    hang_signs(towns["lipowiec"], teller.officer, at=at)
    make_licences(teller, make_spaces(teller, at=at), at=at)

    tell("Practices, kits and transfers …")
    make_library(everywhere, everybody, decided, at=at)
