from django.urls.resolvers import URLPattern

from . import urls_agreements, urls_delivery

urlpatterns: list[URLPattern] = [
    *urls_agreements.urlpatterns,
    *urls_delivery.urlpatterns,
]
