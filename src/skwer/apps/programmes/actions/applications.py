"""A city's own record of where else it applied, with what result, and what it learned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people import journal
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.people.rules import may_run

from ..models import OutsideApplication, Project
from .working import BadValue, known_currency, lock, sum_of, words

Result = OutsideApplication.Result
FIELDS = ("programme_name", "title", "currency", "asked", "applied_on", "result", "granted", "decided_on", "learned",
          "project")  # fmt: skip


@transaction.atomic
def record_application(
    *, by: Person, organisation: Organisation, values: Mapping[str, Any], at: datetime
) -> OutsideApplication:
    """Somewhere the organisation asked for money. values: any of FIELDS. Raises NotAllowed, BadValue."""
    if not may_run(by, organisation):
        raise NotAllowed
    application = OutsideApplication(organisation=organisation)
    _set(application, {"programme_name": "", "title": "", "asked": 0, **values}, at)
    application.save()
    _note("application_recorded", application, by, at, after=_facts(application))
    return application


@transaction.atomic
def change_application(
    *, by: Person, application: OutsideApplication, values: Mapping[str, Any], at: datetime
) -> OutsideApplication:
    """Other values, the result among them; what is not named stays. Raises NotAllowed, BadValue."""
    if not may_run(by, application.organisation):
        raise NotAllowed
    lock(application)
    before = _facts(application)
    _set(application, values, at)
    application.save()
    _note("application_changed", application, by, at, before=before, after=_facts(application))
    return application


@transaction.atomic
def remove_application(*, by: Person, application: OutsideApplication, at: datetime) -> None:
    """Take away what was noted by mistake. Raises NotAllowed."""
    if not may_run(by, application.organisation):
        raise NotAllowed
    lock(application)
    _note("application_removed", application, by, at, before=_facts(application))
    application.delete()


def _set(application: OutsideApplication, values: Mapping[str, Any], at: datetime) -> None:
    if unknown := set(values) - set(FIELDS):
        raise ValueError(f"An application has no {', '.join(sorted(unknown))}.")
    for name, value in values.items():
        setattr(application, name, value)
    application.programme_name = words(
        application.programme_name, "programme_name", 200, missing=_("Say to which programme.")
    )
    application.title = words(application.title, "title", 250, missing=_("Give the application its title."))
    application.learned = words(application.learned, "learned", 4000, lines=True)
    known_currency(application.currency)
    application.asked = sum_of(application.asked, "asked")
    if application.applied_on is None:
        raise BadValue("applied_on", _("Say when the application was sent."))
    if application.applied_on > timezone.localdate(at):
        raise BadValue("applied_on", _("This day has not come yet. Note the application once it is sent."))
    _check_result(application, at)
    project: Project | None = application.project
    if project is not None and not Project.objects.of(application.organisation).filter(pk=project.pk).exists():
        raise BadValue("project", _("You do not take part in this project."))


def _check_result(application: OutsideApplication, at: datetime) -> None:
    if application.result not in Result.values:
        raise BadValue("result", _("Choose the result."))
    if application.result == Result.PENDING:
        application.decided_on = None
    elif application.decided_on is None:
        raise BadValue("decided_on", _("Say on which day this was decided."))
    elif application.decided_on < application.applied_on:
        raise BadValue("decided_on", _("It cannot be decided before it was sent."))
    elif application.decided_on > timezone.localdate(at):
        raise BadValue("decided_on", _("This day has not come yet."))
    if application.result != Result.GRANTED:
        application.granted = None
    elif application.granted is None:
        raise BadValue("granted", _("Write the sum that was granted."))
    else:
        application.granted = sum_of(application.granted, "granted")
        if application.granted > application.asked:
            raise BadValue("granted", _("More was granted than was asked for. Check both sums."))


def _facts(application: OutsideApplication) -> dict[str, Any]:
    return {name: getattr(application, name) for name in ("currency", "asked", "applied_on", "result", "granted")}


def _note(
    verb: str,
    application: OutsideApplication,
    by: Person,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    journal.record(
        actor=by,
        verb=verb,
        kind="outsideapplication",
        key=application.pk,
        organisation=application.organisation,
        at=at,
        before=before,
        after=after,
    )
