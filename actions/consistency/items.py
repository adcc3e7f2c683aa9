"""Action items: where they stand, who answers for them, when they are planned."""

from itertools import groupby

from django.db.models import Exists, OuterRef

from kyodo_portal.japanese.fiscal_years import era_year
from plans.models import RoadmapColumn

from ..models import ActionItem, ItemDepartment, Placement, ScheduleCell
from .checking import Check, Severity, outside_plan, to_change

Kind = Placement.Kind
Role = ItemDepartment.Role


def items_of(city):
    return (
        ActionItem.objects.filter(plan__municipality=city)
        .select_related("plan")
        .order_by("plan__slug", "sort_order", "code")
    )


def item_row(item, detail=""):
    label = f"{item.plan} {item}"
    return to_change(f"{label}: {detail}" if detail else label, ActionItem, item.pk)


def item_rows(items):
    return [item_row(item) for item in items]


def parts_of(model, **conditions):
    """Whether the item has a row of the model that meets the conditions."""
    return Exists(model.objects.filter(item=OuterRef("pk"), **conditions))


def repeat_without_main(city, today):
    at_home = parts_of(Placement, kind__in=(Kind.MAIN, Kind.DERIVED))
    return item_rows(items_of(city).filter(parts_of(Placement, kind=Kind.REPEAT)).exclude(at_home))


def unplaced(city, today):
    return item_rows(items_of(city).filter(placements=None))


def without_department(city, today):
    return item_rows(items_of(city).filter(item_departments=None))


def only_collective(city, today):
    named = parts_of(ItemDepartment, department__is_collective=False)
    collective = parts_of(ItemDepartment, department__is_collective=True)
    return item_rows(items_of(city).filter(collective).exclude(named))


def same_position(city, today):
    twins = ItemDepartment.objects.filter(item=OuterRef("item"), position=OuterRef("position"))
    doubled = ItemDepartment.objects.filter(Exists(twins.exclude(pk=OuterRef("pk"))))
    return item_rows(items_of(city).filter(pk__in=doubled.values("item")))


def support_without_lead(city, today):
    supported = parts_of(ItemDepartment, role=Role.SUPPORT)
    return item_rows(items_of(city).filter(supported).exclude(parts_of(ItemDepartment, role=Role.LEAD)))


def without_actor(city, today):
    return item_rows(
        items_of(city).filter(plan__has_actor_marks=True, by_citizen=False, by_city=False, by_joint=False)
    )


def years_outside_plan(city, today):
    outside = outside_plan("start_fy", "plan") | outside_plan("end_fy", "plan")
    return item_rows(items_of(city).filter(outside))


def shared_indicator(city, today):
    links = ActionItem.indicators.through
    others = links.objects.filter(indicator=OuterRef("indicator")).exclude(pk=OuterRef("pk"))
    rows = (
        links.objects.filter(Exists(others), actionitem__plan__municipality=city)
        .select_related("actionitem__plan", "indicator")
        .order_by("indicator__plan__slug", "indicator__sort_order", "actionitem__sort_order", "pk")
    )
    return [item_row(row.actionitem, f"指標「{row.indicator}」") for row in rows]


def cells_of(city):
    return (
        ScheduleCell.objects.filter(item__plan__municipality=city)
        .select_related("item__plan", "phase")
        .order_by("item__plan__slug", "item__sort_order", "item__code", "fiscal_year", "part", "pk")
    )


def columns(**conditions):
    return Exists(RoadmapColumn.objects.filter(plan=OuterRef("item__plan"), **conditions))


# The plan prints a column for it, or one that holds every later year too (24年度以降).
IN_COLUMN = (
    columns(fiscal_year=OuterRef("fiscal_year"))
    | columns(is_open_ended=True, fiscal_year__lte=OuterRef("fiscal_year"))
    | columns(phase=OuterRef("phase"))
)


def cell_rows(cells):
    """One row an item, with its years and phases."""
    rows = []
    for item, own in groupby(cells, key=lambda cell: cell.item):
        places = dict.fromkeys(place_of(cell) for cell in own)
        rows.append(item_row(item, "、".join(places)))
    return rows


def place_of(cell):
    if cell.phase_id:
        return str(cell.phase)
    return era_year(cell.fiscal_year) + (f"の小列{cell.part}" if cell.part else "")


OUTSIDE = outside_plan("fiscal_year", "item__plan")


def schedule_outside_plan(city, today):
    """A year outside that is printed as a column is for plan.column_outside_plan."""
    return cell_rows(cells_of(city).filter(OUTSIDE).exclude(IN_COLUMN))


