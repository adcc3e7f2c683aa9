"""The sheets of the plan's workbook, in the order in which their rows can be entered: what is referred to comes first."""

from .items import ITEM_SHEETS
from .levels import LEVEL_SHEETS
from .plan import CITY, PLAN, PLAN_SHEETS
from .results import EDITIONS, EVALUATIONS, RESULT_SHEETS, RESULTS
from .words import WORD_SHEETS

SHEETS = (*PLAN_SHEETS, *LEVEL_SHEETS, *WORD_SHEETS, *ITEM_SHEETS, *RESULT_SHEETS)

__all__ = ["CITY", "EDITIONS", "EVALUATIONS", "PLAN", "RESULTS", "SHEETS"]
