"""Comments and questions under what rooms offer for discussion; notices, rulings and objections as the DSA asks.

A thread belongs to a thing by kind and key (see `kinds`). The oldest comment stands first: nothing is ranked.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Membership, Organisation, Person
from skwer.apps.people.personal import Personal

KEPT = "as long as somebody may object, at least six months after the last decision"
SIX_MONTHS = 184
"""Days that are six months whenever they begin (Regulation (EU) 2022/2065, art. 20(1))."""


class House(models.Model):
    """How a city lets people talk: closed until it says who moderates. `kinds`: keys of what may be commented on."""

    class Shown(models.TextChoices):
        AFTER = "after", _("shown at once, looked at afterwards")
        BEFORE = "before", _("shown when somebody has looked")

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="discussion")
    kinds = models.JSONField(_("what may be commented on"), default=list, blank=True)
    check_first = models.CharField(
        _("when comments are shown"), max_length=8, choices=Shown.choices, default=Shown.BEFORE
    )
    look_hours = models.PositiveSmallIntegerField(_("comments are looked at within, hours of working days"), default=24)
    answer_days = models.PositiveSmallIntegerField(_("questions are answered within, days"), default=14)
    objection_days = models.PositiveSmallIntegerField(_("objections are taken for, days"), default=SIX_MONTHS)
    rules = models.TextField(_("rules of the house"), blank=True)
    law = models.TextField(_("which law applies, with its source"), blank=True)
    redress = models.TextField(_("where else one may turn"), blank=True)
    checked_on = models.DateField(_("law and addresses checked on"), null=True, blank=True)
    contact = models.EmailField(_("address for notices by e-mail"), blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {
        "contact": Personal("where to write about a comment by e-mail", "until the office names somebody else"),
    }

    class Meta:
        verbose_name = _("rules of discussion")
        verbose_name_plural = _("rules of discussion")

    def __str__(self) -> str:
        return str(self.organisation_id)


class Thread(models.Model):
    """The discussion under one thing."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="threads")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_why = models.CharField(_("why it is closed"), max_length=250, blank=True)
    # The last digest to those who answer for the thing spoke of what was shown between these moments.
    told_from = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="thread_once_a_thing")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


class CommentQuerySet(models.QuerySet["Comment"]):
    def shown(self) -> CommentQuerySet:
        return self.filter(state=Comment.State.SHOWN)

    def visible_to(self, person: Person | None) -> CommentQuerySet:
        """Shown ones, one's own, and everything for those who moderate. Whether the thing itself may be seen is the
        offering room's to say (`kinds`)."""
        seen = Q(state=Comment.State.SHOWN)
        if person is not None and person.is_authenticated:
            desks = Membership.objects.desks_of(person).values("organisation")
            seen |= Q(author=person) | Q(thread__organisation__in=desks)
        return self.filter(seen)


class Comment(models.Model):
    """What somebody wrote. A question waits for an official answer; an answer carries the office's name."""

    class What(models.TextChoices):
        COMMENT = "comment", _("comment")
        QUESTION = "question", _("question")
        ANSWER = "answer", _("official answer")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("comment", "waits to be looked at")
        SHOWN = "shown", pgettext_lazy("comment", "shown")
        REMOVED = "removed", pgettext_lazy("comment", "removed")
        WITHDRAWN = "withdrawn", pgettext_lazy("comment", "taken back by its author")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    what = models.CharField(max_length=8, choices=What.choices, default=What.COMMENT)
    author = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="comments")
    author_name = models.CharField(_("name shown"), max_length=80, blank=True)
    language = models.CharField(max_length=5, default="pl")
    text = models.TextField(_("text"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    answer_due_on = models.DateField(_("answer due"), null=True, blank=True)

    PERSONAL: ClassVar = {
        "author": Personal("who wrote it, and whom to tell of a decision about it", "until the account is erased"),
        "author_name": Personal("how the author wants to be called", "until the account is erased"),
        "text": Personal("what she said; the discussion is public", "until she takes it back or the account is erased"),
    }
    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["thread", "state", "written_at"])]

    def __str__(self) -> str:
        return str(self.uid)


