from django.urls import path

from . import desk

urlpatterns = [
    path("desk/cities/<slug:slug>/moving/", desk.movings, name="desk_moving"),
    path("desk/cities/<slug:slug>/moving/<int:pk>/", desk.moving, name="desk_moving_one"),
]
