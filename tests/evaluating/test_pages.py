"""The committee's page, the page of one answer, the table side by side, what citizens read, and publishing."""

import csv
import io
import json
from datetime import date

import pytest
from django.urls import reverse

from actions.models import Evaluation, EvaluationSession, PolicyEvaluator, YearlyStatus
from actions.survey.publishing import publish_statuses, take_back_statuses
from tests import builders
from tests.evaluating.people import evaluation_of, placed_answer
from tests.survey.people import YEAR, again


def committee_page(town, policy=None):
    key = (policy or town.measure.policy).pk
    return f"{reverse('admin:survey_evaluate', args=[town.round().pk])}?policy={key}"


def page_of(answer):
    return reverse("admin:survey_evaluation", args=[answer.pk])


@pytest.fixture
def enter(client):
    def enter(user):
        client.force_login(user)
        return client

    return enter


def text_of(response):
    return response.content.decode()


def test_committee_reads_the_items_of_its_policy_only(town, enter):
    other = builders.make_policy(town.plan, name="ほかの方針")
    own = placed_answer(town, done="読んでほしい実績")
    placed_answer(town, policy=other, done="ほかの方針の実績")
    user = town.person("evaluator")
    PolicyEvaluator.objects.create(policy=town.measure.policy, user=user)
    browser = enter(user)
    overview = text_of(browser.get(reverse("admin:survey_evaluate", args=[town.round().pk])))
    assert town.measure.policy.name in overview
    assert "ほかの方針" not in overview
    page = text_of(browser.get(committee_page(town)))
    assert own.item.name in page
    assert "読んでほしい実績" in page
    assert "ほかの方針の実績" not in page
    assert browser.get(committee_page(town, other)).status_code == 404


def test_committee_reads_no_draft_no_internal_note_and_no_other_evaluation(town, enter):
    shown = placed_answer(town, internal_note="内部の申し送り")
    evaluation_of(shown, "internal", opinion="事務局だけの見方", is_handed_in=True)
    evaluation_of(shown, "mutual", partner=town.partner, opinion="団体の見方", is_handed_in=True)
    placed_answer(town, "draft", done="下書きの実績")
    placed_answer(town, "approved", done="確認前の実績")
    page = text_of(enter(town.person("evaluator")).get(committee_page(town)))
    hidden = ("内部の申し送り", "事務局だけの見方", "団体の見方", "下書きの実績", "確認前の実績")
    assert [word for word in hidden if word in page] == []


def post_committee(browser, town, data, *, seen=None):
    address = committee_page(town)
    seen = seen or browser.get(address).context["seen_values"]
    return browser.post(address, {"seen_values": seen, **data})


def test_committee_saves_and_goes_on_later(town, enter):
    first, second = placed_answer(town), placed_answer(town)
    browser = enter(town.person("evaluator"))
    data = {
        f"e{first.pk}-grade": town.grades["A"].pk,
        f"e{first.pk}-opinion": "よく取り組まれています。",
        f"e{second.pk}-grade": "",
        f"e{second.pk}-opinion": "",
        "_save": first.pk,
    }
    response = post_committee(browser, town, data)
    assert response.url == f"{committee_page(town)}#item-{first.pk}"
    row = first.evaluations.get()
    assert (row.grade, row.opinion, row.is_handed_in) == (town.grades["A"], "よく取り組まれています。", False)
    assert not second.evaluations.exists()


def test_committee_hands_in_a_whole_policy(town, enter):
    first, second = placed_answer(town), placed_answer(town)
    browser = enter(town.person("evaluator"))
    data = {f"e{first.pk}-opinion": "意見があります。", f"e{second.pk}-opinion": "", "_hand_in": "1"}
    response = post_committee(browser, town, data)
    page = text_of(browser.get(response.url))
    assert "1件の評価を事務局に渡しました。まだ書いていない取組が1件あります。" in page
    assert first.evaluations.get().is_handed_in
    assert f"e{first.pk}-opinion" not in page
    assert f"e{second.pk}-opinion" in page


