"""Trials, comparisons and methods for the site operator, to look at; organisations keep theirs at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import (
    Case,
    Comparison,
    Method,
    MethodVersion,
    Practice,
    PracticeVersion,
    Publication,
    PublishingKey,
    ReceivedItem,
    Remark,
    Review,
    Subscription,
    Trial,
)


class ReadOnly(admin.ModelAdmin):
    """Shown, never changed here: changes go through actions, which ask the rules and keep the journal."""

    def has_add_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(Trial)
class TrialAdmin(ReadOnly):
    list_display = ("slug", "title", "organisation", "project", "kind", "state", "verdict", "published_at")
    list_filter = ("kind", "state", "verdict", "organisation")
    search_fields = ("slug", "title")


@admin.register(Comparison)
class ComparisonAdmin(ReadOnly):
    list_display = ("slug", "title", "project", "published_at")


@admin.register(Case)
class CaseAdmin(ReadOnly):
    list_display = ("comparison", "order", "name", "organisation", "verdict")
    list_filter = ("verdict",)


@admin.register(Method)
class MethodAdmin(ReadOnly):
    list_display = ("slug", "title", "project", "language")


@admin.register(MethodVersion)
class MethodVersionAdmin(ReadOnly):
    list_display = ("method", "number", "published_at")


@admin.register(Practice)
class PracticeAdmin(ReadOnly):
    list_display = ("slug", "title", "organisation", "project", "verdict", "label", "retired_at")
    list_filter = ("verdict", "organisation")
    search_fields = ("slug", "city_name")


@admin.register(PracticeVersion)
class PracticeVersionAdmin(ReadOnly):
    list_display = ("practice", "number", "state", "submitted_at", "published_at")
    list_filter = ("state",)


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    list_display = ("version", "step", "verdict", "at")


@admin.register(Remark)
class RemarkAdmin(ReadOnly):
    list_display = ("version", "step", "part", "settled", "at")


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnly):
    list_display = ("name", "url", "sequence", "fresh_until", "checked_at", "refused", "ended_at")


@admin.register(ReceivedItem)
class ReceivedItemAdmin(ReadOnly):
    list_display = ("subscription", "kind", "key", "version", "received_at")
    list_filter = ("kind", "subscription")


@admin.register(PublishingKey)
class PublishingKeyAdmin(ReadOnly):
    list_display = ("public", "since", "until", "in_use")


@admin.register(Publication)
class PublicationAdmin(ReadOnly):
    list_display = ("sequence", "issued_at", "key", "items")
