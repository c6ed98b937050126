from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "skwer.apps.learning"
    label = "learning"
    verbose_name = _("Learning")

    def ready(self) -> None:
        from skwer.apps.inbox import due
        from skwer.apps.people import own_data

        from . import dues, findable
        from .own_data import OWN_DATA

        findable.register()
        due.register("learning", dues.for_asked)
        own_data.register(OWN_DATA)
