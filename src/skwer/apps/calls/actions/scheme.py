"""What a scheme stands on and in what form it supports: changed between its calls, never under a running one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.journal import record
from skwer.apps.people.models import Person
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.people.rules import may_run
from skwer.values.canonical import fingerprint

from ..models import Call, Scheme
from ..stages import Problem
from ..words import say
from .changing import Frozen
from .locking import lock
from .setup import Invalid, fill

SCHEME_RULES = ("vehicle", "support", "durability_months", "hour_rate", "year_cap", "de_minimis")
SCHEME_TEXTS = ("name_pl", "name_en", "legal_basis_pl", "legal_basis_en")


@transaction.atomic
def change_scheme(*, by: Person, scheme: Scheme, changes: Mapping[str, Any], at: datetime) -> Scheme:
    """Change a scheme's name, legal basis and rules. Raises NotAllowed, Invalid, Frozen.

    What stands in announced regulations holds until the call is decided: then only the names change.
    """
    lock(scheme)
    if not may_run(by, scheme.organisation):
        raise NotAllowed()
    if unknown := set(changes) - {*SCHEME_RULES, *SCHEME_TEXTS}:
        raise Invalid([Problem("field", str(_("There is no such field.")), name) for name in sorted(unknown)])
    changed = {name for name in changes if getattr(scheme, name) != changes[name]}
    running = Call.objects.filter(edition__scheme=scheme, state=Call.State.ANNOUNCED).first()
    if running and changed - {"name_pl", "name_en"}:
        said = _("The call “%(call)s” runs by these rules. Change them once it is decided; the names may change now.")
        raise Frozen(say(said, call=running.title))
    before = {name: getattr(scheme, name) for name in changed & set(SCHEME_RULES)}
    fill(scheme, changes, texts=())
    if problems := scheme_problems(scheme):
        raise Invalid(problems)
    scheme.save()
    texts = {name: fingerprint(getattr(scheme, name) or "") for name in sorted(changed & set(SCHEME_TEXTS))}
    record(
        actor=by,
        verb="change_scheme",
        kind="scheme",
        key=scheme.pk,
        organisation=scheme.organisation,
        at=at,
        before=before,
        after={**{name: getattr(scheme, name) for name in before}, **texts},
    )
    return scheme


def scheme_problems(scheme: Scheme) -> list[Problem]:
    found = []
    if not str(getattr(scheme, "name_pl", None) or "").strip():
        found.append(Problem("name", str(_("Give the scheme a name.")), "name_pl"))
    for name in ("hour_rate", "year_cap"):
        value = getattr(scheme, name)
        if value is not None and Decimal(value) <= 0:
            found.append(Problem(name, str(_("Enter a sum above zero, or leave it empty.")), name))
    try:
        scheme.clean_fields(exclude=["organisation", "name", *(problem.where for problem in found)])
    except ValidationError as error:
        found += [Problem("field", " ".join(messages), field) for field, messages in error.message_dict.items()]
    return found
