from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "skwer.apps.files"
    label = "files"
    verbose_name = _("Files")

    def ready(self) -> None:
        from skwer.apps.people import own_data

        from .own_data import OWN_DATA

        own_data.register(OWN_DATA)
