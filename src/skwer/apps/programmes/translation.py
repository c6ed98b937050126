from modeltranslation.translator import TranslationOptions, register

from .models import (
    FundingProgramme,
    Measure,
    Partnership,
    Phase,
    Point,
    PolicyChange,
    PolicyInstrument,
    Project,
    Recommendation,
    Study,
)


@register(FundingProgramme)
class FundingProgrammeTranslation(TranslationOptions):
    fields = ("name", "fund", "summary", "statement")


@register(Project)
class ProjectTranslation(TranslationOptions):
    fields = ("title", "summary", "description", "department", "fund", "measure", "sub_measure")


@register(Phase)
class PhaseTranslation(TranslationOptions):
    fields = ("note",)


@register(Point)
class PointTranslation(TranslationOptions):
    fields = ("text", "reached")


@register(Partnership)
class PartnershipTranslation(TranslationOptions):
    fields = ("name", "note")


@register(PolicyInstrument)
class PolicyInstrumentTranslation(TranslationOptions):
    fields = ("name", "authority", "description")


@register(PolicyChange)
class PolicyChangeTranslation(TranslationOptions):
    fields = ("text",)


@register(Measure)
class MeasureTranslation(TranslationOptions):
    fields = ("name", "unit", "definition")


@register(Study)
class StudyTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(Recommendation)
class RecommendationTranslation(TranslationOptions):
    fields = ("text",)
