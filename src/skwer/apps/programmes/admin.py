"""Programmes and projects for the site operator, to look at; their keepers write them at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Amount, FundingProgramme, Partnership, Project


class ReadOnly:
    """Shown, never changed here: changes go through actions, which ask the rules and keep the journal."""

    def has_add_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(FundingProgramme)
class FundingProgrammeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("slug", "name", "organisation", "perspective", "published_at")
    list_filter = ("organisation",)
    search_fields = ("name", "slug")


class Amounts(ReadOnly, admin.TabularInline):
    model = Amount
    extra = 0


class Partnerships(ReadOnly, admin.TabularInline):
    model = Partnership
    extra = 0
    fields = ("organisation", "name", "country", "role", "since", "until")


@admin.register(Project)
class ProjectAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("slug", "title", "organisation", "programme", "state", "published_at")
    list_filter = ("state", "programme", "organisation")
    search_fields = ("title", "acronym", "slug")
    inlines = (Amounts, Partnerships)
