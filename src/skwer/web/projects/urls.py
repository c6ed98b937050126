"""Projects and funding programmes: their cards for everybody, and the desk that writes them."""

from django.urls import path, re_path

from . import desk, desk_lines, desk_programmes, programmes, views

urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/<slug:slug>/", views.project, name="project"),
    path("projects/<slug:slug>/poster.pdf", views.poster, name="project_poster"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/<slug:slug>/", programmes.programme, name="programme"),
    re_path(
        r"^programmes/(?P<slug>[-\w]+)/operations\.(?P<kind>csv|xlsx)$",
        programmes.operations,
        name="programme_operations",
    ),
    path("desk/projects/", desk.desk_projects, name="desk_projects"),
    path("desk/projects/new/", desk.desk_project_new, name="desk_project_new"),
    path("desk/projects/<slug:slug>/", desk.desk_project, name="desk_project"),
    path("desk/projects/<slug:slug>/card/", desk.desk_project_card, name="desk_project_card"),
    path("desk/projects/<slug:slug>/amounts/", desk_lines.amounts, name="desk_project_amounts"),
    path("desk/projects/<slug:slug>/rates/", desk_lines.rates, name="desk_project_rates"),
    path("desk/projects/<slug:slug>/points/<slug:kind>/", desk_lines.points, name="desk_project_points"),
    path("desk/projects/<slug:slug>/phases/", desk_lines.phases, name="desk_project_phases"),
    path("desk/projects/<slug:slug>/partners/", desk_lines.partners, name="desk_project_partners"),
    path("desk/projects/<slug:slug>/policy/", desk_lines.policy, name="desk_project_policy"),
    path("desk/projects/<slug:slug>/policy/<int:pk>/", desk_lines.policy_changes, name="desk_project_policy_changes"),
    path("desk/projects/<slug:slug>/marks/", desk.desk_project_marks, name="desk_project_marks"),
    path("desk/programmes/", desk_programmes.desk_programmes, name="desk_programmes"),
    path("desk/programmes/new/", desk_programmes.desk_programme_new, name="desk_programme_new"),
    path("desk/programmes/<slug:slug>/", desk_programmes.desk_programme, name="desk_programme"),
    path("desk/programmes/<slug:slug>/marks/", desk_programmes.desk_programme_marks, name="desk_programme_marks"),
]
