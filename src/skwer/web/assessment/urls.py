from django.urls import path

from . import checks, committee, desk, portfolio, printing

urlpatterns = [
    path("desk/calls/<slug:slug>/check/", checks.listing, name="desk_check"),
    path("desk/calls/<slug:slug>/check/all/", checks.many, name="desk_check_many"),
    path("desk/calls/<slug:slug>/check/letters/", checks.letters, name="desk_check_letters"),
    path("desk/calls/<slug:slug>/check/<int:number>/", checks.one, name="desk_check_one"),
    path("desk/calls/<slug:slug>/assessment/", desk.overview, name="desk_assess"),
    path("desk/calls/<slug:slug>/assessment/ranking/", desk.ranking, name="desk_ranking"),
    path("desk/calls/<slug:slug>/assessment/districts/", portfolio.portfolio, name="desk_portfolio"),
    path("desk/calls/<slug:slug>/assessment/<int:number>/", desk.proposal, name="desk_assess_one"),
    path("desk/assess/", committee.listing, name="desk_assignments"),
    path("desk/assess/<int:pk>/", committee.sheet, name="desk_sheet"),
    path("desk/assess/<int:pk>/sheet.pdf", printing.sheet_on_paper, name="desk_sheet_pdf"),
]
