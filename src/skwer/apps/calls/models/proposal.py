"""A proposal, those who write it, its versions and the corrections asked for."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from skwer.apps.files.models import Upload
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.personal import Personal
from skwer.apps.people.states import ProtectedState
from skwer.apps.places.models import CATEGORIES, Area, Place
from skwer.apps.spaces.models import Space
from skwer.values.text import in_language

from .call import Call


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def sent(self) -> ProposalQuerySet:
        """Everything that was once submitted, withdrawn ones among it."""
        return self.filter(number__isnull=False)

    def public(self) -> ProposalQuerySet:
        """What anybody may see: by the call's own rule on when proposals are shown."""
        shown = Q(call__show_proposals=Call.ShowProposals.SUBMITTED, number__isnull=False)
        shown |= Q(state__in=Proposal.PASSED)
        # A formal refusal is published with its reasons together with the check's result, never before.
        shown |= Q(state=Proposal.State.REJECTED, checked_published=True)
        return self.filter(shown).exclude(call__state__in=[Call.State.DRAFT]).exclude(state=Proposal.State.WITHDRAWN)

    def visible_to(self, person: Person | None) -> ProposalQuerySet:
        """Public ones; one's own in any state; those of a city whose desk one reads (but never others' drafts)."""
        public = Q(pk__in=Proposal.objects.public().values("pk"))
        if person is None or not person.is_authenticated:
            return self.filter(public)
        own = Q(pk__in=Proposal.objects.read_by(person).values("pk"))
        desk = Q(
            number__isnull=False,
            call__organisation__in=Organisation.objects.filter(
                memberships__person=person,
                memberships__ended_at__isnull=True,
                memberships__role__in=["officer", "admin", "auditor"],
            ),
        )
        return self.filter(public | own | desk)

    def written_by(self, person: Person) -> ProposalQuerySet:
        """Proposals the person writes: as author, or as co-author who accepted."""
        return self._with(person, [CoAuthor.Role.WRITER])

    def read_by(self, person: Person) -> ProposalQuerySet:
        """Those she writes, and those she was asked to read and confirm."""
        return self._with(person, list(CoAuthor.Role))

    def _with(self, person: Person, roles: list[str]) -> ProposalQuerySet:
        co = CoAuthor.objects.filter(person=person, accepted_at__isnull=False, role__in=roles).values("proposal_id")
        return self.filter(Q(author=person) | Q(pk__in=co))


