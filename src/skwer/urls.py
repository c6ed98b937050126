"""The installation's addresses. Polish has no prefix; other languages stand under /en/."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from skwer.api import calendars
from skwer.web import urls as web

# The operator signs in on the same page as everybody, with the same limits and the same second factor.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", include("skwer.api.routes")),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("account/", include("allauth.urls")),
        path("", include(([*calendars.urlpatterns, *web.urlpatterns], web.app_name))),
        prefix_default_language=False,
    ),
]
