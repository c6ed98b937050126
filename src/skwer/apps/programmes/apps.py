from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "skwer.apps.programmes"
    label = "programmes"
    verbose_name = _("Programmes and projects")

    def ready(self) -> None:
        from skwer.apps.files import holders
        from skwer.apps.inbox import due
        from skwer.apps.people import own_data

        from . import dues, findable, holding
        from .own_data import OWN_DATA

        findable.register()
        holders.register(holding.TASK_FILES)
        holders.register(holding.CLAIM_FILES)
        due.register("programmes", dues.for_person)
        own_data.register(OWN_DATA)