def test_second_member_is_told_and_nothing_is_lost(town, enter):
    answer = placed_answer(town)
    browser = enter(town.person("evaluator"))
    seen = browser.get(committee_page(town)).context["seen_values"]
    evaluation_of(answer, opinion="先に書いた意見")
    data = {f"e{answer.pk}-opinion": "あとから書いた意見", "_save": ""}
    response = post_committee(browser, town, data, seen=seen)
    page = text_of(response)
    assert "先に書いた意見" in page
    assert "あとから書いた意見" in page
    assert answer.evaluations.get().opinion == "先に書いた意見"
    (difference,) = response.context["differences"]
    data |= {difference.choice_name: "mine", "seen_values": response.context["seen_values"]}
    browser.post(committee_page(town), data)
    assert answer.evaluations.get().opinion == "あとから書いた意見"


def test_opinion_on_an_answer_that_was_returned_meanwhile_is_given_back(town, enter):
    answer = placed_answer(town)
    browser = enter(town.person("evaluator"))
    seen = browser.get(committee_page(town)).context["seen_values"]
    answer.state = "returned"
    answer.save()
    response = post_committee(browser, town, {f"e{answer.pk}-opinion": "消えては困る意見"}, seen=seen)
    assert "消えては困る意見" in text_of(response)
    assert not answer.evaluations.exists()


def test_wrong_grade_is_refused_and_what_was_typed_stays(town, enter):
    answer = placed_answer(town)
    browser = enter(town.person("evaluator"))
    data = {f"e{answer.pk}-grade": "999999", f"e{answer.pk}-opinion": "残る意見", "_save": ""}
    page = text_of(post_committee(browser, town, data))
    assert "保存していません。" in page
    assert "残る意見" in page
    assert not answer.evaluations.exists()


@pytest.mark.parametrize("role", ["editor", "approver", "publisher", "viewer"])
def test_committee_page_is_for_the_committee(town, enter, role):
    placed_answer(town)
    department = town.lead if role in ("editor", "approver") else None
    assert enter(town.person(role, department)).get(committee_page(town)).status_code == 404


def test_plan_without_external_evaluation_says_so(town, enter):
    placed_answer(town)
    town.plan.evaluates_externally = False
    town.plan.save()
    page = text_of(enter(town.person("evaluator")).get(committee_page(town)))
    assert "この計画では外部評価をしません。" in page


def post_box(browser, answer, data, key):
    response = browser.get(page_of(answer), {"partner": data.get("partner", "")})
    boxes = {}
    for box in response.context["boxes"]:
        name = f"{box['evaluation'].stage}{box['evaluation'].partner_id or ''}"
        boxes |= {name: box.get("seen"), f"reply-{name}": box.get("reply_seen")}
    return browser.post(page_of(answer), {"seen_values": boxes[key], **data})


def test_coordinator_writes_an_internal_evaluation(town, enter):
    answer = placed_answer(town)
    data = {
        "stage": "internal",
        "internal-grade": town.grades["B"].pk,
        "internal-opinion": "おおむね進んでいます。",
        "internal-internal_note": "内部のこと",
        "internal-is_handed_in": "on",
        "_save": "",
    }
    post_box(enter(town.coordinator()), answer, data, "internal")
    row = answer.evaluations.get()
    assert (row.stage, row.opinion, row.internal_note, row.is_handed_in) == (
        "internal",
        "おおむね進んでいます。",
        "内部のこと",
        True,
    )


def test_coordinator_says_in_which_meeting_it_was_decided(town, enter):
    answer = placed_answer(town)
    first, last = (
        EvaluationSession.objects.create(plan=town.plan, fiscal_year=YEAR, held_on=date(2026, 7, day))
        for day in (3, 24)
    )
    EvaluationSession.objects.create(plan=town.plan, fiscal_year=YEAR - 1, held_on=date(2025, 7, 4))
    browser, data = enter(town.coordinator()), {"stage": "external", "external-opinion": "意見", "_save": ""}
    post_box(browser, answer, data, "external")
    assert answer.evaluations.get().session == last
    post_box(browser, answer, data | {"external-session": first.pk}, "external")
    assert answer.evaluations.get().session == first
    form = browser.get(page_of(answer)).context["boxes"][-1]["form"]
    assert list(form.fields["session"].queryset) == [first, last]


