"""Two people edit the same record: the later is told, sees both texts, chooses. For every model that staff edit."""

import pytest
from django import forms
from django.urls import reverse

from actions.models import ActionItem, Evaluation, ItemDepartment, PolicyEvaluator, YearlyStatus
from organizations.models import User
from plans.models import Grade, RatingScale
from tests import builders
from tests.admin.forms import add_row, filled_in
from tests.staff.people import MODELS, make_scene, row_of


@pytest.fixture
def scene(db):
    return make_scene()


@pytest.fixture
def browser(client, scene):
    client.force_login(scene.people["administrator"])
    return client


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def editable_row(model, scene):
    if model is YearlyStatus:  # those of a survey are written on their own page
        return YearlyStatus.objects.filter(item__plan=scene.plan, round=None).first()
    if model in (RatingScale, Grade):  # grades that have been given no longer change
        scale = builders.make_scale(scene.plan, from_fy=2027)
        return scale if model is RatingScale else scale.grades.first()
    return row_of(model, scene.here)


EDITED = [model for model in MODELS if model is not Evaluation]  # it is written on its own page


def a_box(form, scene):
    """(name, two new values) of a box that takes a text, a number, a date or a person."""
    if isinstance(form.instance, PolicyEvaluator):
        return "user", *(builders.member_of(scene.here, role="evaluator") for _ in range(2))
    for name, field in form.fields.items():
        # A rule binds stated_on to the days beside it.
        if field.disabled or name in ("username", "code", "slug", "stated_on"):
            continue
        if isinstance(field, forms.IntegerField):
            return (name, 11, 12) if name.startswith("days_") else (name, 2031, 2032)
        if isinstance(field, forms.DateField):
            return name, "2021-03-31", "2021-03-30"
        if type(field) is forms.CharField and not isinstance(field.widget, forms.HiddenInput):
            return name, "甲", "乙"
    raise AssertionError("no box to change")


@pytest.mark.parametrize("model", EDITED, ids=lambda model: model._meta.label)
def test_later_save_of_any_model_is_told_and_chooses(browser, scene, model):
    row = editable_row(model, scene)
    page = page_of(row)
    mine, theirs = filled_in(browser.get(page)), filled_in(browser.get(page))
    name, first, second = a_box(browser.get(page).context["adminform"].form, scene)
    sent = {value: getattr(value, "pk", value) for value in (first, second)}
    assert browser.post(page, theirs | {name: sent[first]}).status_code == 302
    response = browser.post(page, mine | {name: sent[second]})
    text = response.content.decode()
    assert "この画面を開いたあとに、ほかの人がこの内容を保存しました。" in text
    (difference,) = response.context["differences"]
    assert (difference.now, difference.mine) == (str(first), str(second))
    row.refresh_from_db()
    assert str(getattr(row, name)) == str(first)
    again = filled_in(response)
    kept = browser.post(page, again | {difference.choice_name: "now"})
    row.refresh_from_db()
    assert (kept.status_code, str(getattr(row, name))) == (302, str(first))
    response = browser.post(page, mine | {name: sent[second]})
    assert browser.post(page, filled_in(response) | {difference.choice_name: "mine"}).status_code == 302
    row.refresh_from_db()
    assert str(getattr(row, name)) == str(second)


@pytest.fixture
def item(scene):
    return ActionItem.objects.get(plan=scene.plan, code="first")


def test_box_that_only_the_other_changed_keeps_the_others_text_by_default(browser, item):
    page = page_of(item)
    mine, theirs = filled_in(browser.get(page)), filled_in(browser.get(page))
    browser.post(page, theirs | {"purpose": "ほかの人の目的"})
    response = browser.post(page, mine | {"issues": "わたしの課題"})
    (difference,) = response.context["differences"]
    assert (difference.label, difference.default) == ("目的(要約)", "now")
    data = filled_in(response) | {difference.choice_name: difference.default}
    assert browser.post(page, data).status_code == 302
    item.refresh_from_db()
    assert (item.purpose, item.issues) == ("ほかの人の目的", "わたしの課題")


def test_same_change_by_two_people_is_no_conflict(browser, item):
    page = page_of(item)
    mine, theirs = filled_in(browser.get(page)), filled_in(browser.get(page))
    browser.post(page, theirs | {"purpose": "同じ目的"})
    assert browser.post(page, mine | {"purpose": "同じ目的"}).status_code == 302


def test_page_that_does_not_say_what_it_saw_changes_nothing_unseen(browser, item):
    page = page_of(item)
    data = filled_in(browser.get(page)) | {"purpose": "書き換え"}
    del data["seen_values"]
    response = browser.post(page, data)
    assert [difference.label for difference in response.context["differences"]] == ["目的(要約)"]


