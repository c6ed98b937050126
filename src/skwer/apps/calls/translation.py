from modeltranslation.translator import TranslationOptions, register

from .models import Call, Scheme, Stage


@register(Scheme)
class SchemeTranslation(TranslationOptions):
    fields = ("name", "legal_basis")


@register(Call)
class CallTranslation(TranslationOptions):
    fields = ("title", "summary", "description")


@register(Stage)
class StageTranslation(TranslationOptions):
    fields = ("title",)
