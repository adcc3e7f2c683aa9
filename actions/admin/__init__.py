"""Staff pages of the action items and how each year went."""

from .items import ActionItemAdmin
from .measures import MeasureWithItemsAdmin
from .parts import (
    ItemDepartmentAdmin,
    ItemImplementerAdmin,
    ItemTargetGroupAdmin,
    PlacementAdmin,
    ScheduleCellAdmin,
)
from .rounds import ReportingRoundAdmin
from .yearly_status import YearlyStatusAdmin

__all__ = [
    "ActionItemAdmin",
    "ItemDepartmentAdmin",
    "ItemImplementerAdmin",
    "ItemTargetGroupAdmin",
    "MeasureWithItemsAdmin",
    "PlacementAdmin",
    "ReportingRoundAdmin",
    "ScheduleCellAdmin",
    "YearlyStatusAdmin",
]
