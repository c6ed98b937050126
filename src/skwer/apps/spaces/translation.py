from modeltranslation.translator import TranslationOptions, register

from .models import Shared, Space


@register(Space)
class SpaceTranslation(TranslationOptions):
    fields = ("title", "summary", "condition", "hazards", "constraints")


@register(Shared)
class SharedTranslation(TranslationOptions):
    fields = ("title", "text", "terms")
