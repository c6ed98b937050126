"""Where the desk of an organisation leads: a way for each thing it keeps, and a line that says what is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from skwer.apps.people.models import Organisation
from skwer.web.context import address, with_query


@dataclass(frozen=True)
class Way:
    label: Any
    text: Any
    url: str


def ways_of(organisation: Organisation) -> list[Way]:
    """The desk's ways for this organisation; a city keeps places, any kind has projects, events and lessons."""
    slug = organisation.slug
    own = f"organisation={slug}"
    ways = [
        Way(_("Projects"), _("Cards, partners, work and money"), with_query(address("web:desk_projects"), own)),
        Way(_("Events"), _("Agenda, people, groups, what came of it"), with_query(address("web:desk_events"), own)),
        Way(_("Trials"), _("Pilots and small tests, good and bad"), with_query(address("web:desk_trials"), own)),
        Way(
            _("Practices"),
            _("What worked and what did not, for other cities"),
            with_query(address("web:desk_practices"), own),
        ),
        Way(_("Kits"), _("Rules of your calls, for other cities"), with_query(address("web:desk_kits"), own)),
        Way(
            pgettext_lazy("practices", "Transfers"),
            _("Practices of others, adapted element by element"),
            with_query(address("web:desk_transfers"), own),
        ),
        Way(_("Learning"), _("Modules, paths, self-assessment"), with_query(address("web:desk_learn"), own)),
    ]
    if organisation.is_city:
        ways.append(
            Way(_("Discussions"), _("Comments, questions, reports, objections"), address("web:desk_discussion", slug))
        )
        agreements = with_query(address("web:desk_grants"), f"city={slug}")
        ways[:0] = [
            Way(_("Agreements"), _("Drafts, signatures, changes, the order"), agreements),
            Way(_("Payments"), _("What is due, lists for the bank, files"), address("web:desk_payments", slug)),
            Way(_("Late"), _("Reports and refunds past their day, rates"), address("web:desk_overdue", slug)),
            Way(_("Vacant spaces"), _("Inventory, searches, viewings"), address("web:desk_spaces", slug)),
            Way(
                _("Agreements about spaces"),
                _("Signatures, hand-over and hand-back, extensions"),
                address("web:desk_licences", slug),
            ),
            Way(_("Places"), _("What people made, and the districts"), f"{address('web:desk_places')}?city={slug}"),
            Way(_("Care of places"), _("Defects, notes to read, keepers, tasks"), address("web:desk_care", slug)),
        ]
        ways.append(Way(_("A printed proposal"), _("Is it the version in force?"), address("web:desk_printed", slug)))
        surveys = address("web:desk_surveys", slug)
        ways.append(Way(_("Surveys"), _("Trust before and after an edition, anonymous"), surveys))
        ways.append(Way(_("In numbers"), _("For the council: page, table, paper"), address("web:numbers", slug)))
        visits = address("web:desk_inspections", slug)
        ways.append(Way(_("Inspections"), _("Visits, breaches, the register of owed care"), visits))
        sample = address("web:audit", slug)
        ways.append(Way(_("Audit"), _("A sample, an invoice followed, everything to take away"), sample))
        ways.append(
            Way(
                _("Challenges and calendar"),
                _("What the city struggles with, and when its office is closed"),
                with_query(address("web:desk_profile"), own),
            )
        )
        applications = with_query(address("web:desk_applications"), own)
        moving = address("web:desk_moving", slug)
        ways.append(Way(_("Moving in"), _("Last edition's agreements and payments from spreadsheets"), moving))
        ways.append(Way(_("Applications elsewhere"), _("Asked for, got, learned"), applications))
    ways += [
        Way(_("People at the desk"), _("Who may do what"), address("web:desk_people", slug)),
        Way(_("Committees"), _("Committees, boards, local groups"), address("web:desk_bodies", slug)),
        Way(_("Journal"), _("Who changed what, and when"), address("web:desk_journal", slug)),
        Way(_("About us"), _("Name, colours, contact"), address("web:desk_city", slug)),
    ]
    return [way for way in ways if way.url]
