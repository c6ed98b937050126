from django.urls import path

from . import views

urlpatterns = [
    path("results/", views.index, name="results"),
    path("calls/<slug:slug>/results/", views.result, name="results"),
    path("calls/<slug:slug>/results/<str:name>", views.published_file, name="results_files"),
]
