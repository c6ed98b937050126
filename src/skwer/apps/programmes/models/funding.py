"""On whose money: programmes of funds, and what each requires of those who receive it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.models import Membership, Organisation, Person

DESK = (Membership.Role.OFFICER, Membership.Role.ADMIN, Membership.Role.AUDITOR)


class FundingProgrammeQuerySet(models.QuerySet["FundingProgramme"]):
    def visible_to(self, person: Person | None) -> FundingProgrammeQuerySet:
        """Published programmes are for everybody; drafts for the desk of the organisation that keeps the page."""
        shown = models.Q(published_at__isnull=False)
        if person is not None and person.is_authenticated:
            desk = Membership.objects.current().filter(person=person, role__in=DESK)
            shown |= models.Q(organisation__in=desk.values("organisation"))
        return self.filter(shown)


class FundingProgramme(models.Model):
    """A programme that co-funds projects: URBACT IV, Interreg Europe, a national programme, Norway grants."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="funding_programmes", verbose_name=_("organisation that keeps it")
    )
    slug = models.SlugField(_("address part"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    fund = models.CharField(_("fund"), max_length=200, blank=True)
    perspective = models.CharField(_("financial perspective"), max_length=20, blank=True)
    summary = models.TextField(_("in a sentence"), blank=True)
    statement = models.TextField(_("statement the funder requires"), blank=True)
    url = models.URLField(_("page of the programme"), max_length=400, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = FundingProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("funding programme")
        verbose_name_plural = _("funding programmes")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None
