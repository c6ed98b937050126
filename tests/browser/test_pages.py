"""Every page in its main states, in one world: the demo.

Asked of each: does it answer, in Polish and in English and in no mixture of them; does axe find nothing; does it fit a
phone; does the map show what the list shows. A new address without a row here fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone, translation

from skwer.apps.calls.models import Call, Proposal
from skwer.apps.people.models import Person
from skwer.apps.places.models import Place
from skwer.apps.surveys.models import Survey
from skwer.demo.load import load
from skwer.demo.logins import PASSWORD
from tests.care_factories import care_things
from tests.discussion_factories import discussion_things
from tests.events_world import event_things
from tests.feeds_factories import feed_things
from tests.grants_world import agreement_things
from tests.learning_factories import learning_things
from tests.library_factories import library_things
from tests.licence_world import licence_things
from tests.opening_factories import opening_things
from tests.plan_factories import plan_things
from tests.signs_factories import sign_things
from tests.spaces_world import spaces_things
from tests.transfers_factories import transfer_things
from tests.visits_factories import visit_things
from tests.work_factories import work_things

from .conftest import axe, sideways

pytestmark = pytest.mark.django_db(transaction=True)
PO = Path(__file__).parents[2] / "src/skwer/locale/pl/LC_MESSAGES/django.po"
LONG = 12  # shorter words may be names, or the same in both languages
WHO = {
    "-": "",
    "resident": "danuta.mroz@poczta.example",
    "voter": "robert.szulc@poczta.example",
    "author": "karolina.zieba@poczta.example",
    "writer": "julia.kmiec@poczta.example",
    "assessor": "halina.debska@poczta.example",
    "officer": "marta.wilk@lipowiec.example",
    "auditor": "grzegorz.pawlak@kontrola.example",
    "operator": "kinga.sroka@lipowiec.example",
    "expert": "ekspert@skwer.example",
    "editor": "redakcja@skwer.example",
}

# (route, who, path, status). {collecting} and its kind are filled from the world; a route may have several states.
ROWS: list[tuple[str, str, str, int]] = [
    ("home", "-", "/", 200),
    ("home", "resident", "/", 200),
    ("cities", "-", "/cities/", 200),
    ("city", "-", "/cities/lipowiec/", 200),
    ("city", "-", "/cities/brzezina/", 200),
    # agreements about spaces
    ("licences", "author", "/licences/", 200),
    ("licences", "resident", "/licences/", 200),
    ("licence", "author", "/licences/{used_licence}/", 200),
    ("licence_extend", "author", "/licences/{used_licence}/extend/", 200),
    ("licence_evaluate", "author", "/licences/{used_licence}/evaluate/", 200),
    ("protocol", "author", "/licences/{used_licence}/out/", 200),
    ("protocol", "author", "/licences/{used_licence}/back/", 200),
    ("desk_licences", "officer", "/desk/licences/lipowiec/", 200),
    ("desk_licence", "officer", "/desk/licences/{used_licence}/", 200),
    ("desk_licence", "officer", "/desk/licences/{sent_licence}/", 200),
    ("desk_licence", "officer", "/desk/licences/{ended_licence}/", 200),
    ("desk_licence", "officer", "/desk/licences/{draft_licence}/", 200),
    ("desk_licence_edit", "officer", "/desk/licences/{draft_licence}/edit/", 200),
    ("desk_licence_new", "officer", "/desk/licences/lipowiec/new/", 200),
    # vacant spaces and shared things
    ("spaces", "-", "/spaces/", 200),
    ("spaces", "-", "/spaces/?kind=hall&need=wheelchair", 200),
    ("spaces", "-", "/spaces/?least=9999", 200),
    ("space", "-", "/spaces/{space}/", 200),
    ("space", "officer", "/spaces/{draft_space}/", 200),
    ("viewing_book", "-", "/spaces/{space}/viewings/{viewing}/", 200),
    ("viewing_book", "resident", "/spaces/{space}/viewings/{viewing}/", 200),
    ("my_wishes", "resident", "/spaces/wishes/", 200),
    ("wish_new", "resident", "/spaces/wishes/new/", 200),
    ("wish_new", "author", "/spaces/wishes/new/?city=lipowiec", 200),
    ("wish", "officer", "/spaces/wishes/{wish}/", 200),
    ("wish_edit", "writer", "/spaces/wishes/{wish}/edit/", 200),
    ("wish", "writer", "/spaces/wishes/{wish}/", 200),
    ("desk_spaces", "officer", "/desk/spaces/lipowiec/", 200),
    ("desk_space_new", "officer", "/desk/spaces/lipowiec/new/", 200),
    ("desk_space", "officer", "/desk/spaces/{space}/", 200),
    ("desk_viewings", "officer", "/desk/spaces/{space}/viewings/", 200),
    ("desk_matches", "officer", "/desk/spaces/lipowiec/matches/", 200),
    ("shared_things", "-", "/shared/", 200),
    ("shared", "-", "/shared/{shared}/", 200),
    ("shared", "resident", "/shared/{shared}/", 200),
    ("my_bookings", "resident", "/shared/bookings/", 200),
    ("booking", "resident", "/shared/bookings/{loan}/", 200),
    ("shared_mine", "officer", "/shared/mine/", 200),
    ("shared_new", "officer", "/shared/mine/new/", 200),
    ("shared_edit", "officer", "/shared/mine/{shared}/", 200),
    # how long places last
    ("lasting", "-", "/places/lasting/", 200),
    ("city_lasting", "-", "/cities/lipowiec/lasting/", 200),
    # discussion
    ("comment", "-", "/discussion/place/{talk_place}/", 200),
    ("comment", "resident", "/discussion/place/{talk_place}/?reply={talk_comment}", 200),
    ("comment_one", "resident", "/discussion/c/{talk_own}/", 200),
    ("notice", "-", "/discussion/c/{talk_comment}/notice/", 200),
    ("notice", "resident", "/discussion/c/{talk_comment}/notice/", 200),
    ("notice_given", "-", "/discussion/notices/{talk_notice}/", 404),
    ("notice_given", "-", "/discussion/notices/{talk_kept}/?key={talk_key}", 200),
    ("ruling", "officer", "/discussion/rulings/{talk_ruling}/", 200),
    ("object_ruling", "-", "/discussion/rulings/{talk_ruling}/objection/", 404),
    ("object_ruling", "-", "/discussion/rulings/{talk_kept_ruling}/objection/?notice={talk_kept}&key={talk_key}", 200),
    ("moderation_report", "-", "/cities/lipowiec/discussion/", 200),
    ("moderation_report", "-", "/cities/brzezina/discussion/", 200),
    ("desk_discussion", "officer", "/desk/discussion/lipowiec/", 200),
    ("desk_discussion", "auditor", "/desk/discussion/lipowiec/?about=all", 200),
    ("desk_comment", "officer", "/desk/comments/{talk_waiting}/", 200),
    ("desk_comment", "officer", "/desk/comments/{talk_removed}/", 200),
    ("desk_comment", "officer", "/desk/comments/{talk_question}/", 200),
    ("desk_house", "officer", "/desk/cities/lipowiec/discussion/", 200),
    # surveys
    ("survey", "-", "/surveys/{open_survey}/", 200),
    ("trust", "-", "/cities/lipowiec/trust/", 200),
    ("trust", "-", "/cities/brzezina/trust/", 200),
    ("desk_surveys", "officer", "/desk/surveys/lipowiec/", 200),
    ("desk_survey_new", "officer", "/desk/surveys/lipowiec/new/", 200),
    ("desk_survey", "officer", "/desk/surveys/lipowiec/{open_survey}/", 200),
    # numbers and the audit
    ("numbers", "-", "/cities/lipowiec/numbers/", 200),
    ("numbers", "-", "/cities/brzezina/numbers/", 200),
    ("audit", "auditor", "/desk/audit/lipowiec/?seed=rio&size=5&strata=2&until=2030-01-01", 200),
    ("audit", "auditor", "/desk/audit/lipowiec/?seed=&size=0&strata=2&until=x", 422),
    ("audit_agreement", "auditor", "/desk/audit/lipowiec/agreements/{own_agreement}/", 200),
    ("audit_expense", "auditor", "/desk/audit/lipowiec/expenses/{waiting_cost}/", 200),
    # agreements: the register, the party's pages, postings, the desk
    ("agreements", "-", "/agreements/", 200),
    ("agreements", "-", "/agreements/?q=xyzzy", 200),
    ("agreement", "-", "/agreements/{own_agreement}/", 200),
    ("agreement", "author", "/agreements/{own_agreement}/", 200),
    ("agreement_sign", "author", "/agreements/{sent_agreement}/sign/", 200),
    ("amendment_ask", "author", "/agreements/{own_agreement}/change/", 200),
    ("posted", "-", "/agreements/posted/", 200),
    ("posting", "-", "/agreements/{posted_agreement}/posting/", 200),
    ("desk_grants", "officer", "/desk/grants/", 200),
    ("desk_agreement", "officer", "/desk/agreements/{own_agreement}/", 200),
    ("desk_agreement", "officer", "/desk/agreements/{sent_agreement}/", 200),
    ("desk_agreement", "officer", "/desk/agreements/{draft_agreement}/", 200),
    ("desk_agreement_edit", "officer", "/desk/agreements/{draft_agreement}/edit/", 200),
    ("desk_amendment", "officer", "/desk/agreements/{own_agreement}/changes/1/", 200),
    ("desk_posting", "officer", "/desk/agreements/{posted_agreement}/posting/", 200),
    ("desk_agreements_of_call", "officer", "/desk/calls/umowy-proba/agreements/", 200),
    # the account of a grant (its later states: test_small_grant)
    ("grant_costs", "author", "/agreements/{own_agreement}/costs/", 200),
    ("grant_cost_new", "author", "/agreements/{own_agreement}/costs/new/", 200),
    ("grant_cost", "author", "/agreements/{own_agreement}/costs/{own_cost}/", 200),
    ("grant_work", "author", "/agreements/{own_agreement}/hours/", 200),
    ("grant_report", "author", "/agreements/{own_agreement}/reports/1/", 200),
    ("grant_refunds", "author", "/agreements/{own_agreement}/refunds/", 200),
    ("desk_costs", "officer", "/desk/agreements/{own_agreement}/costs/", 200),
    ("desk_grant_work", "officer", "/desk/agreements/{own_agreement}/hours/", 200),
    ("desk_purchases", "officer", "/desk/agreements/{own_agreement}/purchases/", 200),
    ("desk_report", "officer", "/desk/agreements/{own_agreement}/reports/1/", 200),
    ("desk_settle", "officer", "/desk/agreements/{own_agreement}/settlement/", 200),
    ("desk_refunds", "officer", "/desk/agreements/{own_agreement}/refunds/", 200),
    ("desk_overdue", "officer", "/desk/overdue/lipowiec/", 200),
    # signs and what passers-by write by them
    ("sign", "-", "/l/{live_sign}/", 200),
    ("sign", "-", "/l/{retired_sign}/", 410),
    ("desk_signs", "officer", "/desk/places/{signed_place}/sign/", 200),
    ("desk_signs", "auditor", "/desk/places/{signed_place}/sign/", 200),
    # keepers, the log, defects, the desk of care (their other states: test_second_year.py)
    ("care", "resident", "/places/{kept}/care/", 200),
    ("care", "officer", "/places/{kept}/care/", 200),
    ("care", "author", "/places/{kept}/care/", 200),
    ("care_log", "-", "/places/{kept}/log/", 200),
    ("report_defect", "-", "/places/{kept}/report/", 200),
    ("care_defect", "-", "/places/{kept}/defects/1/", 200),
    ("care_defect", "officer", "/places/{kept}/defects/{defect_number}/", 200),
    ("handover", "resident", "/places/{kept}/hand-over/", 200),
    ("keeper_invitation", "-", "/keepers/{keeper_token}/", 200),
    ("keeper_invitation", "author", "/keepers/{keeper_token}/", 200),
    ("keeper_invitation", "-", "/keepers/nothing/", 410),
    ("my_places", "resident", "/account/places/", 200),
    ("my_places", "author", "/account/places/", 200),
    ("desk_care", "officer", "/desk/care/lipowiec/", 200),
    ("desk_care", "auditor", "/desk/care/lipowiec/?state=late", 200),
    ("desk_defect", "officer", "/desk/defects/{defect}/", 200),
    ("desk_entry", "officer", "/desk/entries/{waiting_entry}/", 200),
    # inspections and the register of owed care
    ("durability", "-", "/cities/lipowiec/durability/", 200),
    ("durability", "-", "/cities/lipowiec/durability/?view=over", 200),
    ("desk_durability", "auditor", "/desk/durability/lipowiec/?view=all", 200),
    ("desk_inspections", "officer", "/desk/care/lipowiec/inspections/", 200),
    ("desk_inspections", "auditor", "/desk/care/lipowiec/inspections/?view=held", 200),
    ("desk_inspection", "officer", "/desk/inspections/{visit}/", 200),
    ("desk_inspection", "auditor", "/desk/inspections/{visit}/", 200),
    ("desk_inspection", "officer", "/desk/inspections/{held_visit}/", 200),
    ("desk_breach", "officer", "/desk/breaches/{breach}/", 200),
    ("desk_breach", "officer", "/desk/breaches/{mended_breach}/", 200),
    ("calls", "-", "/calls/", 200),
    ("calls", "-", "/calls/?state=cancelled", 200),
    ("call", "-", "/calls/{collecting}/", 200),
    ("call", "-", "/calls/{voting}/", 200),
    ("call", "-", "/calls/{decided}/", 200),
    ("call", "officer", "/calls/{draft_call}/", 200),
    ("regulations", "-", "/calls/{voting}/regulations/", 200),
    ("regulations_changes", "-", "/calls/{voting}/regulations/changes/", 200),
    ("regulations_changes", "officer", "/calls/{draft_call}/regulations/changes/", 200),
    ("proposals", "-", "/calls/{collecting}/proposals/", 200),
    ("proposals", "-", "/calls/{voting}/proposals/?kind=mural", 200),
    ("proposals", "-", "/calls/{decided}/proposals/", 200),
    ("proposal", "-", "/calls/{voting}/proposals/4/", 200),
    ("proposal", "-", "/calls/{voting}/proposals/15/", 200),
    ("proposal", "-", "/calls/{decided}/proposals/1/", 200),
    ("proposal", "author", "/calls/{collecting}/proposals/{corrected}/", 200),
    ("receipt", "author", "/calls/{collecting}/proposals/{corrected}/receipt/", 200),
    ("revisions", "author", "/calls/{collecting}/proposals/{corrected}/versions/", 200),
    ("correction", "author", "/calls/{collecting}/proposals/{corrected}/correction/", 200),
    ("withdraw", "author", "/calls/{collecting}/proposals/{corrected}/withdraw/", 200),
    ("propose", "resident", "/calls/{collecting}/propose/", 200),
    ("draft", "writer", "/calls/{collecting}/drafts/{draft}/idea/", 200),
    ("draft", "writer", "/calls/{collecting}/drafts/{draft}/place_step/", 200),
    ("draft", "writer", "/calls/{collecting}/drafts/{draft}/money/", 200),
    ("draft", "writer", "/calls/{collecting}/drafts/{draft}/care/", 200),
    ("draft_applicant", "writer", "/calls/{collecting}/drafts/{draft}/who-applies/", 200),
    ("draft_preview", "writer", "/calls/{collecting}/drafts/{draft}/check-and-send/", 200),
    ("coauthors", "writer", "/calls/{collecting}/drafts/{draft}/co-authors/", 200),
    ("draft_read", "writer", "/calls/{collecting}/drafts/{draft}/read-and-confirm/", 200),
    ("withdraw", "writer", "/calls/{collecting}/drafts/{draft}/take-back/", 200),
    ("coauthor_accept", "resident", "/invitations/nothing/", 409),
    # applying (their other states: test_applying.py)
    ("may_i", "-", "/calls/{collecting}/may-i-apply/", 200),
    ("may_i", "-", "/calls/{collecting}/may-i-apply/?who=informal_group&people=3&sum=5000&land=unknown", 200),
    ("may_i", "-", "/calls/{collecting}/may-i-apply/?who=person&age=12&sum=x", 200),
    ("needs", "writer", "/calls/{collecting}/proposals/{draft}/needs/", 200),
    ("support_proposal", "-", "/calls/{collecting}/proposals/{draft}/support/", 404),
    ("consent_give", "-", "/consents/nothing/", 409),
    ("desk_needs", "officer", "/desk/calls/{voting}/proposals/4/needs/", 200),
    ("vote", "-", "/calls/{voting}/vote/", 200),
    ("vote", "resident", "/calls/{voting}/vote/", 200),
    ("vote", "resident", "/calls/{decided}/vote/", 200),
    ("voted", "voter", "/calls/{voting}/vote/done", 200),
    ("results", "-", "/results/", 200),
    ("results", "-", "/calls/{decided}/results/", 200),
    ("results", "-", "/calls/{voting}/results/", 200),
    ("places", "-", "/places/", 200),
    ("places", "-", "/places/?kind=nothing", 200),
    ("place", "-", "/places/{built}/", 200),
    ("place", "-", "/places/{building}/", 200),
    ("place", "-", "/places/{broken}/", 200),
    ("place", "-", "/places/{pictured}/", 200),
    ("place", "-", "/places/{gone}/", 200),
    ("places", "-", "/places/?on=2020-05-31", 200),
    ("data", "-", "/data/", 200),
    ("privacy", "-", "/privacy/", 200),
    ("accessibility", "-", "/accessibility/", 200),
    ("search", "-", "/search/", 200),
    ("search", "-", "/search/?q=lawka", 200),
    ("search", "-", "/search/?q=nosorożec", 200),
    ("account", "resident", "/account/", 200),
    ("account_erase", "resident", "/account/erase/", 200),
    ("account_invitation", "resident", "/account/invitations/nothing/", 410),
    ("unsubscribe", "-", "/account/letters/nothing/", 404),
    ("inbox", "resident", "/inbox/", 200),
    ("inbox", "author", "/inbox/", 200),
    ("inbox", "assessor", "/inbox/", 200),
    ("", "-", "/account/login/", 200),
    ("", "-", "/account/signup/", 200),
    ("", "-", "/account/password/reset/", 200),
    ("", "resident", "/account/logout/", 200),
    ("", "resident", "/account/email/", 200),
    ("", "resident", "/account/password/change/", 200),
    ("", "resident", "/account/2fa/", 200),
    ("", "-", "/no-such-page/", 404),
    ("desk", "officer", "/desk/", 200),
    ("desk", "assessor", "/desk/", 200),
    ("desk", "auditor", "/desk/", 200),
    ("desk_parts", "operator", "/desk/parts/", 200),
    ("desk_call_new", "officer", "/desk/calls/new/", 200),
    ("desk_call", "officer", "/desk/calls/{draft_call}/", 200),
    ("desk_call", "officer", "/desk/calls/{collecting}/", 200),
    ("desk_call", "officer", "/desk/calls/{voting}/", 200),
    ("desk_call", "officer", "/desk/calls/{decided}/", 200),
    ("desk_call_edit", "officer", "/desk/calls/{draft_call}/edit/", 200),
    ("desk_call_edit", "officer", "/desk/calls/{voting}/edit/", 200),
    ("desk_stage", "officer", "/desk/calls/{draft_call}/stages/1/", 200),
    ("desk_stage", "officer", "/desk/calls/{draft_call}/stages/2/", 200),
    ("desk_stage", "officer", "/desk/calls/{draft_call}/stages/3/", 200),
    ("desk_stage", "officer", "/desk/calls/{draft_call}/stages/4/", 200),
    ("desk_stage", "officer", "/desk/calls/{draft_call}/stages/5/", 200),
    ("desk_reopen", "officer", "/desk/calls/{voting}/stages/3/reopen/", 200),
    ("desk_announce", "officer", "/desk/calls/{draft_call}/announce/", 200),
    ("desk_found", "operator", "/desk/found/", 200),
    # feeds between installations
    ("feed", "-", "/feed/", 200),
    ("feed", "operator", "/feed/", 200),
    ("desk_feeds", "operator", "/desk/feeds/", 200),
    ("desk_feed", "operator", "/desk/feeds/{feed_subscription}/", 200),
    ("desk_cancel", "officer", "/desk/calls/{voting}/cancel/", 200),
    ("desk_open", "officer", "/desk/calls/{voting}/stages/5/open/", 200),
    ("desk_close", "officer", "/desk/calls/{voting}/stages/4/close/", 200),
    ("desk_decide", "officer", "/desk/calls/{voting}/decide/", 200),
    ("desk_decide", "officer", "/desk/calls/{decided}/decide/", 200),
    ("desk_paper", "officer", "/desk/calls/{collecting}/paper/", 200),
    ("desk_proposals", "officer", "/desk/calls/{voting}/proposals/", 200),
    ("desk_proposal", "officer", "/desk/calls/{voting}/proposals/4/", 200),
    ("desk_check", "officer", "/desk/calls/{voting}/check/", 200),
    ("desk_check_one", "officer", "/desk/calls/{voting}/check/4/", 200),
    ("desk_check_one", "officer", "/desk/calls/{voting}/check/15/", 200),
    ("desk_assess", "officer", "/desk/calls/{voting}/assessment/", 200),
    ("desk_assess_one", "officer", "/desk/calls/{voting}/assessment/4/", 200),
    ("desk_ranking", "officer", "/desk/calls/{decided}/assessment/ranking/", 200),
    ("desk_city", "officer", "/desk/cities/lipowiec/", 200),
    ("desk_people", "officer", "/desk/cities/lipowiec/people/", 200),
    ("desk_moving", "officer", "/desk/cities/lipowiec/moving/", 200),
    ("desk_moving_one", "officer", "/desk/cities/lipowiec/moving/{moving}/", 200),
    ("desk_printed", "officer", "/desk/cities/lipowiec/printed/", 200),
    ("desk_scheme", "officer", "/desk/calls/{collecting}/scheme/", 200),
    ("desk_bodies", "officer", "/desk/cities/lipowiec/bodies/", 200),
    # payments, rates
    ("desk_payments", "officer", "/desk/payments/lipowiec/", 200),
    ("desk_payments", "auditor", "/desk/payments/lipowiec/", 200),
    ("desk_payment", "officer", "/desk/payments/lipowiec/1/", 200),
    ("desk_rates", "officer", "/desk/cities/lipowiec/rates/", 200),
    ("desk_rates", "auditor", "/desk/cities/lipowiec/rates/", 200),
    ("desk_journal", "officer", "/desk/cities/lipowiec/journal/", 200),
    ("desk_journal", "auditor", "/desk/cities/lipowiec/journal/", 200),
    ("desk_places", "officer", "/desk/places/", 200),
    ("desk_place_new", "officer", "/desk/places/new/", 200),
    ("desk_place", "officer", "/desk/places/{built}/", 200),
    ("desk_place_story", "officer", "/desk/places/{pictured}/story/", 200),
    ("desk_place_story", "auditor", "/desk/places/{gone}/story/", 200),
    ("desk_districts", "officer", "/desk/places/districts/", 200),
    # access
    ("desk_place_access", "officer", "/desk/places/{built}/access/", 200),
    ("desk_place_access", "auditor", "/desk/places/{built}/access/", 200),
    ("desk_assignments", "assessor", "/desk/assess/", 200),
    ("desk_sheet", "assessor", "/desk/assess/{undeclared}/", 200),
    ("desk_sheet", "assessor", "/desk/assess/{open_sheet}/", 200),
    ("desk_sheet", "assessor", "/desk/assess/{sent_sheet}/", 200),
    # support of a town
    ("support", "-", "/support/", 200),
    ("support", "-", "/support/?q=9999", 200),
    ("support_town", "-", "/support/lipowiec/", 200),
    ("support_town", "officer", "/support/lipowiec/", 200),
    # transfers: the desk, element by element, what everybody reads
    ("desk_transfers", "officer", "/desk/transfers/", 200),
    ("desk_transfer_new", "officer", "/desk/transfers/new/?kit=zestaw-wzorcowy", 200),
    ("desk_transfer", "officer", "/desk/transfers/{transfer_inside}/", 200),
    ("desk_transfer", "auditor", "/desk/transfers/{transfer_public}/", 200),
    ("desk_transfer_element", "officer", "/desk/transfers/{transfer_inside}/elements/money/", 200),
    ("desk_transfer_element", "officer", "/desk/transfers/{transfer_inside}/elements/ballot/", 200),
    ("desk_transfer_element", "officer", "/desk/transfers/{transfer_inside}/elements/criteria/", 200),
    ("desk_transfer_element", "officer", "/desk/transfers/{transfer_inside}/elements/calendar/", 200),
    ("desk_transfer_fit", "officer", "/desk/transfers/{transfer_inside}/fit/", 200),
    ("transfer", "-", "/transfers/{transfer_public}/", 200),
    ("transfer", "officer", "/transfers/{transfer_inside}/", 200),
    ("project_transfers", "-", "/projects/siec-malych-skwerow/transfers/", 200),
    # kits: read, compared, kept at the desk
    ("kits", "-", "/kits/", 200),
    ("kit", "-", "/kits/zestaw-wzorcowy/", 200),
    ("kit", "-", "/kits/ostrava-space-grant/", 200),
    ("kit_version", "officer", "/kits/zestaw-wzorcowy/v/1/", 200),
    ("kit_diff", "-", "/kits/zestaw-wzorcowy/diff/?a=ostrava-space-grant@1&b=1", 200),
    ("desk_kits", "officer", "/desk/kits/?organisation=lipowiec", 200),
    ("desk_kit_import", "officer", "/desk/kits/import/?organisation=lipowiec", 200),
    ("desk_kit", "officer", "/desk/kits/zestaw-wzorcowy/", 200),
    ("desk_kit", "auditor", "/desk/kits/zestaw-wzorcowy/", 200),
    # open my call; a newer version of the kit; a draft against its kit
    ("desk_transfer_open", "officer", "/desk/transfers/{transfer_conflicted}/open/", 200),
    ("desk_transfer_open", "officer", "/desk/transfers/{transfer_public}/open/", 200),
    ("desk_transfer_open", "auditor", "/desk/transfers/{transfer_opened}/open/", 200),
    ("desk_transfer_offer", "officer", "/desk/transfers/{transfer_opened}/offers/2/", 200),
    ("desk_call_changes", "officer", "/desk/calls/{kit_draft}/changes/", 200),
    # the plan of a transfer, its questions, its beginning from a statement of interest
    ("transfer_plan", "-", "/transfers/{transfer_asked}/plan/", 200),
    ("transfer_plan", "officer", "/transfers/{transfer_inside}/plan/", 200),
    ("desk_transfer_plan", "officer", "/desk/transfers/{transfer_asked}/plan/", 200),
    ("desk_transfer_plan", "auditor", "/desk/transfers/{transfer_inside}/plan/", 200),
    ("desk_transfer_step", "officer", "/desk/transfers/{transfer_asked}/plan/{transfer_step}/", 200),
    ("desk_transfer_questions", "officer", "/desk/transfers/{transfer_asked}/questions/", 200),
    ("desk_transfer_questions", "auditor", "/desk/transfers/{transfer_inside}/questions/", 200),
    ("event_transfer", "officer", "/events/szkolenie-lipowiec/outcomes/{stated_interest}/transfer/", 200),
    # the record of a practice: read, written at the desk, read by editor and expert
    ("practice", "-", "/practices/tworzymy-przestrzen/", 200),
    ("practice", "-", "/practices/{practice_again}/?in=en", 200),
    ("practice", "officer", "/practices/{practice_draft}/", 200),
    ("practice_versions", "-", "/practices/{practice_again}/versions/", 200),
    ("practice_version", "-", "/practices/{practice_again}/v/2/", 200),
    ("practice_version", "officer", "/practices/{practice_read}/v/1/", 200),
    ("desk_practices", "officer", "/desk/practices/", 200),
    ("desk_practices", "expert", "/desk/practices/", 200),
    ("desk_practice_new", "officer", "/desk/practices/new/", 200),
    ("desk_practice", "officer", "/desk/practices/{practice_draft}/?to=en", 200),
    ("desk_practice", "officer", "/desk/practices/{practice_back}/", 200),
    ("desk_practice", "officer", "/desk/practices/{practice_again}/", 200),
    ("desk_practice", "auditor", "/desk/practices/{practice_read}/", 200),
    ("desk_practice_review", "officer", "/desk/practices/{practice_back}/review/", 200),
    ("desk_practice_review", "officer", "/desk/practices/{practice_read}/review/", 200),
    # the library: finding a practice
    ("practices", "-", "/practices/", 200),
    ("practices", "-", "/practices/?q=city+of+100,000+with+depopulation&for=lipowiec", 200),
    ("practices", "officer", "/practices/?verdict=worked&cost=50000-PLN", 200),
    ("practices", "-", "/practices/?q=hulajnoga", 200),
    ("practices_compare", "-", "/practices/compare/", 200),
    ("practices_compare", "-", "/practices/compare/?a=tworzymy-przestrzen&b=pustostany", 200),
    ("practices_transfers", "-", "/practices/transfers/", 200),
    ("desk_profile", "officer", "/desk/profile/", 200),
    ("desk_profile", "auditor", "/desk/profile/", 200),
    # practices: trials, comparisons, methods
    ("trials", "-", "/trials/", 200),
    ("trials", "-", "/trials/?verdict=partly&kind=trial_run", 200),
    ("trial", "-", "/trials/pilot-lawka-testowa/", 200),
    ("trial", "officer", "/trials/pilot-wypozyczalnia-narzedzi/", 200),
    ("project_trials", "-", "/projects/siec-malych-skwerow/trials/", 200),
    ("comparison", "-", "/projects/siec-malych-skwerow/comparisons/wspolne-przypadki/", 200),
    ("method", "-", "/projects/siec-malych-skwerow/methods/praca-z-interesariuszami/", 200),
    ("method_version", "-", "/projects/siec-malych-skwerow/methods/praca-z-interesariuszami/v/1/", 200),
    ("method_version", "-", "/projects/siec-malych-skwerow/methods/praca-z-interesariuszami/v/2/", 200),
    ("desk_trials", "officer", "/desk/trials/", 200),
    ("desk_trial_new", "officer", "/desk/trials/new/?project=siec-malych-skwerow", 200),
    ("desk_trial", "officer", "/desk/trials/pilot-lawka-testowa/", 200),
    ("desk_trial", "auditor", "/desk/trials/pilot-wypozyczalnia-narzedzi/", 200),
    ("desk_trial_end", "officer", "/desk/trials/pilot-wypozyczalnia-narzedzi/end/", 200),
    ("desk_comparisons", "officer", "/desk/projects/siec-malych-skwerow/comparisons/", 200),
    ("desk_comparison_new", "officer", "/desk/projects/siec-malych-skwerow/comparisons/new/", 200),
    ("desk_comparison", "officer", "/desk/projects/siec-malych-skwerow/comparisons/wspolne-przypadki/", 200),
    ("desk_case_new", "officer", "/desk/projects/siec-malych-skwerow/comparisons/wspolne-przypadki/cases/new/", 200),
    ("desk_case", "auditor", "/desk/projects/siec-malych-skwerow/comparisons/wspolne-przypadki/cases/2/", 200),
    ("desk_methods", "officer", "/desk/projects/siec-malych-skwerow/methods/", 200),
    ("desk_method_new", "officer", "/desk/projects/siec-malych-skwerow/methods/new/", 200),
    ("desk_method", "officer", "/desk/projects/siec-malych-skwerow/methods/praca-z-interesariuszami/", 200),
    # projects and programmes: cards and their desk
    ("projects", "-", "/projects/", 200),
    ("projects", "-", "/projects/?organisation=krakow", 200),
    ("projects", "-", "/projects/?state=declined", 200),
    ("project", "-", "/projects/we-create-space/", 200),
    ("project", "-", "/projects/urban-policy-capacity/", 200),
    ("project", "-", "/projects/urb-inclusion/", 200),
    ("project", "-", "/projects/user/", 200),
    ("project", "-", "/projects/impetus/", 200),
    ("project", "-", "/projects/local-development/", 200),
    ("project", "officer", "/projects/siec-malych-skwerow/", 200),
    ("programmes", "-", "/programmes/", 200),
    ("programme", "-", "/programmes/urbact-iv/", 200),
    ("programme", "-", "/programmes/fundusz-trzech-brzegow/", 200),
    ("desk_projects", "officer", "/desk/projects/", 200),
    ("desk_project_new", "officer", "/desk/projects/new/", 200),
    ("desk_project", "officer", "/desk/projects/siec-malych-skwerow/", 200),
    ("desk_project", "auditor", "/desk/projects/siec-malych-skwerow/", 200),
    ("desk_project_card", "officer", "/desk/projects/siec-malych-skwerow/card/", 200),
    ("desk_project_amounts", "officer", "/desk/projects/siec-malych-skwerow/amounts/", 200),
    ("desk_project_rates", "officer", "/desk/projects/siec-malych-skwerow/rates/", 200),
    ("desk_project_points", "officer", "/desk/projects/siec-malych-skwerow/points/result/", 200),
    ("desk_project_phases", "officer", "/desk/projects/siec-malych-skwerow/phases/", 200),
    ("desk_project_partners", "officer", "/desk/projects/siec-malych-skwerow/partners/", 200),
    ("desk_project_policy", "officer", "/desk/projects/siec-malych-skwerow/policy/", 200),
    ("desk_project_policy_changes", "officer", "/desk/projects/siec-malych-skwerow/policy/999999/", 404),
    ("desk_project_marks", "officer", "/desk/projects/siec-malych-skwerow/marks/", 200),
    ("desk_programmes", "officer", "/desk/programmes/", 200),
    ("desk_programme_new", "officer", "/desk/programmes/new/", 200),
    ("desk_programme", "officer", "/desk/programmes/fundusz-trzech-brzegow/", 200),
    ("desk_programme_marks", "officer", "/desk/programmes/fundusz-trzech-brzegow/marks/", 200),
    # work of a project
    ("project_progress", "-", "/projects/siec-malych-skwerow/progress/", 200),
    ("project_studies", "-", "/projects/siec-malych-skwerow/studies/", 200),
    ("project_report", "-", "/projects/siec-malych-skwerow/report/", 200),
    ("project_report", "officer", "/projects/siec-malych-skwerow/report/", 200),
    ("desk_work", "officer", "/desk/projects/siec-malych-skwerow/inside/", 200),
    ("desk_work", "auditor", "/desk/projects/siec-malych-skwerow/inside/", 200),
    ("desk_work", "expert", "/desk/projects/siec-malych-skwerow/inside/", 200),
    ("desk_work_tasks", "officer", "/desk/projects/siec-malych-skwerow/inside/tasks/", 200),
    ("desk_work_tasks", "officer", "/desk/projects/siec-malych-skwerow/inside/tasks/?show=done", 200),
    ("desk_work_task_new", "officer", "/desk/projects/siec-malych-skwerow/inside/tasks/new/", 200),
    ("desk_work_task", "officer", "/desk/projects/siec-malych-skwerow/inside/tasks/{work_task}/", 200),
    ("desk_work_task", "auditor", "/desk/projects/siec-malych-skwerow/inside/tasks/{work_task}/", 200),
    ("desk_work_money", "officer", "/desk/projects/siec-malych-skwerow/inside/money/", 200),
    ("desk_work_line", "officer", "/desk/projects/siec-malych-skwerow/inside/money/{work_line}/", 200),
    ("desk_work_claims", "officer", "/desk/projects/siec-malych-skwerow/inside/claims/", 200),
    ("desk_work_claim_new", "officer", "/desk/projects/siec-malych-skwerow/inside/claims/new/", 200),
    ("desk_work_claim", "officer", "/desk/projects/siec-malych-skwerow/inside/claims/{work_claim}/", 200),
    ("desk_work_measures", "officer", "/desk/projects/siec-malych-skwerow/inside/measures/", 200),
    ("desk_work_measure", "officer", "/desk/projects/siec-malych-skwerow/inside/measures/{work_measure}/", 200),
    ("desk_work_risks", "officer", "/desk/projects/siec-malych-skwerow/inside/risks/", 200),
    ("desk_work_risk_new", "officer", "/desk/projects/siec-malych-skwerow/inside/risks/new/", 200),
    ("desk_work_risk", "officer", "/desk/projects/siec-malych-skwerow/inside/risks/{work_risk}/", 200),
    ("desk_work_support", "officer", "/desk/projects/siec-malych-skwerow/inside/support/", 200),
    ("desk_work_experts", "officer", "/desk/projects/siec-malych-skwerow/inside/experts/", 200),
    ("desk_work_contract_new", "officer", "/desk/projects/siec-malych-skwerow/inside/experts/new/", 200),
    ("desk_work_contract", "officer", "/desk/projects/siec-malych-skwerow/inside/experts/{work_contract}/", 200),
    ("desk_work_note", "officer", "/desk/projects/siec-malych-skwerow/inside/notes/{work_note}/", 200),
    ("desk_work_studies", "officer", "/desk/projects/siec-malych-skwerow/inside/studies/", 200),
    ("desk_work_study_new", "officer", "/desk/projects/siec-malych-skwerow/inside/studies/new/", 200),
    ("desk_work_study", "officer", "/desk/projects/siec-malych-skwerow/inside/studies/{work_study}/", 200),
    ("desk_expert", "expert", "/desk/expert/", 200),
    ("desk_expert_ledger", "expert", "/desk/expert/{work_contract}/", 200),
    ("desk_expert_note_new", "expert", "/desk/expert/{work_contract}/notes/new/", 200),
    ("desk_expert_note", "expert", "/desk/expert/notes/{own_note}/", 200),
    ("desk_applications", "officer", "/desk/applications/", 200),
    ("desk_application_new", "officer", "/desk/applications/new/", 200),
    ("desk_application", "officer", "/desk/applications/{application}/", 200),
    # learning
    ("learn", "-", "/learn/", 200),
    ("learn", "author", "/learn/", 200),
    ("certificates", "-", "/learn/certificates/", 200),
    ("certificate_of", "-", "/learn/certificates/{certificate}/", 200),
    ("certificate_of", "-", "/learn/certificates/0000-0000-0000/", 404),
    ("learning_path", "author", "/learn/paths/pierwszy-wniosek/", 200),
    ("module", "-", "/learn/maly-budzet/", 200),
    ("module", "-", "/learn/dostepne-miejsce/", 200),
    ("module", "author", "/learn/zgoda-wlasciciela/", 200),
    ("module_questions", "-", "/learn/zgoda-wlasciciela/questions/", 200),
    ("module_questions", "author", "/learn/maly-budzet/questions/", 200),
    ("self_assessment", "assessor", "/learn/self-assessment/{judged}/", 200),
    ("desk_learn", "officer", "/desk/learn/", 200),
    ("desk_module_new", "officer", "/desk/learn/new/", 200),
    ("desk_module", "officer", "/desk/learn/maly-budzet/", 200),
    ("desk_module", "auditor", "/desk/learn/maly-budzet/", 200),
    ("desk_module_questions", "officer", "/desk/learn/maly-budzet/questions/", 200),
    ("desk_module_files", "officer", "/desk/learn/maly-budzet/files/", 200),
    ("desk_path_new", "officer", "/desk/learn/paths/new/", 200),
    ("desk_path", "officer", "/desk/learn/paths/pierwszy-wniosek/", 200),
    ("desk_scale_new", "officer", "/desk/learn/scales/new/", 200),
    ("draft_from_call", "officer", "/desk/practices/from-call/{decided}/", 200),
    ("draft_from_place", "officer", "/desk/practices/from-place/{built}/", 200),
    ("desk_scale", "officer", "/desk/learn/scales/gotowosc-do-malych-miejsc/", 200),
    ("scale_network", "officer", "/desk/learn/scales/gotowosc-do-malych-miejsc/network/", 200),
    ("desk_self_assessment_new", "officer", "/desk/learn/self-assessments/new/", 200),
    ("desk_self_assessment", "officer", "/desk/learn/self-assessments/{judged}/", 200),
    # events
    ("events", "-", "/events/", 200),
    ("events", "-", "/events/?kind=training", 200),
    ("event", "-", "/events/szkolenie-lipowiec/", 200),
    ("event", "-", "/events/lille-brokerage/", 200),
    ("event", "officer", "/events/{event_draft}/", 200),
    ("event_register", "-", "/events/szkolenie-lipowiec/register/", 200),
    ("event_register", "resident", "/events/szkolenie-lipowiec/register/", 200),
    ("event_mine", "author", "/events/szkolenie-lipowiec/mine/", 200),
    ("event_here", "-", "/events/szkolenie-lipowiec/here/{event_code}/", 200),
    ("event_outcomes", "-", "/events/lille-brokerage/outcomes/", 200),
    ("event_outcomes", "-", "/events/szkolenie-lipowiec/outcomes/", 200),
    ("event_certificate_check", "-", "/events/lille-brokerage/certificate/{event_certificate}/", 200),
    ("account_calendar", "author", "/account/calendar/", 200),
    ("desk_events", "officer", "/desk/events/", 200),
    ("desk_event_new", "officer", "/desk/events/new/", 200),
    ("desk_event", "officer", "/desk/events/szkolenie-lipowiec/", 200),
    ("desk_event", "officer", "/desk/events/{event_draft}/", 200),
    ("desk_event_edit", "officer", "/desk/events/szkolenie-lipowiec/edit/", 200),
    ("desk_event_announce", "officer", "/desk/events/{event_draft}/announce/", 200),
    ("desk_event_cancel", "officer", "/desk/events/szkolenie-lipowiec/cancel/", 200),
    ("desk_event_agenda", "officer", "/desk/events/szkolenie-lipowiec/agenda/", 200),
    ("desk_event_session_new", "officer", "/desk/events/szkolenie-lipowiec/agenda/sessions/new/", 200),
    ("desk_event_session", "officer", "/desk/events/szkolenie-lipowiec/agenda/sessions/{event_session}/", 200),
    ("desk_event_site_new", "officer", "/desk/events/szkolenie-lipowiec/agenda/places/new/", 200),
    ("desk_event_site", "officer", "/desk/events/szkolenie-lipowiec/agenda/places/{event_site}/", 200),
    ("desk_event_people", "officer", "/desk/events/szkolenie-lipowiec/people/", 200),
    ("desk_event_person_new", "officer", "/desk/events/szkolenie-lipowiec/people/new/", 200),
    ("desk_event_person", "officer", "/desk/events/szkolenie-lipowiec/people/{event_person}/", 200),
    ("desk_event_invite", "officer", "/desk/events/szkolenie-lipowiec/people/invite/", 200),
    ("desk_event_groups", "officer", "/desk/events/szkolenie-lipowiec/groups/", 200),
    ("desk_event_groups", "officer", "/desk/events/{event_draft}/groups/", 200),
    ("desk_event_attendance", "officer", "/desk/events/szkolenie-lipowiec/attendance/", 200),
    ("desk_event_attendance", "officer", "/desk/events/szkolenie-lipowiec/attendance/?session={event_session}", 200),
    ("desk_event_minutes", "officer", "/desk/events/szkolenie-lipowiec/minutes/", 200),
    ("desk_event_photos", "officer", "/desk/events/szkolenie-lipowiec/photos/", 200),
    ("desk_event_evaluation", "officer", "/desk/events/szkolenie-lipowiec/evaluation/", 200),
    ("desk_event_outcomes", "officer", "/desk/events/szkolenie-lipowiec/outcomes/", 200),
    ("desk_event_certificates", "officer", "/desk/events/szkolenie-lipowiec/certificates/", 200),
    ("desk_event_outcomes", "editor", "/desk/events/lille-brokerage/outcomes/", 200),
    ("desk_event_statement", "editor", "/desk/events/lille-brokerage/outcomes/{event_statement}/", 200),
    ("event_statement", "editor", "/events/lille-brokerage/outcomes/{event_statement}/", 200),
    ("desk_event_certificates", "editor", "/desk/events/lille-brokerage/certificates/", 200),
    ("event_evaluation", "author", "/events/szkolenie-lipowiec/evaluation/", 422),
    # objections, acts, reserve list (their other states: test_objection.py)
    ("objections", "-", "/calls/{decided}/objections/", 200),
    ("object", "resident", "/calls/{decided}/proposals/1/objection/", 403),
    ("desk_objections", "officer", "/desk/calls/{decided}/objections/", 200),
    ("desk_objection", "officer", "/desk/calls/{decided}/objections/1/", 404),
    ("desk_acts", "officer", "/desk/calls/{decided}/acts/", 200),
    ("desk_promote", "officer", "/desk/calls/{decided}/promote/", 200),
    ("desk_portfolio", "officer", "/desk/calls/{decided}/assessment/districts/", 200),
    ("desk_check_letters", "officer", "/desk/calls/{decided}/check/letters/", 200),
    ("results", "-", "/calls/{decided}/results/?on=2025-12-31", 200),
    # meetings (their other states: test_three_rounds.py)
    ("meetings", "-", "/calls/{collecting}/meetings/", 200),
    ("desk_meetings", "officer", "/desk/calls/{collecting}/meetings/", 200),
    ("meeting", "-", "/calls/{collecting}/meetings/1/", 404),
    ("recommendations", "-", "/calls/{collecting}/proposals/1/recommendations/", 404),
    ("desk_meeting_new", "officer", "/desk/calls/{collecting}/meetings/new/", 404),
    ("desk_meeting", "officer", "/desk/calls/{collecting}/meetings/1/", 404),
]

# Files, machines' answers, and addresses that only take a form: their own tests ask them.
NOT_PAGES = {
    "practices_feed",
    "feed_json", "feed_atom", "feed_item",
    "care_calendar",
    "transfer_plan_pdf",
    "kit_file", "desk_kit_of_call",
    "sign_worker", "sign_pdf",
    "places_map",
    "desk_discussion_csv",
    "place_visit",
    "licence_pdf", "protocol_pdf",
    "booking_pdf", "booking_ics", "shared_ics",
    "trust_csv", "desk_survey_codes", "lasting_csv", "city_lasting_csv",
    "numbers_csv", "numbers_pdf", "audit_export", "case_file",
    "consent_form", "support_sheet",
    "proposal_pdf",
    "scheme", "city_geodata", "logo", "results_files", "account_name", "account_language", "account_letters",
    "account_consents", "account_data", "file", "file_edit", "healthz", "readyz", "robots", "sitemap",
    "project_poster", "programme_operations",
    "project_progress_table", "project_report_paper", "desk_work_money_table", "desk_work_support_table",
    "desk_expert_days_table",
    "module_certificate", "desk_stage_modules",
    "event_ics", "project_ics", "calendar_feed", "event_certificate", "desk_event_people_csv",
    "desk_event_attendance_pdf",
    "desk_sheet_pdf", "desk_check_many", "desk_proposals_table", "coauthor_remove", "desk_stages", "support_csv",
    "support_pdf",
    "meeting_minutes",
    "agreement_pdf", "amendment_withdraw", "desk_award_order",
}  # fmt: skip


GROUPS = {
    "visitors": ["-"],
    "residents": ["resident", "voter", "author", "writer"],
    "committee": ["assessor", "auditor", "operator", "expert"],
    "office": ["officer"],
    "events desk": ["editor"],
}
# Pages that show forms in two languages, or every word of the system.
MANY_LANGUAGES = {"/desk/parts/"}


@dataclass
class World:
    url: str
    words: dict[str, Any]

    def fill(self, path: str) -> str:
        return path.format(**self.words)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """The demo, loaded once, and a server that shows it. Every test only looks."""
    from pytest_django.live_server_helper import LiveServer

    home = tmp_path_factory.mktemp("world")
    kept = {name: getattr(django_settings, name) for name in ("MEDIA_ROOT", "KEYS_ROOT")}
    django_settings.MEDIA_ROOT, django_settings.KEYS_ROOT = home / "media", home / "keys"
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        try:
            with translation.override("pl"):
                load(at=timezone.now())
                yield World(server.url, {"media": home / "media", "keys": home / "keys", **_things()})
        finally:
            server.stop()
            call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=False)
            for name, value in kept.items():
                setattr(django_settings, name, value)


def _things() -> dict[str, Any]:
    """What the addresses name, and three states the demo leaves open: a draft of a call, a vote, an open sheet."""
    from skwer.apps.assessment import actions as assessment
    from skwer.apps.assessment.models import Assignment
    from skwer.apps.calls import actions as calls
    from skwer.apps.grants.models import Moving
    from skwer.apps.voting import actions as voting

    now = timezone.now()
    slugs = {
        "collecting": "lawka-w-kazdej-dzielnicy",
        "voting": f"zielone-podworka-{now.year}",
        "decided": f"skwery-sasiedzkie-{now.year - 1}",
    }
    found = {name: Call.objects.get(slug=slug) for name, slug in slugs.items()}
    person = {name: Person.objects.get(email=email) for name, email in WHO.items() if email}
    draft_call = calls.copy_call(
        by=person["officer"], call=found["voting"], edition_name=str(now.year + 1), title="Szkic", slug="szkic",
        first_day=timezone.localdate(), at=now,
    )  # fmt: skip
    voting.cast_ballot(
        by=person["voter"], stage=found["voting"].stages.get(kind="vote"), choices=[1, 3], declared=True, at=now
    )
    mine = Assignment.objects.filter(assessor=person["assessor"], stage__call=found["voting"]).order_by("pk")
    todo = [one for one in mine if one.state == Assignment.State.ASSIGNED]
    assessment.declare(by=person["assessor"], assignment=todo[0], conflict=False, at=now)
    return slugs | {
        "draft_call": draft_call.slug,
        "corrected": Proposal.objects.get(call=found["collecting"], state="correction").number,
        "draft": Proposal.objects.get(call=found["collecting"], state="draft", author=person["writer"]).uid,
        "built": Place.objects.filter(state="cared").order_by("pk").first().pk,
        "building": Place.objects.filter(state="building").order_by("pk").first().pk,
        "broken": Place.objects.filter(state="needs_repair").order_by("pk").first().pk,
        "gone": Place.objects.filter(state="gone").order_by("pk").first().pk,
        "pictured": Place.objects.filter(pictures__pair__isnull=False).order_by("pk").first().pk,
        "moving": Moving.objects.first().pk,
        "open_survey": Survey.objects.get(state="open").pk,
        "open_sheet": todo[0].pk,
        "undeclared": todo[1].pk,
        "sent_sheet": next(one for one in mine if one.state == Assignment.State.SUBMITTED).pk,
        **{name.replace(" ", "_"): key for name, key in work_things().items()},
        **learning_things(),
        **event_things(),
        **discussion_things(),
        **care_things(person["officer"]),
        **visit_things(),
        **sign_things(),
        **library_things(person["officer"]),
        **transfer_things(person["officer"]),
        **feed_things(now),
        **plan_things(person["officer"]),
        **opening_things(person["officer"]),
        **{
            name.replace(" ", "_"): key
            for name, key in agreement_things(person["author"], person["officer"], now).items()
        },
        **{name.replace(" ", "_"): key for name, key in spaces_things().items()},
        **{
            name.replace(" ", "_"): key
            for name, key in licence_things(person["author"], person["officer"], now).items()
        },
    }


@pytest.fixture
def _django_db_helper(world) -> None:
    """In place of pytest-django's, which empties the database after every test: here nobody changes anything."""


