"""The way through a form: which pages it has, what is done, what still remains and on which page it is mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skwer.apps.calls.columns import read_columns
from skwer.apps.calls.limits import limit_errors
from skwer.apps.calls.models import Proposal
from skwer.apps.calls.queries import form_of
from skwer.apps.calls.queries.backing import missing_before_sending
from skwer.apps.forms.checking import FieldError, check_save, check_submit
from skwer.apps.forms.schema import RAW, Question, Step
from skwer.web.fields import anchor_of


@dataclass(frozen=True)
class Remains:
    """One thing to mend: in words, and the address of the field where it is mended."""

    message: str
    url: str


class Way:
    """The pages of one proposal's form. The last one shows everything, asks for the declarations and sends."""

    def __init__(self, proposal: Proposal) -> None:
        self.proposal = proposal
        self.form = form_of(proposal)
        steps = list(self.form.steps)
        # A last step of nothing but declarations is answered where the proposal is sent.
        ends_in_declarations = len(steps) > 1 and all(q.kind == "declaration" for q in steps[-1].questions)
        self.ending: Step | None = steps.pop() if ends_in_declarations else None
        self.steps: Sequence[Step] = steps

    @property
    def declarations(self) -> tuple[Question, ...]:
        return self.ending.questions if self.ending else ()

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)

    def url(self, step: Step) -> str:
        return reverse("web:draft", args=[self.proposal.call.slug, self.proposal.uid, step.key])

    @property
    def sending_url(self) -> str:
        return reverse("web:draft_preview", args=[self.proposal.call.slug, self.proposal.uid])

    @property
    def applicant_url(self) -> str:
        return reverse("web:draft_applicant", args=[self.proposal.call.slug, self.proposal.uid])

    def after(self, step: Step) -> str:
        """Where "save and continue" leads."""
        later = self.steps[list(self.steps).index(step) + 1 :]
        return self.url(later[0]) if later else self.sending_url

    def before(self, step: Step) -> str:
        earlier = self.steps[: list(self.steps).index(step)]
        if not earlier and self.proposal.number is not None:  # who applies stays as it was with the idea
            return reverse("web:proposal", args=[self.proposal.call.slug, self.proposal.number])
        return self.url(earlier[-1]) if earlier else self.applicant_url

    @cached_property
    def problems(self) -> list[FieldError]:
        """Everything that would keep the proposal from being sent today, declarations among it."""
        answers = self.proposal.answers
        limits = limit_errors(self.proposal, read_columns(answers))
        return [*check_submit(self.form, answers), *limits, *missing_before_sending(self.proposal)]

    @cached_property
    def limits(self) -> list[FieldError]:
        """What already breaks the call's limits in answers that were given: shown while writing."""
        answers = self.proposal.answers
        found = limit_errors(self.proposal, read_columns(answers))
        return [e for e in found if answers.get(e.field) or e.code == "de_minimis"]

    @cached_property
    def unreadable(self) -> list[FieldError]:
        return check_save(self.form, self.proposal.answers)[1]

    def of_step(self, step: Step, problems: Iterable[FieldError]) -> list[FieldError]:
        keys = {question.key for question in step.questions}
        return [problem for problem in problems if problem.field in keys]

    def is_begun(self, step: Step) -> bool:
        answers = self.proposal.answers
        given = {**answers, **(answers.get(RAW) or {})}
        return any(given.get(question.key) not in (None, "", [], {}, False) for question in step.questions)

    @property
    def resume_url(self) -> str:
        """Where somebody who comes back goes on: the first page on which something is missing."""
        for step in self.steps:
            if self.of_step(step, self.problems) or not self.is_begun(step):
                return self.url(step)
        return self.sending_url

    def remains(self, declared: bool = False) -> list[Remains]:
        """What to mend before sending, with links; declarations only once somebody tried to send (`declared`)."""
        asked = {question.key for question in self.declarations}
        found = []
        for problem in self.problems:
            if problem.field in asked:
                if declared:
                    found.append(Remains(str(problem.summary), f"#{anchor_of(problem)}"))
                continue
            found.append(self.leads(problem))
        return found

    def leads(self, problem: FieldError) -> Remains:
        if problem.field.startswith("need-"):
            needs = reverse("web:needs", args=[self.proposal.call.slug, self.proposal.uid])
            return Remains(str(problem.summary), f"{needs}#{problem.field}")
        if problem.field.startswith("recommendation-") and self.proposal.number is not None:
            url = reverse("web:recommendations", args=[self.proposal.call.slug, self.proposal.number])
            return Remains(str(problem.summary), f"{url}#{problem.field}")
        step = self.form.step_of(problem.field)
        if step is None or self.step(step.key) is None:
            return Remains(str(problem.summary), self.applicant_url)
        return Remains(str(problem.summary), f"{self.url(step)}?check=1#{anchor_of(problem)}")

    def bar(self, here: str) -> list[Mapping[str, Any]]:
        """The steps for the bar above the page; `here`: the key of the open one, or "" for the last."""
        rows = []
        for step in self.steps:
            missing = len(self.of_step(step, self.problems))
            begun = self.is_begun(step)
            if step.key == here:
                state, note = "now", ""
            elif begun and not missing:
                state, note = "done", _("ready")
            else:
                words = ngettext("%(n)s thing missing", "%(n)s things missing", missing) % {"n": missing}
                state, note = "next", words if missing and (begun or not here) else ""
            rows.append({"name": str(step.title), "state": state, "note": note, "url": self.url(step)})
        title = str(self.ending.title) if self.ending else _("Check and send")
        rows.append({"name": title, "state": "next" if here else "now", "note": "", "url": self.sending_url})
        return rows
