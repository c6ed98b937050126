from django.urls import path

from . import views

urlpatterns = [
    path("places/<int:number>/visit.txt", views.place_visit, name="place_visit"),
    path("desk/places/<int:number>/access/", views.desk_place_access, name="desk_place_access"),
]
