"""Every staff address and every kind of person: who gets in, who is refused, and that a refusal writes nothing."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from actions.models import (
    ActionItem,
    Evaluation,
    EvaluationSession,
    PolicyEvaluator,
    ReminderRules,
    ReportingRound,
    YearlyStatus,
)
from organizations.importing.previews import Preview
from organizations.models import FileImport, Membership, Municipality, Reorganisation, User
from organizations.spreadsheets.grids import WrongCell
from plans.models import Grade
from tests.reorganising.scenes import NEXT_APRIL
from tests.staff.people import EVERYBODY, MEMBERS, MODELS, OUTSIDERS, counts_of_history, row_of

READERS = {"coordinator", "publisher", "viewer", "administrator"}
READERS_OF_ANSWERS = READERS | {"evaluator"}
EDITORS = {"coordinator", "administrator"}
INSIDERS = {name for name, (_role, _department, city) in MEMBERS.items() if city == "here"} | {
    "administrator"
}
ANY_MEMBER = set(MEMBERS) | {"administrator"}
ELSEWHERE = {"editor_elsewhere", "coordinator_elsewhere", "publisher_elsewhere"}
# What a person of the other city may open, empty of this city's rows: the page of a list or of a new record.
READERS_ELSEWHERE = {"coordinator_elsewhere", "publisher_elsewhere"}
EDITORS_ELSEWHERE = {"coordinator_elsewhere"}

# Model -> who sees a row, who changes it, who adds one, who deletes one.
RULES = {
    Municipality: (READERS, {"administrator"}, {"administrator"}, {"administrator"}),
    User: (EDITORS, EDITORS, EDITORS, set()),
    Membership: (EDITORS, EDITORS, EDITORS, set()),
    Grade: (READERS, EDITORS, set(), set()),
    ReportingRound: (READERS, EDITORS, EDITORS, set()),
    YearlyStatus: (READERS_OF_ANSWERS, EDITORS, EDITORS, set()),
    Evaluation: (READERS_OF_ANSWERS, EDITORS, set(), set()),
    EvaluationSession: (EDITORS, EDITORS, EDITORS, EDITORS),
    PolicyEvaluator: (EDITORS, EDITORS, EDITORS, EDITORS),
    ReminderRules: (EDITORS, EDITORS, EDITORS, EDITORS),
}
DEFAULT = (READERS, EDITORS, EDITORS, EDITORS)


def outcome(response):
    """ok, login (not signed in, or no membership in force), or refused (403, 404, or "there is no such row")."""
    if response.status_code == 302:
        if response.url.startswith(reverse("admin:login")):
            return "login"
        return "refused" if response.url == reverse("admin:index") else "ok"
    return {200: "ok", 403: "refused", 404: "refused"}[response.status_code]


def expected(name, allowed):
    if name in OUTSIDERS:
        return "login"
    return "ok" if name in allowed else "refused"


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def pages_of(model, row):
    """(address, who gets in) of each page of the model."""
    see, change, add, delete = RULES.get(model, DEFAULT)
    if model in (YearlyStatus, Evaluation):
        lists, files = ANY_MEMBER, ANY_MEMBER
    elif see == EDITORS:
        lists = files = see | EDITORS_ELSEWHERE
    else:
        lists = files = see | READERS_ELSEWHERE
    news = add | (EDITORS_ELSEWHERE if "coordinator" in add else set())
    pages = [
        (address(model, "changelist"), lists),
        (address(model, "export"), files),
        (address(model, "add"), news),
        (address(model, "change", row.pk), see),
        (address(model, "history", row.pk), change),
        (address(model, "simple_history", row.pk, version_of(row)), change),
        (address(model, "delete", row.pk), delete),
    ]
    if model is User:
        pages.append((reverse("admin:auth_user_password_change", args=[row.pk]), change))
    return pages


def version_of(row):
    """The pages of a past version exist for every row; rows written in bulk get their first entry here."""
    newest = row.history.first()
    if newest is None:
        row.save()
        newest = row.history.first()
    return newest.history_id


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_page_of_every_model(scene, enter, name):
    browser, wrong = enter(name), []
    for model in MODELS:
        for page, allowed in pages_of(model, row_of(model, scene.here)):
            found = outcome(browser.get(page))
            if found != expected(name, allowed):
                wrong.append((page, found))
    assert wrong == []


@pytest.mark.parametrize("name", EVERYBODY)
def test_pages_of_the_other_city(scene, enter, name):
    """Rows of the other city: only for its own people, and never for those of this one."""
    browser, wrong = enter(name), []
    mirror = {"coordinator_elsewhere": "coordinator", "publisher_elsewhere": "publisher"}
    for model in MODELS:
        row = row_of(model, scene.there)
        if row is None:  # only this city has a survey
            assert model is ReportingRound
            continue
        see, change, _add, delete = RULES.get(model, DEFAULT)
        for page, roles in (
            (address(model, "change", row.pk), see),
            (address(model, "history", row.pk), change),
            (address(model, "delete", row.pk), delete),
        ):
            allowed = {"administrator"} & roles | {who for who, like in mirror.items() if like in roles}
            found = outcome(browser.get(page))
            if found != expected(name, allowed):
                wrong.append((page, found))
    assert wrong == []


def test_coordinator_of_two_cities_cannot_reach_the_one_where_only_reading(scene, enter):
    """Reading in the other city gives no choice of its rows in a form, and no new record there."""
    from tests import builders

    builders.join(scene.people["coordinator"], scene.there, role="viewer")
    browser = enter("coordinator")
    data = {"plan": scene.plan_elsewhere.pk, "code": "x-1", "name": "よその取組", "sort_order": 0}
    response = browser.post(reverse("admin:actions_actionitem_add"), data)
    assert response.status_code == 200
    assert not scene.plan_elsewhere.items.filter(code="x-1").exists()
    data = {
        "user": scene.people["editor"].pk,
        "municipality": scene.there.pk,
        "role": "viewer",
        "start_on": "2026/04/01",
        "end_on": "2027/03/31",
    }
    before = Membership.objects.count()
    assert browser.post(reverse("admin:organizations_membership_add"), data).status_code == 200
    assert Membership.objects.count() == before
    data |= {"municipality": scene.here.pk}
    assert browser.post(reverse("admin:organizations_membership_add"), data).status_code == 302


def autocompletes():
    """(app, model, field) of every box that asks for its choices."""
    boxes = set()
    for model, model_admin in admin.site._registry.items():
        for owner in (model_admin, *model_admin.inlines):
            source = getattr(owner, "model", model)
            boxes |= {
                (source._meta.app_label, source._meta.model_name, name) for name in owner.autocomplete_fields
            }
    return sorted(boxes)


@pytest.mark.parametrize("name", EVERYBODY)
def test_autocomplete_offers_only_what_one_sees(scene, enter, name):
    browser = enter(name)
    own = {
        "coordinator_elsewhere": scene.there,
        "publisher_elsewhere": scene.there,
        **dict.fromkeys(("coordinator", "publisher", "viewer"), scene.here),
    }.get(name)
    for app, model, field in autocompletes():
        query = {"app_label": app, "model_name": model, "field_name": field, "term": ""}
        response = browser.get(reverse("admin:autocomplete"), query)
        if response.status_code != 200:
            assert outcome(response) == ("login" if name in OUTSIDERS else "refused")
            assert own is None or name in ("publisher", "viewer", "publisher_elsewhere")
            continue
        source = next(m for m in MODELS if (m._meta.app_label, m._meta.model_name) == (app, model))
        related = source._meta.get_field(field).related_model
        offered = {int(choice["id"]) for choice in response.json()["results"]}
        rows = related.objects.filter(pk__in=offered)
        if name != "administrator":
            seen = admin.site._registry[related]._city_of
            cities = {seen(row) for row in rows} if related is not User else {own.pk}
            assert cities <= {own.pk}, (app, model, field)


REPORTERS = {"coordinator", "publisher", "administrator"}
PUBLISHERS = {"publisher", "administrator"}
# An answer of another department, or one the 事務局 has not confirmed, is nothing for these.
OF_OTHERS_ONLY = {"editor_of_other_department", "approver_of_other_department", "evaluator"}
SURVEY = {
    "survey_open": (lambda scene: [], {"coordinator", "coordinator_elsewhere", "administrator"}),
    "survey_round": (lambda scene: [scene.round.pk], EDITORS),
    "survey_assign": (lambda scene: [scene.round.pk], EDITORS),
    "survey_answers": (lambda scene: [scene.round.pk], INSIDERS),
    "survey_submit": (lambda scene: [scene.round.pk], INSIDERS),
    "survey_answer": (
        lambda scene: [scene.submitted.pk],
        INSIDERS - OF_OTHERS_ONLY,
    ),
    "survey_evaluate": (lambda scene: [scene.round.pk], {"evaluator", "coordinator", "administrator"}),
    "survey_evaluations": (lambda scene: [scene.round.pk], INSIDERS),
    "survey_evaluation": (
        lambda scene: [scene.submitted.pk],
        INSIDERS - OF_OTHERS_ONLY,
    ),
    **{
        page: (lambda scene: [scene.here.pk], EDITORS)
        for page in (
            "survey_remind",
            "survey_check",
            "survey_members",
            "survey_transfers",
            "survey_transfers_file",
            "survey_reorganisations",
        )
    },
    "survey_reorganise": (lambda scene: [scene.here.pk, "merge"], EDITORS),
    "survey_reorganise_decide": (lambda scene: [scene.here.pk, waiting_change(scene).pk], EDITORS),
    "survey_reorganise_take_back": (lambda scene: [scene.here.pk, waiting_change(scene).pk], EDITORS),
    "survey_reports": (lambda scene: [scene.plan.pk], REPORTERS),
    "survey_report": (lambda scene: [scene.plan.pk, 2022], REPORTERS),
    "survey_report_preview": (lambda scene: [scene.plan.pk, 2022], REPORTERS),
    "survey_report_preview_file": (lambda scene: [scene.plan.pk, 2022, "pdf"], REPORTERS),
    "survey_report_publish": (lambda scene: [scene.plan.pk, 2022], PUBLISHERS),
    "survey_report_withdraw": (lambda scene: [scene.plan.pk, 2022], PUBLISHERS),
    "survey_books": (lambda scene: [scene.round.pk], EDITORS | {"editor"}),
    "survey_book_xlsx": (lambda scene: [scene.round.pk], EDITORS),
    "survey_book_csv": (lambda scene: [scene.round.pk], EDITORS),
    "survey_books_zip": (lambda scene: [scene.round.pk], EDITORS),
    "plan_book": (lambda scene: [scene.plan.pk], EDITORS),
    "new_plan_book": (lambda scene: [scene.here.pk], EDITORS),
    "new_plan_template": (lambda scene: [scene.here.pk], EDITORS),
    "choose_list": (lambda scene: ["actions.ActionItem"], EDITORS | {"coordinator_elsewhere"}),
    "list_import": (lambda scene: ["organizations.Department", scene.here.pk], EDITORS),
    "list_file": (lambda scene: ["organizations.Department", scene.here.pk, "xlsx"], EDITORS),
    "file_imports": (lambda scene: [], ANY_MEMBER),
    "file_import": (lambda scene: [import_of(scene, "done").pk], EDITORS),
    "file_import_take_back": (lambda scene: [import_of(scene, "done").pk], EDITORS),
    "file_import_errors": (lambda scene: [import_of(scene, "waiting").pk], {"coordinator"}),
}
DRAFT_READERS = {"editor", "approver", "coordinator", "administrator", "editor_of_other_department"}
DRAFT_READERS |= {"approver_of_other_department"}  # its department adds a part to this answer


def waiting_change(scene):
    """An abolition that waits."""
    fields = {"municipality": scene.here, "kind": "abolish", "takes_effect_on": NEXT_APRIL}
    details = {"successors": [], "items": [], "members": []}
    row, _made = Reorganisation.objects.get_or_create(
        **fields, defaults={"entered_at": timezone.now(), "details": details}
    )
    row.departments.set([scene.other])
    return row


def import_of(scene, state):
    """A plan's workbook that the 事務局 has brought in; while it waits, nobody else sees it."""
    wrong = WrongCell("取組", 2, 0, "番号", "①", "直しかた")
    row, made = FileImport.objects.get_or_create(
        kind="plan",
        state=state,
        municipality=scene.here,
        defaults={
            "title": "見本",
            "target": {"plan": scene.plan.pk, "city": scene.here.pk},
            "uploaded_at": timezone.now(),
            "uploaded_by": scene.people["coordinator"],
            "done_at": timezone.now() if state == "done" else None,
            "preview": Preview(wrong=[wrong]).as_dict(),
        },
    )
    if made:
        row.files.create(name="見本.xlsx", size=0, sha256="", content=b"" if state == "waiting" else None)
    return row


