"""The departments themselves: their names, their last years, and who takes over from whom."""

from itertools import count

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.models import Department, DepartmentFormerName, DepartmentSuccession

from .orders import Kind

MOST_SIGNS = Department._meta.get_field("code").max_length


def write_departments(order, ledger, touched):
    """Write the change of the departments. Returns the Departments that take over, in the order's order."""
    if order.kind == Kind.RENAME:
        _rename(order, ledger, touched)
        return []
    last_fy = order.from_fy - 1
    successors = [
        each if isinstance(each, Department) else _begin(each, order, ledger, touched)
        for each in order.successors
    ]
    for department in order.departments:
        ledger.change(department, end_fy=last_fy)
        touched.departments.append(f"「{department}」は、{both_calendars(last_fy)}までの部署になります。")
        for successor in successors:
            row = DepartmentSuccession(
                predecessor=department, successor=successor, kind=order.kind, from_fy=order.from_fy
            )
            ledger.create(row)
            word = "仕事の一部" if order.kind == Kind.SPLIT else "仕事"
            touched.successions.append(
                f"「{department}」の{word}を、{both_calendars(order.from_fy)}から「{successor}」が引き継ぎます。"
            )
    return successors


def _rename(order, ledger, touched):
    (department,), (new,) = order.departments, order.successors
    last_fy, old = order.from_fy - 1, department.name
    ledger.create(DepartmentFormerName(department=department, name=old, last_fy=last_fy))
    ledger.change(department, name=new.name, reading=new.reading)
    touched.names.append(
        f"「{old}」の名称は、{both_calendars(order.from_fy)}から「{new}」になります。"
        f"{both_calendars(last_fy)}までは「{old}」のままです。"
    )


def _begin(new, order, ledger, touched):
    first = order.departments[0]
    department = Department(
        municipality_id=order.city_id,
        code=new.code or _free_code(first, order.from_fy),
        name=new.name,
        reading=new.reading,
        start_fy=order.from_fy,
        sort_order=first.sort_order,
    )
    ledger.create(department)
    touched.departments.append(
        f"「{department}」(番号 {department.code})を、{both_calendars(order.from_fy)}からの部署として登録します。"
    )
    return department


def _free_code(department, from_fy):
    """The code of the department before with the year, and a number where that is taken."""
    taken = set(
        Department.objects.filter(municipality=department.municipality_id).values_list("code", flat=True)
    )
    for number in count(1):
        end = f"-{from_fy}" if number == 1 else f"-{from_fy}-{number}"
        code = department.code[: MOST_SIGNS - len(end)].rstrip("-") + end
        if code not in taken:
            return code
