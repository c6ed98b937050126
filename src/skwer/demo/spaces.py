"""Vacant spaces of Lipowiec, who looks for some, and what is lent: all invented."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from skwer.apps.spaces import actions as spaces
from skwer.apps.spaces.models import Match, Shared, Space

from .calls import Teller
from .data import read

DAYS = timedelta(days=1)


def make_spaces(teller: Teller, *, at: datetime) -> dict[str, Space]:
    """Everything of spaces.json; days count from today. The spaces by key, for what builds on them."""
    data = read("spaces.json")
    inventory = {told["key"]: _space(teller, told, at) for told in data["spaces"]}
    for told in data["wishes"]:
        _wish(teller, told, inventory, at)
    _viewings(teller, inventory, at)
    things = {told["key"]: _thing(teller, told, at) for told in data["shared"]}
    for told in data["bookings"]:
        _booking(teller, told, things, at)
    return inventory


def _space(teller: Teller, told: dict[str, Any], at: datetime) -> Space:
    today = timezone.localdate(at)
    plain = ("kind", "area_m2", "address", "lon", "lat", "owner", "parcel", "utilities", "uses", "least_days",
             "most_days", "notice_days", "fee", "fee_month", "access")  # fmt: skip
    values = {name: told[name] for name in plain}
    for name in ("title", "summary", "condition", "hazards", "constraints"):
        values |= {f"{name}_pl": told.get(name, ""), f"{name}_en": told.get(f"{name}_en", "")}
    if told["surveyed_days"] is not None:
        values["surveyed_on"] = today - told["surveyed_days"] * DAYS
    if told["free_days"] is not None:
        values["free_from"] = today + told["free_days"] * DAYS
    space = spaces.add_space(by=teller.officer, organisation=teller.town, values=values, at=at - 90 * DAYS)
    if told["state"] == "offered":
        spaces.publish_space(by=teller.officer, space=space, at=at - 60 * DAYS)
    return space


def _wish(teller: Teller, told: dict[str, Any], inventory: dict[str, Space], at: datetime) -> None:
    by, today = teller.cast[told["by"]], timezone.localdate(at)
    plain = ("title", "text", "uses", "kinds", "area_min", "area_max", "utilities", "access", "pay_most")
    values = {name: told[name] for name in plain} | {
        "for_organisation": teller.organisations[told["for"]] if told["for"] else None,
        "starts_on": today + told["start"] * DAYS,
        "ends_on": today + told["end"] * DAYS,
    }
    wish = spaces.add_wish(by=by, organisation=teller.town, values=values, at=at - 12 * DAYS)
    if told["interest"]:
        match = Match.objects.select_related("space__organisation", "wish").get(
            wish=wish, space=inventory[told["interest"]]
        )
        spaces.state_interest(by=by, match=match, at=at - 11 * DAYS)
        if told.get("agreed"):
            spaces.agree_to_match(by=teller.officer, match=match, at=at - 9 * DAYS)


def _viewings(teller: Teller, inventory: dict[str, Space], at: datetime) -> None:
    for key, days, hour, capacity in (("rynek-7", 4, 16, 6), ("rynek-7", 11, 10, 6), ("hala-okrezna", 7, 12, 15)):
        begin = _moment(at, days, hour)
        viewing = spaces.add_viewing(
            by=teller.officer, space=inventory[key], starts_at=begin, ends_at=begin + timedelta(minutes=45),
            capacity=capacity, where="", at=at - 8 * DAYS,
        )  # fmt: skip
        if (key, days) == ("rynek-7", 4):
            spaces.book_visit(by=teller.cast["agnieszka-lis"], viewing=viewing, at=at - 5 * DAYS)


def _thing(teller: Teller, told: dict[str, Any], at: datetime) -> Shared:
    city = told["lender"] == teller.town.slug
    lender = teller.town if city else teller.organisations[told["lender"]]
    by = teller.officer if city else lender.memberships.filter(role="admin").select_related("person")[0].person
    plain = ("kind", "pieces", "address", "hours", "deposit", "most_days", "ask_first")
    values = {name: told[name] for name in plain} | {"access": told.get("access", {})}
    for name in ("title", "text", "terms"):
        values |= {f"{name}_pl": told[name], f"{name}_en": told[f"{name}_en"]}
    thing = spaces.add_shared(by=by, organisation=lender, city=teller.town, values=values, at=at - 50 * DAYS)
    return spaces.offer_shared(by=by, shared=thing, at=at - 49 * DAYS)


def _booking(teller: Teller, told: dict[str, Any], things: dict[str, Shared], at: datetime) -> None:
    thing, asked = things[told["shared"]], at - 2 * DAYS
    starts_at = _moment(asked, told["in"], told["hour"])
    if told["then"] == "out":  # fetched this morning
        starts_at = at - timedelta(hours=3)
    length = told["days"] * DAYS if told["days"] else timedelta(hours=4)
    booking = spaces.book(
        by=teller.cast[told["by"]], shared=thing, starts_at=starts_at, ends_at=starts_at + length,
        pieces=told["pieces"], purpose=told["purpose"], agreed_version=thing.terms_version, at=asked,
        for_organisation=teller.organisations[told["for"]] if told["for"] else None,
    )  # fmt: skip
    lends = thing.organisation
    by = teller.officer if lends == teller.town else lends.memberships.filter(role="admin")[0].person
    if told["then"] in ("agreed", "out") and booking.state == "asked":
        spaces.answer_booking(by=by, booking=booking, yes=True, at=asked + timedelta(hours=5))
    if told["then"] == "out":
        spaces.give_out(by=by, booking=booking, at=starts_at)


def _moment(at: datetime, days: int, hour: int) -> datetime:
    """So many days from then, at this hour of the local clock."""
    on = timezone.localdate(at) + days * DAYS
    return timezone.make_aware(datetime.combine(on, time(hour)))
