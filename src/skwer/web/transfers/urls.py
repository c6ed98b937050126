"""A city's way from another's practice to its own call."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import desk, element, fit, offers, opening, plan, questions, views

DESK = "desk/transfers/"
ONE = "desk/transfers/<int:pk>/"

urlpatterns: list[URLPattern] = [
    # --- the transfer itself
    path(DESK, desk.desk_transfers, name="desk_transfers"),
    path(f"{DESK}new/", desk.desk_transfer_new, name="desk_transfer_new"),
    path(ONE, desk.desk_transfer, name="desk_transfer"),
    path(f"{ONE}elements/<slug:key>/", element.desk_transfer_element, name="desk_transfer_element"),
    path(f"{ONE}fit/", fit.desk_transfer_fit, name="desk_transfer_fit"),
    path("transfers/<int:pk>/", views.transfer, name="transfer"),
    path("projects/<slug:slug>/transfers/", views.project_transfers, name="project_transfers"),
    # --- plan and questions
    path("transfers/<int:pk>/plan/", plan.transfer_plan, name="transfer_plan"),
    path("transfers/<int:pk>/plan.pdf", plan.transfer_plan_pdf, name="transfer_plan_pdf"),
    path(f"{ONE}plan/", plan.desk_transfer_plan, name="desk_transfer_plan"),
    path(f"{ONE}plan/<int:step>/", plan.desk_transfer_step, name="desk_transfer_step"),
    path(f"{ONE}questions/", questions.desk_transfer_questions, name="desk_transfer_questions"),
    # --- open my call; a newer version of the kit
    path(f"{ONE}open/", opening.desk_transfer_open, name="desk_transfer_open"),
    path(f"{ONE}offers/<int:number>/", offers.desk_transfer_offer, name="desk_transfer_offer"),
]
