"""Filters of the lists on the right."""

from django.contrib import admin

from kyodo_portal.japanese.fiscal_years import both_calendars


class FiscalYearFilter(admin.SimpleListFilter):
    """The fiscal years that occur, newest first, in both calendars."""

    title = "年度"
    parameter_name = "fiscal_year"

    def lookups(self, request, model_admin):
        years = model_admin.get_queryset(request).exclude(fiscal_year=None).order_by("-fiscal_year")
        return [
            (str(year), both_calendars(year))
            for year in years.values_list("fiscal_year", flat=True).distinct()
        ]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(fiscal_year=self.value()) if self.value().isdecimal() else queryset.none()
