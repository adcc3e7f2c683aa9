"""The action items: what they are, who does them and for whom, where they stand, and when."""

from django.utils.translation import gettext_noop as _

from ...models import (
    ActionItem,
    ItemDepartment,
    ItemHandover,
    ItemImplementer,
    ItemTargetGroup,
    Placement,
    ScheduleCell,
)
from ...reporting.reading import reported_years
from ..columns import FieldColumn, LinksColumn, RefColumn, ToldColumn, ToldRefColumn
from ..sheets import Sheet
from .levels import MEASURES, PHASES, STAGES
from .plan import DEPARTMENTS, of_plan, past_handovers, plain
from .words import IMPLEMENTERS, INDICATORS, TARGET_GROUPS

IN_ORDER = ("item__sort_order", "item__code")
ENDS = ("finished", "dropped")


def _items(scope):
    """`is_end_told`: a report says that the item ended, why, and what succeeded it."""
    told = {
        (item["code"], fiscal_year)
        for fiscal_year, document in reported_years(scope.plan).items()
        for item in document["items"]
        if item["change"] in ENDS
    }
    rows = ActionItem.objects.filter(plan=scope.plan).select_related("phase", "successor")
    rows = rows.prefetch_related("related_measures__policy", "indicators").order_by("sort_order", "code")
    for row in rows:
        row.is_end_told = (row.code, row.end_fy) in told
    return rows


ITEMS = Sheet(
    "取組",
    ActionItem,
    _("取組。計画が何度載せていても1行です。どこに載るかは、シート「置き場所」に書きます。"),
    [
        FieldColumn("code", is_key=True),
        *plain("number_as_printed", "name", "name_en"),
        RefColumn("phase", ("段階の順番",), target=PHASES),
        *plain("by_citizen", "by_city", "by_joint", "start_fy"),
        ToldColumn("end_fy"),
        ToldColumn("end_reason"),
    ],
    _items,
    fixed=of_plan,
)
# An item may be succeeded by another one of its own sheet.
ITEMS.columns += [
    column.bind(ITEMS)
    for column in (
        ToldRefColumn("successor", ("引き継いだ取組の番号",), target=ITEMS),
        *plain(
            "timing_as_printed", "purpose", "issues", "content", "completion_criterion", "tags_as_printed"
        ),
        LinksColumn("related_measures", target=MEASURES),
        LinksColumn("indicators", target=INDICATORS),
        *plain("confidence", "reading_note", "sort_order"),
    )
]


def of_item(**options):
    return RefColumn("item", ("取組の番号",), target=ITEMS, **options)


ITEM_DEPARTMENTS = Sheet(
    "取組の担当部署",
    ItemDepartment,
    _("取組の担当部署。1つの部署に1行。"),
    [
        of_item(is_key=True),
        RefColumn("department", ("部署の番号",), target=DEPARTMENTS, is_key=True),
        *plain("role", "position"),
    ],
    lambda scope: (
        ItemDepartment.objects.filter(item__plan=scope.plan)
        .select_related("item", "department")
        .order_by(*IN_ORDER, "position", "pk")
    ),
)
ITEM_IMPLEMENTERS = Sheet(
    "取組の実施主体",
    ItemImplementer,
    _("取組の実施主体。1つに1行。"),
    [
        of_item(is_key=True),
        RefColumn("implementer", ("実施主体",), target=IMPLEMENTERS, is_key=True),
        *plain("detail", "position"),
    ],
    lambda scope: (
        ItemImplementer.objects.filter(item__plan=scope.plan)
        .select_related("item", "implementer")
        .order_by(*IN_ORDER, "position", "pk")
    ),
)
ITEM_TARGET_GROUPS = Sheet(
    "取組の対象",
    ItemTargetGroup,
    _("取組の対象。1つに1行。"),
    [
        of_item(is_key=True),
        RefColumn("target_group", ("対象",), target=TARGET_GROUPS, is_key=True),
        *plain("detail", "position"),
    ],
    lambda scope: (
        ItemTargetGroup.objects.filter(item__plan=scope.plan)
        .select_related("item", "target_group")
        .order_by(*IN_ORDER, "position", "pk")
    ),
)
PLACEMENTS = Sheet(
    "置き場所",
    Placement,
    _("取組が計画のどこに載っているか。主な場所が1つ、再掲はいくつでも。"),
    [
        RefColumn("measure", ("方針の番号", "施策の番号"), target=MEASURES, is_key=True),
        FieldColumn("code", is_key=True),
        of_item(),
        *plain(
            "kind",
            "number_as_printed",
            "name_as_printed",
            "departments_as_printed",
            "tags_as_printed",
            "reading_note",
            "sort_order",
        ),
    ],
    lambda scope: (
        Placement.objects.filter(item__plan=scope.plan)
        .select_related("measure__policy", "item")
        .order_by(
            "measure__policy__sort_order",
            "measure__policy__code",
            "measure__sort_order",
            "measure__code",
            "sort_order",
            "code",
        )
    ),
)
SCHEDULE = Sheet(
    "年次計画",
    ScheduleCell,
    _("年次計画の升目。印字のある升目に1行。空欄の升目には、行がありません。"),
    [
        of_item(is_key=True),
        FieldColumn("fiscal_year", is_key=True),
        RefColumn("phase", ("段階の順番",), target=PHASES, is_key=True),
        FieldColumn("part", is_key=True),
        FieldColumn("as_printed"),
        LinksColumn("stages", target=STAGES),
        *plain("is_continuation", "is_uncertain", "printed_at"),
    ],
    lambda scope: (
        ScheduleCell.objects.filter(item__plan=scope.plan)
        .select_related("item", "phase")
        .prefetch_related("stages")
        .order_by(*IN_ORDER, "fiscal_year", "phase__number", "part")
    ),
)
HANDOVERS = Sheet(
    "取組の引き継ぎ",
    ItemHandover,
    _("部署の引き継ぎとは別に、この取組だけを引き継いだ部署。"),
    [
        of_item(is_key=True),
        RefColumn("predecessor", ("前の部署の番号",), target=DEPARTMENTS, is_key=True),
        FieldColumn("from_fy", is_key=True),
        RefColumn("successor", ("引き継いだ部署の番号",), target=DEPARTMENTS),
    ],
    lambda scope: (
        past_handovers()
        .filter(item__plan=scope.plan)
        .select_related("item", "predecessor", "successor")
        .order_by(*IN_ORDER, "from_fy", "pk")
    ),
    pool=lambda scope: ItemHandover.objects.filter(item__plan=scope.plan).select_related(
        "item", "predecessor", "successor"
    ),
)
ITEM_SHEETS = (
    ITEMS,
    ITEM_DEPARTMENTS,
    ITEM_IMPLEMENTERS,
    ITEM_TARGET_GROUPS,
    PLACEMENTS,
    SCHEDULE,
    HANDOVERS,
)
