"""Departments: their names through the years, who took over from whom, and changes that wait."""

from django.db.models import Exists, OuterRef, Q

from kyodo_portal.japanese.fiscal_years import FISCAL_YEARS, era_year, fiscal_year_of
from organizations.models import (
    Department,
    DepartmentFormerName,
    DepartmentSuccession,
    Municipality,
    Partner,
    Reorganisation,
)
from organizations.succession import Lineage
from organizations.validators import READING_PATTERN
from plans.models import Plan

from ..models import ActionItem, ItemHandover, ReportingRound
from ..responsible import Responsible
from .checking import Check, Row, Severity, to_add, to_change

LAST_YEAR = FISCAL_YEARS[-1]
# What has a reading: (model, the path to its city, its order).
NAMED = (
    (Municipality, "pk", ("pk",)),
    (Department, "municipality", ("sort_order", "code")),
    (Partner, "municipality", ("sort_order", "name")),
)


def names_by_department(city):
    """[(department, its former names, the oldest first)]. One query."""
    names = DepartmentFormerName.objects.filter(department__municipality=city).select_related("department")
    by_department = {}
    for name in names.order_by("department__sort_order", "department_id", "last_fy"):
        by_department.setdefault(name.department_id, (name.department, []))[1].append(name)
    return by_department.values()


def name_for_no_year(city, today):
    rows = []
    for department, names in names_by_department(city):
        begins = department.start_fy
        for name in names:
            ends = min(year for year in (name.last_fy, department.end_fy) if year is not None)
            if begins is not None and ends < begins:
                label = f"{department}: 旧名称「{name.name}」({era_year(name.last_fy)}まで)"
                rows.append(to_change(label, Department, department.pk))
            begins = max(begins or 0, name.last_fy + 1)
        if department.end_fy is not None and department.end_fy < begins:
            label = f"{department}: いまの名称({era_year(department.end_fy)}で廃止)"
            rows.append(to_change(label, Department, department.pk))
    return rows


def name_unchanged(city, today):
    rows = []
    for department, names in names_by_department(city):
        following = [*(name.name for name in names[1:]), department.name]
        for name, after in zip(names, following, strict=True):
            if name.name == after:
                label = f"{department}: 旧名称「{name.name}」({era_year(name.last_fy)}まで)"
                rows.append(to_change(label, Department, department.pk))
    return rows


def one_name_twice(city, today):
    """Departments of today that cannot be told apart by their names."""
    year = fiscal_year_of(today)
    today_there = Department.objects.filter(Q(end_fy=None) | Q(end_fy__gte=year), municipality=city)
    twins = today_there.filter(name=OuterRef("name")).exclude(pk=OuterRef("pk"))
    rows = today_there.filter(Exists(twins)).order_by("name", "code")
    return [to_change(f"{row}(番号 {row.code})", Department, row.pk) for row in rows]


def succession_in_a_circle(city, today):
    """Whatever year each begins in: the work comes back to where it was."""
    lineage = Lineage(city.pk)
    rows = DepartmentSuccession.objects.filter(predecessor__municipality=city)
    rows = rows.select_related("predecessor", "successor").order_by("from_fy", "pk")
    return [
        to_change(f"{row}({era_year(row.from_fy)}から)", DepartmentSuccession, row.pk)
        for row in rows
        if row.predecessor_id in lineage.followers([row.successor_id], LAST_YEAR)
    ]


def ways_still_asked(city, year):
    """[(item, printed department, Way)] of the items the next survey will ask about, and the Lineage. Four queries.

    Their plan has surveys and is not over, nor are they.
    """
    surveyed = ReportingRound.objects.filter(plan=OuterRef("plan"))
    goes_on = Q(plan__end_fy=None) | Q(plan__end_fy__gte=year - 1)
    asked = ActionItem.objects.filter(goes_on, Exists(surveyed), plan__municipality=city).in_force(year - 1)
    responsible = Responsible(city.pk, asked)
    ways = {}
    for item, printed, way in responsible.ways(year):
        ways.setdefault(item, []).append((printed, way))
    items = asked.select_related("plan").order_by("plan__slug", "sort_order", "code")
    found = [(item, printed, way) for item in items for printed, way in ways.get(item.pk, ())]
    return found, responsible.lineage


