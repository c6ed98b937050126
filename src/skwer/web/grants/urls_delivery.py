"""Addresses of the account: costs, work, reports, settlement, refunds; of the party and of the desk."""

from django.urls import path

from . import costs, desk_costs, reports, settle, work

urlpatterns = [
    path("agreements/<int:pk>/costs/", costs.costs, name="grant_costs"),
    path("agreements/<int:pk>/costs/new/", costs.cost_new, name="grant_cost_new"),
    path("agreements/<int:pk>/costs/<int:number>/", costs.cost, name="grant_cost"),
    path("agreements/<int:pk>/hours/", work.work, name="grant_work"),
    path("agreements/<int:pk>/reports/<int:number>/", reports.report, name="grant_report"),
    path("agreements/<int:pk>/refunds/", settle.refunds, name="grant_refunds"),
    path("desk/agreements/<int:pk>/costs/", desk_costs.desk_costs, name="desk_costs"),
    path("desk/agreements/<int:pk>/hours/", work.desk_work, name="desk_grant_work"),
    path("desk/agreements/<int:pk>/purchases/", work.desk_purchases, name="desk_purchases"),
    path("desk/agreements/<int:pk>/reports/<int:number>/", reports.desk_report, name="desk_report"),
    path("desk/agreements/<int:pk>/settlement/", settle.desk_settle, name="desk_settle"),
    path("desk/agreements/<int:pk>/refunds/", settle.desk_refunds, name="desk_refunds"),
    path("desk/overdue/<slug:slug>/", settle.desk_overdue, name="desk_overdue"),
]
