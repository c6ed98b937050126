from django.urls import path

from . import desk, matching, viewings, views, wishes

urlpatterns = [
    path("spaces/", views.spaces, name="spaces"),
    path("spaces/<int:number>/", views.space, name="space"),
    path("spaces/wishes/", wishes.my_wishes, name="my_wishes"),
    path("spaces/wishes/new/", wishes.wish_new, name="wish_new"),
    path("spaces/wishes/<int:pk>/", wishes.wish, name="wish"),
    path("spaces/wishes/<int:pk>/edit/", wishes.wish_edit, name="wish_edit"),
    path("spaces/<int:number>/viewings/<int:pk>/", viewings.viewing_book, name="viewing_book"),
    path("desk/spaces/<int:number>/", desk.desk_space, name="desk_space"),
    path("desk/spaces/<int:number>/viewings/", viewings.desk_viewings, name="desk_viewings"),
    path("desk/spaces/<slug:slug>/", desk.desk_spaces, name="desk_spaces"),
    path("desk/spaces/<slug:slug>/new/", desk.desk_space_new, name="desk_space_new"),
    path("desk/spaces/<slug:slug>/matches/", matching.desk_matches, name="desk_matches"),
]
