"""Which department does the work of another today."""

from .models import DepartmentSuccession


def successors_in(municipality_id, fiscal_year):
    """Department id -> id of the one that has taken over by that year, for departments that were succeeded.

    A department that was split has None: a person decides. Chains are followed to their end. One query.
    """
    rows = DepartmentSuccession.objects.filter(
        predecessor__municipality=municipality_id, from_fy__lte=fiscal_year
    ).values_list("predecessor", "successor")
    direct = {}
    for predecessor, successor in rows:
        direct.setdefault(predecessor, set()).add(successor)
    return {predecessor: _last(predecessor, direct) for predecessor in direct}


def _last(department, direct):
    passed = {department}
    while department in direct:
        if len(direct[department]) > 1:
            return None
        (department,) = direct[department]
        if department in passed:  # two departments that each claim to follow the other
            return None
        passed.add(department)
    return department
