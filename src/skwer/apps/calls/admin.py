"""Calls, proposals and decisions for the site operator, to look at; cities work at their desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Call, Decision, Edition, Proposal, Regulations, Reopening, Scheme, Stage, StageModule


class ReadOnly(admin.ModelAdmin):
    """Shown, never changed here: changes go through actions, which ask the rules and keep the journal."""

    def has_add_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(Scheme)
class SchemeAdmin(ReadOnly):
    list_display = ("name", "organisation", "vehicle", "support", "durability_months")
    list_filter = ("vehicle", "support")


@admin.register(Edition)
class EditionAdmin(ReadOnly):
    list_display = ("name", "scheme")


@admin.register(Call)
class CallAdmin(ReadOnly):
    list_display = ("slug", "title", "organisation", "state", "pot", "currency", "announced_at", "decided_at")
    list_filter = ("state", "organisation")
    search_fields = ("slug", "title")


@admin.register(Stage)
class StageAdmin(ReadOnly):
    list_display = ("call", "order", "kind", "state", "opens_at", "closes_at", "frozen_hash")
    list_filter = ("kind", "state")


@admin.register(StageModule)
class StageModuleAdmin(ReadOnly):
    list_display = ("stage", "module", "question_key")


@admin.register(Proposal)
class ProposalAdmin(ReadOnly):
    """What was sent; drafts stay with those who write them, contacts with the city's desk."""

    list_display = ("receipt", "title", "call", "state", "channel", "submitted_at")
    list_filter = ("state", "channel", "call")
    search_fields = ("receipt", "title")
    exclude = ("paper_contact", "paper_name", "answers")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(number__isnull=False)


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    """Published ones: what is not public yet is nobody's to look up here."""

    list_display = ("call", "method", "decided_at", "published_at", "superseded_at", "spent", "pot", "outcome_hash")
    list_filter = ("method",)
    exclude = ("inputs", "outcome")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(published_at__isnull=False)


@admin.register(Regulations)
class RegulationsAdmin(ReadOnly):
    list_display = ("call", "version", "since", "hash", "reason")


@admin.register(Reopening)
class ReopeningAdmin(ReadOnly):
    list_display = ("stage", "at", "by", "reason")
