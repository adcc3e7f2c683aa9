"""What the pages of the survey show, on the sample city: counts that lead to lists, last year beside, what is missing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actions.models import YearlyStatus
from actions.sample_city import create_sample_city
from tests import builders
from tests.staff.test_two_people import typed

LINK = re.compile(r'<a href="(/admin/survey/\d+/answers/\?[^"]*)"[^>]*>\s*(\d+)\s*</a>')


@pytest.fixture(scope="module")
def kept_sample(rows_of_module):
    return create_sample_city(now=datetime.now(UTC))


@pytest.fixture
def sample(kept_sample, db):
    return kept_sample


@pytest.fixture
def office(client, sample):
    client.force_login(builders.member_of(sample, role="coordinator"))
    return client


@pytest.fixture
def round_(sample):
    return sample.plans.get().rounds.order_by("-fiscal_year").first()


def answer_of(round_, code):
    return round_.answers.get(item__code=code)


def page_of(round_, code):
    return reverse("admin:survey_answer", args=[answer_of(round_, code).pk])


def editor_of(city, code):
    return builders.member_of(city, role="editor", department=city.departments.get(code=code))


def test_every_count_of_the_matrix_is_the_length_of_its_list(office, round_):
    text = office.get(reverse("admin:index")).content.decode()
    links = LINK.findall(text)
    assert len(links) == 12 + 6  # in the rows and in the line of totals
    for page, count in links:
        rows = office.get(page.replace("&amp;", "&")).context["rows"]
        assert len(rows) == int(count), page


def test_every_list_that_needs_attention_is_as_long_as_it_says(office, round_):
    (work,) = office.get(reverse("admin:index")).context["round_works"]
    assert {each.name: len(each.answers) for each in work.attention} == {
        "unowned": 1,
        "stale": 2,
        "contradictory": 2,
    }
    for each in work.attention:
        page = f"{reverse('admin:survey_answers', args=[round_.pk])}?list={each.name}"
        assert [row["answer"] for row in office.get(page).context["rows"]] == each.answers
    page = f"{reverse('admin:survey_answers', args=[round_.pk])}?list=outstanding"
    assert len(office.get(page).context["rows"]) == sum(row.left for row in work.late_rows) == 15


@pytest.mark.parametrize("query", ["department=999999", "department=x", "state=x", "list=x"])
def test_filter_nobody_knows_finds_nothing(office, round_, query):
    response = office.get(f"{reverse('admin:survey_answers', args=[round_.pk])}?{query}")
    assert response.context["rows"] == []
    assert "この条件に当てはまる回答はありません。" in response.content.decode()


def test_answer_stands_beside_plan_and_last_year(client, sample, round_):
    client.force_login(editor_of(sample, "sangyo"))
    text = client.get(page_of(round_, "2-3-3")).content.decode()
    item = answer_of(round_, "2-3-3").item
    last = item.yearly_statuses.get(fiscal_year=round_.fiscal_year - 1)
    assert all(words in text for words in (item.purpose, item.content, item.completion_criterion))
    assert all(words in text for words in (last.done, last.reason, str(last.grade)))
    assert all(grade.meaning in text for grade in round_.scale.grades.all())
    assert round_.instructions.splitlines()[0][:20] in text


def test_planned_stage_of_the_year_is_shown(client, sample, round_):
    client.force_login(editor_of(sample, "sangyo"))
    response = client.get(page_of(round_, "2-3-3"))
    cell = answer_of(round_, "2-3-3").item.schedule_cells.get(fiscal_year=round_.fiscal_year)
    assert response.context["planned"] == [("", cell.as_printed, cell.meaning)]


def test_last_years_contents_are_copied_into_empty_boxes(client, sample, round_):
    client.force_login(editor_of(sample, "sangyo"))
    page, answer = page_of(round_, "2-3-3"), answer_of(round_, "2-3-3")
    data = typed(client.get(page)) | {"issues": "この年度の課題", "_copy": ""}
    client.post(page, data)
    answer.refresh_from_db()
    last = answer.item.yearly_statuses.get(fiscal_year=round_.fiscal_year - 1)
    assert (answer.done, answer.grade, answer.issues) == (last.done, last.grade, "この年度の課題")
    assert (answer.state, answer.is_unchanged) == ("draft", False)


def test_unchanged_takes_everything_and_says_so(client, sample, round_):
    client.force_login(editor_of(sample, "sangyo"))
    page, answer = page_of(round_, "2-3-3"), answer_of(round_, "2-3-3")
    client.post(page, typed(client.get(page)) | {"issues": "書きかけ", "_unchanged": ""})
    answer.refresh_from_db()
    last = answer.item.yearly_statuses.get(fiscal_year=round_.fiscal_year - 1)
    assert (answer.issues, answer.is_unchanged) == (last.issues, True)
    assert "書きかけ" in [record.issues for record in answer.history.all()]


def test_number_typed_in_full_width_is_read_and_a_word_is_refused(client, sample, round_):
    client.force_login(editor_of(sample, "kikaku"))
    answer = round_.answers.get(item__indicators__code="1")
    page = reverse("admin:survey_answer", args=[answer.pk])
    response = client.get(page)
    (box,) = response.context["form"].figure_fields.values()
    refused = client.post(page, typed(response) | {box: "たくさん", "done": "書いた文"})
    text = refused.content.decode()
    assert "数だけを入れてください" in text
    assert "書いた文" in text
    client.post(page, typed(response) | {box: "１，２３４．５"})
    assert float(answer.figures.get().value) == 1234.5


def test_submit_page_names_what_is_missing(client, sample, round_):
    client.force_login(editor_of(sample, "sangyo"))
    response = client.get(reverse("admin:survey_submit", args=[round_.pk]))
    lacking = {answer.item.code: lacks for answer, lacks in response.context["lacking"]}
    assert lacking["3-4-4"] == ["評価", "今後の方向"]
    assert [answer.item.code for answer, _warnings in response.context["ready"]] == ["2-2-3"]
    assert (
        "確かめてください: 状況は「完了」ですが、今後の方向は「継続」などです。" in response.content.decode()
    )


def test_submitting_what_is_not_complete_changes_nothing(client, sample, round_):
    client.force_login(editor_of(sample, "sangyo"))
    answer = answer_of(round_, "3-4-4")
    client.post(reverse("admin:survey_submit", args=[round_.pk]), {"answer": [answer.pk]})
    answer.refresh_from_db()
    assert answer.state == "draft"


def test_returning_without_a_reason_keeps_what_was_ticked(client, sample, round_):
    department = sample.departments.get(code="bousai")
    client.force_login(builders.member_of(sample, role="approver", department=department))
    page = f"{reverse('admin:survey_answers', args=[round_.pk])}?state=submitted"
    rows = client.get(page).context["rows"]
    response = client.post(page, {"answer": [rows[0]["answer"].pk], "step": "return", "reason": " "})
    assert "差戻しの理由を書いてください。まだ差し戻していません。" in response.content.decode()
    assert [row["is_ticked"] for row in response.context["rows"]] == [True, False, False]
    response = client.post(page, {"step": "return", "reason": "人数を書いてください。"})
    assert response.context["reason"] == "人数を書いてください。"


def test_due_date_passed_is_said_and_stops_nobody(client, sample, round_):
    client.force_login(editor_of(sample, "sangyo"))
    text = client.get(reverse("admin:index")).content.decode()
    assert "3日過ぎています" in text
    page = page_of(round_, "2-3-3")
    assert client.post(page, typed(client.get(page)) | {"done": "遅れて書いた"}).status_code == 302


def test_round_is_opened_in_two_steps_and_can_be_withdrawn(office, sample, round_):
    plan, year = sample.plans.get(), round_.fiscal_year + 1
    page = reverse("admin:survey_open")
    preview = office.get(f"{page}?plan={plan.pk}&fiscal_year={year}")
    assert preview.context["form"].initial == {"instructions": round_.instructions}
    assert len(preview.context["items"]) == 36
    assert not plan.rounds.filter(fiscal_year=year).exists()
    data = {"plan": plan.pk, "fiscal_year": year, "instructions": "お願い"}
    yesterday = timezone.localdate() - timedelta(days=1)
    response = office.post(page, data | {"due_on": yesterday})
    assert "締め切りは、きょうより後の日にしてください。" in response.content.decode()
    office.post(page, data | {"due_on": timezone.localdate() + timedelta(days=30)})
    opened = plan.rounds.get(fiscal_year=year)
    overview = reverse("admin:survey_round", args=[opened.pk])
    assert "この調査を取りやめる" in office.get(overview).content.decode()
    office.post(overview, {"_withdraw": ""})
    assert not plan.rounds.filter(fiscal_year=year).exists()
    assert not YearlyStatus.objects.filter(item__plan=plan, fiscal_year=year).exists()


def test_round_in_which_somebody_wrote_is_not_withdrawn(office, round_):
    overview = reverse("admin:survey_round", args=[round_.pk])
    response = office.post(overview, {"_withdraw": ""}, follow=True)
    assert "すでに入力があるので、この調査は取りやめられません。" in response.content.decode()
    assert round_.answers.count() == 36


def test_item_that_comes_later_is_added_to_the_round(office, sample, round_):
    plan = sample.plans.get()
    late = builders.make_item(plan, code="9-9-9")
    overview = reverse("admin:survey_round", args=[round_.pk])
    assert str(late) in office.get(overview).content.decode()
    office.post(overview, {})
    assert round_.answers.get(item=late).state == "blank"


def test_publisher_finds_what_waits_and_publishes_it(client, sample, round_):
    client.force_login(builders.member_of(sample, role="publisher"))
    (waiting,) = client.get(reverse("admin:index")).context["unpublished"]
    assert (waiting["fiscal_year"], waiting["number"]) == (round_.fiscal_year, 12)
    changelist = reverse("admin:actions_yearlystatus_changelist")
    pks = list(round_.answers.values_list("pk", flat=True))
    data = {"action": "publish", "_selected_action": pks}
    text = client.post(changelist, data, follow=True).content.decode()
    assert "12件を公開しました。" in text
    assert round_.answers.filter(is_published=True).count() == 12


@pytest.mark.parametrize(
    ("role", "states", "number"),
    [("viewer", {"submitted", "approved", "confirmed"}, 21), ("evaluator", {"confirmed"}, 12)],
)
def test_viewer_reads_what_was_handed_in_and_the_committee_what_is_confirmed(
    client, sample, round_, role, states, number
):
    client.force_login(builders.member_of(sample, role=role))
    rows = client.get(reverse("admin:survey_answers", args=[round_.pk])).context["rows"]
    assert {row["answer"].state for row in rows} == states
    assert len(rows) == number


def test_saving_over_a_draft_on_behalf_is_recorded(client, sample, round_):
    answer = answer_of(round_, "3-4-4")
    before = answer.steps.count()
    client.force_login(builders.member_of(sample, role="coordinator"))
    page = page_of(round_, "3-4-4")
    client.post(page, typed(client.get(page)) | {"done": "事務局が書いた実績"})
    newest = answer.steps.last()
    assert (answer.steps.count(), newest.to_state, newest.is_on_behalf) == (before + 1, "draft", True)
    assert "(代行)" in client.get(page).content.decode()


def test_next_item_is_reached_without_beginning_the_answer(client, sample, round_):
    client.force_login(editor_of(sample, "kikaku"))
    page, answer = page_of(round_, "1-1-1"), answer_of(round_, "1-1-1")
    response = client.post(page, typed(client.get(page)) | {"_next": ""})
    answer.refresh_from_db()
    assert (response.status_code, response.url == page, answer.state) == (302, False, "blank")


@pytest.mark.parametrize(
    "address",
    [
        "/admin/actions/yearlystatus/?fiscal_year=abc",
        "/admin/actions/yearlystatus/add/?plan={many}",
        "/admin/actions/actionitem/add/?plan={many}",
        "/admin/survey/{round}/answers/?department={many}",
        "/admin/survey/{round}/submit/?department={many}",
        "/admin/survey/{round}/submit/?answer={many}",
        "/admin/survey/open/?plan={many}&fiscal_year={many}",
        "/admin/autocomplete/?app_label=actions&model_name=placement&field_name=item&plan={many}",
    ],
)
def test_odd_numbers_in_the_address_find_nothing(office, round_, address):
    for many in ("9" * 30, "9" * 5000):
        assert office.get(address.format(many=many, round=round_.pk)).status_code in (200, 302)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/actions/yearlystatus/?state__exact=%00",
        "/admin/survey/{round}/answers/?state=%00",
        "/admin/autocomplete/?app_label=actions&model_name=placement&field_name=item&term=%00",
    ],
)
def test_nul_in_the_address_is_refused(office, round_, address):
    assert office.get(address.format(round=round_.pk)).status_code == 400


def test_odd_numbers_and_signs_in_a_deed_change_nothing(office, round_):
    page = reverse("admin:survey_answers", args=[round_.pk])
    for name in ("survey_answers", "survey_submit", "survey_assign"):
        sent = {"answer": ["9" * 30], "step": "confirm"}
        assert office.post(reverse(f"admin:{name}", args=[round_.pk]), sent).status_code in (200, 302)
    answer = answer_of(round_, "2-1-2")
    office.post(page, {"answer": [answer.pk], "step": "return", "reason": "理由\0です" + "長" * 9000})
    step = answer.steps.last()
    assert (step.reason[:4], len(step.reason)) == ("理由です", 2000)


def test_control_sign_does_not_stop_the_workbook(office, round_):
    answer = answer_of(round_, "2-1-2")
    answer.issues = "改\x0bページ"
    answer.save()
    data = {"format": "1", "resource": ""}
    response = office.post(reverse("admin:actions_yearlystatus_export"), data)
    assert response.content[:2] == b"PK"


def test_year_that_has_not_begun_is_not_asked_about(office, sample, round_):
    page = f"{reverse('admin:survey_open')}?plan={sample.plans.get().pk}&fiscal_year={round_.fiscal_year + 2}"
    assert "は、まだ始まっていません。" in office.get(page).content.decode()


@pytest.mark.parametrize(
    ("typed_number", "value"),
    [("1,234", 1234), ("\u22125", -5), ("12.50", 12.5), ("1,2,3", None), ("1e400", None), ("NaN", None)],
)
def test_numbers_are_read_rightly_or_refused(client, sample, round_, typed_number, value):
    client.force_login(editor_of(sample, "kikaku"))
    answer = round_.answers.get(item__indicators__code="1")
    page = reverse("admin:survey_answer", args=[answer.pk])
    response = client.get(page)
    (box,) = response.context["form"].figure_fields.values()
    client.post(page, typed(response) | {box: typed_number})
    figure = answer.figures.first()
    assert (figure and float(figure.value)) == value
