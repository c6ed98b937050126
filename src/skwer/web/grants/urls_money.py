"""Addresses of the city's payments and of its table of interest rates."""

from django.urls import path

from . import payments, rates

urlpatterns = [
    path("desk/payments/<slug:slug>/", payments.desk_payments, name="desk_payments"),
    path("desk/payments/<slug:slug>/<int:number>/", payments.desk_payment, name="desk_payment"),
    path("desk/cities/<slug:slug>/rates/", rates.desk_rates, name="desk_rates"),
]
