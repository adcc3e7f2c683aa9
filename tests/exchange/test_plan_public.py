"""plan.xlsx shows citizens nothing that data.json does not: what is internal or not published yet is not in it."""

import html
import io
import json
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.db import models

from actions.data_files import plan_document
from actions.exchange.columns import FieldColumn, VerbatimColumn
from actions.exchange.plan_book import plan_workbook
from actions.exchange.plan_sheets import SHEETS
from actions.models import (
    ActionItem,
    AnswerStep,
    Evaluation,
    EvaluationSession,
    ReportText,
    SupportPart,
    YearlyStatus,
)
from actions.reporting.publishing import publish_report, withdraw_report
from organizations.models import Department, Partner
from organizations.spreadsheets.fields import CodeForm
from organizations.spreadsheets.opening import open_book
from plans.models import Indicator, IndicatorFigure
from tests import builders
from tests.exchange.books import look
from tests.reporting.scenes import OCTOBER, YEAR, judge, make_year

pytestmark = pytest.mark.django_db
SECRET = "鍵穴の言葉"
SECRET_NUMBER = Decimal("987654.25")
COMMITTEE = "秘密の委員会"


def unpacked(content):
    """All that can be read in the file: every part of it as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
    return html.unescape("\n".join(texts))


@pytest.fixture
def year():
    """A year that can be published, with the word wherever staff write what is not for the public (yet)."""
    year = make_year(items=4)
    first, second, third, _fourth = year.answers
    person = builders.make_user(username="kagi", last_name=SECRET, first_name=SECRET, email="kagi@example.jp")
    ActionItem.objects.filter(plan=year.plan).update(internal_note=SECRET)
    YearlyStatus.objects.filter(item__plan=year.plan).update(internal_note=SECRET, answered_by=person)
    AnswerStep.objects.create(
        answer=first, from_state="submitted", to_state="returned", at=OCTOBER, by=person, reason=SECRET
    )
    other = builders.make_department(year.city, name=f"{SECRET}課")
    SupportPart.objects.create(answer=first, department=other, done=SECRET, internal_note=SECRET)
    committee = Partner.objects.create(municipality=year.city, name=COMMITTEE, kind="committee")
    session = EvaluationSession.objects.create(
        plan=year.plan,
        fiscal_year=YEAR,
        held_on=date(2024, 7, 1),
        committee=committee,
        member_names=SECRET,
        internal_note=SECRET,
    )
    judge(first, session=session, internal_note=SECRET, written_by=person, replied_by=person)
    judge(second, opinion=SECRET, reply=SECRET, is_handed_in=False)
    judge(third, stage="internal", opinion=SECRET, is_handed_in=False)
    ReportText.objects.create(plan=year.plan, fiscal_year=YEAR, summary="公開", internal_note=SECRET)
    plant_other_years(year, person)
    return year


def plant_other_years(year, person):
    """A draft and a value of the year after, a result of the year before, and how an item is going to end."""
    later = builders.make_round(year.plan, YEAR + 1, scale=year.scale, instructions=SECRET)
    helper = builders.make_department(year.city, name=f"{SECRET}室")
    builders.make_answer(later, year.items[0], helper, "draft", done=SECRET, answered_by=person)
    YearlyStatus.objects.create(
        item=year.items[1], fiscal_year=YEAR - 1, status="in_progress", done=SECRET, department=helper
    )
    IndicatorFigure.objects.create(
        indicator=year.indicator,
        fiscal_year=YEAR + 1,
        kind="actual",
        value=SECRET_NUMBER,
        as_printed=SECRET,
    )
    heir = year.items[3]
    ActionItem.objects.filter(pk=year.items[2].pk).update(
        end_fy=YEAR + 1, end_reason=SECRET, successor=heir, internal_note=SECRET
    )


def assert_no_secret(plan):
    text = unpacked(plan_workbook(plan))
    assert [word for word in (SECRET, str(SECRET_NUMBER), COMMITTEE, "kagi") if word in text] == []
    assert plan.title in text


def test_secrets_are_planted(year):
    """A word that stood nowhere would be found nowhere."""
    assert ActionItem.objects.filter(internal_note=SECRET).count() == 4
    assert Evaluation.objects.filter(opinion=SECRET).count() == 2
    assert Department.objects.filter(name__startswith=SECRET).count() == 2
    assert IndicatorFigure.objects.filter(value=SECRET_NUMBER).count() == 1


def test_nothing_is_told_before_the_year_is_published(year):
    assert_no_secret(year.plan)
    text = unpacked(plan_workbook(year.plan))
    assert [answer.done for answer in year.answers if answer.done in text] == []
    assert "委員会の意見" not in text


def test_nothing_more_is_told_once_the_year_is_published(year):
    publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)
    assert_no_secret(year.plan)
    text = unpacked(plan_workbook(year.plan))
    assert [answer.done for answer in year.answers if answer.done not in text] == []
    assert "委員会の意見" in text


def test_what_is_written_after_the_report_waits_for_a_correction(year):
    publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)
    YearlyStatus.objects.filter(pk=year.answers[0].pk).update(
        done=SECRET, department=Department.objects.get(name=f"{SECRET}室")
    )
    Evaluation.objects.filter(answer=year.answers[0]).update(opinion=SECRET, reply=SECRET)
    IndicatorFigure.objects.filter(indicator=year.indicator, fiscal_year=YEAR, kind="actual").update(
        value=SECRET_NUMBER
    )
    assert_no_secret(year.plan)


def test_withdrawn_report_is_not_told(year):
    report = publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)
    withdraw_report(report, by=year.publisher, reason="個人の名前が載っていたため")
    text = unpacked(plan_workbook(year.plan))
    assert [answer.done for answer in year.answers if answer.done in text] == []
    assert report.title not in text
    assert_no_secret(year.plan)


def test_reply_that_waits_is_not_told(db):
    plan = builders.make_full_plan(items=1)
    Evaluation.objects.filter(answer__item__plan=plan).update(reply=SECRET, is_reply_published=False)
    assert_no_secret(plan)
    assert "意見" in unpacked(plan_workbook(plan))


def test_hidden_end_of_an_item_stays_when_the_file_leaves_it_empty(year):
    preview = look(plan_workbook(year.plan))
    assert (preview.wrong, preview.changes) == ([], [])


def test_hidden_end_of_an_item_is_no_change_when_the_file_says_the_same(year):
    item = year.items[2]
    ActionItem.objects.filter(pk=item.pk).update(end_reason="統合したため")
    publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)
    assert "統合したため" not in unpacked(plan_workbook(year.plan))


def test_end_of_an_item_is_told_with_its_report(year):
    item, heir = year.items[2:]
    ActionItem.objects.filter(pk=item.pk).update(end_fy=YEAR, end_reason="統合したため")
    YearlyStatus.objects.filter(pk=year.answers[2].pk).update(next_step="merge")
    publish_report(year.plan, YEAR, by=year.publisher, now=OCTOBER)
    book = open_book(plan_workbook(year.plan), "plan.xlsx")
    rows = book.sheet("取組").rows
    heads = [cell.value for cell in rows[1]]
    values = {
        row[0].value: dict(zip(heads, [cell.value for cell in row], strict=False)) for row in rows.values()
    }
    told = values[item.code]
    assert (told["終えた年度"], told["終えた理由"], told["引き継いだ取組の番号"]) == (
        YEAR,
        "統合したため",
        heir.code,
    )


# (sheet, column): where citizens read what data.json does not give. Nothing here waits for a publication.
ELSEWHERE = {
    ("部署", "reading"): "the order of the departments",
    ("部署", "name_en"): "the English page of the department",
    ("部署", "reading_note"): "its help text: it is in the data files",
    ("部署の旧名称", "name"): "the page of the department",
    ("協働の相手", "name"): "data.json names the implementer, which is the same as printed",
    ("協働の相手", "reading"): "the order of the partners",
    ("協働の相手", "area"): "where the partner works: printed in the plan",
    ("計画", "blank_word"): "the empty cells of the roadmap",
    ("評価の尺度", "name"): "the progress page and the report",
    ("部署", "name"): "the page of the department; data.json has it where it owns the plan or does an item",
    **{
        ("部署", name): "the contact on the page of the department"
        for name in ("postal_code", "address", "tel", "fax", "contact_as_printed")
    },
    **{
        ("評価の区分", name): "the page of an item, the progress page and the report"
        for name in ("meaning", "symbol")
    },
    ("取組の実施主体", "detail"): "beside the name on the page of the item",
}


def test_every_other_text_is_in_data_json_too(db):
    """A text of its own in every column of the workbook: where it is not in data.json, ELSEWHERE says who reads it."""
    plan = builders.make_full_plan(items=1)
    extra(plan)
    planted = {}
    for sheet in SHEETS:
        texts = [column for column in sheet.columns if is_free_text(column)]
        for row in sheet.model._base_manager.all():
            for column in texts if belongs(row, plan) else ():
                word = f"{chr(0x4E00 + len(planted))}印"[: column.field.max_length or 2]
                planted[word] = (sheet.name, column.name)
                sheet.model._base_manager.filter(pk=row.pk).update(**{column.name: word})
    plan.refresh_from_db()
    text = unpacked(plan_workbook(plan))
    document = json.dumps(plan_document(plan), ensure_ascii=False)
    shown = {place for word, place in planted.items() if word in text}
    assert len(shown) > 60
    only_here = {place for word, place in planted.items() if word in text and word not in document}
    assert sorted(only_here ^ set(ELSEWHERE)) == []


def is_free_text(column):
    field = column.field
    return (
        isinstance(column, FieldColumn)
        and not isinstance(column, VerbatimColumn)
        and isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and not isinstance(column.form, CodeForm)
        and not isinstance(field, models.EmailField)
        and (column.sheet.name, column.name) != ("市区町村", "code")
    )


def belongs(row, plan):
    """Whether the row is one of the plan or its city, by the way its foreign keys lead."""
    if row == plan or row == plan.municipality:
        return True
    for name in (
        "plan",
        "municipality",
        "item",
        "policy",
        "indicator",
        "statistic",
        "scale",
        "answer",
        "department",
    ):
        if hasattr(row, f"{name}_id") and getattr(row, name) is not None:
            return belongs(getattr(row, name), plan)
    return False


def extra(plan):
    """What make_full_plan leaves out."""
    partner = Partner.objects.create(municipality=plan.municipality, name="団体", kind="group")
    plan.implementers.update(partner=partner)
    plan.owner.former_names.create(name="旧課", last_fy=2020)
    Indicator.objects.filter(plan=plan).update(reading_note="注")


def test_no_hidden_part_of_the_file_tells_who_made_it(db):
    plan = builders.make_full_plan(items=1)
    text = unpacked(plan_workbook(plan))
    assert re.findall(r"<dc:creator>(.*?)</dc:creator>", text) == [plan.municipality.name]
    assert re.findall(r"<cp:lastModifiedBy>(.*?)</cp:lastModifiedBy>", text) == []
