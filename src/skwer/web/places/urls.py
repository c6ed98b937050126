from django.urls import path

from . import data, desk, desk_story, views

urlpatterns = [
    path("places/", views.places, name="places"),
    path("places/map.json", data.places_map, name="places_map"),
    path("places/<int:number>/", views.place, name="place"),
    path("desk/places/", desk.desk_places, name="desk_places"),
    path("desk/places/new/", desk.desk_place_new, name="desk_place_new"),
    path("desk/places/districts/", desk.desk_districts, name="desk_districts"),
    path("desk/places/<int:number>/", desk.desk_place, name="desk_place"),
    path("desk/places/<int:number>/story/", desk_story.desk_place_story, name="desk_place_story"),
]
