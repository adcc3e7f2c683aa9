"""The action items: what they are, where they stand, who does them, when, and how each year went."""

from .answers import AnswerFigure, AnswerStep, SupportPart
from .evaluations import Evaluation, EvaluationSession, PolicyEvaluator
from .handovers import ItemHandover
from .items import ActionItem
from .parties import ItemDepartment, ItemImplementer, ItemTargetGroup
from .placements import Placement
from .reminders import ReminderMail, ReminderRules
from .report_passages import ReportPassage
from .report_texts import ReportText
from .reports import AnnualReport, ReportFile, ReportOrder
from .rounds import ReportingRound
from .schedule import ScheduleCell
from .yearly_status import YearlyStatus

__all__ = [
    "ActionItem",
    "AnnualReport",
    "AnswerFigure",
    "AnswerStep",
    "Evaluation",
    "EvaluationSession",
    "ItemDepartment",
    "ItemHandover",
    "ItemImplementer",
    "ItemTargetGroup",
    "Placement",
    "PolicyEvaluator",
    "ReminderMail",
    "ReminderRules",
    "ReportFile",
    "ReportOrder",
    "ReportPassage",
    "ReportText",
    "ReportingRound",
    "ScheduleCell",
    "SupportPart",
    "YearlyStatus",
]
