from django.urls import path, re_path

from . import desk, papers, protocols, user

WAY = r"(?P<way>out|back)"
urlpatterns = [
    path("licences/", user.licences, name="licences"),
    path("licences/<int:pk>/", user.licence, name="licence"),
    path("licences/<int:pk>/pdf/", papers.licence_pdf, name="licence_pdf"),
    path("licences/<int:pk>/extend/", user.licence_extend, name="licence_extend"),
    path("licences/<int:pk>/evaluate/", user.licence_evaluate, name="licence_evaluate"),
    re_path(rf"^licences/(?P<pk>\d+)/{WAY}/$", protocols.protocol, name="protocol"),
    re_path(rf"^licences/(?P<pk>\d+)/{WAY}/pdf/$", papers.protocol_pdf, name="protocol_pdf"),
    path("desk/licences/<int:pk>/", desk.desk_licence, name="desk_licence"),
    path("desk/licences/<int:pk>/edit/", desk.desk_licence_edit, name="desk_licence_edit"),
    path("desk/licences/<slug:slug>/", desk.desk_licences, name="desk_licences"),
    path("desk/licences/<int:pk>/new/", desk.desk_licence_of_space, name="desk_licence_new"),
    path("desk/licences/<slug:slug>/new/", desk.desk_licence_new, name="desk_licence_new"),
]
