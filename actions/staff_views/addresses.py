"""The addresses of the survey, below /admin/."""

from . import answers, lists, rounds


def survey_addresses():
    """(route, view, name) of each page."""
    return [
        ("survey/open/", rounds.open_survey, "survey_open"),
        ("survey/<int:round_id>/", rounds.round_overview, "survey_round"),
        ("survey/<int:round_id>/assign/", rounds.assign_departments, "survey_assign"),
        ("survey/<int:round_id>/answers/", lists.answer_list, "survey_answers"),
        ("survey/<int:round_id>/submit/", lists.submit_answers, "survey_submit"),
        ("survey/answers/<int:answer_id>/", answers.answer_page, "survey_answer"),
        ("survey/answers/<int:answer_id>/step/", answers.answer_step, "survey_step"),
        ("survey/parts/<int:part_id>/", answers.save_support_part, "survey_part"),
    ]
