"""Which modules are offered where in a call."""

from __future__ import annotations

from ..models import Call, Stage, StageModule


def modules_beside(stage: Stage) -> list[StageModule]:
    """What a stage offers its people: published modules only, those of the whole stage first. One query."""
    links = StageModule.objects.filter(stage=stage, module__published_at__isnull=False).select_related("module")
    return sorted(links, key=lambda link: (bool(link.question_key), link.pk))


def modules_of_call(call: Call) -> list[StageModule]:
    """Every module some stage of the call offers, each once, in the order of the stages. One query."""
    links = StageModule.objects.filter(stage__call=call, module__published_at__isnull=False)
    found: dict[int, StageModule] = {}
    for link in links.select_related("module", "stage").order_by("stage__order", "pk"):
        found.setdefault(link.module_id, link)
    return list(found.values())
