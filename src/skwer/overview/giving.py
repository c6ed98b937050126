"""Agreements in the 360Giving Data Standard: https://standard.threesixtygiving.org/ (schema 1.4.3).

TERYT is not among the standard's kinds of geographical codes, so it stands in the description of the location. People
are anonymous by the standard's own rule: an id that says nothing, and a generic name.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from skwer.apps.calls.applicants import GROUP, PERSON
from skwer.apps.grants.models import Agreement
from skwer.apps.grants.queries.agreements import public_party
from skwer.apps.grants.queries.money import Account

VERSION = "1.4"
# Codelists grantToIndividualsReason and grantToIndividualsPurpose.
REASON, PURPOSE = "GTIR120", "GTIP160"


def package_head(*, publisher: str, site: str, url: str, at: datetime) -> dict[str, Any]:
    """Everything of a package but its grants."""
    moment = at.isoformat(timespec="seconds")
    return {
        "version": VERSION,
        "publisher": {"name": publisher, "website": site},
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
        "issued": moment,
        "modified": moment,
        "downloadURL": url,
        "accessURL": f"{site}/data/",
    }


def grant(one: Agreement, account: Account, language: str, site: str) -> dict[str, Any]:
    """One grant of the package. Properties of which nothing is known are left out."""
    prefix = f"360G-{settings.GIVING_PREFIX}"
    proposal, city, edition = one.proposal, one.organisation, one.edition
    title = proposal.title_in(language) if proposal else one.title
    told: dict[str, Any] = {
        "id": f"{prefix}-{one.uid}",
        "title": title,
        "description": (proposal.summary_in(language) if proposal else "") or title,
        "currency": one.currency,
        "amountAwarded": float(one.amount),
        "awardDate": _day(one.active_at or one.drafted_at),
        "url": f"{site}/agreements/{one.pk}/",
        "fundingOrganization": [_organisation(prefix, city.slug, city.name)],
        "plannedDates": [{"startDate": one.starts_on.isoformat(), "endDate": one.ends_on.isoformat()}],
        "grantProgramme": [
            {
                "code": f"{edition.scheme_id}/{edition.pk}",
                "title": f"{edition.scheme.name}, {edition.name}",
                **({"url": f"{site}/calls/{one.call.slug}/"} if one.call else {}),
            }
        ],
        "beneficiaryLocation": [_location(one)],
        "dateModified": _moment(max(filter(None, (one.ended_at, one.performed_at, one.active_at, one.drafted_at)))),
        "dataSource": f"{site}/data/",
        **_recipient(one, prefix),
    }
    if proposal:
        told["amountAppliedFor"] = float(proposal.requested)
        told["fromOpenCall"] = "Yes"
    if account.granted_in_money > 0:
        told["amountDisbursed"] = float(account.paid)
    classes = [("support", one.support), ("category", one.category), ("applicant", one.applicant_kind)]
    told["classifications"] = [{"vocabulary": f"Skwer: {kind}", "code": code} for kind, code in classes if code]
    return told


def _recipient(one: Agreement, prefix: str) -> dict[str, Any]:
    """Exactly one of the two ways the standard knows."""
    organisation = one.party_organisation
    if organisation is not None or one.applicant_kind not in (PERSON, GROUP):
        key = organisation.slug if organisation else str(one.uid)
        number = (organisation.register_no if organisation else "") or one.party_register_no
        told = _organisation(prefix, key, str(public_party(one)), number)
        return {"recipientOrganization": [told]}
    return {
        "recipientIndividual": {"id": f"{prefix}-individual-{one.uid}", "name": str(public_party(one))},
        "toIndividualsDetails": {"primaryGrantReason": REASON, "grantPurpose": [PURPOSE]},
    }


def _organisation(prefix: str, key: str, name: str, number: str = "") -> dict[str, Any]:
    """Ten digits are a number in the Polish court register (KRS); anything else is ours alone."""
    digits = number.strip()
    if len(digits) == 10 and digits.isascii() and digits.isdecimal():
        return {"id": f"PL-KRS-{digits}", "name": name, "companyNumber": digits}
    return {"id": f"{prefix}-org-{key}", "name": name}


def _location(one: Agreement) -> dict[str, Any]:
    city, proposal = one.organisation, one.proposal
    place: dict[str, Any] = {"name": ", ".join(filter(None, (city.name, one.district and one.district.name)))}
    if proposal and proposal.lon is not None and proposal.lat is not None:
        place |= {"latitude": float(proposal.lat), "longitude": float(proposal.lon)}
    if city.teryt:
        place |= {"countryCode": "PL", "description": f"TERYT {city.teryt}"}
    return place


def _day(at: datetime) -> str:
    return timezone.localdate(at).isoformat()


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
