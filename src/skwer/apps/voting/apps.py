from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VotingConfig(AppConfig):
    name = "skwer.apps.voting"
    label = "voting"
    verbose_name = _("Voting")

    def ready(self) -> None:
        from skwer.apps.calls import stages
        from skwer.apps.inbox import due
        from skwer.apps.people import own_data

        from . import dues, kind
        from .own_data import OWN_DATA

        stages.register(kind.Vote())
        due.register("voting", dues.open_votes)
        own_data.register(OWN_DATA)