@pytest.mark.parametrize("name", EVERYBODY)
def test_survey_pages(scene, enter, name):
    browser, wrong = enter(name), []
    for page, (args, allowed) in SURVEY.items():
        found = outcome(browser.get(reverse(f"admin:{page}", args=args(scene))))
        if found != expected(name, allowed):
            wrong.append((page, found))
    assert wrong == []


@pytest.mark.parametrize("name", EVERYBODY)
def test_draft_is_read_by_its_department_and_the_coordinator_only(scene, enter, name):
    response = enter(name).get(reverse("admin:survey_answer", args=[scene.draft.pk]))
    assert outcome(response) == expected(name, DRAFT_READERS)
    if outcome(response) == "ok":
        reads = "下書きの実績だけの文" in response.content.decode()
        assert reads is not name.endswith("of_other_department")


@pytest.mark.parametrize("name", EVERYBODY)
def test_draft_is_in_lists_and_files_of_its_department_and_the_coordinator_only(scene, enter, name):
    """A department that supports opens the page for its part, and reads the lead's text nowhere before 提出."""
    browser = enter(name)
    text = browser.get(reverse("admin:survey_answers", args=[scene.round.pk])).content.decode()
    text += browser.get(address(YearlyStatus, "change", scene.draft.pk)).content.decode()
    text += browser.get(address(YearlyStatus, "changelist"), {"q": "下書きの実績"}).content.decode()
    text += browser.post(address(YearlyStatus, "export"), {"format": "0", "resource": ""}).content.decode()
    reads = {"editor", "approver", "coordinator", "administrator"}
    assert ("下書きの実績だけの文" in text) is ("内部の下書き" in text) is (name in reads)


