"""The installation's addresses. Polish has no prefix; other languages stand under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("skwer.api.routes")),
    *i18n_patterns(
        path("account/", include("allauth.urls")),
        path("", include("skwer.web.urls")),
        prefix_default_language=False,
    ),
]
