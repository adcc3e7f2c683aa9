"""Last year's answer as the beginning of this year's, and what 変更なし means."""

import pytest

from actions.models import YearlyStatus
from actions.survey.answering import last_year_of, save_answer, take_over
from plans.models import RatingScale
from tests.survey.people import NOW, YEAR, again, make_grades

LAST = {
    "status": "completed",
    "done": "前の年にしたこと",
    "reason": "前の年の理由",
    "issues": "前の年の課題",
    "next_step": "improve",
    "next_plan": "前の年の予定",
}
COPIED = "前年度の内容を、空いている欄に写しました。"
UNCHANGED = "前年度から変更なしとして、下書きに保存しました。"
ADAPT = "この年度の実績に合わせて直してから提出してください。"
CHOOSE_AGAIN = "評価の尺度が変わったので、評価は選び直してください。"


@pytest.fixture
def years(town):
    """(last year's confirmed answer, this year's blank one) of one item."""
    before = town.answer("confirmed", fiscal_year=YEAR - 1, grade=town.grades["A"], **LAST)
    return before, town.answer("blank", item=before.item)


@pytest.fixture
def years_of_two_scales(town):
    """The same, with a new scale from this year on."""
    before = town.answer("confirmed", fiscal_year=YEAR - 1, grade=town.grades["A"], **LAST)
    town.new_grades = make_grades(RatingScale.objects.create(plan=town.plan, name="新", from_fy=YEAR))
    return before, town.answer("blank", item=before.item)


def content(answer):
    return {name: getattr(answer, name) for name in LAST}


@pytest.mark.parametrize("everything", [False, True])
def test_empty_answer_takes_over_all_boxes(town, years, everything):
    before, answer = years
    take_over(answer, before, everything=everything)
    assert content(answer) | {"grade": answer.grade} == LAST | {"grade": town.grades["A"]}


@pytest.mark.parametrize("name", LAST)
def test_filled_box_is_not_overwritten(years, name):
    before, answer = years
    own = {"status": "in_progress", "next_step": "reduce"}.get(name, "この年のこと")
    setattr(answer, name, own)
    take_over(answer, before, everything=False)
    assert content(answer) == LAST | {name: own}


@pytest.mark.parametrize("name", LAST)
def test_unchanged_overwrites_every_box(years, name):
    before, answer = years
    setattr(answer, name, {"status": "in_progress", "next_step": "reduce"}.get(name, "この年のこと"))
    take_over(answer, before, everything=True)
    assert content(answer) == LAST


@pytest.mark.parametrize(("everything", "code"), [(False, "C"), (True, "A")])
def test_chosen_grade_is_overwritten_only_by_unchanged(town, years, everything, code):
    before, answer = years
    answer.grade = town.grades["C"]
    take_over(answer, before, everything=everything)
    assert answer.grade == town.grades[code]


def test_internal_note_is_not_taken_over(years):
    before, answer = years
    before.internal_note = "前の年のメモ"
    take_over(answer, before, everything=True)
    assert answer.internal_note == ""


@pytest.mark.parametrize("everything", [False, True])
def test_only_taking_over_everything_is_unchanged(years, everything):
    before, answer = years
    take_over(answer, before, everything=everything)
    assert answer.is_unchanged is everything


@pytest.mark.parametrize(
    ("everything", "sentence"), [(False, f"{COPIED}{ADAPT}"), (True, UNCHANGED)], ids=["boxes", "unchanged"]
)
def test_sentence_says_what_was_taken_over(years, everything, sentence):
    before, answer = years
    assert take_over(answer, before, everything=everything) == sentence


@pytest.mark.parametrize("everything", [False, True])
def test_grade_of_another_scale_is_not_taken_over(years_of_two_scales, everything):
    before, answer = years_of_two_scales
    take_over(answer, before, everything=everything)
    assert (answer.grade, content(answer)) == (None, LAST)


