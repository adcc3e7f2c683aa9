"""The action items: what they are, where they stand, who does them, when, and how each year went."""

from .answers import AnswerFigure, AnswerStep, SupportPart
from .items import ActionItem
from .parties import ItemDepartment, ItemImplementer, ItemTargetGroup
from .placements import Placement
from .rounds import ReportingRound
from .schedule import ScheduleCell
from .yearly_status import YearlyStatus

__all__ = [
    "ActionItem",
    "AnswerFigure",
    "AnswerStep",
    "ItemDepartment",
    "ItemImplementer",
    "ItemTargetGroup",
    "Placement",
    "ReportingRound",
    "ScheduleCell",
    "SupportPart",
    "YearlyStatus",
]
