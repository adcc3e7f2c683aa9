"""What a check is, and what it finds."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import F, Q


class Severity(StrEnum):
    """`WRONG` must be mended. `UNSURE` may be right: a document can be like that."""

    WRONG = "誤り"
    UNSURE = "確かめる"


@dataclass(frozen=True)
class Row:
    """One thing that does not fit, and the staff page where a person mends it.

    `page` is the name of an address below "admin:", `key` the primary key in it. `model` names the admin that says
    who may open it; None for the pages of the survey, which are open to every 事務局.
    """

    label: str
    page: str
    key: int | None = None
    query: str = ""
    model: type | None = None


@dataclass(frozen=True)
class Check:
    """`find(city, today)` gives the rows that do not fit, in a fixed number of queries.

    `meaning`: what it is, why it matters and what to do, in full sentences for the 事務局.
    """

    name: str
    title: str
    meaning: str
    severity: Severity
    find: Callable


@dataclass(frozen=True)
class Finding:
    """What one check found."""

    check: Check
    rows: list

    @property
    def is_wrong(self):
        return bool(self.rows) and self.check.severity == Severity.WRONG


def run_checks(checks, city, today):
    """[Finding] of each of the checks, those that found nothing too, in the order of the checks."""
    return [Finding(check, list(check.find(city, today))) for check in checks]


def to_change(label, model, key):
    """A row that is mended on the record's own page."""
    return Row(label, f"{model._meta.app_label}_{model._meta.model_name}_change", key, model=model)


def to_add(label, model, query):
    """A row that is mended by adding a record; `query` fills in its form beforehand."""
    return Row(label, f"{model._meta.app_label}_{model._meta.model_name}_add", query=query, model=model)


def outside_plan(year, plan):
    """The condition that the year in the field `year` lies outside the plan reached by the path `plan`.

    An end of the plan that is unknown or open leaves nothing outside.
    """
    return Q(**{f"{year}__lt": F(f"{plan}__start_fy")}) | Q(**{f"{year}__gt": F(f"{plan}__end_fy")})
