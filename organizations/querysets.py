"""Which municipalities and departments to show."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from .natural_keys import NaturalKeyQuerySet


class MunicipalityQuerySet(NaturalKeyQuerySet):
    def with_published_plans(self):
        """Those a citizen can read something of."""
        return self.in_use().filter(plans__is_published=True).distinct()

    def in_use(self):
        """Those the portal administrator has not put out of use."""
        return self.filter(is_in_use=True)


class DepartmentQuerySet(NaturalKeyQuerySet):
    def with_names(self):
        """Ready for `name_in(fiscal_year)` without a query a row."""
        return self.prefetch_related("former_names")


class MembershipQuerySet(models.QuerySet):
    def in_force(self, day):
        """Those that count on that day. Those of a city out of use give nothing to anybody."""
        return self.lasting(day).filter(municipality__is_in_use=True)

    def lasting(self, day):
        """Those whose dates hold that day, whether or not the city is in use."""
        return self.filter(start_on__lte=day, end_on__gte=day)

    def memberships_ending(self, cities, on):
        """Those of these municipalities whose last day it is."""
        return self.filter(municipality__in=cities, end_on=on)

    def without_next(self, on):
        """Those neither renewed nor followed by another: past that day the person has nothing in that role there."""
        later = self.model._default_manager.filter(
            user=OuterRef("user"),
            municipality=OuterRef("municipality"),
            role=OuterRef("role"),
            end_on__gt=on,
        )
        here = Q(department=OuterRef("department")) | Q(department=None)
        return self.filter(~Exists(later.filter(here | Q(start_on__gt=on))))

    def not_ended(self, day):
        """Those in force that day, and those still to begin."""
        return self.filter(end_on__gte=day)

    def ended_between(self, first, last):
        """Those whose last day lies between the two, both included."""
        return self.filter(end_on__range=(first, last))

    def by_department(self):
        """For tables: the roles of the whole city first, then department by department, with names at hand."""
        return self.select_related("user", "department").order_by(
            F("department__sort_order").asc(nulls_first=True),
            F("department__code").asc(nulls_first=True),
            "role",
            "user__username",
            "start_on",
            "pk",
        )
