"""One library for every page: {% load skwer %} gives all parts, pictures, fields and words."""

from django import template

from . import fields, parts, pictures, words

register = template.Library()
for library in (words, pictures, parts, fields):
    register.tags.update(library.register.tags)
    register.filters.update(library.register.filters)
