"""The rows of what was counted and measured, and of what an edition corrects."""

from kyodo_portal.japanese.fiscal_years import era_year
from kyodo_portal.japanese.printed_numbers import plain_number

from .codes import ACTOR, DEPARTMENT, LAST_YEAR, NOT_JUDGED, POLICY, WHOLE
from .opening import opening


def _groups(document):
    """(kind, fiscal year, group) of everything that was counted by grade."""
    overview, fiscal_year = document["overview"], document["fiscal_year"]
    yield WHOLE, fiscal_year, overview["whole"]
    for kind, name in (
        (POLICY, "by_policy"),
        (DEPARTMENT, "by_department"),
        (ACTOR, "by_actor"),
    ):
        yield from ((kind, fiscal_year, group) for group in overview[name])
    if document["last_year"]:
        yield LAST_YEAR, document["last_year"]["fiscal_year"], overview["last_year"]


def _counted(document):
    """(kind, fiscal year, group, row) of each count; a row of what is not judged has neither code nor share."""
    for kind, fiscal_year, group in _groups(document):
        yield from ((kind, fiscal_year, group, row) for row in group["rows"])
    whole = document["overview"]["whole"]
    for each in document["overview"]["not_judged"]:
        group = {**whole, "name": each["label"]}
        row = {"code": None, "label": None, "count": each["count"], "percent": None}
        yield NOT_JUDGED, document["fiscal_year"], group, row


def count_rows(document):
    counts_as = _counts_as(document)
    for number, (kind, fiscal_year, group, row) in enumerate(_counted(document), 1):
        yield opening(document, document["fiscal_year"], "count", number) | {
            "区分の種類": kind,
            "方針コード": group.get("code"),
            "区分": group["name"],
            "値の年度": fiscal_year,
            "値の年度(和暦)": era_year(fiscal_year),
            "評価の記号": row["code"],
            "評価の言葉": row["label"],
            "評価の数え方": counts_as.get((fiscal_year, row["code"])),
            "件数": row["count"],
            "割合(%)": row["percent"],
            "評価した件数": group["counted"],
            "取組の数": group["total"],
        }


def _counts_as(document):
    """(fiscal year, grade) -> what it counts as by the scale of that year."""
    years = [(document["fiscal_year"], (document["scale"] or {}).get("grades", []))]
    if document["last_year"]:
        years.append((document["last_year"]["fiscal_year"], document["last_year"]["grades"]))
    return {(year, grade["code"]): grade["counts_as"] for year, grades in years for grade in grades}


def figure_rows(document):
    for indicator in document["indicators"]:
        for figure in indicator["figures"]:
            code, year, kind = indicator["code"], figure["fiscal_year"], figure["kind"]
            yield opening(document, document["fiscal_year"], code, year, kind) | {
                "指標コード": code,
                "印字番号": plain_number(indicator["number"]),
                "指標名": indicator["name"],
                "方針コード": indicator["policy"],
                "値の年度": year,
                "値の年度(和暦)": era_year(year),
                "種類": kind,
                "種類の言葉": figure["kind_label"],
                "値": figure["value"],
                "単位": indicator["unit"],
                "累計": None if figure["cumulative"] is None else int(figure["cumulative"]),
                "およその値": int(figure["approximate"]),
            }


def correction_rows(document):
    edition = document["edition"]
    for number, change in enumerate(edition["changes"], 1):
        yield opening(document, document["fiscal_year"], "change", number) | {
            "直した版": edition["corrects"]["number"],
            "場所": change["place"],
            "欄": change["field"],
            "前": change["before"],
            "後": change["after"],
        }
