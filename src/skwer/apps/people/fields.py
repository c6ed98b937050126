"""A column that is read only when somebody looks."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.functional import LazyObject, SimpleLazyObject, empty


class LargeJSONField(models.JSONField):
    """JSON that many rows carry along and few pages need: a city's streets come with every proposal that names its
    city, and reading them took a sixth of a page's time. The text is parsed when the value is first used.
    """

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        if value is None:
            return None
        return SimpleLazyObject(lambda: super(LargeJSONField, self).from_db_value(value, expression, connection))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(plain(value), connection, prepared)

    def value_from_object(self, obj: models.Model) -> Any:
        return plain(super().value_from_object(obj))

    def deconstruct(self) -> Any:
        """For migrations it is JSON as before: nothing about the column is different."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


def plain(value: Any) -> Any:
    """The value itself, parsed by now."""
    if isinstance(value, LazyObject):
        if value._wrapped is empty:
            value._setup()
        return value._wrapped
    return value
