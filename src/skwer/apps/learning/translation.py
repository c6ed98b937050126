from modeltranslation.translator import TranslationOptions, register

from .models import Module, Path, Question, Scale


@register(Module)
class ModuleTranslation(TranslationOptions):
    fields = ("title", "summary", "body")


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ("text",)


@register(Path)
class PathTranslation(TranslationOptions):
    fields = ("title", "summary")


@register(Scale)
class ScaleTranslation(TranslationOptions):
    fields = ("title",)
