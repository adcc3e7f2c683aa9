"""Template filters for fiscal years; installed as template builtins."""

from django import template

from . import fiscal_years

register = template.Library()
register.filter("both_calendars", fiscal_years.both_calendars)
register.filter("era_year", fiscal_years.era_year)