@pytest.mark.parametrize("name", MEMBERS)
def test_what_is_hidden_cannot_be_asked_about_in_the_address(scene, enter, name):
    for model, lookup in ((YearlyStatus, "internal_note__contains"), (ActionItem, "internal_note__contains")):
        response = enter(name).get(address(model, "changelist"), {lookup: "内部"})
        assert response.status_code in (302, 400, 403)


@pytest.mark.parametrize("name", EVERYBODY)
def test_internal_note_is_read_by_its_department_and_the_coordinator_only(scene, enter, name):
    browser = enter(name)
    text = browser.get(reverse("admin:survey_answer", args=[scene.submitted.pk])).content.decode()
    text += browser.get(address(YearlyStatus, "change", scene.submitted.pk)).content.decode()
    data = {"format": "0", "resource": ""}
    text += browser.post(address(YearlyStatus, "export"), data).content.decode()
    assert ("内部の提出" in text) is (name in {"editor", "approver", "coordinator", "administrator"})


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize(
    ("page", "row", "data", "allowed"),
    [
        ("survey_answer", "draft", {"done": "書き換え"}, {"editor", "coordinator", "administrator"}),
        ("survey_step", "submitted", {"step": "approve"}, {"approver"}),
        ("survey_step", "submitted", {"step": "confirm"}, set()),
        (
            "survey_step",
            "submitted",
            {"step": "return", "reason": "見本"},
            {"approver", "coordinator", "administrator"},
        ),
        (
            "survey_part",
            "part",
            {"done": "書き足し"},
            {"editor_of_other_department", "coordinator", "administrator"},
        ),
    ],
)
def test_survey_deeds(scene, enter, name, page, row, data, allowed):
    """A deed sent by hand: done for the right people, and for the others nothing is written."""
    target, browser = getattr(scene, row), enter(name)
    if row == "part":
        data = {f"part-{target.pk}-{key}": value for key, value in data.items()}
    if page in ("survey_answer", "survey_part"):
        administrator = enter("administrator").get(reverse("admin:survey_answer", args=[scene.draft.pk]))
        seen = administrator.context["seen_values"]
        if row == "part":
            ((_part, _form, seen),) = administrator.context["parts"]
        data = {**data, "seen_values": seen}
        browser = enter(name)
    before = counts_of_history()
    response = browser.post(reverse(f"admin:{page}", args=[target.pk]), data)
    assert (counts_of_history() != before) is (name in allowed)
    if name in OUTSIDERS:
        assert outcome(response) == "login"


