"""What every row of a report's tables begins with: whose plan, which year, which edition."""

from kyodo_portal.japanese.fiscal_years import era_year


def opening(document, *parts):
    """The columns every table begins with; `parts` make the row's ID."""
    city, plan, fiscal_year = document["municipality"], document["plan"], document["fiscal_year"]
    return {
        "全国地方公共団体コード": city["code"],
        "ID": "-".join(str(part) for part in (city["code"], plan["slug"], *parts)),
        "地方公共団体名": city["name"],
        "計画ID": plan["slug"],
        "計画名": plan["title"],
        "年度": fiscal_year,
        "年度(和暦)": era_year(fiscal_year),
        "版": document["edition"]["number"],
    }