@pytest.fixture(autouse=True)
def _in_this_world(world, settings, _clean_slate) -> None:
    settings.MEDIA_ROOT, settings.KEYS_ROOT = world.words["media"], world.words["keys"]
    settings.REQUIRE_MFA = False
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]


def client_of(who: str) -> Client:
    """Somebody who has signed in with her password, as the pages that ask for it once more want to see."""
    client = Client()
    if who != "-":
        client.post("/account/login/", {"login": WHO[who], "password": PASSWORD})
        assert "sessionid" in client.cookies, who
        client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


# --- answers and words --------------------------------------------------------------------------


def test_every_page_has_a_row() -> None:
    def names(resolver: URLResolver, inside: bool) -> Iterator[str]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from names(one, inside or one.namespace == "web")
            elif inside and one.name:
                yield one.name

    assert set(names(get_resolver(), False)) - NOT_PAGES == {route for route, *_rest in ROWS if route}


class Reader(HTMLParser):
    """What somebody reads on a page, in the page's own language: texts without what is marked as another one."""

    SILENT = ("script", "style", "textarea", "code", "kbd", "data")
    EMPTY = ("meta", "link", "br", "hr", "img", "input", "source", "wbr", "col", "use", "path", "rect", "circle")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.open: list[tuple[str, bool]] = []  # each open element, and whether its words count
        self.texts: list[str] = []
        self.titles = self.headings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "html":
            self.language = found.get("lang") or ""
        self.titles += tag == "title" and not any(one == "svg" for one, _counts in self.open)
        self.headings += tag == "h1"
        foreign = (found.get("lang") or self.language) != self.language
        counts = (not self.open or self.open[-1][1]) and tag not in self.SILENT and not foreign
        if counts:
            self.texts += [found[name] or "" for name in ("alt", "aria-label", "placeholder") if name in found]
        if tag not in self.EMPTY:
            self.open.append((tag, counts))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.EMPTY:
            self.handle_starttag(tag, attrs)
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag in (one for one, _counts in self.open):
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][1] and data.strip():
            self.texts.append(data)


