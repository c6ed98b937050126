from django.urls.resolvers import URLPattern

from . import urls_agreements, urls_delivery, urls_money

urlpatterns: list[URLPattern] = [
    *urls_agreements.urlpatterns,
    *urls_delivery.urlpatterns,
    *urls_money.urlpatterns,
]
