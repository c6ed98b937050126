"""Letters about reports of a grant: received, to be corrected, accepted or not, due and late."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from skwer.apps.grants.models import Report

from .. import links
from ..contents import Contents
from ..outbox import Outgoing
from ..words import moment
from .grants import PARTY, WITH, day, to_party, which


def _report(pk: int) -> Report:
    return Report.objects.select_related(*WITH).get(pk=pk)


def report_submitted(pk: int) -> Iterator[Outgoing]:
    """The receipt."""
    report = _report(pk)
    if report.sent_at is not None:
        yield from to_party(report.agreement, lambda: _submitted(report))


def _submitted(report: Report) -> Contents:
    agreement = report.agreement
    return Contents(
        subject=_("We have your report: %(title)s") % {"title": agreement.title},
        text=[_("Your report has arrived. Keep this letter.")],
        facts=[
            *which(agreement),
            (_("Report"), report.get_kind_display()),
            (_("Sent"), moment(report.sent_at) if report.sent_at else ""),
            (_("Checksum"), report.hash[:12].upper()),
            (_("What next"), _("The office reads it and answers")),
        ],
        button=(_("See the report"), links.grant_report(report)),
        after=[_("If anything is missing, we write to you.")],
        why=str(PARTY),
        organisation=agreement.organisation,
    )


def report_correction_asked(pk: int) -> Iterator[Outgoing]:
    """What to correct, and by when."""
    report = _report(pk)
    if report.state == Report.State.CORRECTION:
        yield from to_party(report.agreement, lambda: _correction(report))


def _correction(report: Report) -> Contents:
    agreement = report.agreement
    return Contents(
        subject=_("Correct your report: %(title)s") % {"title": agreement.title},
        text=[_("The office read your report and asks you to correct it. In its words:")],
        quote=report.correction,
        facts=[
            *which(agreement),
            (_("By when"), moment(report.correct_until) if report.correct_until else ""),
        ],
        button=(_("Correct the report"), links.grant_report(report)),
        after=[_("Everything you wrote is still there. Change what is asked, and send it again.")],
        why=str(PARTY),
        organisation=agreement.organisation,
    )


def report_decided(pk: int) -> Iterator[Outgoing]:
    """Accepted, or rejected and why."""
    report = _report(pk)
    if report.state in (Report.State.ACCEPTED, Report.State.REJECTED):
        yield from to_party(report.agreement, lambda: _decided(report))


def _decided(report: Report) -> Contents:
    agreement = report.agreement
    final = report.kind == Report.Kind.FINAL
    if report.state == Report.State.ACCEPTED:
        subject, text = _("Your report is accepted: %(title)s"), _("The office accepted your report. Thank you.")
        after = [_("Next the office settles the account. You get a letter with every figure.")] if final else []
    else:
        subject, text = _("Your report is not accepted: %(title)s"), _("The office did not accept your report.")
        after = [_("The office will write what this means for the money. You may ask it to explain.")]
    return Contents(
        subject=subject % {"title": agreement.title},
        text=[text, *([_("In its words:")] if report.reason else [])],
        quote=report.reason,
        facts=[*which(agreement), (_("Report"), report.get_kind_display())],
        button=(_("See the report"), links.grant_report(report)),
        after=after,
        why=str(PARTY),
        organisation=agreement.organisation,
    )


def report_reminded(pk: int) -> Iterator[Outgoing]:
    """Due soon, due today, or overdue: as it is on the day the letter is written."""
    report = _report(pk)
    if report.state in (Report.State.DUE, Report.State.CORRECTION):
        yield from to_party(report.agreement, lambda: _reminded(report))


def _reminded(report: Report) -> Contents:
    agreement, today = report.agreement, timezone.localdate()
    until = report.due_on
    if report.state == Report.State.CORRECTION and report.correct_until is not None:
        until = timezone.localdate(report.correct_until)
    late = (today - until).days
    if late > 0:
        subject = _("Your report is late: %(title)s")
        said = ngettext("Your report was due %(n)s day ago.", "Your report was due %(n)s days ago.", late) % {"n": late}
        after = [_("The page says what is still missing. If you need help, ask the office named below.")]
    elif late == 0:
        subject, said = _("Your report is due today: %(title)s"), _("Your report is due today.")
        after = [_("It is filled in already with your application, your costs and your hours.")]
    else:
        subject = _("Your report is due soon: %(title)s")
        said = ngettext("Your report is due in %(n)s day.", "Your report is due in %(n)s days.", -late) % {"n": -late}
        after = [_("It is filled in already with your application, your costs and your hours.")]
    return Contents(
        subject=subject % {"title": agreement.title},
        text=[said],
        facts=[*which(agreement), (_("Report"), report.get_kind_display()), (_("By when"), day(until))],
        button=(_("Write the report"), links.grant_report(report)),
        after=after,
        why=str(PARTY),
        organisation=agreement.organisation,
    )