def ended_without_successor(city, today):
    """Departments that no longer exist, at the end of the way of an item's work."""
    year, codes = fiscal_year_of(today), {}
    ways, _lineage = ways_still_asked(city, year)
    for item, _printed, way in ways:
        if way.end is None and way.last is not None:
            codes.setdefault(way.last, []).append(item.code)
    departments = Department.objects.filter(municipality=city).order_by("sort_order", "code")
    return [
        to_change(
            f"{department}({era_year(department.end_fy)}で廃止): {'、'.join(codes[department.pk])}",
            Department,
            department.pk,
        )
        for department in departments
        if department.pk in codes
    ]


def split_undecided(city, today):
    """Items whose work comes to a split without a decision."""
    year, rows = fiscal_year_of(today), []
    ways, lineage = ways_still_asked(city, year)
    departments = Department.objects.filter(municipality=city).in_bulk()
    for item, printed, way in ways:
        before_split = way.steps[-1][0] if way.steps else printed
        if way.last is None and len(lineage.direct(before_split, year)) > 1:
            label = f"{item.plan} {item}: {departments[before_split]}"
            query = f"item={item.pk}&predecessor={before_split}&from_fy={year}"
            rows.append(to_add(label, ItemHandover, query))
    return rows


def predecessor_not_ended(city, today):
    year = fiscal_year_of(today)
    kinds = (DepartmentSuccession.Kind.MERGE, DepartmentSuccession.Kind.SPLIT)
    rows = DepartmentSuccession.objects.filter(
        predecessor__municipality=city, predecessor__end_fy=None, kind__in=kinds, from_fy__lte=year
    )
    rows = rows.select_related("predecessor", "successor").order_by("from_fy", "pk")
    return [
        to_change(
            f"{row.predecessor}({era_year(row.from_fy)}に{row.get_kind_display()})",
            Department,
            row.predecessor_id,
        )
        for row in rows
    ]


def overdue_reorganisation(city, today):
    waiting = Reorganisation.objects.filter(
        municipality=city, takes_effect_on__lte=today, carried_out_at=None, taken_back_at=None
    )
    rows = waiting.order_by("takes_effect_on", "pk")
    return [Row(str(row), "survey_reorganisations", city.pk) for row in rows]


def without_reading(city, today):
    rows = []
    for model, of_city, order in NAMED:
        silent = model.objects.filter(**{of_city: city.pk}, reading="").order_by(*order)
        rows += [to_change(f"{model._meta.verbose_name}「{row.name}」", model, row.pk) for row in silent]
    return rows


def reading_not_accepted(city, today):
    rows = []
    for model, of_city, order in NAMED:
        read = model.objects.filter(**{of_city: city.pk}).exclude(reading="").order_by(*order)
        rows += [
            to_change(f"{model._meta.verbose_name}「{row.name}」: {row.reading}", model, row.pk)
            for row in read
            if not READING_PATTERN.fullmatch(row.reading)
        ]
    return rows


def no_contact(city, today):
    """Published plans whose owner, or the department that followed it, cannot be asked by telephone or mail."""
    year, lineage, rows = fiscal_year_of(today), Lineage(city.pk), []
    departments = Department.objects.filter(municipality=city).in_bulk()
    plans = Plan.objects.filter(municipality=city, is_published=True).exclude(owner=None).order_by("slug")
    for plan in plans:
        department = departments.get(lineage.way(plan.owner_id, year).end)
        if department is None:
            rows.append(to_change(f"{plan}: {departments[plan.owner_id]}(いまはない部署)", Plan, plan.pk))
        elif not (department.tel or department.email):
            rows.append(to_change(f"{plan}: {department}", Department, department.pk))
    return rows


