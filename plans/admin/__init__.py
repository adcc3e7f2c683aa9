"""Staff pages of what is planned."""

from .indicators import IndicatorAdmin, IndicatorFigureAdmin
from .levels import MeasureAdmin, PillarAdmin, PolicyAdmin
from .parts import (
    ImplementerAdmin,
    MarkAdmin,
    PhaseAdmin,
    PlanNoteAdmin,
    PlanPointAdmin,
    RelatedDocumentAdmin,
    RoadmapColumnAdmin,
    StageAdmin,
    TargetGroupAdmin,
)
from .plan import PlanAdmin
from .scales import GradeAdmin, RatingScaleAdmin
from .statistics import StatisticAdmin, StatisticValueAdmin

__all__ = [
    "GradeAdmin",
    "ImplementerAdmin",
    "IndicatorAdmin",
    "IndicatorFigureAdmin",
    "MarkAdmin",
    "MeasureAdmin",
    "PhaseAdmin",
    "PillarAdmin",
    "PlanAdmin",
    "PlanNoteAdmin",
    "PlanPointAdmin",
    "PolicyAdmin",
    "RatingScaleAdmin",
    "RelatedDocumentAdmin",
    "RoadmapColumnAdmin",
    "StageAdmin",
    "StatisticAdmin",
    "StatisticValueAdmin",
    "TargetGroupAdmin",
]
