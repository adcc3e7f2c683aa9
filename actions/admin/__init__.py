"""Staff pages of the action items and how each year went."""

from .evaluations import EvaluationAdmin, EvaluationSessionAdmin, PolicyEvaluatorAdmin
from .handovers import ItemHandoverAdmin
from .items import ActionItemAdmin
from .measures import MeasureWithItemsAdmin
from .parts import (
    ItemDepartmentAdmin,
    ItemImplementerAdmin,
    ItemTargetGroupAdmin,
    PlacementAdmin,
    ScheduleCellAdmin,
)
from .reminders import ReminderRulesAdmin
from .report_texts import ReportTextAdmin
from .rounds import ReportingRoundAdmin
from .yearly_status import YearlyStatusAdmin

__all__ = [
    "ActionItemAdmin",
    "EvaluationAdmin",
    "EvaluationSessionAdmin",
    "ItemDepartmentAdmin",
    "ItemHandoverAdmin",
    "ItemImplementerAdmin",
    "ItemTargetGroupAdmin",
    "MeasureWithItemsAdmin",
    "PlacementAdmin",
    "PolicyEvaluatorAdmin",
    "ReminderRulesAdmin",
    "ReportTextAdmin",
    "ReportingRoundAdmin",
    "ScheduleCellAdmin",
    "YearlyStatusAdmin",
]
