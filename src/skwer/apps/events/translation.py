from modeltranslation.translator import TranslationOptions, register

from .models import Event, Session, Site


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("title", "summary", "description", "minutes", "outcome_intro")


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ("title", "text")


@register(Site)
class SiteTranslation(TranslationOptions):
    fields = ("access",)
