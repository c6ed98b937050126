from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "skwer.mail"
    label = "mail"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  (importing connects them)
