"""Which files there are, for the site operator; the files themselves open only where their page shows them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Upload


@admin.register(Upload)
class UploadAdmin(admin.ModelAdmin):
    list_display = ("uid", "organisation", "kind", "audience", "content_type", "size", "holder_kind", "uploaded_at")
    list_filter = ("kind", "audience", "holder_kind")
    search_fields = ("uid", "sha256", "holder_key")
    exclude = ("file", "thumbnail")

    def has_add_permission(self, _request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
