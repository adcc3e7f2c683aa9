"""Which municipalities and departments to show."""

from django.db import models

from .natural_keys import NaturalKeyQuerySet


class MunicipalityQuerySet(NaturalKeyQuerySet):
    def with_published_plans(self):
        """Those a citizen can read something of."""
        return self.filter(plans__is_published=True).distinct()


class DepartmentQuerySet(NaturalKeyQuerySet):
    def with_names(self):
        """Ready for `name_in(fiscal_year)` without a query a row."""
        return self.prefetch_related("former_names")


class MembershipQuerySet(models.QuerySet):
    def in_force(self, day):
        """Those that count on that day."""
        return self.filter(start_on__lte=day, end_on__gte=day)
