"""People, the organisations they act for, the bodies they sit in, what they agreed to, and the journal."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .fields import LargeJSONField
from .personal import Personal


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> Person:
        """A person with a lower-case e-mail address; without a password she can only come by a link."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> Person:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> Person:
        return self.get(email__iexact=email)


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account. `uid` stands for her wherever a name must not (journal, published sheets)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name and surname"), max_length=120, blank=True)
    language = models.CharField(_("language of letters"), max_length=5, default="pl")
    is_staff = models.BooleanField(_("site operator"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)

    PERSONAL: ClassVar = {
        "email": Personal("to sign in and to receive letters one has asked for", "until the account is erased"),
        "name": Personal("to be addressed and to sign proposals", "until the account is erased"),
        "password": Personal("to sign in (kept only as an Argon2 digest)", "until the account is erased"),
        "language": Personal("to write letters in a language she reads", "until the account is erased"),
        "last_login": Personal("to warn of accounts left open", "until the account is erased"),
        "joined_at": Personal("to erase accounts nobody uses", "until the account is erased"),
    }

    objects = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_case_insensitive")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0] if self.name else ""


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def cities(self) -> OrganisationQuerySet:
        return self.filter(kind=Organisation.Kind.CITY)

    def of(self, person: Person) -> OrganisationQuerySet:
        """Organisations in which the person holds a role today."""
        return self.filter(memberships__in=Membership.objects.current().filter(person=person)).distinct()


class Organisation(models.Model):
    """A city, or any other body that acts: every row of the installation belongs to one."""

    class Kind(models.TextChoices):
        CITY = "city", _("city or commune")
        NGO = "ngo", _("non-governmental organisation")
        COOPERATIVE = "cooperative", _("co-operative or owners' association")
        INFORMAL = "informal_group", _("informal group")
        INSTITUTE = "institute", _("institute or school")
        MINISTRY = "ministry", _("ministry")
        SECRETARIAT = "secretariat", _("programme secretariat")
        REGION = "region", _("regional authority")
        ASSOCIATION = "association", _("association of local governments")

    class Theme(models.TextChoices):
        LIPA = "lipa", _("linden")
        STRUGA = "struga", _("stream")
        CEGLA = "cegla", _("brick")
        SLIWA = "sliwa", _("plum")
        BLAWATEK = "blawatek", _("cornflower")
        BURSZTYN = "bursztyn", _("amber")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    slug = models.SlugField(_("address part"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=160)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    name_genitive = models.CharField(_("short name, genitive (for example: Lipowca)"), max_length=60, blank=True)
    name_locative = models.CharField(_("short name, locative (for example: Lipowcu)"), max_length=60, blank=True)
    summary = models.TextField(_("in a sentence"), blank=True)
    city = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("city it works in")
    )
    theme = models.CharField(_("colours"), max_length=12, choices=Theme.choices, default=Theme.LIPA)
    logo = models.FileField(_("logo"), upload_to="logos/", blank=True)
    population = models.PositiveIntegerField(_("residents"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(_("residents in the year"), null=True, blank=True)
    population_source = models.CharField(_("source of that figure"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, default="PL", validators=[RegexValidator(r"^[A-Z]{2}$")])
    teryt = models.CharField(_("TERYT code"), max_length=7, blank=True)
    register_no = models.CharField(_("number in a register"), max_length=40, blank=True)
    contact_name = models.CharField(_("person to talk to"), max_length=120, blank=True)
    contact_office = models.CharField(_("office"), max_length=120, blank=True)
    contact_address = models.CharField(_("address"), max_length=200, blank=True)
    contact_hours = models.CharField(_("hours"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail address of the office"), blank=True)
    contact_phone = models.CharField(_("telephone of the office"), max_length=40, blank=True)
    geodata = LargeJSONField(_("streets and districts (GeoJSON)"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    PERSONAL: ClassVar = {
        "contact_name": Personal("residents need a person to talk to", "until the office names somebody else"),
        "contact_email": Personal("residents need a person to talk to", "until the office names somebody else"),
        "contact_phone": Personal("residents need a person to talk to", "until the office names somebody else"),
    }

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(teryt="") | Q(teryt__regex=r"^[0-9]{2}([0-9]{2}([0-9]{2}[0-9]?)?)?$"),
                name="organisation_teryt_digits",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        return self.short_name or self.name

    @property
    def is_city(self) -> bool:
        return self.kind == self.Kind.CITY


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> MembershipQuerySet:
        return self.filter(ended_at__isnull=True)

    def desks_of(self, person: Person) -> MembershipQuerySet:
        """The person's roles that open an organisation's desk, to work at or (auditors) to read."""
        return self.current().filter(
            person=person, role__in=[Membership.Role.OFFICER, Membership.Role.ADMIN, Membership.Role.AUDITOR]
        )


class Membership(models.Model):
    """A person's role in an organisation, from one day to another."""

    class Role(models.TextChoices):
        ADMIN = "admin", _("administrator")
        OFFICER = "officer", _("officer")
        AUDITOR = "auditor", _("auditor, reads only")
        MEMBER = "member", _("member")

    # Roles that decide or pay must sign in with a second factor.
    DECIDING: ClassVar = (Role.ADMIN, Role.OFFICER)

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    PERSONAL: ClassVar = {"person": Personal("who may act for the organisation", "three years after the role ended")}
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(ended_at__isnull=True),
                name="membership_one_live_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation_id}"


class Body(models.Model):
    """A named set of people of an organisation: committee, local group, board, jury."""

    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("assessment committee")
        LOCAL_GROUP = "local_group", _("local group")
        BOARD = "board", _("board")
        JURY = "jury", _("jury")

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="bodies")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=160)

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A person's seat in a body."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("chair")
        SECRETARY = "secretary", _("secretary")
        MEMBER = "member", _("member")

    body = models.ForeignKey(Body, models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, models.CASCADE, related_name="seats")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.MEMBER)
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    PERSONAL: ClassVar = {
        "person": Personal("who decided and who was in the room", "as long as the decisions are kept")
    }

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(
                fields=["body", "person"], condition=Q(ended_at__isnull=True), name="seat_one_live_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.body_id}"


class Invitation(models.Model):
    """A role, or a seat in a body, offered to an e-mail address. Its letter carries a signed link, not a stored key."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"), blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Membership.Role.choices, default=Membership.Role.MEMBER)
    body = models.ForeignKey(Body, models.CASCADE, null=True, blank=True, related_name="invitations")
    seat_role = models.CharField(max_length=12, choices=Seat.Role.choices, default=Seat.Role.MEMBER)
    language = models.CharField(_("language of the letter"), max_length=5, default="pl")
    invited_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("good until"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    PERSONAL: ClassVar = {
        "email": Personal("to send the invitation", "until it is accepted, withdrawn or out of date"),
        "invited_by": Personal("who opened the door", "three years after the role ended"),
    }

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation_id}"

    def is_open(self, at: datetime) -> bool:
        """Can it still be accepted?"""
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at


class Consent(models.Model):
    """What a person agreed to: which text, when, and when she took it back."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=60)
    text_version = models.CharField(_("version of the text"), max_length=40)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    PERSONAL: ClassVar = {"person": Personal("to show that consent was given", "until the account is erased")}

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"], condition=Q(withdrawn_at__isnull=True), name="consent_one_live_a_purpose"
            )
        ]

    def __str__(self) -> str:
        return self.purpose


class JournalChain(models.Model):
    """The head of one scope's chain; its row is locked while an entry is added."""

    scope = models.CharField(max_length=80, primary_key=True)
    length = models.PositiveBigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        verbose_name = _("journal chain")
        verbose_name_plural = _("journal chains")

    def __str__(self) -> str:
        return self.scope


class JournalEntry(models.Model):
    """Who did what to which thing, before and after. Append-only; every entry carries its forerunner's hash.

    Personal data stay out of it: a person is her `uid`, which says nothing once the account is erased.
    """

    scope = models.CharField(_("organisation or installation"), max_length=80)
    number = models.PositiveBigIntegerField(_("number"))
    at = models.DateTimeField(_("at"))
    actor = models.CharField(_("actor"), max_length=36, blank=True)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=80, blank=True)
    verb = models.CharField(_("what was done"), max_length=60)
    kind = models.CharField(_("kind of thing"), max_length=40)
    key = models.CharField(_("which thing"), max_length=80)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["scope", "number"]
        indexes = [models.Index(fields=["kind", "key"])]
        constraints = [models.UniqueConstraint(fields=["scope", "number"], name="journal_number_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.number}: {self.verb}"

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise TypeError("The journal is append-only.")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def delete(self, *_args: object, **_kwargs: object) -> tuple[int, dict[str, int]]:
        raise TypeError("The journal is append-only.")


__all__ = [
    "Body",
    "Consent",
    "Invitation",
    "JournalChain",
    "JournalEntry",
    "Membership",
    "Organisation",
    "Person",
    "Seat",
]