def test_row_of_a_table_changed_by_two_people(browser, scene, item):
    page = page_of(item)
    mine, theirs = filled_in(browser.get(page)), filled_in(browser.get(page))
    browser.post(page, theirs | {"placements-0-name_as_printed": "ほかの人の名"})
    response = browser.post(page, mine | {"placements-0-name_as_printed": "わたしの名"})
    (difference,) = response.context["differences"]
    assert difference.label == "置き場所 1行目 取組名(印字)"
    data = filled_in(response) | {difference.choice_name: "mine"}
    assert browser.post(page, data).status_code == 302
    assert item.placements.order_by("measure_id", "sort_order").first().name_as_printed == "わたしの名"


def test_row_deleted_by_the_other_is_shown_and_does_not_come_back(browser, scene, item):
    page = page_of(item)
    mine = filled_in(browser.get(page))
    gone = item.item_departments.order_by("position").first()
    theirs = filled_in(browser.get(page))
    browser.post(page, theirs | {"item_departments-0-DELETE": "on"})
    assert not ItemDepartment.objects.filter(pk=gone.pk).exists()
    response = browser.post(page, mine | {"item_departments-0-position": 7, "purpose": "わたしの目的"})
    (difference,) = response.context["differences"]
    assert difference.now == "(ほかの人がこの行を削除しました)"
    assert f"部署: {gone.department}" in difference.mine
    assert browser.post(page, filled_in(response)).status_code == 302
    item.refresh_from_db()
    assert item.purpose == "わたしの目的"
    assert item.item_departments.filter(department=gone.department).count() == 0


def test_row_that_the_other_changed_is_not_deleted_unseen(browser, item):
    page = page_of(item)
    mine, theirs = filled_in(browser.get(page)), filled_in(browser.get(page))
    browser.post(page, theirs | {"placements-0-name_as_printed": "ほかの人の名"})
    response = browser.post(page, mine | {"placements-0-DELETE": "on"})
    (difference,) = response.context["differences"]
    assert (difference.label, difference.default) == ("置き場所 1行目 の行の削除", "now")
    number = item.placements.count()
    data = filled_in(response) | {"placements-0-DELETE": "on", difference.choice_name: "now"}
    assert browser.post(page, data).status_code == 302
    assert item.placements.count() == number


def test_rows_that_both_added_stay(browser, scene, item):
    page = page_of(item)
    mine, theirs = filled_in(browser.get(page)), filled_in(browser.get(page))
    first, second = builders.make_department(scene.here), builders.make_department(scene.here)
    add_row(theirs, "item_departments", department=first.pk, position=8)
    add_row(mine, "item_departments", department=second.pk, position=9)
    before = item.item_departments.count()
    assert browser.post(page, theirs).status_code == 302
    assert browser.post(page, mine).status_code == 302
    assert item.item_departments.count() == before + 2


def test_form_with_a_mistake_does_not_count_as_seen(browser, item):
    """A page that comes back with an error of its own must still notice what was saved before."""
    page = page_of(item)
    mine, theirs = filled_in(browser.get(page)), filled_in(browser.get(page))
    response = browser.post(page, mine | {"name": ""})
    browser.post(page, theirs | {"purpose": "ほかの人の目的"})
    data = filled_in(response) | {"name": "正しい名前"}
    response = browser.post(page, data)
    assert [difference.label for difference in response.context["differences"]] == ["目的(要約)"]


def test_signing_in_is_no_change(browser, scene, client):
    person = User.objects.get(pk=scene.people["editor"].pk)
    page = page_of(person)
    data = filled_in(browser.get(page)) | {"last_name": "山田"}
    client.force_login(person)
    client.force_login(scene.people["administrator"])
    assert browser.post(page, data).status_code == 302


# ---------------------------------------------------------------- the pages of the survey


def answer_page(answer):
    return reverse("admin:survey_answer", args=[answer.pk])


def typed(response):
    """The answer's form as a browser sends it."""
    form = response.context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}
    data["grade"] = getattr(data.get("grade"), "pk", data.get("grade", ""))
    return data | {"seen_values": response.context["seen_values"]}


def test_answer_written_by_two_people(client, scene):
    client.force_login(scene.people["editor"])
    page = answer_page(scene.draft)
    mine, theirs = typed(client.get(page)), typed(client.get(page))
    client.post(page, theirs | {"done": "ほかの人の実績"})
    response = client.post(page, mine | {"done": "わたしの実績", "issues": "わたしの課題"})
    (difference,) = response.context["differences"]
    assert (difference.label, difference.now, difference.mine) == (
        "取り組んだこと",
        "ほかの人の実績",
        "わたしの実績",
    )
    scene.draft.refresh_from_db()
    assert (scene.draft.done, scene.draft.issues) == ("ほかの人の実績", "")
    client.post(page, typed(response) | {difference.choice_name: "now"})
    scene.draft.refresh_from_db()
    assert (scene.draft.done, scene.draft.issues) == ("ほかの人の実績", "わたしの課題")


