"""What tests of discussions need: a city that lets people talk, a place, comments, notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from skwer.apps.discussion import actions
from skwer.apps.discussion.models import Comment, House, Notice
from skwer.apps.discussion.tokens import notice_key
from skwer.apps.people.models import Organisation, Person
from skwer.apps.places.models import Place

from .factories import AT, make_person

LAW = "pkt 2 zasad rozmowy"
FACTS = "Komentarz nazywa sąsiada złodziejem, bez dowodu."


def make_house(city: Organisation, officer: Person, **values: Any) -> House:
    """Everything may be talked about, and is shown at once unless `check_first` says otherwise."""
    given = {
        "kinds": ["proposal", "place", "trial", "method", "space"],
        "check_first": House.Shown.AFTER,
        "rules_pl": "1. Rozmawiamy o miejscach. 2. Nie obrażamy ludzi.",
        "rules_en": "1. We talk about places. 2. We do not insult people.",
        **values,
    }
    return actions.open_house(by=officer, organisation=city, values=given, at=AT)


def make_place(city: Organisation, *, published: bool = True, **fields: Any) -> Place:
    title = fields.pop("title", "Skwer przy Strudze")
    return Place.objects.create(
        organisation=city, title=title, category="garden", published_at=AT if published else None, **fields
    )


def say(
    place: Place, by: Person | None = None, text: str = "Dobrze, że są tu ławki.", *, at: datetime = AT, **more: Any
) -> Comment:
    """A comment under the place; by somebody new unless told."""
    by = by or make_person("Olga Sąsiadka")
    return actions.comment(by=by, kind="place", key=str(place.pk), text=text, at=at, **more)


def report(comment: Comment, by: Person | None = None, *, at: datetime = AT, **more: Any) -> Notice:
    """Somebody says that it insults somebody; without an account unless told."""
    given = {"ground": "insult", "text": "Obraża mojego sąsiada, podając nazwisko.", "good_faith": True, **more}
    if by is None:
        given = {"name": "Ewa Przechodnia", "email": "ewa@poczta.example", **given}
    return actions.give_notice(by=by, comment=comment, at=at, **given)


def removed(comment: Comment, officer: Person, *, at: datetime = AT, **more: Any) -> Any:
    return actions.remove(
        by=officer, comment=comment, at=at, **{"ground": "insult", "law": LAW, "facts": FACTS, **more}
    )


def discussion_things() -> dict[str, Any]:
    """Of the demo, for the tests that walk every address: a removed comment with its notice, ruling and objection."""
    place = Place.objects.get(title_pl="Skwer przy Wodnej")
    shown = Comment.objects.filter(thread__kind="place", state="shown", what="comment").order_by("pk").first()
    removed_ = Comment.objects.get(state="removed")
    kept = Notice.objects.get(email="z.wodnej@poczta.example")
    own = Comment.objects.get(author__email="danuta.mroz@poczta.example")
    return {
        "talk_kind": "place",
        "talk_place": str(place.pk),
        "talk_comment": str(shown.uid),
        "talk_own": str(own.uid),
        "talk_removed": str(removed_.uid),
        "talk_notice": str(removed_.notices.get().uid),
        "talk_ruling": str(removed_.rulings.get(what="remove").uid),
        "talk_kept": str(kept.uid),
        "talk_kept_ruling": str(kept.ruling.uid),
        "talk_key": notice_key(kept),
        "talk_question": str(Comment.objects.filter(what="question", replies=None).get().uid),
        "talk_waiting": str(Comment.objects.get(state="waiting").uid),
    }
