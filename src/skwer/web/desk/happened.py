"""Entries of the journal in words. Verbs we have no words for are shown as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import JournalEntry, Person

from . import happened_backing as backing
from . import happened_care as care
from . import happened_cities as cities
from . import happened_discussion as discussion
from . import happened_feeds as feeds
from . import happened_grants as grants
from . import happened_kits as kits
from . import happened_licences as licences
from . import happened_networks as networks
from . import happened_opening as opening
from . import happened_places as places
from . import happened_plans as plans
from . import happened_practices as practices
from . import happened_rounds as rounds
from . import happened_signs as signs
from . import happened_spaces as spaces
from . import happened_surveys as surveys
from . import happened_transfers as transfers
from . import happened_visits as visits

KINDS = {
    **care.KINDS,
    **feeds.KINDS,
    **transfers.KINDS,
    **plans.KINDS,
    **cities.KINDS,
    **visits.KINDS,
    **discussion.KINDS,
    **grants.KINDS,
    **kits.KINDS,
    **licences.KINDS,
    **surveys.KINDS,
    **networks.KINDS,
    **practices.KINDS,
    **rounds.KINDS,
    **signs.KINDS,
    **spaces.KINDS,
    "assignment": pgettext_lazy("journal", "assignment"),
    "body": pgettext_lazy("journal", "committee"),
    "call": pgettext_lazy("journal", "call"),
    "decision": pgettext_lazy("journal", "decision"),
    "invitation": pgettext_lazy("journal", "invitation"),
    "membership": pgettext_lazy("journal", "role"),
    "objection": pgettext_lazy("journal", "objection"),
    "organisation": pgettext_lazy("journal", "organisation"),
    "person": pgettext_lazy("journal", "person"),
    "place": pgettext_lazy("journal", "place"),
    "proposal": pgettext_lazy("journal", "proposal"),
    "scheme": pgettext_lazy("journal", "scheme"),
    "sheet": pgettext_lazy("journal", "score sheet"),
    "stage": pgettext_lazy("journal", "stage"),
    "upload": pgettext_lazy("journal", "file"),
}
_VERBS = {
    **feeds.VERBS,
    **visits.VERBS,
    **transfers.VERBS,
    **plans.VERBS,
    **backing.VERBS,
    **care.VERBS,
    **cities.VERBS,
    **discussion.VERBS,
    **grants.VERBS,
    **kits.VERBS,
    **licences.VERBS,
    **surveys.VERBS,
    **networks.VERBS,
    **opening.VERBS,
    **places.VERBS,
    **practices.VERBS,
    **rounds.VERBS,
    **signs.VERBS,
    **spaces.VERBS,
    ("body", "create"): _("Committee founded"),
    ("body", "name_district"): _("District of a member noted"),
    ("body", "rename"): _("Committee renamed"),
    ("body", "seat"): _("Seat in the committee taken"),
    ("body", "unseat"): _("Seat in the committee ended"),
    ("call", "add_stage"): _("Stage added"),
    ("call", "announce_call"): _("Call announced"),
    ("call", "archive_election"): _("Past election put into the archive"),
    ("call", "cancel_call"): _("Call cancelled"),
    ("call", "change_call"): _("Call changed"),
    ("call", "change_stage"): _("Stage changed"),
    ("call", "close_stage"): _("Stage closed"),
    ("call", "copy_call"): _("Call copied"),
    ("call", "create_call"): _("Call begun"),
    ("call", "move_stage"): _("Stage moved"),
    ("call", "open_stage"): _("Stage opened"),
    ("call", "remove_stage"): _("Stage removed"),
    ("call", "reopen_rules"): _("Rules changed, with a reason"),
    ("decision", "promote"): _("Reserve list moved up"),
    ("decision", "publish_decision"): _("Decision published"),
    ("decision", "record_act"): _("Act of a body recorded"),
    ("decision", "record_decision"): _("Decision recorded"),
    ("invitation", "expire"): _("Invitation ran out"),
    ("invitation", "invite"): _("Invitation sent"),
    ("invitation", "withdraw"): _("Invitation taken back"),
    ("membership", "end"): _("Role ended"),
    ("membership", "start"): _("Role given"),
    ("objection", "file_objection"): _("Objection filed"),
    ("objection", "register_objection"): _("Objection entered from paper"),
    ("objection", "rule_objection"): _("Objection ruled on"),
    ("objection", "withdraw_objection"): _("Objection withdrawn"),
    ("organisation", "change"): _("Data of the organisation changed"),
    ("organisation", "create"): _("Organisation founded"),
    ("organisation", "districts_imported"): _("Districts imported"),
    ("place", "place_access_set"): _("Whom the place suits was written down"),
    ("place", "place_added"): _("Place entered"),
    ("place", "place_published"): _("Place published"),
    ("place", "place_state_changed"): _("State of the place changed"),
    ("proposal", "answer_check"): _("Checklist filled in"),
    ("proposal", "answer_correction"): _("Correction sent"),
    ("proposal", "correction_refused_late"): _("Correction came too late"),
    ("proposal", "link_place"): _("Linked with a place"),
    ("proposal", "objection_refused_late"): _("Objection came too late"),
    ("proposal", "record_check"): _("Result of the check recorded"),
    ("proposal", "register_paper"): _("Entered from paper"),
    ("proposal", "request_correction"): _("Correction asked for"),
    ("proposal", "submit_proposal"): _("Proposal sent"),
    ("proposal", "submit_refused_late"): _("Came too late to be sent"),
    ("proposal", "take_print"): _("Printed version in force taken in"),
    ("proposal", "translate_proposal"): _("Translation saved"),
    ("proposal", "withdraw_for_applicant"): _("Proposal withdrawn by the office, on the applicant's wish"),
    ("proposal", "withdraw_proposal"): _("Proposal withdrawn"),
    ("sheet", "rescore"): _("Points of a sheet changed, with a reason"),
    ("assignment", "assign_assessor"): _("Proposal given to an assessor"),
    ("assignment", "declare_conflict"): _("Conflict of interest declared"),
    ("assignment", "declare_no_conflict"): _("Declared free of conflict"),
    ("assignment", "release_assignment"): _("Assignment ended"),
    ("sheet", "reopen_sheet"): _("Score sheet reopened"),
    ("sheet", "submit_sheet"): _("Score sheet sent"),
    ("scheme", "change_scheme"): _("Scheme changed"),
    ("stage", "vote.sealed"): _("Urn sealed"),
}

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$")


def shown(entries: Iterable[JournalEntry]) -> list[dict[str, Any]]:
    """Entries with the names of those whose accounts still exist. One query."""
    listed = list(entries)
    uids = {entry.actor for entry in listed if entry.actor}
    actors = {str(person.uid): person for person in Person.objects.filter(uid__in=uids)}
    return [
        {
            "entry": entry,
            "what": _VERBS.get((entry.kind, entry.verb), entry.verb.replace("_", " ")),
            "kind": KINDS.get(entry.kind, entry.kind),
            "actor": actors.get(entry.actor) or entry.actor[:8],
            "before": _facts(entry.before),
            "after": _facts(entry.after),
        }
        for entry in listed
    ]


def _facts(values: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Names and values on a line each; long ones, fingerprints above all, by their beginning."""
    return [(name, _short(value)) for name, value in (values or {}).items()]


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return _short(value.get("hash", dict(value)))
    text = ", ".join(map(str, value)) if isinstance(value, list) else "–" if value is None else str(value)
    if isinstance(value, str) and _MOMENT.match(text):
        return date_format(timezone.localtime(datetime.fromisoformat(text)), "Y-m-d H:i", use_l10n=False)
    if len(text) == 64 and text.isalnum():
        return f"{text[:12]}…"
    return text if len(text) <= 120 else f"{text[:118]}…"
