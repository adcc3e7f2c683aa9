"""A new 入力者 finds on the first page what the person before left open."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import ActionItem, AnswerStep, SupportPart, YearlyStatus
from actions.survey.left_open import add_left_open
from actions.survey.worklists import department_work
from organizations.access import access_of
from organizations.models import DepartmentSuccession, User
from tests import builders
from tests.page_reader import Page
from tests.survey.people import COMPLETE, DUE_ON, NOW, YEAR, make_town

TODAY = date(2025, 5, 12)
BEGAN = date(2025, 4, 1)
ENDED = date(2025, 3, 31)
HEADING = "前の担当者から引き継ぐもの"


@pytest.fixture
def town(db):
    return make_town()


@pytest.fixture
def before(town):
    """The 入力者 until March."""
    person = builders.make_user(last_name="前田", first_name="昭")
    builders.join(person, town.city, role="editor", department=town.lead, end_on=ENDED)
    return person


@pytest.fixture
def new(town):
    """The 入力者 since April."""
    return town.person("editor", town.lead, start_on=BEGAN)


def works_of(user):
    user = User.objects.get(pk=user.pk)
    works = department_work(access_of(user, on=TODAY), TODAY)
    add_left_open(works, user, TODAY)
    return works


def left(user):
    return [entry for work in works_of(user) for entry in work.left_open]


def draft(town, person, state="draft", **fields):
    return town.answer(state, answered_by=person, answered_at=NOW - timedelta(days=60), **fields)


def test_draft_of_the_person_before_is_listed(town, before, new):
    answer = draft(town, before, done="", internal_note="電話で確認中")
    (entry,) = left(new)
    assert (entry.answer, entry.writer, entry.at) == (answer, before, answer.answered_at)
    assert (entry.missing, entry.note, entry.step) == (["取り組んだこと"], "電話で確認中", None)


def test_returned_answer_is_listed_with_the_reason_and_who_returned_it(town, before, new):
    answer, boss = draft(town, before, "returned"), town.coordinator()
    for reason in ("古い理由", "数を書いてください。"):
        AnswerStep.objects.create(
            answer=answer, from_state="submitted", to_state="returned", at=NOW, by=boss, reason=reason
        )
    (entry,) = left(new)
    assert (entry.step.reason, entry.step.by) == ("数を書いてください。", boss)


@pytest.mark.parametrize("state", ["blank", "submitted", "approved", "confirmed"])
def test_what_is_not_begun_or_handed_in_is_not_listed(town, before, new, state):
    draft(town, before, state)
    assert left(new) == []


def test_own_draft_is_not_listed(town, new):
    draft(town, new)
    assert left(new) == []


def test_draft_of_a_colleague_still_there_is_not_listed(town, new):
    draft(town, town.editor())
    assert left(new) == []


def test_draft_of_a_colleague_whose_account_is_closed_is_listed(town, new):
    colleague = town.editor()
    draft(town, colleague)
    colleague.is_active = False
    colleague.save()
    assert [entry.writer for entry in left(new)] == [colleague]


def test_draft_written_by_the_coordinator_on_behalf_is_not_listed(town, new):
    draft(town, town.coordinator())
    assert left(new) == []


def test_draft_of_somebody_who_moved_to_another_department_is_listed(town, before, new):
    builders.join(before, town.city, role="editor", department=town.support, start_on=BEGAN)
    draft(town, before)
    assert [entry.writer for entry in left(new)] == [before]


def test_draft_of_somebody_of_another_department_is_not_listed(town, new):
    other = town.person("editor", town.support, end_on=ENDED)
    draft(town, other)
    assert left(new) == []


def test_draft_written_before_departments_were_merged_is_listed(town, new):
    old = builders.make_department(town.city)
    DepartmentSuccession.objects.create(predecessor=old, successor=town.lead, kind="merge", from_fy=2025)
    writer = town.person("editor", old, end_on=ENDED)
    draft(town, writer)
    assert [entry.writer for entry in left(new)] == [writer]


def test_only_who_writes_is_shown_it(town, before):
    draft(town, before)
    assert left(town.person("approver", town.lead, start_on=BEGAN)) == []


def test_other_departments_do_not_see_it(town, before):
    hidden = draft(town, before)
    town.answer("draft", department=town.support)
    assert left(town.person("editor", town.support)) == []
    assert hidden.department == town.lead


def part_of(town, person, **fields):
    answer = town.answer("draft", department=town.support)
    content = {"department": town.lead, "done": "途中", "saved_by": person, "saved_at": NOW}
    return SupportPart.objects.create(**{"answer": answer} | content | fields)


def test_part_begun_is_listed(town, before, new):
    part = part_of(town, before, internal_note="残りは5月に")
    (entry,) = left(new)
    assert (entry.part, entry.writer, entry.note, entry.missing) == (part, before, "残りは5月に", [])


@pytest.mark.parametrize("fields", [{"is_handed_in": True}, {"done": ""}])
def test_part_handed_in_or_empty_is_not_listed(town, before, new, fields):
    part_of(town, before, **fields)
    assert left(new) == []


@pytest.mark.parametrize("state", ["approved", "confirmed"])
def test_part_of_an_answer_that_is_closed_is_not_listed(town, before, new, state):
    part_of(town, before, answer=town.answer(state, department=town.support))
    assert left(new) == []


# Older rounds.


@pytest.fixture
def older(town):
    """A blank answer of a round that was due before the new person began, beside the newest round."""
    answer = town.answer("blank", fiscal_year=YEAR - 1)
    type(answer.round).objects.filter(pk=answer.round_id).update(due_on=date(2024, 5, 31))
    town.answer("blank", item=answer.item)
    return answer


def test_older_round_due_before_the_person_began_is_named(town, new, older):
    works = works_of(new)
    assert [(work.round.fiscal_year, work.undone_before) for work in works] == [
        (YEAR - 1, [older]),
        (YEAR, []),
    ]


def test_older_round_is_the_own_of_who_was_there(town, older):
    assert [work.undone_before for work in works_of(town.editor())] == [[], []]


def test_older_round_with_everything_handed_in_is_not_named(town, new, older):
    older.state = "submitted"
    older.save()
    assert [work.undone_before for work in works_of(new)] == [[], []]


def test_newest_round_is_not_older_even_when_overdue(town):
    town.answer("blank")
    late = town.person("editor", town.lead, start_on=DUE_ON + timedelta(days=1))
    day = DUE_ON + timedelta(days=2)
    works = department_work(access_of(late, on=day), day)
    add_left_open(works, late, day)
    assert [(work.is_older, work.undone_before) for work in works] == [(False, [])]


# On the page.


def first_page(client, user):
    client.force_login(User.objects.get(pk=user.pk))
    response = client.get(reverse("admin:index"))
    return " ".join(response.content.decode().split())


def test_first_page_tells_it_all(client, town, before, new):
    answer = draft(town, before, "returned", reason="", internal_note="あ" * 80)
    boss = town.coordinator()
    AnswerStep.objects.create(
        answer=answer,
        from_state="submitted",
        to_state="returned",
        at=NOW,
        by=boss,
        reason="数を書いてください。",
    )
    part_of(town, before, internal_note="残りは5月に")
    text = first_page(client, new)
    assert HEADING in text
    assert "前田 昭さんが2025年3月13日に最後に入力しました。 足りない欄: 評価の理由。" in text
    assert f"2025年5月12日に{boss.username}さんが差し戻しました: 数を書いてください。" in text
    assert f"内部メモ: {'あ' * 59}…" in text
    assert "書きかけ" in text
    assert "内部メモ: 残りは5月に" in text
    assert Page("/admin/", text).problems == []


def test_first_page_leads_to_the_older_round(client, town, new, older):
    text = first_page(client, new)
    assert HEADING in text
    assert "あなたが担当する前に締め切られています。" in text
    assert f"?department={town.lead.pk}&amp;list=outstanding" in text
    assert "まだ提出されていない1件を見る" in text


def test_first_page_without_anything_left_says_nothing(client, town, new):
    town.answer("draft")
    assert HEADING not in first_page(client, new)


@pytest.mark.parametrize("size", [3, 300])
def test_first_page_takes_a_fixed_number_of_queries(client, town, before, new, size):
    """Eight as always, one for who wrote when, one for the reasons."""
    items = ActionItem.objects.bulk_create(
        ActionItem(plan=town.plan, code=f"n{n}", name="取組", sort_order=n) for n in range(size)
    )
    answers = YearlyStatus.objects.bulk_create(
        YearlyStatus(
            item=item,
            fiscal_year=YEAR,
            round=town.round(),
            state=("draft", "returned")[n % 2],
            department=(town.lead, town.support)[n % 3 == 2],
            grade=town.grades["B"],
            answered_by=before,
            answered_at=datetime(2025, 3, 1, tzinfo=NOW.tzinfo),
            **COMPLETE,
        )
        for n, item in enumerate(items)
    )
    AnswerStep.objects.bulk_create(
        AnswerStep(
            answer=answer, from_state="submitted", to_state="returned", at=NOW, by=before, reason="直す"
        )
        for answer in answers
    )
    SupportPart.objects.bulk_create(
        SupportPart(answer=answer, department=town.lead, done="途中", saved_by=before)
        for answer in answers
        if answer.department == town.support
    )
    client.force_login(new)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("admin:index"))
    assert len(queries) == 10
    (work,) = response.context["department_works"]
    assert len(work.left_open) == size
