"""What does not fit in a city's data: each check says what it is, why it matters, and where to mend it."""

from . import items, organisation, people, plan, survey
from .checking import Check, Finding, Row, Severity, run_checks

CHECKS = (*plan.CHECKS, *items.CHECKS, *organisation.CHECKS, *people.CHECKS, *survey.CHECKS)

__all__ = ["CHECKS", "Check", "Finding", "Row", "Severity", "run_checks"]
