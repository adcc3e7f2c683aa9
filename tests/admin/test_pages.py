"""Every model's pages open, in Japanese, and for staff only."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from actions.models import ActionItem, ReportingRound, YearlyStatus
from organizations.models import DepartmentFormerName, DepartmentSuccession, Membership
from plans.models import Grade, RatingScale
from tests import builders

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
ENGLISH = re.compile(r"[A-Za-z]{3,}")
# Words staff know, file formats, names of products, keys, and what the records themselves contain.
KNOWN = {
    "Kyodo",
    "Portal",
    "rsaquo",
    "csv",
    "PDF",
    "CSV",
    "JIS",
    "xlsx",
    "Excel",
    "UTF",
    "BOM",
    "FAX",
    "NPO",
    "Control",
    "Mac",
    "Command",
    "PFI",
    "AAA",
    "HTML",
    "CSS",
    "SVG",
    "https",
}
KNOWN_IN_DATA = {"yamaguchi", "boss", "promotion", "plan", "pbkdf", "sha", "tsukubamirai", "deriv"}


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def english_in(response):
    text = re.sub(r"(?s)<(script|svg|style|bdi)\b.*?</\1>", "", response.content.decode())
    text = re.sub(r"<[^>]*>", " ", text)
    return set(ENGLISH.findall(text)) - KNOWN - KNOWN_IN_DATA


@pytest.fixture
def records(yamaguchi, boss):
    """At least one record of every model."""
    first, second = yamaguchi.municipality.departments.all()[:2]
    DepartmentFormerName.objects.create(department=first, name="自治振興課", last_fy=2010)
    DepartmentSuccession.objects.create(predecessor=first, successor=second, kind="merge", from_fy=2012)
    today = timezone.localdate()
    Membership.objects.create(
        user=boss, municipality=first.municipality, role="coordinator", start_on=today, end_on=today
    )
    builders.make_accessibility_policy(first.municipality)
    builders.make_accessibility_test(first.municipality)
    scale = RatingScale.objects.create(plan=yamaguchi, name="進捗度", from_fy=2009)
    grade = Grade.objects.create(scale=scale, code="A", label="計画どおり", meaning="予定した取組を行った")
    YearlyStatus.objects.create(item=yamaguchi.items.first(), fiscal_year=2009, grade=grade)
    ReportingRound.objects.create(
        plan=yamaguchi, fiscal_year=2010, due_on=today, scale=scale, opened_at=timezone.now()
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_pages_of_every_model_open_in_japanese(staff, records, model):
    record = model.objects.first()
    own_admin = admin.site._registry[model]
    pages = [url(model, "changelist")]
    if own_admin.can_be_added and model is not ReportingRound:  # a round is opened on a page of its own
        pages.append(url(model, "add"))
    if record:
        pages += [url(model, "change", record.pk), url(model, "history", record.pk)]
    if record and hasattr(model, "history"):
        pages.append(url(model, "export"))
        record.save()
        pages.append(url(model, "simple_history", record.pk, record.history.first().history_id))
    if record and own_admin.can_be_deleted:
        pages.append(url(model, "delete", record.pk))
    for page in pages:
        response = staff.get(page)
        assert response.status_code == 200, page
        own = (
            set(ENGLISH.findall(" ".join(str(value) for value in vars(record).values()))) if record else set()
        )
        if page not in (url(model, "change", record.pk if record else 0), url(model, "changelist")):
            assert english_in(response) - own == set(), page
        assert not re.search(r'<style|\sstyle="|\son[a-z]+="|<script>', response.content.decode()), page


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_pages_of_every_model_send_strangers_to_the_login(client, db, model):
    for page in ("changelist", "add"):
        response = client.get(url(model, page))
        assert response.status_code == 302
        assert response.url.startswith(reverse("admin:login"))


def test_index_groups_models_in_the_order_of_work(staff, plan):
    response = staff.get(reverse("admin:index"))
    groups = {
        app["name"]: [entry["object_name"] for entry in app["models"]] for app in response.context["app_list"]
    }
    assert groups == {
        "団体と組織": [
            "Municipality",
            "Department",
            "DepartmentSuccession",
            "Partner",
            "User",
            "Membership",
            "AccessibilityPolicy",
            "AccessibilityTest",
        ],
        "計画": ["Plan", "Policy", "Measure", "Indicator", "Statistic", "RatingScale"],
        "取組": [
            "ActionItem",
            "ReportingRound",
            "YearlyStatus",
            "ReportText",
            "Evaluation",
            "EvaluationSession",
            "PolicyEvaluator",
            "ItemHandover",
            "ReminderRules",
        ],
    }
    assert f'href="{plan.get_absolute_url()}"' in response.content.decode()


def test_view_on_site_is_the_public_address(staff, plan):
    response = staff.get(url(type(plan), "change", plan.pk))
    assert f'href="{plan.get_absolute_url()}" class="viewsitelink"' in response.content.decode()


def test_item_form_follows_the_printed_sheet(staff, yamaguchi):
    response = staff.get(url(ActionItem, "change", yamaguchi.items.first().pk))
    titles = [
        part["fieldset"].name if "fieldset" in part else part["inline"].opts.verbose_name_plural
        for part in response.context["sheet"]
    ]
    assert titles == [
        "基本",
        "誰が",
        "担当部署",
        "取組の実施主体",
        "取組の対象",
        "いつ",
        "年次計画",
        "内容",
        "置き場所",
        "年度の実績",
        "読み取り",
        "終えた取組",
        "内部メモ",
    ]


def test_users_are_never_deleted(staff, boss):
    assert staff.get(url(type(boss), "delete", boss.pk)).status_code == 403
