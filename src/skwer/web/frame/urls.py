"""What the frame of every page needs: the choice of colours, and a city's streets for its map."""

from django.urls import path

from . import views

urlpatterns = [
    path("scheme/", views.choose_scheme, name="scheme"),
    path("cities/<slug:slug>/geodata.json", views.city_geodata, name="city_geodata"),
    path("cities/<slug:slug>/logo.png", views.logo, name="logo"),
]