CHECKS = (
    Check(
        "name_for_no_year",
        "どの年度にも当てはまらない部署の名称",
        "旧名称の「最後の年度」が部署の設置より前か、廃止のあとまで続くため、その名称を使う年度がありません。"
        "公開ページやファイルに、正しい年度の名称が出ません。部署の設置・廃止の年度か、旧名称の最後の年度を直してください。",
        Severity.WRONG,
        name_for_no_year,
    ),
    Check(
        "name_unchanged",
        "次の名称と同じ旧名称",
        "名称が変わっていないのに、旧名称があります。旧名称の打ち間違いか、要らない行です。"
        "部署のページで旧名称を直すか、削除してください。",
        Severity.WRONG,
        name_unchanged,
    ),
    Check(
        "succession_in_a_circle",
        "ひと回りして元に戻る、部署の引き継ぎ",
        "引き継ぎをたどると元の部署に戻るので、いまどの部署が仕事をしているか決まらず、調査でたずねる部署がなくなります。"
        "まちがっている引き継ぎを削除してください。仕事が元の部署に戻ったときは、前の引き継ぎを削除します。",
        Severity.WRONG,
        succession_in_a_circle,
    ),
    Check(
        "ended_without_successor",
        "廃止されたのに、引き継いだ部署が分からない担当部署",
        "計画に印字された担当部署がもうありません。次の調査では、この部署の取組をだれにもたずねません。"
        "引き継いだ部署があれば「部署の引き継ぎ」か「取組の引き継ぎ」に、取組も終わったのなら「終えた年度」に入れてください。",
        Severity.WRONG,
        ended_without_successor,
    ),
    Check(
        "split_undecided",
        "分割された部署の、行き先の決まっていない取組",
        "担当部署が2つ以上に分かれましたが、この取組をどの部署が引き継いだか決まっていません。"
        "次の調査では、だれにもたずねません。「取組の引き継ぎ」に、引き継いだ部署を入れてください。",
        Severity.WRONG,
        split_undecided,
    ),
    Check(
        "overdue_reorganisation",
        "施行日が過ぎたのに、実行されていない機構改革",
        "入力された機構改革の施行日が来ましたが、部署や担当はまだ変わっていません。"
        "「機構改革」のページで、予定を実行するか取り消してください。",
        Severity.WRONG,
        overdue_reorganisation,
    ),
    Check(
        "reading_not_accepted",
        "ひらがなでないよみ",
        "よみに、ひらがなと数字のほかの文字があります。五十音順の正しいところに並ばず、"
        "ほかの欄を直したときも、よみを直すまで保存できません。ひらがなに直してください。"
        "市区町村のよみは、ポータルの管理者が直します。",
        Severity.WRONG,
        reading_not_accepted,
    ),
    Check(
        "predecessor_not_ended",
        "統合や分割のあとも、廃止年度のない部署",
        "仕事を引き継いだ部署があるのに、前の部署がまだあることになっていて、担当を選ぶ欄に出ます。"
        "なくなった部署なら「廃止年度」を入れてください。一部の仕事だけを渡したときは、引き継ぎの種類を「移管」にします。",
        Severity.UNSURE,
        predecessor_not_ended,
    ),
    Check(
        "no_contact",
        "市民が問い合わせる電話もメールもない計画",
        "計画の担当部署か、それを引き継いだ部署に、電話もメールもありません。公開ページでは、代表窓口を案内します。"
        "機構改革でできた部署には、連絡先が入っていません。部署のページに、課の電話かメールを入れてください。"
        "担当部署がなくなったときは、計画の「計画の担当部署」を確かめてください。",
        Severity.UNSURE,
        no_contact,
    ),
    Check(
        "one_name_twice",
        "同じ名称の部署",
        "いまある部署のうち、名称だけでは見分けられないものです。同じ部署を2回登録したのなら、"
        "使わない方を削除するか、廃止年度を入れてください。別の部署なら、このままでかまいません。",
        Severity.UNSURE,
        one_name_twice,
    ),
    Check(
        "without_reading",
        "よみのない名称",
        "よみがないと五十音順に並ばず、ひらがなでの検索にも出てきません。分かるものは、よみを入れてください。"
        "市区町村のよみは、ポータルの管理者が入れます。",
        Severity.UNSURE,
        without_reading,
    ),
)