def test_every_staff_address_is_in_this_file(scene):
    """A new address must be given its rule here."""
    for_models = ("changelist", "export", "add", "change", "history", "simple_history", "delete")
    known = {f"{m._meta.app_label}_{m._meta.model_name}_{page}" for m in MODELS for page in for_models}
    known |= set(SURVEY) | {
        "survey_step",
        "survey_part",
        "survey_desk",
        "autocomplete",
        "auth_user_password_change",
    }
    known |= {"plans_ratingscale_copy"}
    # the frame of the admin, which shows nothing but what the pages above allow
    known |= {"index", "login", "logout", "password_change", "password_change_done", "jsi18n", "app_list"}
    names = {pattern.name for pattern in flat(admin.site.get_urls())} - {None}
    assert names == known


def flat(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from flat(pattern.url_patterns)
        else:
            yield pattern


@pytest.mark.parametrize("name", EVERYBODY)
def test_frame_of_the_admin(scene, enter, name):
    """The first page, the pages of apps, the copy of a scale, and the redirect to any record, which does not exist."""
    browser = enter(name)
    assert outcome(browser.get(reverse("admin:index"))) == expected(name, ANY_MEMBER)
    assert outcome(browser.get(reverse("admin:password_change"))) == expected(name, ANY_MEMBER)
    copy = {"coordinator", "coordinator_elsewhere", "administrator"}
    assert outcome(browser.get(reverse("admin:plans_ratingscale_copy"))) == expected(name, copy)
    apps = {
        "organizations": READERS | READERS_ELSEWHERE,
        "plans": READERS | READERS_ELSEWHERE,
        "actions": ANY_MEMBER,
    }
    for app, allowed in apps.items():
        assert outcome(browser.get(reverse("admin:app_list", args=[app]))) == expected(name, allowed)
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])


@pytest.mark.parametrize("name", EVERYBODY)
def test_past_version_of_an_answer_is_read_and_never_put_back(scene, enter, name):
    """A step that a survey has taken is not undone by the history; what was written then can still be read."""
    answer = scene.submitted
    answer.done = "あとから書いた文"
    answer.save()
    page = address(YearlyStatus, "simple_history", answer.pk, answer.history.last().history_id)
    browser = enter(name)
    response = browser.get(page)
    assert outcome(response) == expected(name, EDITORS)
    if name in EDITORS:
        text = response.content.decode()
        assert "取り組んだこと" in text
        assert "この内容に戻す" not in text
        assert "あとから書いた文" not in text
    before = counts_of_history()
    assert outcome(browser.post(page, {"done": "よそから"})) in ("refused", "login")
    assert counts_of_history() == before
