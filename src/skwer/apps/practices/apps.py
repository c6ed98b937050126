from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "skwer.apps.practices"
    label = "practices"
    verbose_name = _("Practices")

    def ready(self) -> None:
        from skwer.apps.inbox import due
        from skwer.apps.people import own_data as own

        from . import discussing, findable, holding
        from .dues import DUES
        from .finding import entries
        from .own_data import OWN_DATA

        findable.register()
        entries.register()
        holding.register()
        discussing.offer()
        for name, dues in DUES.items():
            due.register(name, dues)
        for data in OWN_DATA:
            own.register(data)
