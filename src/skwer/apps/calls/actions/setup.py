"""A call from a preset, or from last year's, with its dates shifted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.validators import validate_slug
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from skwer.apps.people.journal import record
from skwer.apps.people.models import Organisation, Person
from skwer.apps.people.refusals import NotAllowed, Refusal
from skwer.apps.people.rules import may_run
from skwer.apps.practices.kits import registry
from skwer.apps.practices.models import KitVersion, Transfer
from skwer.values.canonical import fingerprint

from ..dates import days_between, moment_of, shifted
from ..kits import UnknownPresetError
from ..kits import preset as read_preset
from ..models import Call, Edition, Scheme, Stage
from ..queries import stages_of
from ..setup_problems import call_problems
from ..stages import Problem, kinds
from .helping import copy_modules

TEXTS = ("title", "summary", "description")
LANGUAGES = ("pl", "en", "nb", "cs")
RULES = (
    "pot",
    "request_min",
    "request_max",
    "own_share",
    "applicants",
    "age_min",
    "guardian_age",
    "categories",
    "show_proposals",
    "clauses",
    "currency",
)
"""Fields of a call that are its rules: once it is announced they change only by a recorded reopening."""


class Invalid(Refusal):
    """The set-up cannot be kept like this: `problems` say what is wrong and where."""

    message = _("Some of this cannot be kept. Correct it and save again.")
    code = "invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__()
        self.add_note("; ".join(f"{problem.where}: {problem.message}" for problem in problems))


@transaction.atomic
def create_call_from_preset(
    *,
    by: Person,
    organisation: Organisation,
    preset: str,
    scheme_name: str,
    edition_name: str,
    title: str,
    slug: str,
    first_day: date,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
) -> Call:
    """A draft call made from a kit; the kit's day offsets count from `first_day`.

    `changes`: fields of the call that differ from the kit (as in `change_call`), and `scheme`: fields of a scheme that
    is made anew. A scheme and an edition of these names are used if the city has them. Raises NotAllowed, Invalid.
    """
    try:
        kit = read_preset(preset)
    except UnknownPresetError as error:
        if not may_run(by, organisation):
            raise NotAllowed() from error
        raise Invalid([Problem("preset", str(_("This preset does not exist.")), "preset")]) from error
    return create_call_from_document(
        by=by,
        organisation=organisation,
        document=kit,
        scheme_name=scheme_name,
        edition_name=edition_name,
        title=title,
        slug=slug,
        first_day=first_day,
        at=at,
        changes=changes,
        preset=preset,
    )


@transaction.atomic
def create_call_from_document(
    *,
    by: Person,
    organisation: Organisation,
    document: Mapping[str, Any],
    scheme_name: str,
    edition_name: str,
    title: str,
    slug: str,
    first_day: date,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
    kit_version: KitVersion | None = None,
    transfer: Transfer | None = None,
    preset: str = "",
) -> Call:
    """A draft call made from a kit document; its days count from `first_day`. What is undecided in it may stay so.

    `changes`: fields of the call that differ from the kit (as in `change_call`), and `scheme`: fields of a scheme that
    is made anew. A scheme and an edition of these names are used if the city has them; for a kit from elsewhere only
    if the scheme stands on the same law. `kit_version` and `transfer`: where the call comes from. `preset`: the key of
    the shipped kit this is. Raises NotAllowed; Invalid with the kit's own faults, too.
    """
    if not may_run(by, organisation):
        raise NotAllowed()
    if not preset:
        _refuse([Problem(fault.code, fault.message, fault.path) for fault in registry.faults(document)])
    wanted = dict(changes or {})
    scheme_values = {**document["scheme"], **wanted.pop("scheme", {})}
    scheme = _scheme(organisation, scheme_name, scheme_values)
    if not preset:
        _refuse(_scheme_problems(scheme, scheme_values))
    call = Call(
        organisation=organisation,
        edition=_edition(scheme, edition_name),
        slug=slug.strip(),
        preset=preset,
        kit_version=kit_version,
        transfer=transfer,
        created_at=at,
    )
    fill(call, {**document["call"], "title": title, **wanted})
    _refuse([*_slug_problems(call.slug), *call_problems(call)])
    call.save()
    for order, planned in enumerate(document["stages"], 1):
        stage = planned_stage(call, order, planned, first_day)
        _refuse(_hours_problems(stage))
        stage.save()
    origin = {"kit": kit_version.hash} if kit_version is not None else {"preset": preset} if preset else {}
    _journal(by, "create_call", call, at, after={"slug": call.slug, **origin})
    return call


def planned_stage(call: Call, order: int, planned: Mapping[str, Any], first_day: date) -> Stage:
    """A stage as a kit plans it, its days counted from the first. Saves nothing."""
    kind = kinds()[planned["kind"]]
    stage = Stage(
        call=call,
        order=order,
        kind=planned["kind"],
        opens_at=moment_of(first_day, planned.get("opens_day"), planned.get("opens_hour", "09:00")),
        closes_at=moment_of(first_day, planned.get("closes_day"), planned.get("closes_hour", "20:00")),
        settings=with_seed(kind.from_kit(planned.get("settings", {})), call, order),
    )
    fill(stage, {"title": planned.get("title", {})}, texts=("title",))
    return stage


def _hours_problems(stage: Stage) -> list[Problem]:
    """On the night the clocks change, hours that followed each other on paper may not."""
    opens, closes = stage.opens_at, stage.closes_at
    if opens is None or closes is None or closes.timestamp() > opens.timestamp():  # wall clocks compare otherwise
        return []
    return [Problem("hours", str(_("A stage must close after it opens.")), f"stages.{stage.order}")]


@transaction.atomic
def copy_call(
    *,
    by: Person,
    call: Call,
    edition_name: str,
    title: str,
    slug: str,
    first_day: date,
    at: datetime,
    whole_weeks: bool = True,
) -> Call:
    """Last year's call as a draft for this year: all objects new, dates shifted so that the first stage opens about
    `first_day` (with `whole_weeks` on the same weekday, the nearest one). Raises NotAllowed, Invalid.
    """
    if not may_run(by, call.organisation):
        raise NotAllowed()
    stages = stages_of(call)
    opened = next((stage.opens_at for stage in stages if stage.opens_at), None)
    days = days_between(timezone.localtime(opened).date(), first_day, whole_weeks=whole_weeks) if opened else 0
    new = Call(
        organisation=call.organisation,
        edition=_edition(call.edition.scheme, edition_name),
        slug=slug.strip(),
        preset=call.preset,
        copied_from=call,
        kit_version=call.kit_version,
        transfer=call.transfer,
        created_at=at,
    )
    for name in RULES:
        setattr(new, name, getattr(call, name))
    for field in ("summary", "description"):
        for code in LANGUAGES:
            setattr(new, f"{field}_{code}", getattr(call, f"{field}_{code}"))
    fill(new, {"title": title})
    _refuse([*_slug_problems(new.slug), *call_problems(new)])
    new.save()
    registered = kinds()
    for stage in stages:
        copied = Stage(
            call=new,
            order=stage.order,
            kind=stage.kind,
            opens_at=shifted(stage.opens_at, days),
            closes_at=shifted(stage.closes_at, days),
            settings=with_seed(registered[stage.kind].copy(stage.settings), new, stage.order),
            body=stage.body,
        )
        for code in LANGUAGES:
            setattr(copied, f"title_{code}", getattr(stage, f"title_{code}"))
        copied.save()
        copy_modules(stage, copied)
    _journal(by, "copy_call", new, at, after={"slug": new.slug, "from": call.slug})
    return new


def fill(row: Call | Stage | Scheme, values: Mapping[str, Any], *, texts: Sequence[str] = TEXTS) -> None:
    """Set fields; a text may be given in one language (kept as Polish) or as {"pl": …, "en": …}."""
    for name, value in values.items():
        if name not in texts:
            setattr(row, name, value)
        elif isinstance(value, Mapping):
            for code, words in value.items():
                setattr(row, f"{name}_{code}", words)
        else:
            setattr(row, f"{name}_pl", value)


def with_seed(settings: dict[str, Any], call: Call, order: int) -> dict[str, Any]:
    """Settings whose ties end with a draw get their seed now: public long before anyone knows who will tie."""
    if "lot" in (settings.get("ties") or []) and not settings.get("seed"):
        made = fingerprint([call.organisation_id, call.slug, order, call.created_at.isoformat()])
        return {**settings, "seed": made[:12]}
    return settings


def _scheme(organisation: Organisation, name: str, values: Mapping[str, Any]) -> Scheme:
    name = name.strip()
    if not name:
        raise Invalid([Problem("scheme", str(_("Give the scheme a name.")), "scheme_name")])
    known = Scheme.objects.filter(organisation=organisation, name_pl=name).first()
    if known is not None:
        return known
    scheme = Scheme(organisation=organisation)
    fill(scheme, {**values, "name": values.get("name") or name}, texts=("name", "legal_basis"))
    if not scheme.name:
        fill(scheme, {"name": name}, texts=("name",))
    scheme.save()
    scheme.refresh_from_db()  # a kit writes sums as text
    return scheme


def _scheme_problems(scheme: Scheme, values: Mapping[str, Any]) -> list[Problem]:
    """A kit must not come to stand on another law because the city has a scheme of the same name."""
    same = all(
        str(getattr(scheme, name)) == str(values.get(name, getattr(scheme, name)))
        for name in ("vehicle", "support", "durability_months")
    )
    cap = values.get("year_cap")
    if same and (cap in (None, "") or scheme.year_cap == Decimal(str(cap))):
        return []
    message = _("The city has a scheme of this name on another law, or with other support. Choose another name.")
    return [Problem("scheme_differs", str(message), "scheme_name")]


def _edition(scheme: Scheme, name: str) -> Edition:
    name = name.strip()
    if not name:
        raise Invalid([Problem("edition", str(_("Name the edition, for example the year.")), "edition_name")])
    edition, _made = Edition.objects.get_or_create(scheme=scheme, name=name)
    return edition


def _slug_problems(slug: str) -> list[Problem]:
    try:
        validate_slug(slug)
    except Exception:
        message = _("The address may hold letters without accents, digits and hyphens.")
        return [Problem("slug", str(message), "slug")]
    if Call.objects.filter(slug=slug).exists():
        return [Problem("slug_taken", str(_("Another call has this address. Choose another one.")), "slug")]
    return []


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Invalid(problems)


def _journal(by: Person | None, verb: str, call: Call, at: datetime, **facts: Any) -> None:
    record(actor=by, verb=verb, kind="call", key=call.pk, organisation=call.organisation, at=at, **facts)


__all__ = ["Invalid", "copy_call", "create_call_from_document", "create_call_from_preset", "fill", "with_seed"]