def test_answer_handed_in_meanwhile_keeps_what_was_typed_on_the_page(client, scene):
    client.force_login(scene.people["editor"])
    page = answer_page(scene.draft)
    mine = typed(client.get(page))
    scene.draft.state = "submitted"
    scene.draft.save()
    response = client.post(page, mine | {"done": "間に合わなかった実績"})
    text = response.content.decode()
    assert "保存できませんでした。いまの状態は「提出済」なので、書き込めません。" in text
    assert "間に合わなかった実績" in text


def test_part_written_by_two_people(client, scene):
    client.force_login(scene.people["editor_of_other_department"])
    ((part, _form, seen),) = client.get(answer_page(scene.draft)).context["parts"]
    save, box = reverse("admin:survey_part", args=[part.pk]), f"part-{part.pk}-done"
    client.post(save, {box: "ほかの人の記入", "seen_values": seen})
    response = client.post(save, {box: "わたしの記入", "seen_values": seen})
    (difference,) = response.context["differences"]
    assert (difference.now, difference.mine) == ("ほかの人の記入", "わたしの記入")
    data = {
        box: "わたしの記入",
        "seen_values": response.context["seen_values"],
        difference.choice_name: "mine",
    }
    assert client.post(save, data).status_code == 302
    part.refresh_from_db()
    assert part.done == "わたしの記入"


def test_departments_assigned_by_two_people(client, scene):
    client.force_login(scene.people["coordinator"])
    scene.draft.department = None
    scene.draft.save()
    page = reverse("admin:survey_assign", args=[scene.round.pk])
    response = client.get(page)
    box = response.context["rows"][0]["form"].add_prefix("lead")
    data = {"answer": [scene.draft.pk], "seen_values": response.context["seen_values"]}
    supports = {response.context["rows"][0]["form"].add_prefix("supports"): [scene.other.pk]}
    assert client.post(page, data | supports | {box: scene.own.pk}).status_code == 302
    third = builders.make_department(scene.here)
    response = client.post(page, data | supports | {box: third.pk})
    (difference,) = response.context["differences"]
    assert (difference.now, difference.mine) == (str(scene.own), str(third))
    scene.draft.refresh_from_db()
    assert scene.draft.department == scene.own


def test_box_rewritten_after_the_choice_was_offered_counts(client, scene):
    """ "これを残す" beside a box says nothing about a text that is typed into the box afterwards."""
    client.force_login(scene.people["editor"])
    page = answer_page(scene.draft)
    mine, theirs = typed(client.get(page)), typed(client.get(page))
    client.post(page, theirs | {"done": "ほかの人の実績"})
    response = client.post(page, mine | {"done": "わたしの実績"})
    (difference,) = response.context["differences"]
    offered = {difference.choice_name: "now", difference.shown_name: difference.shown}
    client.post(page, typed(response) | offered | {"done": "ふたりの文を合わせた実績"})
    scene.draft.refresh_from_db()
    assert scene.draft.done == "ふたりの文を合わせた実績"


def test_text_for_an_answer_that_went_to_another_department_is_given_back(client, scene):
    client.force_login(scene.people["editor"])
    page = answer_page(scene.draft)
    mine = typed(client.get(page))
    scene.draft.department = builders.make_department(scene.here)
    scene.draft.save()
    text = client.post(page, mine | {"done": "打ちかけの実績"}).content.decode()
    assert "ほかの部署の担当になったので、保存できません。" in text
    assert "打ちかけの実績" in text


@pytest.mark.parametrize("what", ["removed", "approved"])
def test_text_for_a_part_that_is_closed_is_given_back(client, scene, what):
    client.force_login(scene.people["editor_of_other_department"])
    ((part, _form, seen),) = client.get(answer_page(scene.draft)).context["parts"]
    if what == "removed":
        part.delete()
    else:
        scene.draft.state = "approved"
        scene.draft.save()
    data = {f"part-{scene.part.pk}-done": "打ちかけの記入", "seen_values": seen}
    text = client.post(reverse("admin:survey_part", args=[scene.part.pk]), data).content.decode()
    assert "打ちかけの記入" in text


def test_text_for_a_record_that_was_deleted_is_given_back(browser, scene):
    partner = scene.here.partners.get()
    page = page_of(partner)
    mine = filled_in(browser.get(page))
    partner.delete()
    text = browser.post(page, mine | {"name": "打ちかけの名称"}).content.decode()
    assert "この協働の相手は、ほかの人が削除したので、保存できません。" in text
    assert "打ちかけの名称" in text