class Proposal(ProtectedState):
    """What somebody asks for. `answers` is the truth; the columns beside it are read from it when it is saved."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IDEA = "idea", _("idea sent")
        INVITED = "invited", _("invited to the full application")
        DECLINED = "declined", _("the committee advises against it")
        LAPSED = "lapsed", _("full application not sent")
        SUBMITTED = "submitted", _("sent")
        CORRECTION = "correction", _("waits for correction")
        ELIGIBLE = "eligible", _("passed the check")
        REJECTED = "rejected", _("rejected on formal grounds")
        CHOSEN = "chosen", _("chosen")
        RESERVE = "reserve", _("on the reserve list")
        REFUSED = "refused", _("not chosen")
        WITHDRAWN = "withdrawn", _("withdrawn")

    PASSED: ClassVar = (State.ELIGIBLE, State.CHOSEN, State.RESERVE, State.REFUSED)
    # What an author may still take back.
    OPEN: ClassVar = (
        State.DRAFT,
        State.IDEA,
        State.INVITED,
        State.SUBMITTED,
        State.CORRECTION,
        State.ELIGIBLE,
        State.CHOSEN,
        State.RESERVE,
    )
    # A later decision may replace an earlier one.
    DECIDABLE: ClassVar = PASSED

    class Channel(models.TextChoices):
        ONLINE = "online", _("online")
        PAPER = "paper", _("on paper")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    state = FSMField(_("state"), choices=State.choices, default=State.DRAFT, protected=True)
    author = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="proposals")
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="proposals", verbose_name=_("on behalf of")
    )
    applicant_kind = models.CharField(_("applicant"), max_length=20, default="person")
    group_name = models.CharField(_("name of the group"), max_length=120, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.ONLINE)
    registered_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    received_date = models.DateField(_("received on paper on"), null=True, blank=True)
    paper_name = models.CharField(_("name on the paper"), max_length=120, blank=True)
    paper_contact = models.CharField(_("how to reach the applicant"), max_length=200, blank=True)

    language = models.CharField(max_length=5, default="pl")
    answers = models.JSONField(default=dict)
    translations = models.JSONField(default=dict, blank=True)
    title = models.CharField(_("title"), max_length=140, blank=True)
    summary = models.CharField(_("in a sentence"), max_length=250, blank=True)
    category = models.CharField(_("kind of place"), max_length=20, choices=CATEGORIES, blank=True)
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    address = models.CharField(_("where"), max_length=200, blank=True)
    district = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="proposals")
    requested = models.DecimalField(_("asks for"), max_digits=14, decimal_places=2, default=0)
    total = models.DecimalField(_("whole cost"), max_digits=14, decimal_places=2, default=0)
    cover = models.ForeignKey(Upload, models.SET_NULL, null=True, blank=True, related_name="+")

    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    receipt = models.CharField(_("receipt number"), max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_from = models.CharField(max_length=12, blank=True)
    withdraw_reason = models.CharField(_("why it was withdrawn, when the office did it"), max_length=300, blank=True)
    young = models.BooleanField(_("the applicant is under the age at which a guardian agrees"), default=False)
    idea_sent_at = models.DateTimeField(null=True, blank=True)
    checked_published = models.BooleanField(default=False)
    reject_reason = models.TextField(_("reason of the formal refusal"), blank=True)
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="proposals")
    # What the proposal wants to use, in a call that offers vacant spaces.
    space = models.ForeignKey(Space, models.SET_NULL, null=True, blank=True, related_name="proposals")
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")

    PERSONAL: ClassVar = {
        "author": Personal(
            "who asks, and whom to write to", "until the account is erased or the call's archive term ends"
        ),
        "young": Personal("whether a guardian must agree", "the call's archive term"),
        "registered_by": Personal("which officer took the paper in", "the call's archive term"),
        "paper_name": Personal("who asks, when the application came on paper", "the call's archive term"),
        "paper_contact": Personal("to answer somebody without an account", "the call's archive term"),
        "withdraw_reason": Personal("on whose written wish the office withdrew it", "the call's archive term"),
    }
    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["call", "number", "pk"]
        indexes = [models.Index(fields=["call", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="proposal_number_once_a_call"),
            models.UniqueConstraint(fields=["receipt"], condition=~Q(receipt=""), name="proposal_receipt_once"),
            models.CheckConstraint(condition=Q(requested__gte=0), name="proposal_requested_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.uid)

    # Transitions are called from `calls.actions` only; they change the state and nothing else.

    @transition(field=state, source=[State.DRAFT, State.INVITED], target=State.SUBMITTED)
    def send(self) -> None:
        """The author sends it (in a call with rounds: the full application), or an officer enters it from paper."""

    @transition(field=state, source=State.DRAFT, target=State.IDEA)
    def send_idea(self) -> None:
        """The author sends the idea of a call with rounds; the committee advises next."""

    @transition(field=state, source=[State.IDEA, State.DECLINED], target=State.INVITED)
    def invite(self) -> None:
        """The committee invites to the full application."""

    @transition(field=state, source=State.IDEA, target=State.DECLINED)
    def decline(self) -> None:
        """The committee advises not to go on."""

    @transition(field=state, source=State.INVITED, target=State.LAPSED)
    def lapse(self) -> None:
        """The full application did not come in time."""

    @transition(field=state, source=State.SUBMITTED, target=State.CORRECTION)
    def ask_correction(self) -> None:
        """The office asks to correct named fields."""

    @transition(field=state, source=State.CORRECTION, target=State.SUBMITTED)
    def end_correction(self) -> None:
        """The author answered, or the term passed; the check goes on."""

    @transition(field=state, source=[State.SUBMITTED, State.REJECTED], target=State.ELIGIBLE)
    def pass_check(self) -> None:
        """The formal check found nothing against it."""

    @transition(field=state, source=[State.SUBMITTED, State.ELIGIBLE], target=State.REJECTED)
    def fail_check(self) -> None:
        """The formal check found a reason against it."""

    @transition(field=state, source=list(DECIDABLE), target=State.CHOSEN)
    def choose(self) -> None:
        """A published decision funds it."""

    @transition(field=state, source=list(DECIDABLE), target=State.RESERVE)
    def put_in_reserve(self) -> None:
        """A published decision keeps it on the reserve list."""

    @transition(field=state, source=list(DECIDABLE), target=State.REFUSED)
    def refuse(self) -> None:
        """A published decision gives it nothing."""

    @transition(field=state, source=list(OPEN), target=State.WITHDRAWN)
    def withdraw(self) -> None:
        """The author takes it back."""

    def title_in(self, language: str | None = None) -> str:
        """The title in the language, if somebody translated it, else as it was written."""
        return in_language({self.language: self.title, **self._translated("title")}, language)

    def summary_in(self, language: str | None = None) -> str:
        return in_language({self.language: self.summary, **self._translated("summary")}, language)

    def _translated(self, field: str) -> dict[str, str]:
        return {code: texts[field] for code, texts in self.translations.items() if texts.get(field)}


class CoAuthor(models.Model):
    """Somebody invited to write along, or only to read and confirm the text, as a board does. The invitation is a
    letter with a link; she may also decline. `confirmed_hash` says which text she confirmed (`queries.writers`).
    """

    class Role(models.TextChoices):
        WRITER = "writer", _("writes along")
        READER = "reader", _("reads and confirms")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="coauthors")
    email = models.EmailField(_("e-mail address"), blank=True)
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    token = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.WRITER)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_hash = models.CharField(max_length=64, blank=True)

    PERSONAL: ClassVar = {
        "email": Personal("to send the invitation", "until accepted or declined, at the latest a month"),
        "person": Personal("who writes along", "the call's archive term"),
    }

    class Meta:
        verbose_name = _("co-author")
        verbose_name_plural = _("co-authors")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "email"], condition=~Q(email=""), name="coauthor_invited_once_a_proposal"
            ),
            models.UniqueConstraint(fields=["proposal", "person"], name="coauthor_once_a_proposal"),
        ]

    def __str__(self) -> str:
        return str(self.proposal_id)


class Revision(models.Model):
    """The answers as they were sent or corrected; what assessors and voters saw is always one of these."""

    class Reason(models.TextChoices):
        IDEA = "idea", _("idea")
        SUBMITTED = "submitted", _("sent")
        CORRECTED = "corrected", _("corrected")
        REGISTERED = "registered", _("entered from paper")

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    answers = models.JSONField()
    hash = models.CharField(max_length=64)

    PERSONAL: ClassVar = {"by": Personal("who sent this version", "the call's archive term")}

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["proposal", "number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id} v{self.number}"


class Correction(models.Model):
    """A request to correct named fields by a day. Only these fields open; late answers are refused and journalled."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="corrections")
    fields = models.JSONField(_("what to correct"))
    message = models.TextField(_("what is wrong and how to mend it"))
    requested_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField(_("by when"))
    answered_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {"requested_by": Personal("which officer asked", "the call's archive term")}

    class Meta:
        verbose_name = _("request for correction")
        verbose_name_plural = _("requests for correction")
        ordering = ["requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(answered_at__isnull=True, lapsed_at__isnull=True),
                name="correction_one_open_a_proposal",
            )
        ]

    def __str__(self) -> str:
        return str(self.proposal_id)
