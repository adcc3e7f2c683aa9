"""調査票: the survey as a workbook for a department, as one zip for all of them, and as a CSV file."""

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from kyodo_portal.japanese.fiscal_years import both_calendars, era_year
from organizations.spreadsheets.csv_writing import UTF_8, csv_bytes
from organizations.spreadsheets.writing import BookWriter

from ..survey.names import UNDECIDED
from .survey_columns import SURVEY
from .survey_layout import write_figures, write_sheet
from .survey_rows import read_survey

ZIP_BEGINNING = (1980, 1, 1, 0, 0, 0)
MOST_OF_A_NAME = 60  # a name in a zip has 255 bytes on most systems, and a sign here has three
FORBIDDEN = str.maketrans('\\/:*?"<>|', "＼／：＊？＂＜＞｜")  # in the names of files on Windows


def survey_workbook(round_, department, *, by):
    """The bytes of the workbook: the answers of one department, or (None) all of the round, that the person may see."""
    return _workbook(read_survey(round_, department, by=by))


def survey_zip(round_, *, by):
    """The bytes of a zip with one workbook for each department that has answers in the round and that the person may
    see; the answers nobody has been asked for stand in one of their own. The same content gives the same bytes."""
    archive, taken = io.BytesIO(), set()
    with ZipFile(archive, "w") as written:
        for survey in read_survey(round_, None, by=by).by_department():
            entry = ZipInfo(_unique(survey_file_name(round_, survey.department), taken), ZIP_BEGINNING)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            written.writestr(entry, _workbook(survey))
    return archive.getvalue()


def survey_csv(round_, department, *, by, encoding=UTF_8):
    """The bytes of the same table as a CSV file, without the lines above it and without the indicators."""
    survey = read_survey(round_, department, by=by)
    return csv_bytes([survey.headers, *survey.rows], encoding)


def survey_file_name(round_, department, ending="xlsx"):
    """調査票_令和6年度_市民協働課.xlsx: fit for every system. `department`: its name."""
    name = "部署未定" if department == UNDECIDED else department
    name = "".join(sign if sign.isprintable() else " " for sign in name).translate(FORBIDDEN)
    name = re.sub(r"\s+", " ", name)[:MOST_OF_A_NAME].strip(" .")
    return f"{SURVEY}_{era_year(round_.fiscal_year)}_{name or '部署'}.{ending}"


def _unique(name, taken):
    """The name, with a number where it is taken already, capital or small."""
    stem, _, ending = name.rpartition(".")
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{stem}_{number}.{ending}"
    taken.add(free.casefold())
    return free


def _workbook(survey):
    round_ = survey.round
    city = round_.plan.municipality
    title = f"{city.marked_name} {round_.plan.title} {both_calendars(round_.fiscal_year)}の調査票"
    writer = BookWriter(title, city.name, notice=city.notice)
    write_sheet(writer, survey)
    write_figures(writer, survey)
    return writer.content()