def test_department_writes_down_what_a_partner_says(town, enter):
    answer = placed_answer(town, "draft")
    key = f"mutual{town.partner.pk}"
    data = {"stage": "mutual", "partner": town.partner.pk, f"{key}-opinion": "団体の見方です。", "_save": ""}
    post_box(enter(town.editor()), answer, data, key)
    row = answer.evaluations.get()
    assert (row.stage, row.partner, row.opinion) == ("mutual", town.partner, "団体の見方です。")


def test_coordinator_replies_and_a_second_one_is_told(town, enter):
    answer = placed_answer(town)
    row = evaluation_of(answer, is_handed_in=True)
    browser = enter(town.coordinator())
    data = {"stage": "external", "reply-external-reply": "来年度に見直します。", "_reply": ""}
    box = browser.get(page_of(answer)).context["boxes"][-1]
    assert box["evaluation"].stage == "external"
    post_box(browser, answer, data, "reply-external")
    assert again(row).reply == "来年度に見直します。"
    data |= {"reply-external-reply": "別の対応", "seen_values": box["reply_seen"]}
    page = text_of(browser.post(page_of(answer), data))
    assert "どちらを残すか選んで" in page
    assert again(row).reply == "来年度に見直します。"


def test_coordinator_gives_back_and_removes(town, enter):
    answer = placed_answer(town)
    row = evaluation_of(answer, is_handed_in=True)
    browser = enter(town.coordinator())
    browser.post(page_of(answer), {"stage": "external", "_give_back": ""})
    assert not again(row).is_handed_in
    asked = browser.post(page_of(answer), {"stage": "external", "_remove": ""})
    assert "この評価を取り除きますか。まだ何も変えていません。" in text_of(asked)
    data = {"stage": "external", "_remove_now": "", "seen_values": asked.context["boxes"][-1]["seen"]}
    evaluation = answer.evaluations.get()
    evaluation.opinion = "その間に書かれた意見"
    evaluation.save()
    assert "確かめたあとに書き直されました。" in text_of(browser.post(page_of(answer), data))
    asked = browser.post(page_of(answer), {"stage": "external", "_remove": ""})
    data["seen_values"] = asked.context["boxes"][-1]["seen"]
    page = text_of(browser.post(page_of(answer), data, follow=True))
    assert not answer.evaluations.exists()
    assert "取り除いた評価 1件" in page
    assert "その間に書かれた意見" in page


@pytest.mark.parametrize(
    "data",
    [
        {"stage": "self", "_save": ""},
        {"stage": "external"},
        {"stage": "mutual", "partner": "999999", "_save": ""},
        {"stage": "mutual", "partner": "x", "_save": ""},
        {"stage": "external", "_remove": ""},
    ],
)
def test_deed_that_cannot_be_is_not_found(town, enter, data):
    answer = placed_answer(town)
    assert enter(town.coordinator()).post(page_of(answer), data).status_code == 404
    assert not answer.evaluations.exists()


def test_writing_by_hand_into_a_published_evaluation_is_refused_with_the_text(town, enter):
    answer = placed_answer(town, is_published=True)
    row = evaluation_of(answer, is_handed_in=True, is_published=True)
    data = {"stage": "external", "external-opinion": "書き換えた意見", "_save": ""}
    page = text_of(enter(town.coordinator()).post(page_of(answer), data))
    assert "公開されている評価は直せません。" in page
    assert "書き換えた意見" in page
    assert again(row).opinion == "見本の意見"


def test_both_grades_stand_side_by_side(town, enter):
    answer = placed_answer(town, grade=town.grades["A"])
    evaluation_of(answer, grade=town.grades["C"], is_handed_in=True)
    placed_answer(town, "draft")
    response = enter(town.coordinator()).get(reverse("admin:survey_evaluations", args=[town.round().pk]))
    row = response.context["rows"][0]
    assert (row.grade, row.external.grade) == (town.grades["A"], town.grades["C"])
    assert "担当課と違う" in text_of(response)
    assert {key: response.context[key] for key in ("differing", "without_reply", "not_judged")} == {
        "differing": 1,
        "without_reply": 1,
        "not_judged": 0,
    }
    placed_answer(town)
    response = enter(town.coordinator()).get(reverse("admin:survey_evaluations", args=[town.round().pk]))
    assert response.context["not_judged"] == 1


