from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    name = "skwer.apps.assessment"
    label = "assessment"
    verbose_name = _("Assessment")

    def ready(self) -> None:
        from skwer.apps.calls import stages
        from skwer.apps.files import holders
        from skwer.apps.inbox import due
        from skwer.apps.people import own_data

        from . import dues, kinds, queries
        from .own_data import OWN_DATA

        stages.register(kinds.CheckKind())
        stages.register(kinds.AssessKind())
        due.register("assessment", dues.for_assessor)
        due.register("assessment_offices", dues.for_offices)
        own_data.register(OWN_DATA)
        holders.also_inside("proposal", queries.readable)
