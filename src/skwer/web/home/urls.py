"""The start page and the cities."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("cities/", views.cities, name="cities"),
    path("cities/<slug:slug>/", views.city, name="city"),
]
