"""A protected state column that can be read again."""

from __future__ import annotations

from typing import Any

from django.db import models


class ProtectedState(models.Model):
    """For models whose `state` is a protected `FSMField`: `refresh_from_db` works on them.

    The state must leave first, else its guard takes reading for a change. (The mixin of django-fsm-2 lifts the guard
    of the field itself, for all threads at once.)
    """

    class Meta:
        abstract = True

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        names = (
            set(fields)
            if fields is not None
            else {f.attname for f in self._meta.concrete_fields} - self.get_deferred_fields()
        )
        if "state" in names:
            self.__dict__.pop("state", None)
        super().refresh_from_db(using=using, fields=sorted(names), from_queryset=from_queryset)
