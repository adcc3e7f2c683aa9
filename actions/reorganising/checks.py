"""What stands in the way of a change of departments: all of it at once, as sentences."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import both_calendars, fiscal_year_bounds, fiscal_year_of
from organizations.models import Department, DepartmentFormerName, DepartmentSuccession, Reorganisation

from .orders import Kind, NewDepartment, successor_ids


def why_not(order, *, now=None, entered=None):
    """Sentences; empty when nothing stands in the way. `entered`: the Reorganisation, once its day has come."""
    if not order.departments:
        return ["変わる部署を選んでください。"]
    sentences = [*_numbers(order), *_day(order, now, entered)]
    for department in order.departments:
        sentences += [*_own_city(order, department), *_may_change(order, department)]
    for department in order.known_successors:
        sentences += [*_own_city(order, department), *_may_take_over(order, department)]
    sentences += [*_new_names(order), *_choices(order), *_succeeded(order), *_waiting(order, entered)]
    return list(dict.fromkeys(sentences))


def _numbers(order):
    """How many departments change, and into how many."""
    word = Kind(order.kind).label
    if order.kind != Kind.MERGE and len(set(order.departments)) > 1:
        yield f"{word}する部署は、1つだけ選んでください。"
    if both := [each.name for each in order.known_successors if each in order.departments]:
        names = f"「{'」「'.join(both)}」"
        yield f"{names}は、変わる部署と引き継ぐ部署の両方に選ばれています。" + (
            f"いまある{names}にまとめるときは、「統合する部署」から{names}の印を外してください。"
            if order.kind == Kind.MERGE
            else "どちらかだけにしてください。名称が同じままでも、分かれたあとの部署は新しい部署として入れます。"
        )
    match order.kind:
        case Kind.RENAME if len(order.successors) != 1 or order.known_successors:
            yield "新しい名称を1つ入れてください。"
        case Kind.MERGE if len(order.successors) != 1:
            yield "統合したあとの部署を、1つだけ選ぶか入れてください。"
        case Kind.MERGE if len(set(order.departments)) < 2 and not order.known_successors:
            yield (
                "統合する部署を2つ以上選ぶか、いまある部署にまとめてください。"
                "1つの部署の名称だけが変わるときは、改称にしてください。"
            )
        case Kind.SPLIT if len(order.successors) < 2:
            yield "分かれたあとの部署を、2つ以上選ぶか入れてください。"
        case Kind.ABOLISH if order.successors:
            yield "廃止では、引き継ぐ部署を選びません。引き継ぐ部署があるときは、統合にしてください。"
    known = order.known_successors
    if len(set(known)) < len(known):
        yield "引き継ぐ部署に、同じ部署が2回選ばれています。"


def _day(order, now, entered):
    if entered is not None:
        return
    year = fiscal_year_of(timezone.localdate(now))
    first, last = fiscal_year_bounds(year - 1)[0], fiscal_year_bounds(year + 1)[1]
    if not first <= order.takes_effect_on <= last:
        yield f"施行日は、{first:%Y年%-m月%-d日}から{last:%Y年%-m月%-d日}までの日にしてください。"


def _own_city(order, department):
    if department.municipality_id != order.city_id:
        yield f"「{department}」は、ほかの市区町村の部署です。同じ市区町村の部署を選んでください。"
    if department.is_collective:
        yield f"「{department}」はまとめた呼び名です。ひとつの部署を選んでください。"
    if department.end_fy is not None:
        yield f"「{department}」は、{both_calendars(department.end_fy)}までの部署です。"


def _may_change(order, department):
    if department.start_fy is not None and department.start_fy >= order.from_fy:
        yield (
            f"「{department}」は{both_calendars(department.start_fy)}からの部署なので、同じ年度か、それより前には"
            "変えられません。施行日を確かめてください。"
        )
    if order.kind != Kind.RENAME:
        return
    former = DepartmentFormerName.objects.filter(department=department, last_fy__gte=order.from_fy - 1)
    for row in former:
        yield (
            f"「{department}」は、{both_calendars(row.last_fy)}まで「{row.name}」でした。同じ年度か、それより前には"
            "改称できません。名称の間違いは、部署の画面で直してください。"
        )
    if [str(each) for each in order.successors] == [department.name]:
        yield f"新しい名称が、いまの名称「{department}」と同じです。"


def _may_take_over(order, department):
    if department.start_fy is not None and department.start_fy > order.from_fy:
        yield (
            f"「{department}」は{both_calendars(department.start_fy)}からの部署なので、それより前の年度から"
            "引き継ぐことはできません。"
        )


def _new_names(order):
    """Names and codes of departments that begin, checked as the database will."""
    new = [each for each in order.successors if isinstance(each, NewDepartment)]
    for each in new:
        row = Department(name=each.name, reading=each.reading, code=each.code or "x")
        try:
            row.clean_fields(exclude=["municipality"])
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                yield f"新しい部署の{Department._meta.get_field(name).verbose_name}: {''.join(messages)}"
    if len({each.name for each in new}) < len(new):
        yield "新しい部署に、同じ名称が2回入っています。"
    codes = [each.code for each in new if each.code]
    if len(set(codes)) < len(codes):
        yield "新しい部署に、同じ番号が2回入っています。"
    if order.kind == Kind.RENAME:
        return
    taken = Department.objects.filter(municipality=order.city_id, code__in=codes).order_by("code")
    for department in taken:
        yield f"番号「{department.code}」は「{department}」が使っています。別の番号にするか、空欄にしてください。"


def _choices(order):
    if order.kind != Kind.SPLIT:
        if order.items or order.members:
            yield "取組と人の行き先を選べるのは、分割のときだけです。"
        return
    for item, successor in order.items.items():
        if successor not in order.successors:
            yield f"「{item}」の行き先を、引き継ぐ部署から選んでください。"
        if item.plan.municipality_id != order.city_id:
            yield f"「{item}」は、ほかの市区町村の計画の取組です。"
    for member, successor in order.members.items():
        if successor not in order.successors:
            yield f"{member.user}さんの行き先を、引き継ぐ部署から選んでください。"
        if member.department not in order.departments:
            yield f"{member.user}さんは、分かれる部署に所属していません。"


def _succeeded(order):
    """A department whose work has been taken over can neither end again nor take over."""
    ending = [] if order.kind == Kind.RENAME else order.departments
    rows = DepartmentSuccession.objects.filter(predecessor__in={*ending, *order.known_successors})
    for row in rows.select_related("predecessor", "successor").order_by("pk"):
        yield f"「{row.predecessor}」の仕事は、{both_calendars(row.from_fy)}から「{row.successor}」が引き継いでいます。"


def _waiting(order, entered):
    """One department has one change waiting at a time."""
    rows = Reorganisation.objects.filter(
        municipality=order.city_id, carried_out_at=None, taken_back_at=None
    ).prefetch_related("departments")
    for row in rows.order_by("takes_effect_on", "pk"):
        if entered is not None and row.pk == entered.pk:
            continue
        changing = set(row.departments.all())
        named = {each for each in (*order.departments, *order.known_successors) if each in changing}
        named |= {each for each in order.departments if each.pk in successor_ids(row)}
        for department in sorted(named, key=lambda each: each.pk):
            yield f"「{department}」には、{row}の予定があります。{_instead(order, row, department, changing)}"


def _instead(order, row, department, changing):
    """What to do about a change that waits: after it only where the department is still there."""
    ends = row.kind != Kind.RENAME and department in changing
    if ends or order.takes_effect_on < row.takes_effect_on:
        return "先にその予定を取り消してください。"
    sentence = (
        f"その予定が実行されたあとなら、この{Kind(order.kind).label}を入力できます(同じ施行日でもかまいません)。"
        "先に入力するときは、その予定を取り消してください。"
    )
    if {order.kind, row.kind} == {Kind.RENAME, Kind.MERGE} and order.takes_effect_on == row.takes_effect_on:
        sentence += (
            "まとめるのと同時に名称も変わるときは、その予定を取り消し、「統合」で両方の部署に印をつけて、"
            "「新しい名称」に変わったあとの名称を入れると、1回で済みます。"
        )
    return sentence
