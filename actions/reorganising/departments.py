"""The departments themselves: their names, their last years, and who takes over from whom."""

from itertools import count

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.models import Department, DepartmentFormerName, DepartmentSuccession

from .orders import Kind

MOST_SIGNS = Department._meta.get_field("code").max_length


def write_departments(order, ledger, touched):
    """Write the change of the departments. Returns the Departments that take over, in the order's order."""
    touched.warnings += _warnings(order)
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
    last_fy, old, english = order.from_fy - 1, department.name, department.name_en
    ledger.create(DepartmentFormerName(department=department, name=old, last_fy=last_fy))
    ledger.change(department, name=new.name, reading=new.reading, name_en="")
    touched.names.append(
        f"「{old}」の名称は、{both_calendars(order.from_fy)}から「{new}」になります。"
        f"{both_calendars(last_fy)}までは「{old}」のままです。"
    )
    touched.names.append(
        f"よみは「{new.reading}」になります。"
        if new.reading
        else f"「{new}」のよみは空欄になります。よみを入れると、五十音順に並びます。"
    )
    if english:
        touched.names.append(
            f"英語の名称「{english}」は空欄になります。新しい英語の名称が決まったら、部署の画面で入れてください。"
        )


def _warnings(order):
    """What a person should know before doing it, though nothing stands in the way."""
    if (order.takes_effect_on.month, order.takes_effect_on.day) != (4, 1):
        yield (
            f"施行日は年度の途中ですが、名称と部署は年度ごとに決まります。{both_calendars(order.from_fy)}の全体が、"
            "新しい名称と部署になります。"
        )
    names = [each.name for each in order.successors if not isinstance(each, Department)]
    there = Department.objects.filter(municipality=order.city_id, name__in=names, end_fy=None)
    for name in there.exclude(pk__in=[each.pk for each in order.departments]).values_list("name", flat=True):
        yield (
            f"「{name}」という名前の部署がすでにあります。このままでは、同じ名前の部署が2つになります。"
            "その部署にまとめるときは、「統合」で「いまある部署」から選んでください。"
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
