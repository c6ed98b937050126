"""May I apply, and what must stand behind a proposal: consents, and neighbours who support it."""

from django.urls import path

from . import consents, desk, may, needs, papers, support

BY_KEY = "calls/<slug:slug>/proposals/<uuid:uid>/"

urlpatterns = [
    path("calls/<slug:slug>/may-i-apply/", may.may, name="may_i"),
    path(f"{BY_KEY}needs/", needs.needs, name="needs"),
    path(f"{BY_KEY}needs/<str:kind>.pdf", papers.consent_form, name="consent_form"),
    path(f"{BY_KEY}support/", support.support, name="support_proposal"),
    path(f"{BY_KEY}support/sheet.pdf", papers.support_sheet, name="support_sheet"),
    path("consents/<str:token>/", consents.consent, name="consent_give"),
    path("desk/calls/<slug:slug>/proposals/<int:number>/needs/", desk.needs, name="desk_needs"),
]
