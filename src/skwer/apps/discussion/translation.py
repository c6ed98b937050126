"""Texts of the house that a city publishes, in the languages it publishes in."""

from __future__ import annotations

from modeltranslation.translator import TranslationOptions, register

from .models import House


@register(House)
class HouseTexts(TranslationOptions):
    fields = ("rules", "law", "redress")
