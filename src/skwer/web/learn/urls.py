from django.urls import path

from . import desk, desk_judging, desk_paths, desk_scales, judging, views

urlpatterns = [
    path("learn/", views.learn, name="learn"),
    path("learn/certificates/", views.certificates, name="certificates"),
    path("learn/certificates/<str:number>/", views.certificate_of, name="certificate_of"),
    path("learn/paths/<slug:slug>/", views.path, name="learning_path"),
    path("learn/self-assessment/<int:pk>/", judging.self_assessment, name="self_assessment"),
    path("learn/<slug:slug>/", views.module, name="module"),
    path("learn/<slug:slug>/questions/", views.questions, name="module_questions"),
    path("learn/<slug:slug>/certificate.pdf", views.certificate, name="module_certificate"),
    path("desk/learn/", desk.desk_learn, name="desk_learn"),
    path("desk/learn/new/", desk.module_new, name="desk_module_new"),
    path("desk/learn/paths/new/", desk_paths.path_new, name="desk_path_new"),
    path("desk/learn/paths/<slug:slug>/", desk_paths.path, name="desk_path"),
    path("desk/learn/scales/new/", desk_scales.scale_new, name="desk_scale_new"),
    path("desk/learn/scales/<slug:slug>/", desk_scales.scale, name="desk_scale"),
    path("desk/learn/scales/<slug:slug>/network/", desk_scales.network, name="scale_network"),
    path("desk/learn/self-assessments/new/", desk_judging.new, name="desk_self_assessment_new"),
    path("desk/learn/self-assessments/<int:pk>/", desk_judging.manage, name="desk_self_assessment"),
    path("desk/learn/<slug:slug>/", desk.module, name="desk_module"),
    path("desk/learn/<slug:slug>/questions/", desk.questions, name="desk_module_questions"),
    path("desk/learn/<slug:slug>/files/", desk.files, name="desk_module_files"),
    path("desk/calls/<slug:slug>/stages/<int:order>/modules/", desk.stage_modules, name="desk_stage_modules"),
]