def schedule_without_column(city, today):
    """Within the plan, which prints columns, but in none of them."""
    too_narrow = columns(fiscal_year=OuterRef("fiscal_year"), parts__lt=OuterRef("part"))
    nowhere = cells_of(city).filter(columns()).exclude(IN_COLUMN).exclude(OUTSIDE)
    return cell_rows(nowhere | cells_of(city).filter(too_narrow))


CHECKS = (
    Check(
        "repeat_without_main",
        "再掲だけで、主な場所のない取組",
        "再掲は、主な場所に置かれた取組をもう一度示すものです。主な場所がないと、計画の中での位置が決まらず、"
        "評価委員の担当も決まりません。取組のページの「置き場所」で、1つを「主な場所」にしてください。",
        Severity.WRONG,
        repeat_without_main,
    ),
    Check(
        "same_position",
        "担当部署の順番が同じ取組",
        "主管の印字がない取組では、順番がいちばん小さい部署が調査に回答します。同じ順番の部署があると、"
        "どちらが先か決まりません。計画に印字された順に、番号を入れ直してください。",
        Severity.WRONG,
        same_position,
    ),
    Check(
        "item_years_outside_plan",
        "始めた年度や終えた年度が、計画の期間の外にある取組",
        "「始めた年度」と「終えた年度」は、計画の途中で加わったり終わったりした取組にだけ入れます。"
        "期間の外の年度では、調査の対象が正しく決まりません。取組の年度か、計画の期間を直してください。",
        Severity.WRONG,
        years_outside_plan,
    ),
    Check(
        "schedule_outside_plan",
        "年次計画の年度が、計画の期間の外にある取組",
        "計画の期間になく、計画の表に列もない年度に、予定が入っています。年度の打ち間違いか、計画の期間の誤りです。"
        "計画書を見て、取組の「年次計画」か計画の「期間」を直してください。「以降」の列に入る年度は数えません。",
        Severity.WRONG,
        schedule_outside_plan,
    ),
    Check(
        "schedule_without_column",
        "年次計画の表の列にない年度や段階の予定",
        "計画の表に列がない年度・段階・小列に、予定が入っています。公開ページでは、計画書にない列が増えて見えます。"
        "取組の「年次計画」を直すか、計画の「年次計画の列」に足してください。",
        Severity.WRONG,
        schedule_without_column,
    ),
    Check(
        "unplaced",
        "どの施策にも置かれていない取組",
        "公開ページでは「施策に置かれていない取組」として最後に出ます。計画書に置き場所の印字がなければ、"
        "このままでかまいません。印字があれば、取組のページの「置き場所」に入れてください。",
        Severity.UNSURE,
        unplaced,
    ),
    Check(
        "without_department",
        "担当部署のない取組",
        "調査を始めると、回答する部署が決まっていない取組になります。計画書に担当の印字がなければこのままにし、"
        "調査の「回答する部署を決める」で決めます。印字があれば、取組のページの「担当部署」に入れてください。",
        Severity.UNSURE,
        without_department,
    ),
    Check(
        "only_collective",
        "「関係課」などのまとめた呼び名だけの取組",
        "ひとつの部署を指さないので、調査ではだれにもたずねません。計画書のとおりならこのままにし、"
        "調査の「回答する部署を決める」で決めてください。",
        Severity.UNSURE,
        only_collective,
    ),
    Check(
        "support_without_lead",
        "「関係」の部署だけで、「主管」のない取組",
        "主管がないと、順番がいちばん小さい部署が調査に回答します。計画書に主管の印字があれば、"
        "取組のページの「担当部署」で役割を「主管」にしてください。",
        Severity.UNSURE,
        support_without_lead,
    ),
    Check(
        "without_actor",
        "主体の印のない取組",
        "この計画には主体(市民・市・協働)の印がありますが、この取組にはありません。"
        "主体での絞り込みに出てきません。計画書を見て、印の入れ忘れがないか確かめてください。",
        Severity.UNSURE,
        without_actor,
    ),
    Check(
        "shared_indicator",
        "2つ以上の取組で測る指標",
        "どの取組の回答にも、同じ指標の実績値の欄が出ます。違う値が入ると、あとから公開した値だけが残ります。"
        "値を入れる取組を1つに決め、ほかの取組では「この取組で測る指標」の印を外すと安心です。",
        Severity.UNSURE,
        shared_indicator,
    ),
)
