"""An agreement about a space: draft, text, sending, both signatures; no two on the same days."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skwer.apps.files.actions import store_upload
from skwer.apps.forms.values import BadValues
from skwer.apps.people.models import JournalEntry
from skwer.apps.people.refusals import NotAllowed
from skwer.apps.spaces.actions import licensing, signing
from skwer.apps.spaces.licence_queries import clash, held_spans, waiting_version
from skwer.apps.spaces.licence_text import checksum, is_intact
from skwer.apps.spaces.models import Licence, Match, Space, Wish

from ...factories import AT, make_member, make_organisation, make_person
from ...licence_factories import DAY, drafted, in_force, make_space, sent, sign_both, terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(city) -> Space:
    return make_space(city)


def test_a_draft_takes_the_terms_of_the_space_and_the_space_is_talked_about(space, officer, resident):
    space.fee, space.fee_month, space.notice_days = Space.Fee.RENT, Decimal("400"), 30
    space.save()
    licence = licensing.draft_licence(by=officer, space=space, values=terms(), party=resident, at=AT)

    assert (licence.fee, licence.fee_month, licence.notice_days) == ("rent", Decimal("400"), 30)
    assert licence.number == "L1/2026"
    space.refresh_from_db()
    assert space.state == Space.State.TALKS


def test_numbers_count_up_within_a_city_and_year(space, other_city, officer):
    drafted(space)
    assert drafted(space).number == "L2/2026"
    assert drafted(make_space(other_city)).number == "L1/2026"


def test_only_the_citys_officers_make_drafts(space, resident, auditor, other_city):
    stranger = make_person("Obca")
    make_member(stranger, other_city)
    for by in (resident, auditor, stranger):
        with pytest.raises(NotAllowed):
            licensing.draft_licence(by=by, space=space, values=terms(), at=AT)


@pytest.mark.parametrize("state", [Space.State.DRAFT, Space.State.WITHDRAWN])
def test_a_space_that_is_not_offered_is_given_to_nobody(space, officer, state):
    space.state = state
    space.save()
    with pytest.raises(licensing.SpaceNotOffered):
        licensing.draft_licence(by=officer, space=space, values=terms(), at=AT)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"party_name": " "}, "party_name"),
        ({"purpose": ""}, "purpose"),
        ({"starts_on": None}, "starts_on"),
        ({"ends_on": DAY}, "ends_on"),
        ({"ends_on": DAY + timedelta(days=500)}, "ends_on"),
        ({"form": "gift"}, "form"),
        ({"fee": "rent"}, "fee_month"),
        ({"notice_days": 400}, "notice_days"),
        ({"deposit": "-1"}, "deposit"),
    ],
)
def test_what_cannot_stand_is_named_by_its_field(space, officer, wrong, field):
    with pytest.raises(BadValues) as refused:
        licensing.draft_licence(by=officer, space=space, values=terms(**wrong), at=AT)
    assert field in {error.field for error in refused.value.errors}


def test_the_time_fits_what_the_space_promises(space, officer):
    space.free_from, space.free_until = DAY + timedelta(days=10), DAY + timedelta(days=100)
    space.least_days = 30
    space.save()
    for wrong, field in (
        ({"ends_on": DAY + timedelta(days=90)}, "starts_on"),
        ({"starts_on": DAY + timedelta(days=20)}, "ends_on"),
        ({"starts_on": DAY + timedelta(days=20), "ends_on": DAY + timedelta(days=30)}, "ends_on"),
    ):
        with pytest.raises(BadValues) as refused:
            licensing.draft_licence(by=officer, space=space, values=terms(**wrong), at=AT)
        assert {error.field for error in refused.value.errors} == {field}


def test_a_draft_from_a_match_takes_the_users_from_the_wish_and_answers_it(space, officer, resident, city):
    group = make_organisation(name="Spółdzielnia Nitka")
    wish = Wish.objects.create(
        organisation=city, person=resident, for_organisation=group, title="Pracownia", created_at=AT
    )
    match = Match.objects.create(space=space, wish=wish, score=80, found_at=AT, changed_at=AT)
    licence = licensing.draft_licence(by=officer, space=space, values=terms(), match=match, at=AT)
    match.refresh_from_db()
    assert (licence.party, licence.party_organisation, match.state) == (resident, group, Match.State.AGREED)

    licensing.send_licence(by=officer, licence=licence, at=AT)
    sign_both(licence)
    match.refresh_from_db()
    wish.refresh_from_db()
    assert (match.state, wish.state) == (Match.State.LICENSED, Wish.State.FOUND)


def test_sending_makes_the_text_in_both_languages_under_a_checksum(space, resident):
    space.hazards_pl, space.hazards_en = "Niski strop.", "A low ceiling."
    space.constraints_pl, space.constraints_en = "Gotowanie.", "Cooking."
    space.save()
    licence = sent(space, resident, deposit="500", insurance=True, extra=["Szyld uzgadnia plastyk miejski."])
    version = licence.versions.get()
    polish = " ".join(text["pl"] for one in version.text for text in one["texts"])
    english = " ".join(text["en"] for one in version.text for text in one["texts"])

    for words in ("Ewa Lis", "Rynek 4", "pracownia szycia", "500 zł", "Niski strop.", "Gotowanie.", "ubezpiecza się"):
        assert words in polish.replace("\u00a0", " ")
    assert "Szyld uzgadnia" in polish
    for words in ("30 November 2026", "A low ceiling.", "Cooking.", "PLN 500"):
        assert words in english.replace("\u00a0", " ") or "500 zł" in english.replace("\u00a0", " ")
    assert version.checksum == checksum(version.text)
    assert is_intact(version)
    assert [one["number"] for one in version.text] == list(range(1, len(version.text) + 1))


def test_an_empty_part_of_the_text_is_left_out(space):
    licence = sent(space)
    headings = [one["heading"]["pl"] for one in licence.versions.get().text]
    assert "Dalsze warunki" not in headings


def test_two_agreements_never_hold_a_space_on_the_same_day(space, officer):
    first = sent(space)
    second = drafted(space, starts_on=first.ends_on, ends_on=first.ends_on + timedelta(days=30))
    with pytest.raises(licensing.SpaceTaken):
        licensing.send_licence(by=officer, licence=second, at=AT)

    later = {"starts_on": first.ends_on + timedelta(days=1), "ends_on": first.ends_on + timedelta(days=30)}
    licensing.change_licence(by=officer, licence=second, values=later, at=AT)
    licensing.send_licence(by=officer, licence=second, at=AT)
    assert [span[0] for span in held_spans(space)] == [first.starts_on, second.starts_on]


def test_drafts_hold_nothing_and_a_void_agreement_lets_go(space, officer):
    drafted(space)
    first = sent(space)
    licensing.void_licence(by=officer, licence=first, why="Rezygnacja.", at=AT)
    assert sent(space).state == Licence.State.SENT


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.integers(0, 60), st.integers(0, 20), st.integers(0, 60), st.integers(0, 20))
def test_clash_says_exactly_whether_days_meet(space, a, a_long, b, b_long):
    space.licences.all().delete()
    one = Licence.objects.create(
        organisation=space.organisation, space=space, number="L1/2026", party_name="A", purpose="a",
        starts_on=DAY + timedelta(days=a), ends_on=DAY + timedelta(days=a + a_long), drafted_at=AT,
        state=Licence.State.SENT,
    )  # fmt: skip
    days = set(range(a, a + a_long + 1)) & set(range(b, b + b_long + 1))
    found = clash(space, DAY + timedelta(days=b), DAY + timedelta(days=b + b_long))
    assert (found == one) == bool(days)
    assert clash(space, one.starts_on, one.ends_on, but=one) is None


def test_what_was_sent_is_taken_back_before_it_is_changed(space, officer):
    licence = sent(space)
    with pytest.raises(licensing.NotADraft):
        licensing.change_licence(by=officer, licence=licence, values={"purpose": "inaczej"}, at=AT)
    licensing.recall_licence(by=officer, licence=licence, at=AT)
    assert not licence.versions.exists()
    licensing.change_licence(by=officer, licence=licence, values={"purpose": "inaczej"}, at=AT)
    assert licence.purpose == "inaczej"


def test_the_user_signs_first_then_the_city_and_it_is_in_force(space, officer, resident):
    licence = sent(space, resident)
    version = licence.versions.get()

    def sign(by, side, **told):
        return signing.register_signature(
            by=by, version=version, side=side, at=AT, **{"signed_on": DAY, "upload": None, **told}
        )

    with pytest.raises(licensing.NotWaiting):
        sign(officer, "city")
    with pytest.raises(NotAllowed):
        sign(make_person("Obca"), "party")
    with pytest.raises(BadValues):  # the user hands in a file
        sign(resident, "party")
    with pytest.raises(BadValues):
        sign(officer, "party", signed_on=DAY + timedelta(days=1))
    paper = store_upload(
        by=resident, organisation=licence.organisation, file=_pdf(), kind="document", holder_kind="licence",
        holder_key=licence.pk, at=AT,
    )  # fmt: skip
    sign(resident, "party", upload=paper)
    with pytest.raises(NotAllowed):
        sign(resident, "city")
    with pytest.raises(licensing.NotWaiting):
        sign(officer, "party")
    sign(officer, "city")

    licence.refresh_from_db()
    space.refresh_from_db()
    paper.refresh_from_db()
    assert (licence.state, licence.active_at, space.state) == (Licence.State.ACTIVE, AT, Space.State.IN_USE)
    assert paper.holder_kind == "licence_signed"
    assert waiting_version(licence) is None


def _pdf() -> BytesIO:
    from pypdf import PdfWriter

    writer, made = PdfWriter(), BytesIO()
    writer.add_blank_page(72, 72)
    writer.write(made)
    made.seek(0)
    made.name = "umowa.pdf"
    return made


def test_a_signature_that_does_not_count_is_given_again(space, officer, resident):
    licence = sent(space, resident)
    version = licence.versions.get()
    signing.register_signature(by=officer, version=version, side="party", signed_on=DAY, at=AT)
    with pytest.raises(NotAllowed):
        signing.strike_signature(by=resident, version=version, why="x", at=AT)
    with pytest.raises(BadValues):
        signing.strike_signature(by=officer, version=version, why=" ", at=AT)
    late = AT + timedelta(days=20)
    signing.strike_signature(by=officer, version=version, why="Brakuje drugiej strony.", at=late)
    licence.refresh_from_db()
    assert (licence.state, licence.sign_until) == (Licence.State.SENT, late + timedelta(days=7))
    assert version.struck_why == "Brakuje drugiej strony."
    with pytest.raises(licensing.NotWaiting):
        signing.strike_signature(by=officer, version=version, why="x", at=late)
    signing.register_signature(by=officer, version=version, side="party", signed_on=DAY, at=late)
    assert version.struck_why == ""


def test_after_the_time_to_sign_the_user_no_longer_signs_but_the_office_may(space, officer, resident):
    licence = sent(space, resident)
    late = AT + timedelta(days=22)
    version = licence.versions.get()
    with pytest.raises(licensing.NotWaiting):
        signing.register_signature(by=resident, version=version, side="party", signed_on=DAY, at=late)
    signing.register_signature(by=officer, version=version, side="party", signed_on=DAY, at=late)
    assert version.party_signed_on == DAY


def test_the_user_may_decline_before_it_is_in_force_and_not_after(space, resident):
    licence = sent(space, resident)
    with pytest.raises(BadValues):
        licensing.void_licence(by=resident, licence=licence, why=" ", at=AT)
    licensing.void_licence(by=resident, licence=licence, why="Znalazłam inny lokal.", at=AT)
    space.refresh_from_db()
    assert (licence.state, space.state) == (Licence.State.VOID, Space.State.FREE)

    other = in_force(space, resident)
    with pytest.raises(NotAllowed):
        licensing.void_licence(by=resident, licence=other, why="Już nie.", at=AT)
    with pytest.raises(licensing.NotWaiting):
        licensing.void_licence(by=None, licence=other, why="x", at=AT)


def test_who_sees_an_agreement(space, officer, resident, auditor, other_city):
    group = make_organisation(name="Spółdzielnia Nitka")
    member = make_person("Członkini")
    make_member(member, group, "member")
    foreign = make_person("Obca urzędniczka")
    make_member(foreign, other_city)
    committee = make_person("Członkini komisji")
    make_member(committee, space.organisation, "member")
    draft = drafted(space, resident)

    def seen_by(person):
        return draft in Licence.objects.visible_to(person)

    assert seen_by(officer)
    assert seen_by(auditor)
    assert not seen_by(resident)
    licensing.send_licence(by=officer, licence=draft, at=AT)
    assert seen_by(resident)
    assert not seen_by(foreign)
    assert not seen_by(committee)
    assert not seen_by(None)
    draft.party, draft.party_organisation = None, group
    draft.save()
    assert seen_by(member)


def test_the_journal_names_nobody(space, resident):
    in_force(space, resident)
    written = " ".join(f"{one.before} {one.after}" for one in JournalEntry.objects.filter(kind="licence"))
    assert "Lis" not in written
    assert "Lipowa" not in written
    assert "pracownia" not in written
