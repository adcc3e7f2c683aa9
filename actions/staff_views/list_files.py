"""A list on a staff page as a file: the same rows and words, all pages of them, for Excel and for older software."""

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from organizations.spreadsheets.csv_writing import SHIFT_JIS, UTF_8, Unencodable, csv_bytes
from organizations.spreadsheets.writing import BookWriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# ?format= -> (encoding, content type) of a CSV file.
CSV_KINDS = {"csv": (UTF_8, "text/csv; charset=utf-8"), "sjis": (SHIFT_JIS, "text/csv; charset=Shift_JIS")}
# In the names of files on Windows and of sheets in Excel.
FORBIDDEN = str.maketrans("\\/:*?\"<>|[]'", "＼／：＊？＂＜＞｜［］＇")
MOST_OF_A_NAME = 60  # a name has 255 bytes on most systems, and a sign here has three
FICTIONAL, MARK = "注意", "架空の見本"


def list_file(request, title, headers, rows, *, city=None):
    """The response with the list as ?format= asks for it (xlsx, csv or sjis); None where the page is to be shown.

    `rows`: the cells of each row under `headers`, as the page words them; str, int, date, aware datetime or None. They
    are read only where a file is wanted, so give a generator. `city`: whose list it is; that of a fictional one says so
    in a last column. None: of several; then each row ends with MARK or "". Where Shift_JIS cannot hold it all, the way back to the page, with a message that names the places.
    """
    kind = request.GET.get("format")
    if request.method not in ("GET", "HEAD") or kind not in ("xlsx", *CSV_KINDS):
        return None
    name = "".join(sign if sign.isprintable() else " " for sign in title).translate(FORBIDDEN)
    name = name[:MOST_OF_A_NAME].strip(" .")
    headers, rows = marked(headers, rows, city)
    if kind == "xlsx":
        content, content_type = workbook(name, headers, rows, city), XLSX
    else:
        encoding, content_type = CSV_KINDS[kind]
        try:
            content = csv_bytes([headers, *([written(cell) for cell in row] for row in rows)], encoding)
        except Unencodable as refusal:
            messages.error(request, str(refusal))
            return redirect(address_without_format(request))
    response = HttpResponse(content, content_type=content_type)
    ending = "xlsx" if kind == "xlsx" else "csv"
    file_name = f"{name}_{timezone.localdate():%Y%m%d}.{ending}"
    response["Content-Disposition"] = content_disposition_header(True, file_name)
    return response


def address_without_format(request):
    query = request.GET.copy()
    del query["format"]
    return f"{request.path}?{query.urlencode()}" if query else request.path


def marked(headers, rows, city):
    """(headers, rows), with a last column that says which rows are of a city that does not exist, if any is."""
    if city is not None:
        mark = MARK if city.is_fictional else ""
        rows = [[*row, mark] for row in rows]
        is_marked = city.is_fictional
    else:
        rows = [list(row) for row in rows]
        is_marked = any(row[-1] for row in rows)
    return ([*headers, FICTIONAL], rows) if is_marked else (list(headers), [row[:-1] for row in rows])


def workbook(title, headers, rows, city):
    creator, notice = (city.name, city.notice) if city else ("", "")
    writer = BookWriter(title, creator, notice=notice)
    writer.add_table(title, headers, [[in_excel(cell) for cell in row] for row in rows])
    return writer.content()


def in_excel(cell):
    """Dates and numbers as such; a moment to the minute, as the pages show it."""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).replace(second=0, microsecond=0, tzinfo=None)
    return None if cell == "" else cell


def written(cell):
    """The same as text."""
    if isinstance(cell, datetime):
        return f"{timezone.localtime(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def name_of(user):
    """How the pages call a person; "" for nobody."""
    return (user.get_full_name() or user.username) if user else ""
