"""Plates with codes at places of Lipowiec, and what passers-by wrote by them. Everything here is invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from skwer.apps.people.models import Organisation, Person
from skwer.apps.places.actions import diary, signs
from skwer.apps.places.models import Place


def hang_signs(town: Organisation, officer: Person, *, at: datetime) -> None:
    """A plate that hangs by the stream and is used; in a yard one was torn off, and the new one waits to be hung."""
    places = {place.title_pl: place for place in Place.objects.of_city(town)}
    water, yard = places["Skwer przy Wodnej"], places["Podwórko Garncarska 7"]
    plate = signs.make_sign(by=officer, place=water, at=at - timedelta(days=120))
    hung = timezone.localdate(at) - timedelta(days=118)
    signs.mount_sign(by=officer, sign=plate, on=hung, at=at - timedelta(days=118))
    for days, what, text, shown in (
        (30, "fine", "", None),
        (17, "note", "Kocimiętka pachnie jeszcze w listopadzie!", True),
        (8, "note", "Kto to czyta, ten gapa.", False),
        (4, "tidied", "", None),
        (1, "note", "Czy można tu posadzić czosnek niedźwiedzi? Mam sadzonki.", None),
    ):
        day = at - timedelta(days=days)
        entry = signs.log_by_sign(sign=plate, values={"what": what, "text": text}, uid=uuid4(), at=day)
        if shown is not None:
            why = "" if shown else "Nie mówi nic o miejscu."
            diary.judge_entry(by=officer, entry=entry, show=shown, why=why, at=day + timedelta(hours=3))
    torn = signs.make_sign(by=officer, place=yard, at=at - timedelta(days=90))
    signs.mount_sign(by=officer, sign=torn, on=timezone.localdate(at) - timedelta(days=88), at=at - timedelta(days=88))
    signs.retire_sign(by=officer, sign=torn, at=at - timedelta(days=6))
    signs.make_sign(by=officer, place=yard, at=at - timedelta(days=6))
