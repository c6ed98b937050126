"""Practices: found, read side by side, written, and read by editor and expert."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import comparing, desk, drafting, finding, network, profile, record, review

# Words of its own come before the slug of a practice: `/practices/compare/` is none.
urlpatterns: list[URLPattern] = [
    # --- finding one: the list, side by side, who took it over, what a city says of itself
    path("practices/", finding.practices, name="practices"),
    path("practices/feed.atom", finding.atom, name="practices_feed"),
    path("practices/compare/", comparing.compare, name="practices_compare"),
    path("practices/transfers/", network.transfers, name="practices_transfers"),
    path("desk/profile/", profile.desk_profile, name="desk_profile"),
    # --- begun from what is already on record
    path("desk/practices/from-call/<slug:slug>/", drafting.draft_from_call, name="draft_from_call"),
    path("desk/practices/from-place/<int:number>/", drafting.draft_from_place, name="draft_from_place"),
    # --- the record, and its versions
    path("practices/<slug:slug>/", record.practice, name="practice"),
    path("practices/<slug:slug>/versions/", record.practice_versions, name="practice_versions"),
    path("practices/<slug:slug>/v/<int:number>/", record.practice_version, name="practice_version"),
    # --- written and read at the desk
    path("desk/practices/", desk.desk_practices, name="desk_practices"),
    path("desk/practices/new/", desk.desk_practice_new, name="desk_practice_new"),
    path("desk/practices/<slug:slug>/", desk.desk_practice, name="desk_practice"),
    path("desk/practices/<slug:slug>/review/", review.desk_practice_review, name="desk_practice_review"),
]
