"""Sent when nothing is missing, signed by the party first, in force with the second signature."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from skwer.apps.calls.dates import moment_of
from skwer.apps.calls.models import Need
from skwer.apps.calls.stages import AGREE, kinds
from skwer.apps.files.actions import store_upload
from skwer.apps.files.models import Upload
from skwer.apps.files.rules import may_change
from skwer.apps.grants import actions
from skwer.apps.grants.actions.book import BadValues
from skwer.apps.grants.actions.signing import NotReadyToSend, NotWaiting
from skwer.apps.grants.merging import is_intact
from skwer.apps.grants.models import Agreement, Signature
from skwer.apps.people.refusals import NotAllowed

from ...factories import AT, make_organisation, make_person
from ...grants_factories import ACCOUNT, active_agreement, agreement, chosen_proposal, decided_call, sign_both
from ..files.pictures import PDF, uploaded

TODAY = date(2026, 11, 23)


def sent(city, officer, **fields):
    made = agreement(city, officer=officer, **fields)
    return made, actions.send_agreement(by=officer, agreement=made, at=AT)


def sign(by, version, side="party", **changes):
    told = {"how": "paper", "name": "Jan Kowalski", "signed_on": TODAY, "upload": None, "at": AT, **changes}
    return actions.register_signature(by=by, version=version, side=side, **told)


def test_sending_makes_the_text_and_a_term(city, officer):
    made, version = sent(city, officer, agree={"sign_days": 14})

    assert made.state == "sent"
    assert made.sign_until == moment_of(date(2026, 12, 7), 1, "00:00")  # to the end of the fourteenth day
    assert version.paragraphs[0]["number"] == 1
    assert is_intact(version)
    text = " ".join(words["pl"] for part in version.paragraphs for words in part["texts"])
    assert "6\u00a0000\u00a0zł" in text
    assert "{" not in text


@pytest.mark.parametrize(
    ("breaking", "field"),
    [
        ({"values": {"account": ""}}, "account"),
        ({"values": {"de_minimis": True}}, "de_minimis_declared_on"),
        ({"agree": {"posting_days": 7}}, "posting"),
    ],
)
def test_what_is_missing_is_said_before_sending(city, officer, breaking, field):
    made = agreement(city, **breaking)
    with pytest.raises(NotReadyToSend) as refused:
        actions.send_agreement(by=officer, agreement=made, at=AT)
    assert refused.value.field == field
    assert Agreement.objects.get(pk=made.pk).state == "drafted"


@pytest.mark.parametrize("kind", ["owner", "guardian"])
@pytest.mark.parametrize("state", ["open", "given", "refused"])
def test_consents_must_be_confirmed_first(city, officer, kind, state):
    made = agreement(city)
    need = Need.objects.create(proposal=made.proposal, kind=kind, state=state, token=f"{kind}{state}")
    with pytest.raises(NotReadyToSend) as refused:
        actions.send_agreement(by=officer, agreement=made, at=AT)
    assert refused.value.field == f"need_{kind}"
    need.state = Need.State.CONFIRMED
    need.save()
    assert actions.send_agreement(by=officer, agreement=made, at=AT).number == 1


def test_only_the_office_sends(city, officer, stranger, auditor):
    made = agreement(city)
    for person in (made.party, stranger, auditor):
        with pytest.raises(NotAllowed):
            actions.send_agreement(by=person, agreement=made, at=AT)


def test_the_party_signs_first(city, officer):
    made, version = sent(city, officer)
    with pytest.raises(NotWaiting):
        sign(officer, version, "city")
    sign(officer, version)
    with pytest.raises(NotWaiting):
        sign(officer, version)
    sign(officer, version, "city", name="Burmistrz")
    made.refresh_from_db()
    version.refresh_from_db()
    assert (made.state, made.active_at, version.in_force_at) == ("active", AT, AT)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"signed_on": TODAY + timedelta(days=1)}, "signed_on"),
        ({"signed_on": TODAY - timedelta(days=1)}, "signed_on"),
        ({"how": "file"}, "upload"),
        ({"how": "smoke"}, "how"),
    ],
)
def test_a_signature_says_who_when_and_how(city, officer, changes, field):
    _made, version = sent(city, officer)
    with pytest.raises(BadValues) as refused:
        sign(officer, version, **changes)
    assert refused.value.field == field


def handed_in(by, made, name="umowa.pdf"):
    return store_upload(
        by=by,
        organisation=made.organisation,
        file=uploaded(PDF, name),
        kind="document",
        holder_kind="agreement",
        holder_key=made.pk,
        at=AT,
    )


def test_the_party_hands_in_a_signed_file_that_nobody_can_delete_afterwards(city, officer):
    made, version = sent(city, officer)
    file = handed_in(made.party, made)
    assert may_change(made.party, file, AT)

    sign(made.party, version, how="file", upload=file)

    made.refresh_from_db()
    file.refresh_from_db()
    assert made.state == "signed"
    assert not may_change(made.party, file, AT)
    assert not may_change(officer, file, AT)
    for person in (made.party, officer):
        assert file in Upload.objects.visible_to(person)
    for person in (make_person(), None):
        assert file not in Upload.objects.visible_to(person)


def test_the_party_cannot_register_paper_nor_the_citys_side(city, officer):
    made, version = sent(city, officer)
    with pytest.raises(NotAllowed):
        sign(made.party, version)
    with pytest.raises(NotAllowed):
        sign(made.party, version, "city", how="file", upload=handed_in(made.party, made))


def test_a_file_of_something_else_is_no_signature(city, officer):
    _made, version = sent(city, officer)
    other, _version = sent(city, officer)
    file = handed_in(other.party, other)
    with pytest.raises(BadValues) as refused:
        sign(officer, version, how="file", upload=file)
    assert refused.value.field == "upload"


def test_after_the_term_the_party_signs_no_more_but_paper_in_time_is_registered(city, officer):
    made, version = sent(city, officer)
    late = made.sign_until + timedelta(hours=1)
    file = handed_in(made.party, made)
    with pytest.raises(NotWaiting):
        sign(made.party, version, how="file", upload=file, at=late)
    sign(officer, version, at=late)
    assert Agreement.objects.get(pk=made.pk).state == "signed"


def test_taking_back_before_a_signature_and_sending_a_corrected_text(city, officer):
    made, _version = sent(city, officer)
    actions.recall_agreement(by=officer, agreement=made, at=AT)
    actions.change_draft(by=officer, agreement=made, values={"title": "Lepszy tytuł"}, at=AT)
    version = actions.send_agreement(by=officer, agreement=made, at=AT)
    assert version.number == 1
    assert version.facts["title"] == "Lepszy tytuł"
    sign(officer, version)
    with pytest.raises(NotWaiting):
        actions.recall_agreement(by=officer, agreement=made, at=AT)


def test_a_file_that_is_no_signature_is_struck_with_the_reason_and_the_party_signs_again(city, officer):
    made, version = sent(city, officer)
    wrong = sign(officer, version)
    with pytest.raises(BadValues):
        actions.strike_signature(by=officer, signature=wrong, why=" ", at=AT)
    with pytest.raises(NotAllowed):
        actions.strike_signature(by=made.party, signature=wrong, why="nie", at=AT)

    actions.strike_signature(by=officer, signature=wrong, why="Podpisała inna osoba.", at=AT)

    made.refresh_from_db()
    assert made.state == "sent"
    sign_both(officer, version, on=TODAY, at=AT)
    assert Signature.objects.filter(version=version).count() == 3
    wrong.refresh_from_db()
    assert wrong.struck_why == "Podpisała inna osoba."


def test_more_time_to_sign_is_later_than_before(city, officer):
    made, _version = sent(city, officer)
    with pytest.raises(BadValues):
        actions.extend_signing(by=officer, agreement=made, until=TODAY, at=AT)
    actions.extend_signing(by=officer, agreement=made, until=TODAY + timedelta(days=40), at=AT)
    assert Agreement.objects.get(pk=made.pk).sign_until > AT + timedelta(days=40)


def test_who_sees_an_agreement_when(city, officer, auditor, stranger):
    made = agreement(city)
    party, public = made.party, make_person()

    def seen():
        rows = Agreement.objects
        people = (None, public, party, officer, auditor, stranger)
        return [rows.visible_to(person).filter(pk=made.pk).exists() for person in people]

    assert seen() == [False, False, False, True, True, False]
    version = actions.send_agreement(by=officer, agreement=made, at=AT)
    assert seen() == [False, False, True, True, True, False]
    sign_both(officer, version, on=TODAY, at=AT)
    assert seen() == [True] * 6


def test_a_chosen_proposal_is_not_withdrawn_once_the_agreement_is_signed(city, officer):
    made, version = sent(city, officer)
    kind = kinds()[AGREE]
    assert kind.may_withdraw(made.proposal) is None
    sign(officer, version)
    assert kind.may_withdraw(made.proposal).code == "agreement_signed"


def test_an_agreement_in_force_has_no_open_text(city, officer):
    made = active_agreement(city)
    with pytest.raises(NotWaiting):
        sign(officer, made.versions.get(), "city")


def test_two_grants_of_one_call_do_not_pass_the_limit_of_the_year_together(city, officer):
    call = decided_call(city)
    call.edition.scheme.year_cap = Decimal("9000.00")
    call.edition.scheme.save()
    ngo = make_organisation()
    made = [
        actions.draft_agreement(
            by=officer,
            proposal=chosen_proposal(call, organisation=ngo, amount=amount),
            values={"account": ACCOUNT},
            at=AT,
        )
        for amount in ("6000.00", "5000.00")
    ]
    waits = [missing.code for missing in actions.missing_before_sending(made[1], AT)]
    assert "needs_year_cap" in waits
    call.edition.scheme.year_cap = Decimal("11000.00")
    call.edition.scheme.save()
    fresh = Agreement.objects.get(pk=made[1].pk)
    assert "needs_year_cap" not in [missing.code for missing in actions.missing_before_sending(fresh, AT)]
