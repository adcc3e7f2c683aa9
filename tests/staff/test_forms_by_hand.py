"""What is sent by hand, past the pages: by whoever may not, nothing is written."""

from tests.admin.forms import filled_in
from tests.staff.people import EVERYBODY, MODELS, counts_of_history, row_of
from tests.staff.test_matrix import DEFAULT, RULES, address, outcome, version_of


def forms_of(browser, scene):
    """Model -> [(address, what is sent there)]: the forms as the administrator's browser would send them."""
    forms = {}
    for model in MODELS:
        row = row_of(model, scene.here)
        page, past = (
            address(model, "change", row.pk),
            address(model, "simple_history", row.pk, version_of(row)),
        )
        forms[model] = [
            (page, filled_in(browser.get(page))),
            (past, filled_in(browser.get(past))),
            (address(model, "delete", row.pk), {"post": "yes"}),
        ]
    return forms


def test_forms_sent_by_hand_change_nothing(scene, enter):
    """The administrator's own form, filled in, sent by everybody who may not change the row."""
    forms, wrong = forms_of(enter("administrator"), scene), []
    for name in EVERYBODY:
        browser, before = enter(name), counts_of_history()
        for model, sent in forms.items():
            if name in RULES.get(model, DEFAULT)[1]:
                continue
            wrong += [(name, page) for page, data in sent if outcome(browser.post(page, data)) == "ok"]
        if counts_of_history() != before:
            wrong.append((name, "something was written"))
    assert wrong == []


def test_actions_of_lists_do_nothing_for_those_who_may_not(scene, enter):
    rows, wrong = {model: row_of(model, scene.here) for model in MODELS}, []
    for name in EVERYBODY:
        browser, before = enter(name), counts_of_history()
        for model, row in rows.items():
            may_delete = name in RULES.get(model, DEFAULT)[3]
            actions = [] if may_delete else ["delete_selected"]
            if name not in ("publisher", "administrator"):
                actions += ["publish", "take_back"]
            for action in actions:
                data = {"action": action, "_selected_action": [row.pk], "post": "yes"}
                browser.post(address(model, "changelist"), data)
            if not type(row).objects.filter(pk=row.pk).exists():
                wrong.append((name, model))
        if counts_of_history() != before:
            wrong.append((name, "something was written"))
    assert wrong == []
