"""What is counted of a year, and what moves no figure."""

import pytest

from actions.models import ReportText
from actions.reporting.composing import compose
from actions.reporting.gathering import gather
from actions.reporting.parts.cards import schedule_text
from plans.models import Phase
from tests import builders
from tests.reporting.scenes import YEAR, make_year

pytestmark = pytest.mark.django_db


def rows_of(group):
    return [(row["code"], row["count"], row["percent"]) for row in group["rows"]]


def set_answer(answer, **fields):
    for name, value in fields.items():
        setattr(answer, name, value)
    answer.save()


def grade(year, code):
    return year.scale.grades.get(code=code)


def test_shares_are_of_the_judged_items_only():
    year = make_year(items=5)
    set_answer(year.answers[1], grade=grade(year, "C"))
    set_answer(year.answers[2], status="not_assessable", grade=None, reason="")
    set_answer(year.answers[3], status="cancelled", grade=None, reason="")
    set_answer(year.answers[4], status="not_applicable", grade=None, reason="")
    overview = gather(year.plan, YEAR)["overview"]
    assert (overview["items"], overview["reported"], overview["judged"]) == (5, 5, 2)
    assert rows_of(overview["whole"]) == [("A", 1, 50.0), ("B", 0, 0.0), ("C", 1, 50.0)]
    assert overview["not_judged"] == [
        {"label": "中止", "count": 1},
        {"label": "対象外", "count": 1},
        {"label": "評価困難", "count": 1},
    ]


def test_item_without_an_answer_counts_as_not_reported():
    year = make_year(items=2)
    builders.make_item(year.plan)
    overview = gather(year.plan, YEAR)["overview"]
    assert (overview["items"], overview["reported"], overview["judged"]) == (3, 2, 2)
    assert overview["not_judged"] == [{"label": "未報告", "count": 1}]


def test_answer_that_is_not_confirmed_says_nothing():
    year = make_year(items=2)
    set_answer(year.answers[0], state="approved", done="まだ公開しない文")
    document = gather(year.plan, YEAR)
    assert document["overview"]["reported"] == 1
    assert [item["done"] for item in document["items"]] == [None, year.answers[1].done]


def test_nothing_judged_has_no_percentages():
    year = make_year(items=1)
    set_answer(year.answers[0], status="not_applicable", grade=None, reason="")
    whole = gather(year.plan, YEAR)["overview"]["whole"]
    assert rows_of(whole) == [("A", 0, None), ("B", 0, None), ("C", 0, None)]
    assert (whole["total"], whole["counted"]) == (1, 0)


def test_repeat_is_counted_once():
    year = make_year(items=2)
    other = builders.make_measure(builders.make_policy(year.plan))
    builders.place(year.items[0], other, kind="repeat")
    overview = gather(year.plan, YEAR)["overview"]
    assert [(group["name"], group["total"]) for group in overview["by_policy"]] == [
        (f"Ⅰ {year.policy.name}", 2),
        (other.policy.name, 0),
    ]


def test_departments_are_those_that_answered():
    year = make_year(items=3)
    other = builders.make_department(year.city, name="環境課")
    set_answer(year.answers[2], department=other)
    groups = gather(year.plan, YEAR)["overview"]["by_department"]
    assert [(group["name"], group["total"], group["counted"]) for group in groups] == [
        ("協働推進課", 2, 2),
        ("環境課", 1, 1),
    ]


def test_item_of_two_actors_counts_in_both():
    year = make_year(items=2)
    year.items[0].by_citizen = True
    year.items[0].save()
    groups = gather(year.plan, YEAR)["overview"]["by_actor"]
    assert [(group["name"], group["total"]) for group in groups] == [("市民", 1), ("市", 2), ("協働", 0)]


def last_year_of(year, code, **fields):
    round_ = builders.make_round(year.plan, YEAR - 1, scale=fields.pop("scale", year.scale))
    grade = round_.scale.grades.get(code=code)
    for item in year.items:
        builders.make_answer(round_, item, year.owner, "confirmed", grade=grade, is_published=True, **fields)


def test_improved_and_fell_back_by_the_order_of_one_scale():
    year = make_year(items=3)
    last_year_of(year, "B")
    set_answer(year.answers[1], grade=grade(year, "B"))
    set_answer(year.answers[2], grade=grade(year, "C"))
    document = gather(year.plan, YEAR)
    codes = [item.code for item in year.items]
    assert [item["movement"] for item in document["items"]] == ["improved", "same", "fell_back"]
    assert (document["overview"]["improved"], document["overview"]["fell_back"]) == ([codes[0]], [codes[2]])
    assert rows_of(document["overview"]["last_year"]) == [("A", 0, 0.0), ("B", 3, 100.0), ("C", 0, 0.0)]


def test_years_of_two_scales_are_compared_by_what_grades_count_as():
    year = make_year(items=2)
    old = builders.make_scale(year.plan, from_fy=2020)
    type(year.scale).objects.filter(pk=year.scale.pk).update(from_fy=YEAR, name="新しい尺度")
    last_year_of(year, "C", scale=old)
    document = gather(year.plan, YEAR)
    assert document["last_year"]["same_scale"] is False
    assert [item["movement"] for item in document["items"]] == ["improved", "improved"]
    assert [row["count"] for row in document["overview"]["outcomes"]["last_year"]["rows"]] == [0, 0, 2]


def test_year_before_that_is_not_published_is_not_compared():
    year = make_year(items=1)
    last_year_of(year, "B", internal_note="")
    year.items[0].yearly_statuses.filter(fiscal_year=YEAR - 1).update(is_published=False)
    document = gather(year.plan, YEAR)
    assert (document["last_year"], document["overview"]["last_year"]) == (None, None)
    assert document["items"][0]["movement"] is None


