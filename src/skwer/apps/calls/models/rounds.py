"""Rounds with feedback: the committee's meetings, its recommendations, and the author's answer to each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.events.models import Event
from skwer.apps.people.models import Body, Membership, Person, Seat
from skwer.apps.people.personal import Personal

from .call import Call, Stage
from .proposal import Proposal


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def announced(self) -> MeetingQuerySet:
        """When and where the committee meets is public from the day the call is; drafts of calls have no meetings."""
        return self.exclude(call__state=Call.State.DRAFT)

    def visible_to(self, person: Person | None) -> MeetingQuerySet:
        """Agenda and minutes: for everybody once the minutes are out, before for the committee and the city's desk."""
        shown = Q(minutes_at__isnull=False)
        if person is not None and person.is_authenticated:
            shown |= Q(body__in=_seated(person)) | Q(call__organisation__in=_desks(person))
        return self.announced().filter(shown)


class Meeting(models.Model):
    """A meeting of the body that advises on a call: agenda, who was there, who stepped aside, minutes.

    `event` puts it into its members' calendars. Minutes are public once `minutes_at` is set, and then stay as they are.
    """

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("meeting", "planned")
        HELD = "held", pgettext_lazy("meeting", "held")
        CANCELLED = "cancelled", pgettext_lazy("meeting", "cancelled")

    call = models.ForeignKey(Call, models.PROTECT, related_name="meetings")
    stage = models.ForeignKey(Stage, models.SET_NULL, null=True, blank=True, related_name="meetings")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    event = models.OneToOneField(Event, models.SET_NULL, null=True, blank=True, related_name="meeting")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=160)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("where"), max_length=200, blank=True)
    online_url = models.URLField(_("address of the online meeting"), max_length=500, blank=True)
    quorum = models.PositiveSmallIntegerField(_("members needed for a quorum"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PLANNED)
    minutes = models.TextField(pgettext_lazy("of a meeting", "minutes"), blank=True)
    minutes_at = models.DateTimeField(_("minutes published"), null=True, blank=True)
    cancel_reason = models.TextField(pgettext_lazy("meeting", "why it was cancelled"), blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["call", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="meeting_number_once_a_call"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.title


class MeetingItem(models.Model):
    """A point of the agenda: a proposal that is presented, or something else. `outcome` is what the body said."""

    class Outcome(models.TextChoices):
        OPEN = "", _("not dealt with yet")
        INVITE = "invite", _("go on to the full application")
        DECLINE = "decline", _("do not go on in this call")
        POSTPONE = "postpone", _("come back at another meeting")
        NOTED = "noted", _("noted")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, blank=True, related_name="meeting_items")
    title = models.CharField(_("point of the agenda"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("time of the presentation"), null=True, blank=True)
    note = models.TextField(_("what was said"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN, blank=True)

    class Meta:
        verbose_name = _("point of an agenda")
        verbose_name_plural = _("points of an agenda")
        ordering = ["meeting", "order"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "order"], name="item_order_once"),
            models.UniqueConstraint(fields=["meeting", "proposal"], name="item_once_a_proposal"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.proposal_id)


class Presence(models.Model):
    """A member of the body at a meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    present = models.BooleanField(_("was there"), default=False)
    chairs = models.BooleanField(_("chaired"), default=False)

    PERSONAL: ClassVar = {
        "person": Personal("who decided together; names of a jury are public", "the call's archive term")
    }

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.person_id}"


class Recusal(models.Model):
    """A member who stepped aside for one point: she neither speaks nor counts for the quorum of that point."""

    item = models.ForeignKey(MeetingItem, models.CASCADE, related_name="recusals")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField()

    PERSONAL: ClassVar = {
        "person": Personal("to show that nobody judged her own cause", "the call's archive term"),
        "reason": Personal("to show that nobody judged her own cause", "the call's archive term"),
    }

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints = [models.UniqueConstraint(fields=["item", "person"], name="recusal_once")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.person_id}"


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def given(self) -> RecommendationQuerySet:
        """Those whose minutes are out; the others are still being written at the meeting."""
        return self.filter(Q(item__isnull=True) | Q(item__meeting__minutes_at__isnull=False))

    def visible_to(self, person: Person | None) -> RecommendationQuerySet:
        """For those who write the proposal once they are given, for everybody once the full application is public."""
        shown = Q(pk__in=self.model._default_manager.given().values("pk"))  # type: ignore[attr-defined]
        public = Q(proposal__submitted_at__isnull=False, proposal__in=Proposal.objects.public().values("pk"))
        if person is None or not person.is_authenticated:
            return self.filter(shown & public)
        own = Q(proposal__in=Proposal.objects.written_by(person).values("pk"))
        inside = Q(item__meeting__body__in=_seated(person)) | Q(proposal__call__organisation__in=_desks(person))
        return self.filter((shown & (public | own)) | inside)


class Recommendation(models.Model):
    """What the committee advises the author, and her answer: adopted, partly, not; and why."""

    class Answer(models.TextChoices):
        NONE = "", _("not answered yet")
        ADOPTED = "adopted", _("adopted")
        PARTLY = "partly", _("partly adopted")
        NOT = "not", _("not adopted")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="recommendations")
    item = models.ForeignKey(MeetingItem, models.SET_NULL, null=True, blank=True, related_name="recommendations")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("recommendation"))
    at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, default=Answer.NONE, blank=True)
    why = models.TextField(_("how, or why not"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["proposal", "number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="advice_number_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id}.{self.number}"


def _seated(person: Person) -> models.QuerySet[Seat]:
    return Seat.objects.filter(person=person, ended_at__isnull=True).values("body")  # type: ignore[return-value]


def _desks(person: Person) -> models.QuerySet[Membership]:
    roles = [Membership.Role.OFFICER, Membership.Role.ADMIN, Membership.Role.AUDITOR]
    current = Membership.objects.current().filter(person=person, role__in=roles)
    return current.values("organisation")  # type: ignore[return-value]
