"""What is planned, above the action item: the plan, its levels, years and phases, indicators, scales, facts."""

from .indicators import Indicator, IndicatorFigure
from .levels import Measure, Pillar, Policy
from .notes import PlanNote
from .plan import Plan
from .points import PlanPoint, RelatedDocument
from .scales import Grade, RatingScale
from .statistics import Statistic, StatisticValue
from .timetable import Phase, RoadmapColumn, Stage
from .vocabulary import Actor, Implementer, Mark, TargetGroup

__all__ = [
    "Actor",
    "Grade",
    "Implementer",
    "Indicator",
    "IndicatorFigure",
    "Mark",
    "Measure",
    "Phase",
    "Pillar",
    "Plan",
    "PlanNote",
    "PlanPoint",
    "Policy",
    "RatingScale",
    "RelatedDocument",
    "RoadmapColumn",
    "Stage",
    "Statistic",
    "StatisticValue",
    "TargetGroup",
]
