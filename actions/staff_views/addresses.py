"""The addresses of the survey, below /admin/."""

from . import (
    answers,
    books,
    committee,
    consistency,
    evaluations,
    imports,
    lists,
    members,
    reminders,
    reorganisations,
    report_deeds,
    reports,
    rounds,
    transfers,
    work,
)

REPORT = "survey/reports/<int:plan_id>/<int:fiscal_year>"


def survey_addresses():
    """(route, view, name) of each page."""
    return [
        ("survey/open/", rounds.open_survey, "survey_open"),
        ("survey/<int:round_id>/", rounds.round_overview, "survey_round"),
        ("survey/<int:round_id>/assign/", rounds.assign_departments, "survey_assign"),
        ("survey/<int:round_id>/answers/", lists.answer_list, "survey_answers"),
        ("survey/<int:round_id>/submit/", lists.submit_answers, "survey_submit"),
        ("survey/<int:round_id>/evaluate/", committee.evaluate, "survey_evaluate"),
        ("survey/<int:round_id>/evaluations/", evaluations.evaluation_list, "survey_evaluations"),
        (
            "survey/answers/<int:answer_id>/evaluations/",
            evaluations.answer_evaluations,
            "survey_evaluation",
        ),
        ("survey/remind/<int:city_id>/", reminders.remind, "survey_remind"),
        ("survey/check/<int:city_id>/", consistency.check_city, "survey_check"),
        ("survey/desk/", work.choose_department, "survey_desk"),
        ("survey/members/<int:city_id>/", members.members_page, "survey_members"),
        ("survey/members/<int:city_id>/csv/", transfers.transfers_page, "survey_transfers"),
        (
            "survey/members/<int:city_id>/transfers.csv",
            transfers.transfers_file,
            "survey_transfers_file",
        ),
        (
            "survey/reorganise/<int:city_id>/",
            reorganisations.reorganisation_list,
            "survey_reorganisations",
        ),
        (
            "survey/reorganise/<int:city_id>/<int:row_id>/decide/",
            reorganisations.decide_reorganisation,
            "survey_reorganise_decide",
        ),
        (
            "survey/reorganise/<int:city_id>/<int:row_id>/take-back/",
            reorganisations.take_back_reorganisation,
            "survey_reorganise_take_back",
        ),
        (
            "survey/reorganise/<int:city_id>/<slug:kind>/",
            reorganisations.enter_reorganisation,
            "survey_reorganise",
        ),
        ("survey/reports/<int:plan_id>/", reports.report_years, "survey_reports"),
        (f"{REPORT}/", reports.report_year, "survey_report"),
        (f"{REPORT}/preview/", reports.preview_page, "survey_report_preview"),
        (f"{REPORT}/preview.<slug:kind>", reports.preview_file, "survey_report_preview_file"),
        (f"{REPORT}/publish/", report_deeds.publish_page, "survey_report_publish"),
        (f"{REPORT}/withdraw/", report_deeds.withdraw_page, "survey_report_withdraw"),
        ("imports/", imports.import_list, "file_imports"),
        ("imports/<int:import_id>/", imports.import_page, "file_import"),
        ("imports/<int:import_id>/errors.xlsx", imports.errors_file, "file_import_errors"),
        ("imports/<int:import_id>/take-back/", imports.take_back_page, "file_import_take_back"),
        ("imports/plans/<int:plan_id>/", books.plan_book, "plan_book"),
        ("imports/new-plan/<int:city_id>/", books.new_plan_book, "new_plan_book"),
        ("imports/new-plan/<int:city_id>/template.xlsx", books.new_plan_template, "new_plan_template"),
        ("imports/lists/<str:name>/", books.choose_list, "choose_list"),
        ("imports/lists/<str:name>/<int:scope_id>/", books.list_import, "list_import"),
        ("imports/lists/<str:name>/<int:scope_id>/list.<slug:kind>", books.list_file, "list_file"),
        ("survey/<int:round_id>/books/", books.survey_books, "survey_books"),
        ("survey/<int:round_id>/book.xlsx", books.survey_xlsx, "survey_book_xlsx"),
        ("survey/<int:round_id>/book.csv", books.survey_csv_file, "survey_book_csv"),
        ("survey/<int:round_id>/books.zip", books.survey_zip_file, "survey_books_zip"),
        ("survey/answers/<int:answer_id>/", answers.answer_page, "survey_answer"),
        ("survey/answers/<int:answer_id>/step/", answers.answer_step, "survey_step"),
        ("survey/parts/<int:part_id>/", answers.save_support_part, "survey_part"),
    ]
