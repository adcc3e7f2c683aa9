"""What of a plan is in its workbook: every field of every model, or the reason why not."""

import pytest

from actions.exchange.plan_sheets import SHEETS
from actions.exchange.sheets import Scope
from organizations.fields import FoldedTextField
from organizations.spreadsheets.tables import plain_header
from organizations.spreadsheets.writing import MOST_SHEET_NAME
from tests import builders
from tests.test_fixtures import our_models

BY_PARENT = "the rows of a sheet belong to the city or the plan of the workbook"
INTERNAL = "never public"
LINK_ROWS = "a sheet of its own holds these links, with what belongs to them"
# Model -> field -> why it is in no column.
LEFT_OUT = {
    "Municipality": {"is_in_use": "how this site runs, not what the city says"},
    "Department": {"municipality": BY_PARENT},
    "Partner": {"municipality": BY_PARENT},
    "Plan": {"municipality": BY_PARENT},
    **{
        name: {"plan": BY_PARENT}
        for name in (
            "Policy",
            "Pillar",
            "Phase",
            "RoadmapColumn",
            "Stage",
            "Mark",
            "Implementer",
            "TargetGroup",
            "Indicator",
            "PlanPoint",
            "RelatedDocument",
            "Statistic",
            "PlanNote",
            "RatingScale",
        )
    },
    "ActionItem": {
        "plan": BY_PARENT,
        "departments": LINK_ROWS,
        "implementers": LINK_ROWS,
        "target_groups": LINK_ROWS,
        "internal_note": INTERNAL,
    },
    "ItemHandover": {"reorganisation": "how it came about is internal"},
    "YearlyStatus": {
        "internal_note": INTERNAL,
        "round": "the survey is internal; what came out of it is the result",
        "state": "of the survey",
        "is_unchanged": "of the survey",
        "answered_at": INTERNAL,
        "answered_by": INTERNAL,
    },
    "Evaluation": {
        "session": INTERNAL,
        "internal_note": INTERNAL,
        "is_handed_in": "what is public is handed in",
        "is_reply_published": "a reply in the workbook is public",
        "written_at": INTERNAL,
        "written_by": INTERNAL,
        "replied_at": INTERNAL,
        "replied_by": INTERNAL,
    },
    "AnnualReport": {
        "plan": BY_PARENT,
        "published_by": INTERNAL,
        "withdrawn_at": "a withdrawn edition is not in the workbook",
        "withdrawn_by": "a withdrawn edition is not in the workbook",
        "withdrawn_reason": "a withdrawn edition is not in the workbook",
    },
}
PEOPLE = "people and their rights"
RUNNING = "how the survey, the evaluation and the publication run, not what the plan says"
SITE = "how this site runs"
PAGES = "what the city says of its web pages, not of the plan"
# Model -> why it has no sheet.
NO_SHEET = {
    "User": PEOPLE,
    "Membership": PEOPLE,
    "PolicyEvaluator": PEOPLE,
    "Reorganisation": RUNNING,
    "ReportingRound": RUNNING,
    "SupportPart": RUNNING,
    "AnswerFigure": RUNNING,
    "AnswerStep": RUNNING,
    "EvaluationSession": RUNNING,
    "ReportText": "the report holds it once it is public",
    "ReportOrder": RUNNING,
    "ReportFile": "made again from the document of the edition, to the byte",
    "ReportPassage": "made again from the document of the edition, for search",
    "ReminderRules": RUNNING,
    "ReminderMail": RUNNING,
    "AccessibilityPolicy": PAGES,
    "AccessibilityTest": PAGES,
    "CriterionResult": PAGES,
    "FileImport": SITE,
    "ImportedFile": SITE,
}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.model.__name__)
def test_every_field_is_a_column_or_left_out_with_a_reason(sheet):
    fields = [*sheet.model._meta.concrete_fields, *sheet.model._meta.many_to_many]
    names = {f.name for f in fields if not (f.primary_key or isinstance(f, FoldedTextField))}
    in_columns = {column.name for column in sheet.columns}
    left_out = set(LEFT_OUT.get(sheet.model.__name__, ()))
    assert in_columns & left_out == set()
    assert in_columns | left_out == names


def test_every_model_has_a_sheet_or_a_reason():
    with_sheet = [sheet.model.__name__ for sheet in SHEETS]
    assert len(with_sheet) == len(set(with_sheet))
    assert set(with_sheet) & set(NO_SHEET) == set()
    assert set(with_sheet) | set(NO_SHEET) == {m.__name__ for m in our_models(with_links=False)}
    assert set(LEFT_OUT) <= set(with_sheet)


def test_names_of_sheets_can_be_told_apart_and_are_short_enough():
    names = [plain_header(sheet.name) for sheet in SHEETS]
    assert len(names) == len(set(names))
    assert [name for name in names if len(name) > MOST_SHEET_NAME] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_headers_of_a_sheet_can_be_told_apart(sheet):
    headers = [plain_header(header) for header in sheet.headers]
    assert len(headers) == len(set(headers))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_sheet_and_columns_are_explained(sheet):
    assert sheet.about.endswith("。")
    assert [column.name for column in sheet.columns if not column.explanation] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_key_tells_the_rows_of_a_plan_apart(sheet, db):
    plan = builders.make_full_plan(items=2)
    keys = [sheet.key_of(row) for row in sheet.rows(Scope(plan.municipality, plan))]
    assert len(keys) == len(set(keys))