@cache
def _phrases() -> tuple[dict[str, str], dict[str, str]]:
    """Longest fixed piece of each English and of each Polish message that differ → the whole message."""
    english: dict[str, str] = {}
    polish: dict[str, str] = {}
    for entry in polib.pofile(str(PO)):
        there = [entry.msgstr, *entry.msgstr_plural.values()]
        here = [entry.msgid, entry.msgid_plural]
        if set(there) & set(here) - {""}:
            continue
        for into, messages in ((english, here), (polish, there)):
            for message in filter(None, messages):
                piece = max(re.split(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|\n", message), key=len).strip()
                if len(piece) > LONG:
                    into[_flat(piece)] = message
    both = english.keys() & polish.keys()
    return {k: v for k, v in english.items() if k not in both}, {k: v for k, v in polish.items() if k not in both}


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def test_every_page_answers_in_english(world):
    """The Polish pages are read where they are looked at, below: each is drawn once a language."""
    _english, polish = _phrases()
    clients = {who: client_of(who) for who in WHO}
    wrong = []
    for _route, who, path, status in ROWS:
        response = clients[who].get("/en" + world.fill(path), follow=True)
        where = f"{path} ({who})"
        if response.status_code != status or (
            response.redirect_chain and "/account/" in response.redirect_chain[-1][0]
        ):
            wrong.append(f"{where}: {response.status_code} {response.redirect_chain}")
            continue
        wrong += [f"{where}: {fault}" for fault in faults_of(response.content.decode(), "en", path, polish)]
    assert wrong == [], "\n".join(wrong)


def faults_of(page: str, language: str, path: str, strange: dict[str, str]) -> Iterator[str]:
    """What is wrong with what a page says: its language, its headings, phrases of another language (`strange`)."""
    reader = Reader()
    reader.feed(page)
    if reader.language != language:
        yield f"lang={reader.language!r}"
    if (reader.titles, reader.headings) != (1, 1):
        yield f"{reader.titles} title and {reader.headings} h1"
    if path in MANY_LANGUAGES:
        return
    read = " \n ".join(_flat(text) for text in reader.texts)
    for whole in [whole for piece, whole in strange.items() if piece in read]:
        if re.search(rf"(?<!\w){_longest(whole)}(?!\w)", read):
            yield f"says {whole!r}"


def _longest(message: str) -> str:
    pieces = re.split(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|\n", message)
    return re.escape(_flat(max(pieces, key=len)))


def test_machines_are_answered(world):
    client = client_of("-")
    for path in ("/healthz", "/readyz", "/robots.txt", "/sitemap.xml", "/api/v1/docs", "/api/v1/openapi.json",
                 "/api/v1/calls", "/api/v1/places.geojson", "/cities/lipowiec/geodata.json"):  # fmt: skip
        assert client.get(path).status_code == 200, path
        client.get(path).close()


# --- eyes ---------------------------------------------------------------------------------------


SIZES = ((1280, "light"), (360, "dark"))


@pytest.mark.parametrize("group", ["visitors", "residents", "committee", "office"])
def test_every_page_is_accessible_fits_and_speaks_polish(browser, world, group):
    """Each page is loaded once, wide and light, and then narrowed and darkened: styles answer the window."""
    wrong: list[str] = []
    english, _polish = _phrases()
    for who in GROUPS[group]:
        rows = [(path, status) for _route, one, path, status in ROWS if one == who]
        context = browser.new_context(base_url=world.url, locale="pl-PL", reduced_motion="reduce")
        context.set_default_timeout(30_000)
        if who != "-":
            session = client_of(who).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": world.url}])
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error, errors=errors: errors.append(str(error)))
        page.on("console", lambda said, errors=errors: errors.append(said.text) if _is_error(said) else None)
        for path, status in rows:
            for width, scheme in SIZES:
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                faults = []
                if (width, scheme) == SIZES[0]:
                    answer = page.goto(world.fill(path))
                    page.evaluate("document.fonts.ready")
                    faults += [] if answer and answer.status == status else [f"answers {answer and answer.status}"]
                    faults += ["leads to sign in"] if "/account/login/" in page.url and "/account/" not in path else []
                    faults += faults_of(answer.text() if answer else "", "pl", path, english)
                faults += errors  # before axe, whose own probing breaks the policy
                faults += axe(page)
                if over := sideways(page):
                    faults.append(f"{over} px too wide at {width}")
                if width == 360:
                    page.set_viewport_size({"width": 320, "height": 800})
                    if over := sideways(page):
                        faults.append(f"{over} px too wide at 320: {page.evaluate(WIDE)}")
                wrong += [f"{path} ({who}, {width} {scheme}): {fault}" for fault in faults]
                errors.clear()
        context.close()
    assert wrong == [], "\n".join(wrong)


def _is_error(said: Any) -> bool:
    return said.type == "error" and "Failed to load resource" not in said.text


# The elements that reach beyond the window, for whoever has to mend it.
WIDE = """[...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.scroll, svg'))
    .slice(-3).map(one => one.tagName + '.' + one.className).join(' ')"""


@pytest.mark.parametrize(
    ("path", "of"),
    [
        ("/calls/{collecting}/", "main ol.plots > li, main ol.rank > li"),
        ("/calls/{voting}/proposals/", "#found ol.plots > li, #found ol.rank > li"),
        ("/calls/{decided}/results/", "main .ranking li[id]"),
        ("/places/", "main #list .plots > li"),
    ],
)
def test_the_map_shows_what_the_list_shows(browser, world, path, of):
    context = browser.new_context(base_url=world.url, locale="pl-PL")
    page = context.new_page()
    page.goto(world.fill(path))
    names = page.locator("svg.plan a.pin").evaluate_all("all => all.map(a => a.getAttribute('aria-label'))")
    drawn = sorted(int(found) for name in names for found in re.findall(r"(?:^|[;:] )(\d+)\. ", name))
    listed = sorted(int(re.match(r"\s*(\d+)", text).group(1)) for text in page.locator(of).all_inner_texts())
    context.close()
    assert drawn == listed
    assert len(drawn) > 9
