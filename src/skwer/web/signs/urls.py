from django.urls import path

from . import desk, views

urlpatterns = [
    path("l/worker.js", views.sign_worker, name="sign_worker"),
    path("l/<str:code>/", views.sign, name="sign"),
    path("desk/places/<int:number>/sign/", desk.desk_signs, name="desk_signs"),
    path("desk/places/<int:number>/sign.pdf", desk.sign_pdf, name="sign_pdf"),
]
