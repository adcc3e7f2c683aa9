"""What is sent by hand, past the pages: by whoever may not, nothing is written."""

from tests.admin.forms import filled_in
from tests.staff.people import EVERYBODY, MODELS, counts_of_history, row_of
from tests.staff.test_matrix import DEFAULT, RULES, address, outcome, version_of


def test_forms_sent_by_hand_change_nothing(scene, enter):
    """The administrator's own form, filled in, sent by everybody who may not change the row."""
    wrong = []
    for model in MODELS:
        row = row_of(model, scene.here)
        change = RULES.get(model, DEFAULT)[1]
        page, past = (
            address(model, "change", row.pk),
            address(model, "simple_history", row.pk, version_of(row)),
        )
        browser = enter("administrator")
        data, old = filled_in(browser.get(page)), filled_in(browser.get(past))
        before = counts_of_history()
        for name in EVERYBODY:
            if name in change:
                continue
            browser = enter(name)
            for where, sent in (
                (page, data),
                (past, old),
                (address(model, "delete", row.pk), {"post": "yes"}),
            ):
                if outcome(browser.post(where, sent)) == "ok":
                    wrong.append((name, where))
        if counts_of_history() != before:
            wrong.append((model, "something was written"))
    assert wrong == []


def test_actions_of_lists_do_nothing_for_those_who_may_not(scene, enter):
    wrong = []
    for model in MODELS:
        _see, _change, _add, delete = RULES.get(model, DEFAULT)
        row = row_of(model, scene.here)
        before = counts_of_history()
        for name in EVERYBODY:
            browser = enter(name)
            actions = [] if name in delete else ["delete_selected"]
            if name not in ("publisher", "administrator"):
                actions += ["publish", "take_back"]
            for action in actions:
                browser.post(
                    address(model, "changelist"),
                    {"action": action, "_selected_action": [row.pk], "post": "yes"},
                )
        if counts_of_history() != before or not type(row).objects.filter(pk=row.pk).exists():
            wrong.append(model)
    assert wrong == []
