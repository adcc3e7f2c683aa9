"""The city, its departments and partners as far as the plan names them, and the plan itself."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from kyodo_portal.japanese.fiscal_years import fiscal_year_of
from organizations.models import Department, DepartmentFormerName, DepartmentSuccession, Municipality, Partner
from plans.models import Plan

from ...models import ActionItem, ItemHandover, YearlyStatus
from ...responsible import department_names_in_year
from ...results import published_results
from ..columns import FieldColumn, RefColumn
from ..sheets import Sheet


def plain(*names):
    """A FieldColumn for each of the fields."""
    return [FieldColumn(name) for name in names]


def of_plan(scope):
    return {"plan": scope.plan}


def of_city(scope):
    return {"municipality": scope.city}


def _city(scope):
    return Municipality.objects.filter(pk=scope.city.pk)


def _plan(scope):
    return Plan.objects.filter(pk=scope.plan.pk).select_related("owner")


def departments_answering(plan):
    """(item code, fiscal year) -> department id, of the results citizens read, where they read of this department."""
    rows = YearlyStatus.objects.published().filter(item__plan=plan).select_related("item")
    rows = {(row.item.code, row.fiscal_year): row for row in rows}
    names = department_names_in_year(plan, rows.values())
    found = {}
    for result in published_results(plan):
        row = rows.get((result["item"], result["fiscal_year"]))
        if row and result["department"] and names[row.pk] == result["department"]:
            found[row.item.code, row.fiscal_year] = row.department_id
    return found


def departments_named(plan):
    """The ids of the departments the plan, its items and its results name, with those before and after them."""
    items = ActionItem.objects.filter(plan=plan)
    handed_over = past_handovers().filter(item__plan=plan)
    found = {
        plan.owner_id,
        *items.values_list("item_departments__department", flat=True),
        *handed_over.values_list("successor", flat=True),
        *handed_over.values_list("predecessor", flat=True),
        *departments_answering(plan).values(),
    } - {None}
    rows = past_successions().filter(predecessor__municipality=plan.municipality_id)
    pairs, before = list(rows.values_list("predecessor", "successor")), set()
    while found != before:
        before = set(found)
        found |= {each for pair in pairs if found & {*pair} for each in pair}
    return found


def past_successions():
    """Those that have come about; what is only planned is not public."""
    return DepartmentSuccession.objects.filter(from_fy__lte=fiscal_year_of(timezone.localdate()))


def past_handovers():
    return ItemHandover.objects.filter(from_fy__lte=fiscal_year_of(timezone.localdate()))


def _departments(scope):
    return Department.objects.filter(pk__in=scope.once(departments_named)).order_by("sort_order", "code")


def _names(scope):
    rows = DepartmentFormerName.objects.filter(department__in=scope.once(departments_named))
    return rows.select_related("department").order_by("department__sort_order", "department__code", "last_fy")


def _successions(scope):
    rows = past_successions().filter(predecessor__in=scope.once(departments_named))
    return rows.select_related("predecessor", "successor").order_by(
        "from_fy", "predecessor__code", "successor__code"
    )


def _partners(scope):
    """Those the plan names, and those whose evaluations citizens read."""
    evaluations = [each for result in scope.once(published_results) for each in result["evaluations"]]
    judges = models.Q(name__in={each["partner"] for each in evaluations} - {None})
    named = models.Q(implementer_names__plan=scope.plan)
    return scope.city.partners.filter(judges | named).distinct().order_by("sort_order", "name")


CITY = Sheet(
    "市区町村",
    Municipality,
    _("計画を定めた市区町村。1行だけです。変えられるのは、ポータルの管理者だけです。"),
    [
        FieldColumn("slug", is_key=True),
        *plain(
            "code",
            "name",
            "reading",
            "name_en",
            "prefecture",
            "is_fictional",
            "colour",
            "licence",
            "reading_note",
        ),
    ],
    _city,
    administrator_only=True,
)
DEPARTMENTS = Sheet(
    "部署",
    Department,
    _("計画に出てくる部署と、その前後の部署。"),
    [
        FieldColumn("code", is_key=True),
        *plain(
            "name",
            "reading",
            "name_en",
            "is_collective",
            "start_fy",
            "end_fy",
            "postal_code",
            "address",
            "tel",
            "fax",
            "email",
            "contact_as_printed",
            "reading_note",
            "sort_order",
        ),
    ],
    _departments,
    pool=lambda scope: Department.objects.filter(municipality=scope.city),
    fixed=of_city,
)
FORMER_NAMES = Sheet(
    "部署の旧名称",
    DepartmentFormerName,
    _("部署の名称が変わったとき、変わる前の名称。"),
    [
        RefColumn("department", ("部署の番号",), target=DEPARTMENTS, is_key=True),
        FieldColumn("last_fy", is_key=True),
        FieldColumn("name"),
    ],
    _names,
    pool=lambda scope: DepartmentFormerName.objects.filter(
        department__municipality=scope.city
    ).select_related("department"),
)
SUCCESSIONS = Sheet(
    "部署の引き継ぎ",
    DepartmentSuccession,
    _("統合・分割・移管で、どの部署がどの部署の仕事を引き継いだか。"),
    [
        RefColumn("predecessor", ("前の部署の番号",), target=DEPARTMENTS, is_key=True),
        RefColumn("successor", ("引き継いだ部署の番号",), target=DEPARTMENTS, is_key=True),
        FieldColumn("from_fy", is_key=True),
        FieldColumn("kind"),
    ],
    _successions,
    pool=lambda scope: DepartmentSuccession.objects.filter(
        predecessor__municipality=scope.city
    ).select_related("predecessor", "successor"),
)
PARTNERS = Sheet(
    "協働の相手",
    Partner,
    _("計画や評価に出てくる団体・協議会・事業者・学校など。"),
    [FieldColumn("name", is_key=True), *plain("reading", "kind", "area", "sort_order")],
    _partners,
    pool=lambda scope: Partner.objects.filter(municipality=scope.city),
    fixed=of_city,
)
PLAN = Sheet(
    "計画",
    Plan,
    _("計画そのもの。1行だけです。"),
    [
        FieldColumn("slug", is_key=True),
        FieldColumn(
            "is_published",
            only_publisher=True,
            note="新しい計画は「いいえ」にします。公開するかどうかは、公開責任者が画面で変えます。",
        ),
        *plain(
            "title",
            "title_en",
            "subtitle",
            "other_titles",
            "theme",
            "established_as_printed",
            "start_fy",
            "end_fy",
            "open_ended",
            "period_as_printed",
            "action_start_fy",
            "action_end_fy",
            "review_fy",
        ),
        RefColumn("owner", ("計画の担当部署の番号",), target=DEPARTMENTS),
        *plain(
            "owner_as_printed",
            "policy_label",
            "subpolicy_label",
            "measure_label",
            "item_label",
            "labels_not_printed",
            "labels_as_found",
            "aim_heading",
            "aim",
            "easy_summary",
            "roadmap_columns_derived",
            "roadmap_notice",
            "blank_word",
            "has_actor_marks",
            "actor_notice",
            "evaluates_internally",
            "evaluates_mutually",
            "evaluates_externally",
            "replies_to_evaluations",
            "reading_note",
        ),
    ],
    _plan,
    fixed=of_city,
)
PLAN_SHEETS = (CITY, DEPARTMENTS, FORMER_NAMES, SUCCESSIONS, PARTNERS, PLAN)