def test_drafts_of_the_committee_are_read_by_those_who_judge_the_policy(town, enter):
    other = builders.make_policy(town.plan, name="ほかの方針")
    answer = placed_answer(town)
    evaluation_of(answer, opinion="書きかけの意見")
    own, stranger = town.person("evaluator"), town.person("evaluator")
    PolicyEvaluator.objects.create(policy=town.measure.policy, user=own)
    PolicyEvaluator.objects.create(policy=other, user=stranger)
    export = reverse("admin:actions_evaluation_export")
    for user, reads in ((own, True), (stranger, False)):
        assert ("書きかけの意見" in text_of(enter(user).get(page_of(answer)))) is reads
        files = enter(user).post(export, {"format": "0", "resource": ""}).content.decode()
        assert "書きかけの意見" not in files


def test_publisher_is_told_of_opinions_without_a_reply(town, enter):
    answer, user = placed_answer(town), town.person("publisher")
    evaluation_of(answer, is_handed_in=True)
    changelist = f"{reverse('admin:actions_yearlystatus_changelist')}?is_published__exact=0"
    data = {"action": "publish", "_selected_action": [answer.pk]}
    page = text_of(enter(user).post(changelist, data, follow=True))
    assert "評価1件も公開しました。" in page
    assert "1件には、市の対応がまだありません。" in page


def test_publishing_a_year_publishes_its_finished_evaluations(town):
    answer = placed_answer(town)
    done, half = evaluation_of(answer, is_handed_in=True), evaluation_of(answer, "internal")
    rows, by = YearlyStatus.objects.filter(pk=answer.pk), town.person("publisher")
    assert publish_statuses(rows, by=by) == (1, 1, 0)
    assert [again(done).is_published, again(half).is_published] == [True, False]
    half.is_handed_in = True
    half.save()
    assert publish_statuses(rows, by=by) == (0, 1, 0)
    assert take_back_statuses(rows, by=by) == 1
    assert set(Evaluation.objects.values_list("is_published", flat=True)) == {False}


def test_evaluations_are_published_from_a_list_of_what_is_not_public(town):
    """The list is empty once its results are public; their evaluations must not be forgotten for that."""
    done = evaluation_of(placed_answer(town), is_handed_in=True)
    rows = YearlyStatus.objects.filter(is_published=False)
    assert publish_statuses(rows, by=town.person("publisher")) == (1, 1, 0)
    assert again(done).is_published


def test_meeting_and_notes_of_the_office_are_read_by_the_office_only(town, enter):
    answer = placed_answer(town)
    meeting = EvaluationSession.objects.create(
        plan=town.plan, fiscal_year=YEAR, held_on=date(2026, 7, 3), member_names="見本 委員"
    )
    evaluation_of(answer, session=meeting, internal_note="会議での内緒話", is_handed_in=True)
    evaluation_of(answer, "internal", internal_note="事務局の申し送り", is_handed_in=True)
    evaluation_of(answer, "mutual", partner=town.partner, internal_note="電話で聞いた", is_handed_in=True)
    secrets = ("2026年7月3日", "会議での内緒話", "事務局の申し送り", "電話で聞いた")
    readers = {
        "coordinator": {*secrets},
        "editor": {"電話で聞いた"},
        "approver": set(),
        "viewer": set(),
        "publisher": set(),
        "evaluator": set(),
    }
    found = {}
    for role in readers:
        department = town.lead if role in ("editor", "approver") else None
        page = text_of(enter(town.person(role, department)).get(page_of(answer)))
        found[role] = {secret for secret in secrets if secret in page}
    assert found == readers


def test_first_page_offers_the_committee_what_it_judges(town, enter):
    user, open_round = town.person("evaluator"), town.round()
    old = builders.make_round(town.plan, YEAR - 1, scale=open_round.scale)
    answer = town.answer("confirmed", item=town.item(town.lead), fiscal_year=YEAR - 1)
    assert answer.round == old
    offered = enter(user).get(reverse("admin:index")).context["rounds_to_judge"]
    assert list(offered) == [old, open_round]
    evaluation_of(answer, is_handed_in=True)
    assert list(enter(user).get(reverse("admin:index")).context["rounds_to_judge"]) == [open_round]
    town.plan.evaluates_externally = False
    town.plan.save()
    assert list(enter(user).get(reverse("admin:index")).context["rounds_to_judge"]) == []


