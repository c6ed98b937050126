"""The site operator's window: to look and to help, not to run a city. Deciding happens at the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Body, Consent, Invitation, JournalChain, JournalEntry, Membership, Organisation, Person, Seat


class ReadOnly(admin.ModelAdmin):
    """Shown, never changed here: changes go through actions, which ask the rules and keep the journal."""

    def has_add_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(ReadOnly):
    list_display = ("uid", "email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name", "uid")
    exclude = ("password",)


@admin.register(Organisation)
class OrganisationAdmin(ReadOnly):
    list_display = ("slug", "name", "kind", "population", "created_at")
    list_filter = ("kind",)
    search_fields = ("slug", "name")
    exclude = ("geodata",)


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    list_display = ("organisation", "role", "person", "since", "ended_at")
    list_filter = ("role", "organisation")


@admin.register(Body)
class BodyAdmin(ReadOnly):
    list_display = ("organisation", "kind", "name")
    list_filter = ("organisation",)


@admin.register(Seat)
class SeatAdmin(ReadOnly):
    list_display = ("body", "role", "person", "since", "ended_at")


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    list_display = ("organisation", "role", "invited_at", "expires_at", "accepted_at", "withdrawn_at")


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ("person", "purpose", "text_version", "given_at", "withdrawn_at")


@admin.register(JournalEntry)
class JournalAdmin(ReadOnly):
    list_display = ("scope", "number", "at", "actor", "verb", "kind", "key")
    list_filter = ("kind", "verb")
    search_fields = ("key", "actor", "scope")


@admin.register(JournalChain)
class JournalChainAdmin(ReadOnly):
    list_display = ("scope", "length", "last_hash")
