"""What this room announces, after the change is committed. Letters listen; nobody changes domain data."""

from __future__ import annotations

from django.dispatch import Signal

assessor_assigned = Signal()
"""assignment, at: somebody has a proposal to assess and must declare first."""

conflict_declared = Signal()
"""assignment, replacement (an assignment or None), at: the assessor stepped aside."""

sheet_submitted = Signal()
"""sheet, assignment, at: a score sheet was sent."""

sheet_reopened = Signal()
"""sheet, assignment, reason, at: the chair asks the assessor to look at her sheet again."""

sheet_changed = Signal()
"""sheet, assignment, at: the committee changed points of a sent sheet, at a meeting or after an objection."""