@pytest.mark.parametrize(
    ("everything", "sentence"),
    [(False, f"{COPIED}{CHOOSE_AGAIN}"), (True, f"{UNCHANGED}{CHOOSE_AGAIN}")],
    ids=["boxes", "unchanged"],
)
def test_sentence_says_that_the_scale_changed(years_of_two_scales, everything, sentence):
    before, answer = years_of_two_scales
    assert take_over(answer, before, everything=everything) == sentence


def test_year_without_a_grade_says_nothing_of_the_scale(years_of_two_scales):
    before, answer = years_of_two_scales
    before.grade = None
    assert take_over(answer, before, everything=True) == UNCHANGED


# 変更なし, once it is saved.


def saved(town, answer, **changed):
    for name, value in changed.items():
        setattr(answer, name, value)
    save_answer(answer, {}, by=town.editor(), now=NOW)
    return again(answer)


def test_answer_taken_over_whole_stays_unchanged(town, years):
    before, answer = years
    take_over(answer, before, everything=True)
    assert saved(town, answer).is_unchanged is True


@pytest.mark.parametrize("name", LAST)
def test_answer_that_later_differs_is_not_unchanged(town, years, name):
    before, answer = years
    take_over(answer, before, everything=True)
    answer = saved(town, answer)
    other = {"status": "in_progress", "next_step": "reduce"}.get(name, "書き直した。")
    assert saved(town, answer, **{name: other}).is_unchanged is False


def test_answer_with_another_grade_is_not_unchanged(town, years):
    before, answer = years
    take_over(answer, before, everything=True)
    assert saved(town, answer, grade=town.grades["B"]).is_unchanged is False


def test_answer_stays_unchanged_when_only_the_note_differs(town, years):
    before, answer = years
    take_over(answer, before, everything=True)
    assert saved(town, answer, internal_note="係長に確認済み").is_unchanged is True


def test_grade_of_the_new_scale_leaves_an_answer_unchanged(town, years_of_two_scales):
    before, answer = years_of_two_scales
    take_over(answer, before, everything=True)
    assert saved(town, answer, grade=town.new_grades["B"]).is_unchanged is True


def test_answer_without_an_earlier_year_is_never_unchanged(town):
    assert saved(town, town.answer("draft"), is_unchanged=True).is_unchanged is False


# Which year is the last.


def test_last_year_is_the_newest_before(town):
    old = town.answer("confirmed", fiscal_year=YEAR - 2)
    before = town.answer("confirmed", fiscal_year=YEAR - 1, item=old.item)
    assert last_year_of(town.answer("blank", item=old.item)) == before


@pytest.mark.parametrize("state", ["submitted", "approved", "confirmed"])
def test_last_year_is_one_that_was_handed_in(town, state):
    before = town.answer(state, fiscal_year=YEAR - 1)
    assert last_year_of(town.answer("blank", item=before.item)) == before


@pytest.mark.parametrize("state", ["blank", "draft", "returned"])
def test_last_year_skips_a_year_that_was_not_handed_in(town, state):
    before = town.answer("confirmed", fiscal_year=YEAR - 2)
    town.answer(state, fiscal_year=YEAR - 1, item=before.item)
    assert last_year_of(town.answer("blank", item=before.item)) == before


def test_last_year_may_be_one_without_a_survey(town):
    item = town.item(town.lead)
    before = YearlyStatus.objects.create(item=item, fiscal_year=YEAR - 1, done="した。")
    assert last_year_of(town.answer("blank", item=item)) == before


def test_last_year_is_none_for_an_item_that_is_asked_about_first(town):
    answer = town.answer("blank", fiscal_year=YEAR - 1)
    town.answer("confirmed", item=answer.item)
    town.answer("confirmed", fiscal_year=YEAR - 2)
    assert last_year_of(answer) is None


def test_grade_is_not_taken_over_onto_a_status_that_is_not_judged(town):
    before = town.answer("confirmed", fiscal_year=YEAR - 1)
    answer = town.answer("blank", item=before.item)
    answer.status, answer.next_step = "cancelled", "abolish"
    take_over(answer, before, everything=False)
    assert (answer.grade, answer.reason) == (None, "")
