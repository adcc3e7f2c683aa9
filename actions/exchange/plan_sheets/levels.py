"""The levels of the plan above its items, and the years and phases of its roadmap."""

from django.utils.translation import gettext_noop as _

from plans.models import Measure, Phase, Pillar, Policy, RoadmapColumn, Stage

from ..columns import FieldColumn, LinksColumn, RefColumn
from ..sheets import Sheet
from .plan import of_plan, plain

POLICIES = Sheet(
    "方針",
    Policy,
    _("計画のいちばん上の階層。2段のときは、下の段の行に「上の方針の番号」を書きます。"),
    [FieldColumn("code", is_key=True)],
    lambda scope: (
        Policy.objects.filter(plan=scope.plan).select_related("parent").order_by("sort_order", "code")
    ),
    fixed=of_plan,
)
# A policy refers to its own sheet.
POLICIES.columns += [
    column.bind(POLICIES)
    for column in (
        RefColumn("parent", ("上の方針の番号",), target=POLICIES),
        *plain("number_as_printed", "name", "name_en", "aim", "easy_summary", "reading_note", "sort_order"),
    )
]
PILLARS = Sheet(
    "柱",
    Pillar,
    _("施策を横に貫く柱。計画が柱を示しているときだけ。"),
    [FieldColumn("name", is_key=True), FieldColumn("sort_order")],
    lambda scope: Pillar.objects.filter(plan=scope.plan).order_by("sort_order", "pk"),
    fixed=of_plan,
)
MEASURES = Sheet(
    "施策",
    Measure,
    _("方針の下の階層。この下に取組が並びます。"),
    [
        RefColumn("policy", ("方針の番号",), target=POLICIES, is_key=True),
        FieldColumn("code", is_key=True),
        *plain("number_as_printed", "name", "name_en", "summary"),
        LinksColumn("pillars", target=PILLARS),
        *plain("tags_as_printed", "reading_note", "sort_order"),
    ],
    lambda scope: (
        Measure.objects.filter(policy__plan=scope.plan)
        .select_related("policy")
        .prefetch_related("pillars")
        .order_by("policy__sort_order", "policy__code", "sort_order", "code")
    ),
)
PHASES = Sheet(
    "段階",
    Phase,
    _("年度ではなく段階で示す計画のときだけ。"),
    [FieldColumn("number", is_key=True), *plain("name", "title", "from_fy", "as_printed")],
    lambda scope: Phase.objects.filter(plan=scope.plan).order_by("number"),
    fixed=of_plan,
)
ROADMAP_COLUMNS = Sheet(
    "年次計画の列",
    RoadmapColumn,
    _("年次計画の表の列。1列に1行。年度か段階の、どちらか一つだけを書きます。"),
    [
        FieldColumn("fiscal_year", is_key=True),
        RefColumn("phase", ("段階の順番",), target=PHASES, is_key=True),
        *plain("label_as_printed", "parts", "is_open_ended", "sort_order"),
    ],
    lambda scope: (
        RoadmapColumn.objects.filter(plan=scope.plan).select_related("phase").order_by("sort_order", "pk")
    ),
    fixed=of_plan,
)
STAGES = Sheet(
    "実施の段階",
    Stage,
    _("年次計画の升目に入る言葉(検討、一部実施、実施など)と、その記号。"),
    [FieldColumn("name", is_key=True), *plain("symbol", "sort_order")],
    lambda scope: Stage.objects.filter(plan=scope.plan).order_by("sort_order", "pk"),
    fixed=of_plan,
)
LEVEL_SHEETS = (POLICIES, PILLARS, MEASURES, PHASES, ROADMAP_COLUMNS, STAGES)
