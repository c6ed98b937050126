"""The auditor's pages and the case file of an application."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import case, views

urlpatterns: list[URLPattern] = [
    path("desk/audit/<slug:slug>/", views.audit, name="audit"),
    path("desk/audit/<slug:slug>/export.zip", views.audit_export, name="audit_export"),
    path("desk/audit/<slug:slug>/agreements/<int:number>/", views.audit_agreement, name="audit_agreement"),
    path("desk/audit/<slug:slug>/expenses/<uuid:uid>/", views.audit_expense, name="audit_expense"),
    path("desk/calls/<slug:slug>/proposals/<int:number>/case.zip", case.case_zip, name="case_file"),
]
