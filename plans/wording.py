"""What the levels of a plan are called on a page: by the plan's own words, and in English by the product's."""

from django.utils.translation import npgettext

from kyodo_portal.japanese.wording import is_english


def level_words(plan):
    """policy, policies, subpolicy, subpolicies, measure, measures, item, items -> the word, in the language of the page.

    In Japanese both numbers are the label the plan prints; a plan without sub-policies has "" there.
    """
    if is_english():
        return {
            "policy": npgettext("level", "方針", "方針", 1),
            "policies": npgettext("level", "方針", "方針", 2),
            "subpolicy": npgettext("level", "下の段の方針", "下の段の方針", 1),
            "subpolicies": npgettext("level", "下の段の方針", "下の段の方針", 2),
            "measure": npgettext("level", "施策", "施策", 1),
            "measures": npgettext("level", "施策", "施策", 2),
            "item": npgettext("level", "取組", "取組", 1),
            "items": npgettext("level", "取組", "取組", 2),
        }
    return {
        "policy": plan.policy_label,
        "policies": plan.policy_label,
        "subpolicy": plan.subpolicy_label,
        "subpolicies": plan.subpolicy_label,
        "measure": plan.measure_label,
        "measures": plan.measure_label,
        "item": plan.item_label,
        "items": plan.item_label,
    }
