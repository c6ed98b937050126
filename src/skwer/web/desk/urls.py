from django.urls import path, re_path

from . import (
    calls,
    city,
    deciding,
    editing,
    founding,
    home,
    journal,
    paper,
    printed,
    proposals,
    running,
    scheme,
    stages,
    starting,
    team,
)

urlpatterns = [
    path("desk/", home.desk, name="desk"),
    path("desk/parts/", home.parts, name="desk_parts"),
    path("desk/calls/new/", starting.new, name="desk_call_new"),
    path("desk/calls/<slug:slug>/", calls.call, name="desk_call"),
    path("desk/calls/<slug:slug>/edit/", editing.edit, name="desk_call_edit"),
    path("desk/calls/<slug:slug>/scheme/", scheme.scheme, name="desk_scheme"),
    path("desk/calls/<slug:slug>/stages/", editing.rearrange, name="desk_stages"),
    path("desk/calls/<slug:slug>/stages/<int:order>/", stages.stage, name="desk_stage"),
    path("desk/calls/<slug:slug>/stages/<int:order>/reopen/", stages.reopen, name="desk_reopen"),
    path("desk/calls/<slug:slug>/announce/", running.announce, name="desk_announce"),
    path("desk/calls/<slug:slug>/cancel/", running.cancel, name="desk_cancel"),
    path("desk/calls/<slug:slug>/stages/<int:order>/open/", running.open_stage, name="desk_open"),
    path("desk/calls/<slug:slug>/stages/<int:order>/close/", running.close_stage, name="desk_close"),
    path("desk/calls/<slug:slug>/decide/", deciding.decide, name="desk_decide"),
    path("desk/calls/<slug:slug>/paper/", paper.paper, name="desk_paper"),
    path("desk/calls/<slug:slug>/proposals/", proposals.proposals, name="desk_proposals"),
    path("desk/calls/<slug:slug>/proposals/<int:number>/", proposals.proposal, name="desk_proposal"),
    re_path(
        r"^desk/calls/(?P<slug>[-\w]+)/proposals\.(?P<kind>csv|xlsx)$", proposals.table, name="desk_proposals_table"
    ),
    path("desk/found/", founding.found, name="desk_found"),
    path("desk/cities/<slug:slug>/", city.city, name="desk_city"),
    path("desk/cities/<slug:slug>/printed/", printed.printed, name="desk_printed"),
    path("desk/cities/<slug:slug>/people/", team.people, name="desk_people"),
    path("desk/cities/<slug:slug>/bodies/", team.bodies, name="desk_bodies"),
    path("desk/cities/<slug:slug>/journal/", journal.journal, name="desk_journal"),
]
