from django.urls import path

from . import views

urlpatterns = [
    path("files/<uuid:uid>/", views.file, name="file"),
    path("files/<uuid:uid>/edit/", views.edit, name="file_edit"),
]