def test_new_finished_and_dropped_items_have_reason_and_successor():
    year = make_year(items=4)
    first, second, third, fourth = year.items
    type(first).objects.filter(pk=first.pk).update(start_fy=YEAR)
    set_answer(year.answers[1], status="completed", next_step="complete")
    type(third).objects.filter(pk=third.pk).update(end_reason="ほかの取組とまとめるため", successor=fourth)
    set_answer(year.answers[2], next_step="merge")
    items = gather(year.plan, YEAR)["items"]
    assert [(i["change"], i["change_reason"], i["successor"]) for i in items] == [
        ("new", None, None),
        ("finished", "見本の理由", None),
        ("dropped", "ほかの取組とまとめるため", {"code": fourth.code, "name": fourth.name}),
        (None, None, None),
    ]
    assert second.code in gather(year.plan, YEAR)["overview"]["finished"]


def test_item_that_ended_before_is_not_asked_for():
    year = make_year(items=2)
    ended = builders.make_item(year.plan, end_fy=YEAR - 1)
    later = builders.make_item(year.plan, start_fy=YEAR + 1)
    codes = [item["code"] for item in gather(year.plan, YEAR)["items"]]
    assert codes == [item.code for item in year.items]
    assert {ended.code, later.code} & set(codes) == set()


@pytest.mark.parametrize("items", [1, 3, 40])
def test_document_takes_the_same_queries_for_every_size(django_assert_num_queries, items):
    year = make_year(items=items)
    with django_assert_num_queries(26):
        gather(year.plan, YEAR)


def test_own_words_of_the_year_are_in_the_document():
    year = make_year(items=1)
    ReportText.objects.create(plan=year.plan, fiscal_year=YEAR - 1, summary="前の年のまとめ")
    assert gather(year.plan, YEAR)["texts"] == {"summary": None, "notes": None}
    ReportText.objects.create(plan=year.plan, fiscal_year=YEAR, summary="まとめ", notes="注記")
    document = gather(year.plan, YEAR)
    assert document["texts"] == {"summary": "まとめ", "notes": "注記"}
    sections = {section.id: section.blocks for section in compose(document).sections}
    assert sections["foreword"] == [{"kind": "text", "text": "まとめ"}]
    assert sections["notes"] == [{"kind": "text", "text": "注記"}]


def test_easy_summary_is_in_the_document_where_one_is_written():
    year = make_year(items=1)
    ReportText.objects.create(
        plan=year.plan, fiscal_year=YEAR, easy_summary="計画《けいかく》です。", internal_note="内部"
    )
    document = gather(year.plan, YEAR)
    assert document["texts"] == {"summary": None, "notes": None, "easy_summary": "計画《けいかく》です。"}
    assert "けいかく" not in str(compose(document).sections)


def test_group_stands_beside_the_same_items_of_the_year_before():
    year = make_year(items=3)
    last_year_of(year, "B")
    set_answer(year.answers[2], grade=grade(year, "C"))
    group = gather(year.plan, YEAR)["overview"]["by_policy"][0]
    assert group["achieved"] == {"count": 2, "counted": 3, "percent": 66.7}
    assert group["achieved_before"] == {"count": 0, "counted": 3, "percent": 0.0}


def test_group_without_a_year_before_has_nothing_beside_it():
    group = gather(make_year(items=1).plan, YEAR)["overview"]["by_policy"][0]
    assert (group["achieved"], group["achieved_before"]) == (
        {"count": 1, "counted": 1, "percent": 100.0},
        None,
    )


def test_items_that_began_and_ended_are_told_without_an_answer_too():
    year = make_year(items=1)
    new = builders.make_item(year.plan, start_fy=YEAR)
    ended = builders.make_item(year.plan, end_fy=YEAR, end_reason="役目を終えたため", successor=year.items[0])
    document = gather(year.plan, YEAR)
    items = {item["code"]: item for item in document["items"]}
    assert (document["overview"]["new"], document["overview"]["dropped"]) == ([new.code], [ended.code])
    assert items[ended.code]["change_reason"] == "役目を終えたため"
    assert items[ended.code]["successor"]["code"] == year.items[0].code


def test_plan_of_phases_names_the_phase():
    year = make_year(items=1)
    item = builders.make_item(year.plan, timing_as_printed="随時")
    item.phase = Phase.objects.create(plan=year.plan, number=2, name="第2段階")
    item.save()
    builders.make_cell(item, phase=item.phase, as_printed="試行")
    found = next(each for each in gather(year.plan, YEAR)["items"] if each["code"] == item.code)
    assert schedule_text(found) == f"試行、{item.phase}、随時"


@pytest.mark.parametrize(
    ("actual", "target", "sentence"),
    [
        (1234567, 12345678, "目標値より11111111人少ない"),
        (0.3, 0.1, "目標値より0.2人多い"),
        (80, 80, "目標値と同じ"),
        (None, 80, "比べられない"),
    ],
)
def test_difference_to_the_target_is_exact(actual, target, sentence):
    year = make_year(items=1)
    year.indicator.figures.filter(kind="actual").update(value=actual)
    year.indicator.figures.filter(kind="target").update(value=target)
    table = next(
        block
        for section in compose(gather(year.plan, YEAR)).sections
        for block in section.blocks
        if block.get("id") == "indicators-table"
    )
    assert table["rows"][0][-1] == sentence


def test_control_characters_become_visible_and_line_ends_one_kind():
    year = make_year(items=1)
    set_answer(year.answers[0], done="一行目\x0b二行目\r\n三行目\x01")
    assert gather(year.plan, YEAR)["items"][0]["done"] == "一行目\n二行目\n三行目\ufffd"
