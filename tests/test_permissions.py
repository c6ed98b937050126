"""Who gets what at which address: every route of the installation, every role, own things, others' and other cities'.

The world is the demo. A route without a row fails; so does a row without a route. Letters, one for each role in ROLES:
O opens, L is led to sign in, R is led on to another page, N is refused (403), M is told that there is no such thing
(404), G that it is gone (410), X may not be asked like this (405).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client, TestCase, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from skwer.apps.assessment.models import Assignment
from skwer.apps.calls import actions as calls
from skwer.apps.calls.models import Call, Proposal
from skwer.apps.grants.models import Moving
from skwer.apps.people.models import JournalEntry, Person
from skwer.apps.places.models import Place
from skwer.demo.load import load

from .care_factories import care_things
from .discussion_factories import discussion_things
from .events_world import event_things
from .factories import AT
from .feeds_factories import feed_things
from .grants_world import agreement_things
from .learning_factories import learning_things
from .library_factories import library_things
from .licence_world import licence_things
from .opening_factories import opening_things
from .plan_factories import plan_things
from .signs_factories import sign_things
from .spaces_world import spaces_things
from .surveys_factories import survey_things
from .transfers_factories import transfer_things
from .visits_factories import visit_things
from .work_factories import work_things

ROLES = ("anonymous", "author", "resident", "assessor", "officer", "auditor", "other officer", "operator")
WHO = {
    "author": "karolina.zieba@poczta.example",
    "resident": "danuta.mroz@poczta.example",
    "assessor": "halina.debska@poczta.example",
    "officer": "marta.wilk@lipowiec.example",
    "auditor": "grzegorz.pawlak@kontrola.example",
    "other officer": "elzbieta.karas@brzezina.example",
    "operator": "kinga.sroka@lipowiec.example",
}

# Third parties' own tests cover these; we only ask that they are here knowingly.
ALLAUTH = "account_ mfa_"

ROWS: list[tuple[str, dict[str, Any], str]] = [
    ("api:openapi-json", {}, "OOOOOOOO"),
    ("api:openapi-view", {}, "OOOOOOOO"),
    ("api:cities", {}, "OOOOOOOO"),
    ("api:calls", {}, "OOOOOOOO"),
    ("api:one_call", {"slug": "collecting"}, "OOOOOOOO"),
    ("api:one_call", {"slug": "draft call"}, "MMMMMMMM"),
    ("api:proposals", {}, "OOOOOOOO"),
    ("api:proposals_geojson", {}, "OOOOOOOO"),
    ("api:proposals_csv", {}, "OOOOOOOO"),
    ("api:places", {}, "OOOOOOOO"),
    ("api:places_geojson", {}, "OOOOOOOO"),
    ("api:places_csv", {}, "OOOOOOOO"),
    ("api:decisions", {}, "OOOOOOOO"),
    ("api:events", {}, "OOOOOOOO"),
    ("api:events_csv", {}, "OOOOOOOO"),
    ("api:statements", {}, "OOOOOOOO"),
    ("api:api-root", {}, "MMMMMMMM"),
    # agreements about spaces
    ("web:licences", {}, "LOOOOOOO"),
    ("web:licence", {"pk": "used licence"}, "LOMMOOMM"),
    ("web:licence", {"pk": "sent licence"}, "LMMMOOMM"),
    ("web:licence", {"pk": "draft licence"}, "LMMMOOMM"),
    ("web:licence_pdf", {"pk": "used licence"}, "LOMMOOMM"),
    ("web:licence_extend", {"pk": "used licence"}, "LOMMNNMM"),
    ("web:licence_evaluate", {"pk": "used licence"}, "LOMMNNMM"),
    ("web:protocol", {"pk": "used licence", "way": "out"}, "LOMMOOMM"),
    ("web:protocol_pdf", {"pk": "used licence", "way": "out"}, "LOMMOOMM"),
    ("web:desk_licence", {"pk": "used licence"}, "LNMMOOMM"),
    ("web:desk_licence_edit", {"pk": "draft licence"}, "LMMMOOMM"),
    ("web:desk_licences", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_licence_new", {"slug": "lipowiec"}, "LNNNOONN"),
    # vacant spaces and shared things
    ("api:spaces", {}, "OOOOOOOO"),
    ("api:spaces_geojson", {}, "OOOOOOOO"),
    ("api:spaces_csv", {}, "OOOOOOOO"),
    ("web:spaces", {}, "OOOOOOOO"),
    ("web:space", {"number": "space"}, "OOOOOOOO"),
    ("web:space", {"number": "draft space"}, "MMMMOOMM"),
    ("web:viewing_book", {"number": "space", "pk": "viewing"}, "OOOOOOOO"),
    ("web:my_wishes", {}, "LOOOOOOO"),
    ("web:wish_new", {}, "LOOOOOOO"),
    ("web:wish", {"pk": "wish"}, "LMMMOOMM"),
    ("web:wish_edit", {"pk": "wish"}, "LMMMNNMM"),
    ("web:desk_spaces", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_space_new", {"slug": "lipowiec"}, "LNNNONNN"),
    ("web:desk_matches", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_space", {"number": "space"}, "LNNNOONN"),
    ("web:desk_space", {"number": "draft space"}, "LMMMOOMM"),
    ("web:desk_viewings", {"number": "space"}, "LNNNOONN"),
    ("web:shared_things", {}, "OOOOOOOO"),
    ("web:shared", {"pk": "shared"}, "OOOOOOOO"),
    ("web:my_bookings", {}, "LOOOOOOO"),
    ("web:booking", {"pk": "loan"}, "LMOMMMMM"),
    ("web:booking_ics", {"pk": "loan"}, "LMOMMMMM"),
    ("web:booking_pdf", {"pk": "loan"}, "LMMMMMMM"),
    ("web:shared_mine", {}, "LONNONON"),
    ("web:shared_new", {}, "LONNONON"),
    ("web:shared_edit", {"pk": "shared"}, "LNNNONNN"),
    ("web:shared_ics", {"pk": "shared"}, "LNNNONNN"),
    # how long places last
    ("api:lasting", {}, "OOOOOOOO"),
    ("web:lasting", {}, "OOOOOOOO"),
    ("web:lasting_csv", {}, "OOOOOOOO"),
    ("web:city_lasting", {"slug": "lipowiec"}, "OOOOOOOO"),
    ("web:city_lasting_csv", {"slug": "lipowiec"}, "OOOOOOOO"),
    # discussion
    ("web:comment", {"kind": "talk_kind", "key": "talk_place"}, "OOOOOOOO"),
    ("web:comment", {"kind": "planet", "key": "1"}, "MMMMMMMM"),
    ("web:comment_one", {"uid": "talk_own"}, "LMOMMMMM"),
    ("web:notice", {"uid": "talk_comment"}, "OOOOOOOO"),
    ("web:notice", {"uid": "talk_removed"}, "MMMMOOMM"),
    ("web:notice_given", {"uid": "talk_notice"}, "MMMMMMMM"),
    ("web:ruling", {"uid": "talk_ruling"}, "LMMMOOMM"),
    ("web:object_ruling", {"uid": "talk_ruling"}, "MMMMMMMM"),
    ("web:moderation_report", {"slug": "lipowiec"}, "OOOOOOOO"),
    ("web:desk_discussion", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_discussion_csv", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_comment", {"uid": "talk_comment"}, "LNNNOONN"),
    ("web:desk_comment", {"uid": "talk_waiting"}, "LMMMOOMM"),
    ("web:desk_house", {"slug": "lipowiec"}, "LNNNOONN"),
    # surveys
    ("web:survey", {"number": "open survey"}, "OOOOOOOO"),
    ("web:survey", {"number": "draft survey"}, "MMMMOOMM"),
    ("web:trust", {"slug": "lipowiec"}, "OOOOOOOO"),
    ("web:trust_csv", {"slug": "lipowiec"}, "OOOOOOOO"),
    ("web:desk_surveys", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_survey_new", {"slug": "lipowiec"}, "LNNNONNN"),
    ("web:desk_survey", {"slug": "lipowiec", "number": "open survey"}, "LNNNOONN"),
    ("web:desk_survey", {"slug": "brzezina", "number": "open survey"}, "LNNNNNMN"),
    ("web:desk_survey_codes", {"slug": "lipowiec", "number": "open survey"}, "LNNNXXNN"),
    # numbers, audit, case files
    ("api:agreements", {}, "OOOOOOOO"),
    ("api:agreements_csv", {}, "OOOOOOOO"),
    ("api:city_numbers", {}, "OOOOOOOO"),
    ("api:grants", {}, "OOOOOOOO"),
    ("web:numbers", {"slug": "lipowiec"}, "OOOOOOOO"),
    ("web:numbers_csv", {"slug": "lipowiec"}, "OOOOOOOO"),
    ("web:numbers_pdf", {"slug": "lipowiec"}, "OOOOOOOO"),
    ("web:audit", {"slug": "lipowiec"}, "LNNNRRNN"),
    ("web:audit_export", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:audit_agreement", {"slug": "lipowiec", "number": "own agreement"}, "LNNNOONN"),
    ("web:audit_agreement", {"slug": "brzezina", "number": "own agreement"}, "LNNNNNMN"),
    ("web:audit_expense", {"slug": "lipowiec", "uid": "waiting cost"}, "LNNNOONN"),
    ("web:audit_expense", {"slug": "brzezina", "uid": "waiting cost"}, "LNNNNNMN"),
    ("web:case_file", {"slug": "voting", "number": "public"}, "LNNNOONN"),
    # payments, rates
    ("web:desk_payments", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_payment", {"slug": "lipowiec", "number": 0}, "LNNNMMNN"),
    ("web:desk_payment", {"slug": "lipowiec", "number": 1}, "LNNNOONN"),
    ("web:desk_rates", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:scheme", {}, "XXXXXXXX"),
    ("web:city_geodata", {"slug": "lipowiec"}, "OOOOOOOO"),
    ("web:logo", {"slug": "lipowiec"}, "MMMMMMMM"),
    ("web:home", {}, "OOOOOOOO"),
    ("web:cities", {}, "OOOOOOOO"),
    ("web:city", {"slug": "lipowiec"}, "OOOOOOOO"),
    ("web:calls", {}, "OOOOOOOO"),
    ("web:call", {"slug": "collecting"}, "OOOOOOOO"),
    ("web:call", {"slug": "draft call"}, "MMMMOOMM"),
    ("web:regulations", {"slug": "collecting"}, "OOOOOOOO"),
    ("web:regulations", {"slug": "draft call"}, "MMMMOOMM"),
    ("web:regulations_changes", {"slug": "collecting"}, "OOOOOOOO"),
    ("web:proposals", {"slug": "voting"}, "OOOOOOOO"),
    ("web:proposals", {"slug": "draft call"}, "MMMMOOMM"),
    ("web:proposal", {"slug": "voting", "number": "public"}, "OOOOOOOO"),
    ("web:proposal", {"slug": "collecting", "number": "corrected"}, "OOOOOOOO"),
    ("web:receipt", {"slug": "collecting", "number": "corrected"}, "LOMMOOMM"),
    ("web:revisions", {"slug": "collecting", "number": "corrected"}, "OOOOOOOO"),
    ("web:correction", {"slug": "collecting", "number": "corrected"}, "LOMMMMMM"),
    ("web:withdraw", {"slug": "collecting", "number": "corrected"}, "LOMMMMMM"),
    ("web:withdraw", {"slug": "collecting", "uid": "draft"}, "LOMMMMMM"),
    # applying: may I apply, consents, support (the demo's calls ask for no list; the forms are of needs there are)
    ("web:may_i", {"slug": "collecting"}, "OOOOOOOO"),
    ("web:may_i", {"slug": "draft call"}, "MMMMOOMM"),
    ("web:needs", {"slug": "collecting", "uid": "draft"}, "LOMMMMMM"),
    ("web:consent_form", {"slug": "collecting", "uid": "draft", "kind": "guardian"}, "LMMMMMMM"),
    ("web:support_proposal", {"slug": "collecting", "uid": "draft"}, "MMMMMMMM"),
    ("web:support_sheet", {"slug": "collecting", "uid": "draft"}, "LMMMMMMM"),
    ("web:consent_give", {"token": "nothing"}, "OOOOOOOO"),
    ("web:desk_needs", {"slug": "voting", "number": "public"}, "LNNNOONN"),
    ("web:propose", {"slug": "collecting"}, "OOOOOOOO"),
    ("web:propose", {"slug": "draft call"}, "MMMMOOMM"),
    ("web:draft", {"slug": "collecting", "uid": "draft"}, "LRMMMMMM"),
    ("web:draft", {"slug": "collecting", "uid": "draft", "step": "idea"}, "LOMMMMMM"),
    ("web:draft_applicant", {"slug": "collecting", "uid": "draft"}, "LOMMMMMM"),
    ("web:draft_preview", {"slug": "collecting", "uid": "draft"}, "LOMMMMMM"),
    ("web:coauthors", {"slug": "collecting", "uid": "draft"}, "LOMMMMMM"),
    ("web:coauthor_remove", {"slug": "collecting", "uid": "draft", "pk": 1}, "LXXXXXXX"),
    ("web:coauthor_accept", {"token": "nothing"}, "OOOOOOOO"),
    ("web:vote", {"slug": "voting"}, "OOOOOOOO"),
    ("web:vote", {"slug": "draft call"}, "MMMMMMMM"),
    ("web:voted", {"slug": "voting"}, "RRRRRRRR"),
    ("web:results", {}, "OOOOOOOO"),
    ("web:results", {"slug": "decided"}, "OOOOOOOO"),
    ("web:results", {"slug": "voting"}, "OOOOOOOO"),
    ("web:results_files", {"slug": "decided", "name": "inputs.json"}, "OOOOOOOO"),
    ("web:results_files", {"slug": "decided", "name": "ballots.pb"}, "OOOOOOOO"),
    ("web:results_files", {"slug": "voting", "name": "ballots.pb"}, "MMMMMMMM"),
    # agreements: the register, the party's pages, postings, the desk
    ("web:agreements", {}, "OOOOOOOO"),
    ("web:agreement", {"pk": "own agreement"}, "OOOOOOOO"),
    ("web:agreement", {"pk": "sent agreement"}, "MOMMOOMM"),
    ("web:agreement", {"pk": "draft agreement"}, "MMMMOOMM"),
    ("web:posted", {}, "OOOOOOOO"),
    ("web:posting", {"pk": "posted agreement"}, "OOOOOOOO"),
    ("web:agreement_pdf", {"pk": "own agreement"}, "LONNOONN"),
    ("web:agreement_pdf", {"pk": "draft agreement"}, "LMMMOOMM"),
    ("web:agreement_sign", {"pk": "sent agreement"}, "LOMMOOMM"),
    ("web:amendment_ask", {"pk": "own agreement"}, "LONNOONN"),
    ("web:amendment_withdraw", {"pk": "own agreement", "number": 1}, "LXNNXXNN"),
    ("web:desk_grants", {}, "LNNNOOON"),
    ("web:desk_agreement", {"pk": "own agreement"}, "LNNNOONN"),
    ("web:desk_agreement", {"pk": "draft agreement"}, "LMMMOOMM"),
    ("web:desk_agreement_edit", {"pk": "draft agreement"}, "LMMMOOMM"),
    ("web:desk_amendment", {"pk": "own agreement", "number": 1}, "LNNNOONN"),
    ("web:desk_posting", {"pk": "posted agreement"}, "LMMMOOMM"),
    ("web:desk_agreements_of_call", {"slug": "decided"}, "LNNNOONN"),
    ("web:desk_award_order", {"slug": "decided"}, "LNNNOONN"),
    # the account of a grant: costs, work, reports, settlement, refunds
    ("web:grant_costs", {"pk": "own agreement"}, "LONNOONN"),
    ("web:grant_costs", {"pk": "draft agreement"}, "LMMMOOMM"),
    ("web:grant_cost_new", {"pk": "own agreement"}, "LONNOONN"),
    ("web:grant_cost", {"pk": "own agreement", "number": "own cost"}, "LONNOONN"),
    ("web:grant_work", {"pk": "own agreement"}, "LONNOONN"),
    ("web:grant_report", {"pk": "own agreement", "number": 1}, "LONNOONN"),
    ("web:grant_refunds", {"pk": "own agreement"}, "LONNOONN"),
    ("web:desk_costs", {"pk": "own agreement"}, "LNNNOONN"),
    ("web:desk_costs", {"pk": "draft agreement"}, "LMMMOOMM"),
    ("web:desk_grant_work", {"pk": "own agreement"}, "LNNNOONN"),
    ("web:desk_purchases", {"pk": "own agreement"}, "LNNNOONN"),
    ("web:desk_report", {"pk": "own agreement", "number": 1}, "LNNNOONN"),
    ("web:desk_settle", {"pk": "own agreement"}, "LNNNOONN"),
    ("web:desk_refunds", {"pk": "own agreement"}, "LNNNOONN"),
    ("web:desk_overdue", {"slug": "lipowiec"}, "LNNNOONN"),
    # keepers, the log, defects, the desk of care ("kept": a place the resident leads)
    ("web:care", {"number": "kept"}, "LOOOOOOO"),
    ("web:care_log", {"number": "kept"}, "OOOOOOOO"),
    ("web:report_defect", {"number": "kept"}, "OOOOOOOO"),
    ("web:care_defect", {"number": "kept", "defect": "defect_number"}, "OOOOOOOO"),
    ("web:handover", {"number": "kept"}, "LNONONNN"),
    ("web:keeper_invitation", {"token": "keeper_token"}, "OOOOOOOO"),
    ("web:keeper_invitation", {"token": "nothing"}, "GGGGGGGG"),
    ("web:care_calendar", {"token": "nothing"}, "MMMMMMMM"),
    ("web:my_places", {}, "LOOOOOOO"),
    ("web:desk_care", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_defect", {"pk": "defect"}, "LNNNOONN"),
    ("web:desk_entry", {"pk": "waiting_entry"}, "LNNNOONN"),
    # inspections and the register of owed care
    ("web:durability", {"slug": "lipowiec"}, "OOOOOOOO"),
    ("web:desk_durability", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_inspections", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_inspection", {"pk": "visit"}, "LNNNOONN"),
    ("web:desk_inspection", {"pk": "held_visit"}, "LNNNOONN"),
    ("web:desk_breach", {"pk": "breach"}, "LNNNOONN"),
    # signs and what passers-by write by them
    ("web:sign", {"code": "live_sign"}, "OOOOOOOO"),
    ("web:sign", {"code": "retired_sign"}, "GGGGGGGG"),
    ("web:sign", {"code": "nothing"}, "MMMMMMMM"),
    ("web:sign_worker", {}, "OOOOOOOO"),
    ("web:sign_pdf", {"number": "signed_place"}, "LNNNOONN"),
    ("web:desk_signs", {"number": "signed_place"}, "LNNNOONN"),
    ("web:places", {}, "OOOOOOOO"),
    ("web:places_map", {}, "MMMMMMMM"),  # the data of a city; without one there are none
    ("web:place", {"number": "place"}, "OOOOOOOO"),
    ("web:desk_places", {}, "LNNNOOON"),
    ("web:desk_place_new", {}, "LNNNONON"),
    ("web:desk_districts", {}, "LNNNOOON"),
    ("web:desk_place", {"number": "place"}, "LNNNOONN"),
    ("web:desk_place_story", {"number": "place"}, "LNNNOONN"),
    # access
    ("web:place_visit", {"number": "place"}, "OOOOOOOO"),
    ("web:desk_place_access", {"number": "place"}, "LNNNOONN"),
    ("web:account", {}, "LOOOOOOO"),
    ("web:account_name", {}, "LXXXXXXX"),
    ("web:account_language", {}, "LXXXXXXX"),
    ("web:account_letters", {}, "LXXXXXXX"),
    ("web:unsubscribe", {"token": "nothing"}, "MMMMMMMM"),
    ("web:account_consents", {}, "LXXXXXXX"),
    ("web:account_data", {}, "LOOOOOOO"),
    ("web:account_erase", {}, "LRRRRRRR"),
    ("web:account_invitation", {"token": "nothing"}, "GGGGGGGG"),
    ("web:inbox", {}, "LOOOOOOO"),
    ("web:search", {}, "OOOOOOOO"),
    ("web:file", {"uid": "00000000-0000-0000-0000-000000000000"}, "MMMMMMMM"),
    ("web:file_edit", {"uid": "00000000-0000-0000-0000-000000000000"}, "LMMMMMMM"),
    ("web:data", {}, "OOOOOOOO"),
    ("web:privacy", {}, "OOOOOOOO"),
    ("web:accessibility", {}, "OOOOOOOO"),
    ("web:healthz", {}, "OOOOOOOO"),
    ("web:readyz", {}, "OOOOOOOO"),
    ("web:robots", {}, "OOOOOOOO"),
    ("web:sitemap", {}, "OOOOOOOO"),
    ("web:desk", {}, "LNNOOOOO"),
    ("web:desk_parts", {}, "LNNNNNNO"),
    ("web:desk_found", {}, "LNNNNNNO"),
    ("web:desk_call_new", {}, "LNNNONON"),
    ("web:desk_call", {"slug": "collecting"}, "LNNNOONN"),
    ("web:desk_call", {"slug": "draft call"}, "LMMMOOMM"),
    ("web:desk_call_edit", {"slug": "collecting"}, "LNNNOONN"),
    ("web:desk_call_edit", {"slug": "draft call"}, "LMMMOOMM"),
    ("web:desk_stages", {"slug": "collecting"}, "LNNNXXNN"),
    ("web:desk_stages", {"slug": "draft call"}, "LMMMXXMM"),
    ("web:desk_announce", {"slug": "collecting"}, "LNNNOONN"),
    ("web:desk_announce", {"slug": "draft call"}, "LMMMOOMM"),
    ("web:desk_cancel", {"slug": "collecting"}, "LNNNOONN"),
    ("web:desk_cancel", {"slug": "draft call"}, "LMMMOOMM"),
    # objections, acts, reserve list, what a juror prints
    ("web:objections", {"slug": "decided"}, "OOOOOOOO"),
    ("web:objections", {"slug": "draft call"}, "MMMMOOMM"),
    ("web:object", {"slug": "decided", "number": 1}, "LONNNNNN"),
    ("web:desk_objections", {"slug": "decided"}, "LNNNOONN"),
    ("web:desk_objections", {"slug": "draft call"}, "LMMMOOMM"),
    ("web:desk_objection", {"slug": "decided", "number": 1}, "LNNNMMNN"),
    ("web:desk_acts", {"slug": "decided"}, "LNNNOONN"),
    ("web:desk_promote", {"slug": "decided"}, "LNNNOONN"),
    ("web:desk_portfolio", {"slug": "voting"}, "LNNNNNNN"),
    ("web:desk_check_letters", {"slug": "voting"}, "LNNNOONN"),
    ("web:desk_sheet_pdf", {"pk": "sheet"}, "LMMOMMMM"),
    # meetings: a call without rounds has none
    ("web:meetings", {"slug": "collecting"}, "OOOOOOOO"),
    ("web:meetings", {"slug": "draft call"}, "MMMMOOMM"),
    ("web:meeting", {"slug": "collecting", "number": 1}, "MMMMMMMM"),
    ("web:meeting_minutes", {"slug": "collecting", "number": 1}, "MMMMMMMM"),
    ("web:recommendations", {"slug": "collecting", "number": "corrected"}, "MOMMOOMM"),
    ("web:desk_meetings", {"slug": "collecting"}, "LNNNOONN"),
    ("web:desk_meetings", {"slug": "draft call"}, "LMMMOOMM"),
    ("web:desk_meeting_new", {"slug": "collecting"}, "LNNNMMNN"),
    ("web:desk_meeting", {"slug": "collecting", "number": 1}, "LNNNMMNN"),
    ("web:desk_decide", {"slug": "collecting"}, "LNNNOONN"),
    ("web:desk_decide", {"slug": "draft call"}, "LMMMOOMM"),
    ("web:desk_paper", {"slug": "collecting"}, "LNNNONNN"),
    ("web:desk_paper", {"slug": "draft call"}, "LMMMONMM"),
    ("web:desk_proposals", {"slug": "collecting"}, "LNNNOONN"),
    ("web:desk_proposals", {"slug": "draft call"}, "LMMMOOMM"),
    ("web:desk_check", {"slug": "voting"}, "LNNNOONN"),
    ("web:desk_check", {"slug": "draft call"}, "LMMMMMMM"),
    ("web:desk_check_many", {"slug": "voting"}, "LNNNOONN"),
    ("web:desk_check_many", {"slug": "draft call"}, "LMMMMMMM"),
    ("web:desk_assess", {"slug": "voting"}, "LNNOOONN"),
    ("web:desk_assess", {"slug": "draft call"}, "LMMMMMMM"),
    ("web:desk_ranking", {"slug": "voting"}, "LNNNNNNN"),
    ("web:desk_ranking", {"slug": "draft call"}, "LMMMMMMM"),
    ("web:desk_stage", {"slug": "voting", "order": 1}, "LNNNOONN"),
    ("web:desk_stage", {"slug": "draft call", "order": 1}, "LMMMOOMM"),
    ("web:desk_reopen", {"slug": "voting", "order": 1}, "LNNNRRNN"),
    ("web:desk_reopen", {"slug": "draft call", "order": 1}, "LMMMRRMM"),
    ("web:desk_open", {"slug": "voting", "order": 1}, "LNNNOONN"),
    ("web:desk_open", {"slug": "draft call", "order": 1}, "LMMMOOMM"),
    ("web:desk_close", {"slug": "voting", "order": 1}, "LNNNOONN"),
    ("web:desk_close", {"slug": "draft call", "order": 1}, "LMMMOOMM"),
    ("web:desk_proposal", {"slug": "voting", "number": "public"}, "LNNNOONN"),
    ("web:desk_check_one", {"slug": "voting", "number": "public"}, "LNNNOONN"),
    ("web:desk_assess_one", {"slug": "voting", "number": "public"}, "LNNOOONN"),
    ("web:desk_proposals_table", {"slug": "voting", "kind": "csv"}, "LNNNOONN"),
    ("web:desk_city", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_people", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_moving", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_moving_one", {"slug": "lipowiec", "pk": "moving"}, "LNNNOONN"),
    ("web:desk_moving_one", {"slug": "brzezina", "pk": "moving"}, "LNNNNNMN"),
    # a proposal on paper; schemes
    ("web:draft_read", {"slug": "collecting", "uid": "draft"}, "LRMMMMMM"),
    ("web:proposal_pdf", {"slug": "collecting", "number": "corrected"}, "LOMMOOMM"),
    ("web:desk_printed", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_scheme", {"slug": "collecting"}, "LNNNOONN"),
    ("web:desk_scheme", {"slug": "draft call"}, "LMMMOOMM"),
    ("web:desk_bodies", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_journal", {"slug": "lipowiec"}, "LNNNOONN"),
    ("web:desk_assignments", {}, "LOOOOOOO"),
    ("web:desk_sheet", {"pk": "sheet"}, "LMMOMMMM"),
    # support of a town
    ("web:support", {}, "OOOOOOOO"),
    ("web:support_town", {"key": "lipowiec"}, "OOOOOOOO"),
    ("web:support_csv", {"key": "lipowiec"}, "OOOOOOOO"),
    ("web:support_pdf", {"key": "lipowiec"}, "OOOOOOOO"),
    # practices begun from a call or a place
    ("web:draft_from_call", {"slug": "decided"}, "LNNNONNN"),
    ("web:draft_from_call", {"slug": "collecting"}, "LNNNMNNN"),
    ("web:draft_from_place", {"number": "place"}, "LNNNONNN"),
    # transfers: the desk, element by element, what everybody reads
    ("web:desk_transfers", {}, "LMMMOOOM"),
    ("web:desk_transfer_new", {}, "LMMMOMOM"),
    ("web:desk_transfer", {"pk": "transfer_inside"}, "LMMMOOMM"),
    ("web:desk_transfer", {"pk": "transfer_public"}, "LMMMOOMM"),
    ("web:desk_transfer_element", {"pk": "transfer_inside", "key": "money"}, "LMMMOOMM"),
    ("web:desk_transfer_fit", {"pk": "transfer_inside"}, "LMMMOOMM"),
    ("web:transfer", {"pk": "transfer_inside"}, "MMMMOOMM"),
    ("web:transfer", {"pk": "transfer_public"}, "OOOOOOOO"),
    ("web:project_transfers", {"slug": "siec-malych-skwerow"}, "OOOOOOOO"),
    # open my call; a newer version of the kit; a draft against its kit
    ("web:desk_transfer_open", {"pk": "transfer_conflicted"}, "LMMMOOMM"),
    ("web:desk_transfer_open", {"pk": "transfer_public"}, "LMMMOOMM"),
    ("web:desk_transfer_offer", {"pk": "transfer_opened", "number": 2}, "LMMMOOMM"),
    ("web:desk_transfer_offer", {"pk": "transfer_opened", "number": 9}, "LMMMMMMM"),
    ("web:desk_call_changes", {"slug": "kit_draft"}, "LMMMOOMM"),
    ("web:desk_call_changes", {"slug": "collecting"}, "LNNNMMNN"),
    # the plan of a transfer, its questions, its beginning from a statement of interest
    ("web:transfer_plan", {"pk": "transfer_inside"}, "MMMMOOMM"),
    ("web:transfer_plan", {"pk": "transfer_asked"}, "OOOOOOOO"),
    ("web:transfer_plan_pdf", {"pk": "transfer_inside"}, "MMMMOOMM"),
    ("web:transfer_plan_pdf", {"pk": "transfer_asked"}, "OOOOOOOO"),
    ("web:desk_transfer_plan", {"pk": "transfer_asked"}, "LMMMOOMM"),
    ("web:desk_transfer_step", {"pk": "transfer_asked", "step": "transfer_step"}, "LMMMONMM"),
    ("web:desk_transfer_questions", {"pk": "transfer_inside"}, "LMMMOOMM"),
    ("web:desk_transfer_questions", {"pk": "transfer_asked"}, "LMMMOOOM"),
    ("web:event_transfer", {"slug": "lille-brokerage", "pk": "event_statement"}, "LNNNNNNN"),
    ("web:event_transfer", {"slug": "szkolenie-lipowiec", "pk": "stated_interest"}, "LNNNONNN"),
    # feeds between installations
    ("web:feed", {}, "OOOOOOOO"),
    ("web:feed_json", {}, "OOOOOOOO"),
    ("web:feed_atom", {}, "OOOOOOOO"),
    ("web:feed_item", {"name": "feed_item"}, "OOOOOOOO"),
    ("web:feed_item", {"name": "nothing"}, "MMMMMMMM"),
    ("web:desk_feeds", {}, "LNNNNNNO"),
    ("web:desk_feed", {"pk": "feed_subscription"}, "LNNNNNNO"),
    # kits: read, compared, kept at the desk
    ("api:kits", {}, "OOOOOOOO"),
    ("api:kits_csv", {}, "OOOOOOOO"),
    ("api:kits_schema", {}, "OOOOOOOO"),
    ("api:one_kit", {"slug": "ostrava-space-grant"}, "OOOOOOOO"),
    ("web:kits", {}, "OOOOOOOO"),
    ("web:kit", {"slug": "zestaw-wzorcowy"}, "OOOOOOOO"),
    ("web:kit_version", {"slug": "zestaw-wzorcowy", "number": 1}, "OOOOOOOO"),
    ("web:kit_file", {"slug": "zestaw-wzorcowy", "number": 1}, "OOOOOOOO"),
    ("web:kit_diff", {"slug": "zestaw-wzorcowy"}, "OOOOOOOO"),
    ("web:desk_kits", {}, "LMMMOOOM"),
    ("web:desk_kit_import", {}, "LMMMOMOM"),
    ("web:desk_kit", {"slug": "zestaw-wzorcowy"}, "LMMMOOMM"),
    ("web:desk_kit_of_call", {"slug": "decided"}, "LNNNXXNN"),
    # the record of a practice: read, written at the desk, read by editor and expert
    ("web:practice", {"slug": "tworzymy-przestrzen"}, "OOOOOOOO"),
    ("web:practice", {"slug": "practice_draft"}, "MMMMOOMM"),
    ("web:practice", {"slug": "practice_read"}, "MMMMOOOM"),
    ("web:practice_versions", {"slug": "practice_again"}, "OOOOOOOO"),
    ("web:practice_versions", {"slug": "practice_draft"}, "MMMMOOMM"),
    ("web:practice_version", {"slug": "practice_again", "number": 2}, "OOOOOOOO"),
    ("web:practice_version", {"slug": "practice_read", "number": 1}, "MMMMOOOM"),
    ("web:desk_practices", {}, "LMMMOOOM"),
    ("web:desk_practice_new", {}, "LMMMOMOM"),
    ("web:desk_practice", {"slug": "practice_draft"}, "LMMMOOMM"),
    ("web:desk_practice", {"slug": "practice_back"}, "LMMMOOMM"),
    ("web:desk_practice_review", {"slug": "practice_draft"}, "LMMMOOMM"),
    ("web:desk_practice_review", {"slug": "practice_back"}, "LMMMOOOM"),
    # the library: finding a practice
    ("api:practices", {}, "OOOOOOOO"),
    ("api:practices_csv", {}, "OOOOOOOO"),
    ("api:one_practice", {"slug": "tworzymy-przestrzen"}, "OOOOOOOO"),
    ("web:practices", {}, "OOOOOOOO"),
    ("web:practices_feed", {}, "OOOOOOOO"),
    ("web:practices_compare", {}, "OOOOOOOO"),
    ("web:practices_transfers", {}, "OOOOOOOO"),
    ("web:desk_profile", {}, "LMMMOOOM"),
    # practices: trials, comparisons, methods
    ("api:trials", {}, "OOOOOOOO"),
    ("api:trials_csv", {}, "OOOOOOOO"),
    ("web:trials", {}, "OOOOOOOO"),
    ("web:trial", {"slug": "pilot-lawka-testowa"}, "OOOOOOOO"),
    ("web:project_trials", {"slug": "siec-malych-skwerow"}, "OOOOOOOO"),
    ("web:comparison", {"slug": "siec-malych-skwerow", "comparison": "wspolne-przypadki"}, "OOOOOOOO"),
    ("web:method", {"slug": "siec-malych-skwerow", "method": "praca-z-interesariuszami"}, "OOOOOOOO"),
    (
        "web:method_version",
        {"slug": "siec-malych-skwerow", "method": "praca-z-interesariuszami", "number": 1},
        "OOOOOOOO",
    ),
    ("web:desk_trials", {}, "LMMMOOOM"),
    ("web:desk_trial_new", {}, "LMMMOMOM"),
    ("web:desk_trial", {"slug": "pilot-wypozyczalnia-narzedzi"}, "LMMMOOMM"),
    ("web:desk_trial_end", {"slug": "pilot-wypozyczalnia-narzedzi"}, "LMMMOMMM"),
    ("web:desk_comparisons", {"slug": "siec-malych-skwerow"}, "LMMMOOOM"),
    ("web:desk_comparison_new", {"slug": "siec-malych-skwerow"}, "LMMMOMMM"),
    ("web:desk_comparison", {"slug": "siec-malych-skwerow", "comparison": "wspolne-przypadki"}, "LMMMOOOM"),
    ("web:desk_case_new", {"slug": "siec-malych-skwerow", "comparison": "wspolne-przypadki"}, "LMMMOMOM"),
    ("web:desk_case", {"slug": "siec-malych-skwerow", "comparison": "wspolne-przypadki", "number": 2}, "LMMMOOOM"),
    ("web:desk_methods", {"slug": "siec-malych-skwerow"}, "LMMMOOOM"),
    ("web:desk_method_new", {"slug": "siec-malych-skwerow"}, "LMMMOMMM"),
    ("web:desk_method", {"slug": "siec-malych-skwerow", "method": "praca-z-interesariuszami"}, "LMMMOOOM"),
    # projects and programmes: cards and their desk
    ("api:programmes", {}, "OOOOOOOO"),
    ("api:projects", {}, "OOOOOOOO"),
    ("web:projects", {}, "OOOOOOOO"),
    ("web:project", {"slug": "network"}, "OOOOOOOO"),
    ("web:project_poster", {"slug": "network"}, "OOOOOOOO"),
    ("web:programmes", {}, "OOOOOOOO"),
    ("web:programme", {"slug": "urbact-iv"}, "OOOOOOOO"),
    ("web:programme_operations", {"slug": "urbact-iv", "kind": "csv"}, "OOOOOOOO"),
    ("web:desk_projects", {}, "LNNNOOON"),
    ("web:desk_project_new", {}, "LNNNONON"),
    ("web:desk_project", {"slug": "network"}, "LNNNOOON"),
    ("web:desk_project", {"slug": "we-create-space"}, "LNNNNNNN"),
    ("web:desk_project_card", {"slug": "network"}, "LNNNONNN"),
    ("web:desk_project_amounts", {"slug": "network"}, "LNNNONNN"),
    ("web:desk_project_rates", {"slug": "network"}, "LNNNONNN"),
    ("web:desk_project_points", {"slug": "network", "kind": "need"}, "LNNNONNN"),
    ("web:desk_project_phases", {"slug": "network"}, "LNNNONNN"),
    ("web:desk_project_partners", {"slug": "network"}, "LNNNONNN"),
    ("web:desk_project_policy", {"slug": "network"}, "LNNNONNN"),
    ("web:desk_project_policy_changes", {"slug": "network", "pk": 999999}, "LNNNMNNN"),
    ("web:desk_project_marks", {"slug": "network"}, "LNNNONNN"),
    ("web:desk_programmes", {}, "LNNNOOON"),
    ("web:desk_programme_new", {}, "LNNNONON"),
    ("web:desk_programme", {"slug": "fundusz-trzech-brzegow"}, "LNNNOONN"),
    ("web:desk_programme_marks", {"slug": "fundusz-trzech-brzegow"}, "LNNNONNN"),
    # work of a project
    ("web:project_progress", {"slug": "network"}, "OOOOOOOO"),
    ("web:project_progress_table", {"slug": "network"}, "OOOOOOOO"),
    ("web:project_studies", {"slug": "network"}, "OOOOOOOO"),
    ("web:project_report", {"slug": "network"}, "OOOOOOOO"),
    ("web:project_report_paper", {"slug": "network"}, "OOOOOOOO"),
    ("web:desk_work", {"slug": "network"}, "LNNNOOON"),
    ("web:desk_work_tasks", {"slug": "network"}, "LNNNOOON"),
    ("web:desk_work_task_new", {"slug": "network"}, "LNNNONON"),
    ("web:desk_work_task", {"slug": "network", "pk": "work task"}, "LNNNOOON"),
    ("web:desk_work_money", {"slug": "network"}, "LNNNOOON"),
    ("web:desk_work_money_table", {"slug": "network"}, "LNNNOOON"),
    ("web:desk_work_line", {"slug": "network", "pk": "work line"}, "LNNNOOON"),
    ("web:desk_work_claims", {"slug": "network"}, "LNNNOOON"),
    ("web:desk_work_claim_new", {"slug": "network"}, "LNNNONON"),
    ("web:desk_work_claim", {"slug": "network", "pk": "work claim"}, "LNNNOOON"),
    ("web:desk_work_measures", {"slug": "network"}, "LNNNOOON"),
    ("web:desk_work_measure", {"slug": "network", "pk": "work measure"}, "LNNNONNN"),
    ("web:desk_work_risks", {"slug": "network"}, "LNNNOOON"),
    ("web:desk_work_risk_new", {"slug": "network"}, "LNNNONON"),
    ("web:desk_work_risk", {"slug": "network", "pk": "work risk"}, "LNNNOOON"),
    ("web:desk_work_support", {"slug": "network"}, "LNNNOOON"),
    ("web:desk_work_support_table", {"slug": "network"}, "LNNNOOON"),
    ("web:desk_work_experts", {"slug": "network"}, "LNNNOOON"),
    ("web:desk_work_contract_new", {"slug": "network"}, "LNNNONNN"),
    ("web:desk_work_contract", {"slug": "network", "pk": "work contract"}, "LNNNOOON"),
    ("web:desk_work_note", {"slug": "network", "pk": "work note"}, "LNNNOOON"),
    ("web:desk_work_studies", {"slug": "network"}, "LNNNOOON"),
    ("web:desk_work_study_new", {"slug": "network"}, "LNNNONNN"),
    ("web:desk_work_study", {"slug": "network", "pk": "work study"}, "LNNNOOON"),
    ("web:desk_expert", {}, "LNNNNNNN"),
    ("web:desk_expert_ledger", {"pk": "work contract"}, "LMMMMMMM"),
    ("web:desk_expert_days_table", {"pk": "work contract"}, "LMMMMMMM"),
    ("web:desk_expert_note_new", {"pk": "work contract"}, "LMMMMMMM"),
    ("web:desk_expert_note", {"pk": "own note"}, "LMMMMMMM"),
    ("web:desk_applications", {}, "LNNNOOON"),
    ("web:desk_application_new", {}, "LNNNONON"),
    ("web:desk_application", {"pk": "application"}, "LMMMOOMM"),
    # learning: lessons, paths, certificates, a town's look at itself
    ("api:modules", {}, "OOOOOOOO"),
    ("web:learn", {}, "OOOOOOOO"),
    ("web:certificates", {}, "OOOOOOOO"),
    ("web:certificate_of", {"number": "certificate"}, "OOOOOOOO"),
    ("web:learning_path", {"slug": "pierwszy-wniosek"}, "OOOOOOOO"),
    ("web:module", {"slug": "maly-budzet"}, "OOOOOOOO"),
    ("web:module_questions", {"slug": "maly-budzet"}, "OOOOOOOO"),
    ("web:module_certificate", {"slug": "maly-budzet"}, "LOMMMMMM"),
    ("web:self_assessment", {"pk": "judged"}, "LMMOOOOM"),
    ("web:desk_learn", {}, "LNNNOOON"),
    ("web:desk_module_new", {}, "LNNNONON"),
    ("web:desk_module", {"slug": "maly-budzet"}, "LNNNOONN"),
    ("web:desk_module_questions", {"slug": "maly-budzet"}, "LNNNOONN"),
    ("web:desk_module_files", {"slug": "maly-budzet"}, "LNNNOONN"),
    ("web:desk_path_new", {}, "LNNNONON"),
    ("web:desk_path", {"slug": "pierwszy-wniosek"}, "LNNNOONN"),
    ("web:desk_scale_new", {}, "LNNNONON"),
    ("web:desk_scale", {"slug": "gotowosc-do-malych-miejsc"}, "LNNNOONN"),
    ("web:scale_network", {"slug": "gotowosc-do-malych-miejsc"}, "LNNNOOON"),
    ("web:desk_self_assessment_new", {}, "LNNNONON"),
    ("web:desk_self_assessment", {"pk": "judged"}, "LMMNOONM"),
    ("web:desk_stage_modules", {"slug": "collecting", "order": 1}, "LNNNXXNN"),
    ("web:desk_stage_modules", {"slug": "draft call", "order": 1}, "LMMMXXMM"),
    # events
    ("web:events", {}, "OOOOOOOO"),
    ("web:event", {"slug": "szkolenie-lipowiec"}, "OOOOOOOO"),
    ("web:event", {"slug": "event_draft"}, "MMMMOOMM"),
    ("web:event_ics", {"slug": "szkolenie-lipowiec"}, "OOOOOOOO"),
    ("web:event_ics", {"slug": "event_draft"}, "MMMMMMMM"),
    ("web:project_ics", {"slug": "network"}, "OOOOOOOO"),
    ("web:calendar_feed", {"token": "nothing"}, "MMMMMMMM"),
    ("web:event_register", {"slug": "szkolenie-lipowiec"}, "OROOOOOO"),
    ("web:event_register", {"slug": "event_draft"}, "MMMMOOMM"),
    ("web:event_mine", {"slug": "szkolenie-lipowiec"}, "LOMMMMMM"),
    ("web:event_here", {"slug": "szkolenie-lipowiec", "code": "event_code"}, "OOOOROOO"),
    ("web:event_here", {"slug": "szkolenie-lipowiec", "code": "nothing"}, "MMMMMMMM"),
    ("web:event_outcomes", {"slug": "lille-brokerage"}, "OOOOOOOO"),
    ("web:event_outcomes", {"slug": "event_draft"}, "MMMMOOMM"),
    ("web:event_statement", {"slug": "lille-brokerage", "pk": "event_statement"}, "LNNNNNNN"),
    ("web:event_evaluation", {"slug": "szkolenie-lipowiec"}, "LOMMMMMM"),
    ("web:event_certificate", {"slug": "lille-brokerage"}, "LMMMMMMM"),
    ("web:event_certificate_check", {"slug": "lille-brokerage", "code": "event_certificate"}, "OOOOOOOO"),
    ("web:event_certificate_check", {"slug": "lille-brokerage", "code": "nothing"}, "MMMMMMMM"),
    ("web:account_calendar", {}, "LOOOOOOO"),
    ("web:desk_events", {}, "LNNNOOON"),
    ("web:desk_event_new", {}, "LNNNONON"),
    ("web:desk_event", {"slug": "szkolenie-lipowiec"}, "LNNNOONN"),
    ("web:desk_event", {"slug": "event_draft"}, "LMMMOOMM"),
    ("web:desk_event_edit", {"slug": "szkolenie-lipowiec"}, "LNNNOONN"),
    ("web:desk_event_announce", {"slug": "event_draft"}, "LMMMONMM"),
    ("web:desk_event_cancel", {"slug": "szkolenie-lipowiec"}, "LNNNONNN"),
    ("web:desk_event_agenda", {"slug": "szkolenie-lipowiec"}, "LNNNOONN"),
    ("web:desk_event_session_new", {"slug": "szkolenie-lipowiec"}, "LNNNONNN"),
    ("web:desk_event_session", {"slug": "szkolenie-lipowiec", "pk": "event_session"}, "LNNNONNN"),
    ("web:desk_event_session", {"slug": "event_draft", "pk": "event_session"}, "LMMMMMMM"),
    ("web:desk_event_site_new", {"slug": "szkolenie-lipowiec"}, "LNNNONNN"),
    ("web:desk_event_site", {"slug": "szkolenie-lipowiec", "pk": "event_site"}, "LNNNONNN"),
    ("web:desk_event_people", {"slug": "szkolenie-lipowiec"}, "LNNNOONN"),
    ("web:desk_event_people_csv", {"slug": "szkolenie-lipowiec"}, "LNNNOONN"),
    ("web:desk_event_person_new", {"slug": "szkolenie-lipowiec"}, "LNNNONNN"),
    ("web:desk_event_person", {"slug": "szkolenie-lipowiec", "pk": "event_person"}, "LNNNONNN"),
    ("web:desk_event_person", {"slug": "event_draft", "pk": "event_person"}, "LMMMMNMM"),
    ("web:desk_event_invite", {"slug": "szkolenie-lipowiec"}, "LNNNONNN"),
    ("web:desk_event_groups", {"slug": "szkolenie-lipowiec"}, "LNNNOONN"),
    ("web:desk_event_attendance", {"slug": "szkolenie-lipowiec"}, "LNNNOONN"),
    ("web:desk_event_attendance_pdf", {"slug": "szkolenie-lipowiec"}, "LNNNOONN"),
    ("web:desk_event_minutes", {"slug": "szkolenie-lipowiec"}, "LNNNOONN"),
    ("web:desk_event_photos", {"slug": "szkolenie-lipowiec"}, "LNNNOONN"),
    ("web:desk_event_evaluation", {"slug": "szkolenie-lipowiec"}, "LNNNOONN"),
    ("web:desk_event_outcomes", {"slug": "szkolenie-lipowiec"}, "LNNNOONN"),
    ("web:desk_event_statement", {"slug": "lille-brokerage", "pk": "event_statement"}, "LNNNNNNN"),
    ("web:desk_event_certificates", {"slug": "szkolenie-lipowiec"}, "LNNNOONN"),
]


def routes() -> Iterator[str]:
    """Names of every route, as `reverse` takes them."""

    def walk(resolver: URLResolver, namespace: str) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                inner = pattern.namespace or ""
                yield from walk(pattern, f"{namespace}{inner}:" if inner else namespace)
            elif isinstance(pattern, URLPattern):
                yield f"{namespace}{pattern.name}"

    yield from walk(get_resolver(), "")


def ours() -> set[str]:
    return {name for name in routes() if not name.startswith(tuple(ALLAUTH.split())) and not name.startswith("admin:")}


@override_settings(REQUIRE_MFA=False)
class PermissionMatrix(TestCase):
    """One world for all rows; every test leaves it as it was."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.media = Path(settings.HOME) / "matrix-media"
        cls.keys = Path(settings.HOME) / "matrix-keys"
        with override_settings(MEDIA_ROOT=cls.media, KEYS_ROOT=cls.keys):
            load(at=AT)
            officer = Person.objects.get(email=WHO["officer"])
            collecting = Call.objects.get(slug="lawka-w-kazdej-dzielnicy")
            draft = calls.copy_call(
                by=officer, call=collecting, edition_name="2027", title="Szkic", slug="szkic",
                first_day=AT.date(), at=AT,
            )  # fmt: skip
        correction = Proposal.objects.get(call=collecting, state="correction")
        author = Person.objects.get(email=WHO["author"])
        own_draft = calls.start_proposal(by=author, call=collecting, at=AT)
        sheet = Assignment.objects.filter(
            assessor__email=WHO["assessor"], stage__call__slug__startswith="zielone"
        ).first()
        cls.things = {
            "collecting": collecting.slug,
            "voting": "zielone-podworka-2026",
            "decided": "skwery-sasiedzkie-2025",
            "draft call": draft.slug,
            "corrected": correction.number,
            "public": 4,
            "draft": own_draft.uid,
            "place": Place.objects.filter(published_at__isnull=False, ready_date__isnull=False).first().pk,
            "moving": Moving.objects.first().pk,
            "sheet": sheet.pk,
            **work_things(),
            **learning_things(),
            **event_things(),
            **discussion_things(),
            **agreement_things(author, officer),
            **care_things(officer),
            **visit_things(),
            **sign_things(),
            **spaces_things(),
            **licence_things(author, officer),
            **survey_things(collecting.organisation, officer),
            **library_things(officer),
            **transfer_things(officer),
            **feed_things(),
            **plan_things(officer),
            **opening_things(officer),
        }
        cls.people = {role: Person.objects.get(email=email) for role, email in WHO.items()}

    def setUp(self) -> None:
        for name, value in (("MEDIA_ROOT", self.media), ("KEYS_ROOT", self.keys)):
            override = override_settings(**{name: value})
            override.enable()
            self.addCleanup(override.disable)

    def client_of(self, role: str) -> Client:
        client = Client(raise_request_exception=False)
        if role != "anonymous":
            client.force_login(self.people[role], backend="django.contrib.auth.backends.ModelBackend")
        return client

    def address(self, route: str, arguments: dict[str, Any]) -> str:
        return reverse(
            route, kwargs={k: self.things.get(v, v) if isinstance(v, str) else v for k, v in arguments.items()}
        )

    def letter(self, response: Any) -> str:
        if response.status_code in (301, 302):
            return "L" if "/account/login/" in response["Location"] else "R"
        return {200: "O", 403: "N", 404: "M", 405: "X", 409: "O", 410: "G", 422: "O"}.get(
            response.status_code, str(response.status_code)
        )

    def test_every_route_has_a_row(self) -> None:
        assert {name for name, _arguments, _letters in ROWS} == ours()

    def test_matrix(self) -> None:
        clients = {role: self.client_of(role) for role in ROLES}
        wrong = []
        for route, arguments, letters in ROWS:
            path = self.address(route, arguments)
            got = "".join(self.letter(clients[role].get(path)) for role in ROLES)
            if got != letters:
                wrong.append(f"{route} {arguments}: {got}, not {letters}")
        assert wrong == [], "\n".join(wrong)

    def test_nobody_without_the_role_changes_anything(self) -> None:
        """POST to every desk page as somebody who may only look, or not even that: no action is done."""
        before = JournalEntry.objects.count()
        onlookers = ("anonymous", "author", "resident", "auditor", "other officer")
        clients = {role: self.client_of(role) for role in onlookers}
        wrong = []
        for route, arguments, _letters in ROWS:
            if not route.startswith("web:desk"):
                continue
            path = self.address(route, arguments)
            for role in clients:
                response = clients[role].post(path, _SOMETHING)
                if self.letter(response) not in "LNMX":
                    # A form shown again with a refusal is as good; a redirect to a saved page is not.
                    if response.status_code in (403, 409, 422) or (response.status_code == 200):
                        continue
                    wrong.append(f"{role}: {route} {response.status_code}")
        assert wrong == []
        assert JournalEntry.objects.count() == before


_SOMETHING = {
    "do": "remove", "order": "1", "kind": "vote", "part": "facts", "name": "x", "name_pl": "x", "title": "x",
    "title_pl": "x", "summary": "x", "reason": "x", "act_number": "1", "email": "x@example.org", "role": "officer",
    "slug": "x", "theme": "lipa", "go": "save", "passed": "1", "answer": "yes",
}  # fmt: skip
