"""Which plans to show, and with what."""

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, When

from organizations.natural_keys import NaturalKeyQuerySet


def seen_by_citizens(path=""):
    """The condition that a plan is public: published, by a city in use.

    `path` leads from another model to its plan: seen_by_citizens("item__plan").
    """
    prefix = f"{path}__" if path else ""
    return Q(**{f"{prefix}is_published": True, f"{prefix}municipality__is_in_use": True})


class PlanQuerySet(NaturalKeyQuerySet):
    def published(self):
        """What citizens may see."""
        return self.filter(seen_by_citizens())

    def at_address(self, municipality_slug, plan_slug):
        """The plan behind /<city>/<plan>/, with what every page of it names: city, owner, and whether it `has_reports`.

        A city out of use has no addresses, for nobody.
        """
        return (
            self.filter(municipality__slug=municipality_slug, municipality__is_in_use=True, slug=plan_slug)
            .select_related("municipality", "owner")
            .annotate(has_reports=Exists(self._reports.filter(plan=OuterRef("pk"))))
        )

    def latest_report_years(self, plan_ids):
        """Plan id -> the fiscal year of its newest report that stands; plans without one are left out. One query."""
        standing = self._reports.filter(plan__in=plan_ids).standing()
        return dict(standing.order_by().values_list("plan").annotate(Max("fiscal_year")))

    @property
    def _reports(self):
        """Reached by the relation: the model stands in the room above."""
        return self.model._meta.get_field("annual_reports").related_model.objects

    def by_reading(self):
        """五十音順: by the reading of the city; one without a reading stands behind, by its code."""
        return self.order_by(
            Case(When(municipality__reading="", then=1), default=0),
            "municipality__reading",
            "municipality__code",
            F("start_fy").desc(nulls_last=True),
            "slug",
        )

    def newest_first(self):
        return self.order_by(F("start_fy").desc(nulls_last=True), "municipality__code", "slug")

    def with_item_counts(self):
        """`item_count`: unique items, a 再掲 counted once."""
        return self.annotate(item_count=Count("items", distinct=True))


class RatingScaleQuerySet(NaturalKeyQuerySet):
    def in_force(self, plan, fiscal_year):
        """The one scale by which the plan judges that year, or None."""
        return self.filter(plan=plan, from_fy__lte=fiscal_year).order_by("-from_fy").first()