class Notice(models.Model):
    """Somebody says that a comment is illegal or against the rules (Digital Services Act, art. 16)."""

    class Ground(models.TextChoices):
        ILLEGAL = "illegal", _("it is against the law")
        PERSONAL = "personal", _("it shows somebody's private data")
        INSULT = "insult", _("it insults or threatens somebody")
        HATE = "hate", _("it stirs up hatred")
        SPAM = "spam", _("it is advertising or spam")
        CHILD = "child", _("it shows sexual abuse of a child")
        RULES = "rules", _("it breaks the rules of the house")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("notice", "waits for a decision")
        ACTED = "acted", pgettext_lazy("notice", "the comment was removed")
        LEFT = "left", pgettext_lazy("notice", "the comment stays")
        GONE = "gone", pgettext_lazy("notice", "its author took the comment back before")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="notices")
    ground = models.CharField(_("why"), max_length=8, choices=Ground.choices)
    text = models.TextField(_("what exactly, and which law if you know it"))
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="notices_given")
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=5, default="pl")
    good_faith = models.BooleanField(_("I believe in good faith that this is correct and complete"), default=False)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    given_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    ruling = models.ForeignKey("Ruling", models.SET_NULL, null=True, blank=True, related_name="notices")

    PERSONAL: ClassVar = {
        "by": Personal("whom to tell what was decided", KEPT),
        "name": Personal("whom to tell what was decided", KEPT),
        "email": Personal("whom to tell what was decided", KEPT),
        "text": Personal("what is said to be wrong; moderators read it", KEPT),
    }

    class Meta:
        verbose_name = _("notice about a comment")
        verbose_name_plural = _("notices about comments")
        ordering = ["given_at", "pk"]

    def __str__(self) -> str:
        return str(self.uid)


class Ruling(models.Model):
    """A moderator's decision with its statement of reasons (Digital Services Act, art. 17). Never changed."""

    class What(models.TextChoices):
        SHOW = "show", pgettext_lazy("ruling", "shown")
        REMOVE = "remove", pgettext_lazy("ruling", "removed")
        KEEP = "keep", pgettext_lazy("ruling", "left where it is")
        RESTORE = "restore", pgettext_lazy("ruling", "put back")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="rulings")
    what = models.CharField(max_length=8, choices=What.choices)
    ground = models.CharField(_("ground"), max_length=8, choices=Notice.Ground.choices, blank=True)
    law = models.CharField(_("provision of the law or of the rules"), max_length=250, blank=True)
    facts = models.TextField(_("facts and reasons"), blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="rulings")
    made_at = models.DateTimeField()

    PERSONAL: ClassVar = {"by": Personal("which moderator decided", KEPT)}

    class Meta:
        verbose_name = _("moderator's decision")
        verbose_name_plural = _("moderators' decisions")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return str(self.uid)


class Objection(models.Model):
    """The author of a removed comment, or whoever gave notice, objects; somebody else decides (DSA, art. 20)."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("objection to a ruling", "waits for a decision")
        UPHELD = "upheld", pgettext_lazy("objection to a ruling", "upheld")
        DISMISSED = "dismissed", pgettext_lazy("objection to a ruling", "dismissed")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ruling = models.ForeignKey(Ruling, models.CASCADE, related_name="objections")
    # Empty: the author of the comment objects.
    notice = models.ForeignKey(Notice, models.CASCADE, null=True, blank=True, related_name="objections")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(_("why the decision is wrong"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True)

    PERSONAL: ClassVar = {
        "by": Personal("whom to answer", KEPT),
        "text": Personal("why the decision is wrong; moderators read it", KEPT),
        "decided_by": Personal("who decided about the objection", KEPT),
    }

    class Meta:
        verbose_name = _("objection to a moderator's decision")
        verbose_name_plural = _("objections to moderators' decisions")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ruling"], condition=Q(notice__isnull=True), name="discussion_objection_once_by_the_author"
            ),
            models.UniqueConstraint(fields=["ruling", "notice"], name="discussion_objection_once_a_notice"),
        ]

    def __str__(self) -> str:
        return f"{self.ruling_id} {self.state}"
