from modeltranslation.translator import TranslationOptions, register

from .models import Case, Comparison, Correction, Method, MethodVersion, Trial


@register(Trial)
class TrialTranslation(TranslationOptions):
    fields = (
        "title",
        "problem_area",
        "hypothesis",
        "actions",
        "measure",
        "unit",
        "result",
        "decision_reason",
        "lesson",
    )


@register(Correction)
class CorrectionTranslation(TranslationOptions):
    fields = ("why",)


@register(Comparison)
class ComparisonTranslation(TranslationOptions):
    fields = ("title", "intro")


@register(Case)
class CaseTranslation(TranslationOptions):
    fields = ("name",)


@register(Method)
class MethodTranslation(TranslationOptions):
    fields = ("title",)


@register(MethodVersion)
class MethodVersionTranslation(TranslationOptions):
    fields = ("body", "change_note")
