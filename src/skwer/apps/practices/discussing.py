"""Trials and methods may be talked about, where the city or the project's keeper lets people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from skwer.apps.discussion.kinds import Kind, Thing, register

from .models import Method, Trial


def _method(method: Method) -> Thing:
    project = method.project
    return Thing(str(method.title), f"/projects/{project.slug}/methods/{method.slug}/", project.organisation)


TRIALS = Kind(
    key="trial",
    label=_("trials"),
    visible=lambda person: Trial.objects.visible_to(person).select_related("organisation"),
    rows=lambda: Trial.objects.select_related("organisation"),
    thing=lambda trial: Thing(str(trial.title), f"/trials/{trial.slug}/", trial.organisation),
)
METHODS = Kind(
    key="method",
    label=_("methods"),
    visible=lambda person: Method.objects.visible_to(person).select_related("project__organisation"),
    rows=lambda: Method.objects.select_related("project__organisation"),
    thing=_method,
)


def offer() -> None:
    register(TRIALS)
    register(METHODS)