def test_first_page_tells_the_publisher_of_evaluations_that_wait(town, enter):
    answer, user = placed_answer(town), town.person("publisher")
    publish_statuses(YearlyStatus.objects.filter(pk=answer.pk), by=user)
    assert enter(user).get(reverse("admin:index")).context["unpublished_evaluations"] == []
    row = evaluation_of(answer, is_handed_in=True)
    page = enter(user).get(reverse("admin:index"))
    (waiting,) = page.context["unpublished_evaluations"]
    assert (waiting["fiscal_year"], waiting["number"]) == (YEAR, 1)
    assert f'href="{reverse("admin:survey_report", args=[town.plan.pk, YEAR])}"' in text_of(page)
    link = f"{reverse('admin:actions_yearlystatus_changelist')}?fiscal_year={YEAR}&evaluations=waiting"
    data = {"action": "publish", "_selected_action": [answer.pk]}
    assert "評価1件も公開しました。" in text_of(enter(user).post(link, data, follow=True))
    assert again(row).is_published


def test_citizens_read_published_evaluations_beside_the_departments_grade(town, client):
    answer = placed_answer(town, grade=town.grades["A"], is_published=True)
    shown = {"is_handed_in": True, "is_published": True}
    replied = {"reply": "見直します。", "is_reply_published": True}
    evaluation_of(answer, opinion="もう一歩です。", grade=town.grades["C"], **replied, **shown)
    evaluation_of(answer, "mutual", partner=town.partner, opinion="楽しかったです。", **shown)
    evaluation_of(answer, "internal", opinion="まだ見せない意見", is_handed_in=True)
    page = text_of(client.get(answer.item.get_absolute_url()))
    for words in ("もう一歩です。", "見直します。", "担当課の評価と違います", "見本の会", "楽しかったです。"):
        assert words in page
    assert "まだ見せない意見" not in page


def test_files_hold_both_grades(town, client):
    answer = placed_answer(town, grade=town.grades["A"], is_published=True)
    shown = {"is_handed_in": True, "is_published": True}
    replied = {"reply": "見直します。", "is_reply_published": True}
    evaluation_of(answer, opinion="もう一歩です。", grade=town.grades["C"], **replied, **shown)
    evaluation_of(answer, "mutual", partner=town.partner, opinion="楽しかったです。", **shown)
    base = town.plan.get_absolute_url()
    (progress,) = json.loads(client.get(f"{base}data.json").content)["progress"]
    mutual, external = progress["evaluations"]
    assert (progress["grade"], external["grade"], external["reply"]) == ("A", "C", "見直します。")
    assert (mutual["stage"], mutual["partner"], mutual["grade"]) == ("mutual", "見本の会", None)
    (row,) = rows_of(client.get(f"{base}progress.csv"))
    assert (row["年度"], row["評価"], row["外部評価"], row["市の対応"]) == (
        str(YEAR),
        "A",
        "C",
        "見直します。",
    )
    mutual, external = rows_of(client.get(f"{base}evaluations.csv"))
    assert (mutual["協働の相手"], mutual["意見"], mutual["自己評価"]) == ("見本の会", "楽しかったです。", "A")
    assert (external["段階"], external["評価"]) == ("external", "C")


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("items", [3, 300])
def test_pages_take_the_same_queries_for_every_size(town, enter, django_assert_num_queries, items):
    answers = [placed_answer(town) for _each in range(items)]
    for answer in answers:
        evaluation_of(answer, grade=town.grades["A"])
        evaluation_of(answer, "mutual", partner=town.partner)
    browser = enter(town.person("evaluator"))
    browser.get(reverse("admin:password_change"))
    with django_assert_num_queries(12):
        assert browser.get(committee_page(town)).status_code == 200
    browser = enter(town.coordinator())
    with django_assert_num_queries(12):
        address = reverse("admin:survey_evaluations", args=[town.round().pk])
        assert browser.get(address).status_code == 200
    with django_assert_num_queries(11):
        assert browser.get(page_of(answers[0])).status_code == 200
