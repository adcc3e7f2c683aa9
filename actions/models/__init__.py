"""The action items: what they are, where they stand, who does them, when, and how each year went."""

from .items import ActionItem
from .parties import ItemDepartment, ItemImplementer, ItemTargetGroup
from .placements import Placement
from .schedule import ScheduleCell
from .yearly_status import YearlyStatus

__all__ = [
    "ActionItem",
    "ItemDepartment",
    "ItemImplementer",
    "ItemTargetGroup",
    "Placement",
    "ScheduleCell",
    "YearlyStatus",
]
