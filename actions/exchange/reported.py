"""What an import must not take back: results that a report published since has told."""

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.importing.pipeline import ImportRefused

from ..models import ActionItem, AnnualReport, YearlyStatus


def refuse_reported(record):
    """Raises ImportRefused where an annual report has been published since about a year whose results came in."""
    entries = [entry for entry in record.entries if entry["model"] == YearlyStatus._meta.label]
    created = {
        (entry["after"]["item"], entry["after"]["fiscal_year"])
        for entry in entries
        if entry["what"] == "create"
    }
    changed = [entry["pk"] for entry in entries if entry["what"] == "change"]
    rows = {*created, *YearlyStatus.objects.filter(pk__in=changed).values_list("item", "fiscal_year")}
    plans = set(
        ActionItem.objects.filter(pk__in={item for item, _year in rows}).values_list("plan", flat=True)
    )
    reports = AnnualReport.objects.filter(
        plan__in=plans, fiscal_year__in={year for _item, year in rows}, published_at__gt=record.done_at
    )
    years = sorted(set(reports.values_list("fiscal_year", flat=True)))
    if years:
        named = "、".join(map(both_calendars, years))
        raise ImportRefused(
            f"{named}の年次報告書が、そのあとに公開されています。報告書のもとになった実績は、取り消せません。"
        )
