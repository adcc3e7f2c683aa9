"""The base of every staff page: forms like the printed sheet, search, history, deletion, export of lists."""

from .base import PartAdmin, StaffModelAdmin
from .filters import FiscalYearFilter
from .inlines import StaffStackedInline, StaffTabularInline

__all__ = ["FiscalYearFilter", "PartAdmin", "StaffModelAdmin", "StaffStackedInline", "StaffTabularInline"]
