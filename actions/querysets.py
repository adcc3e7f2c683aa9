"""Which action items and yearly statuses to show."""

from django.db.models import Prefetch

from organizations.natural_keys import NaturalKeyQuerySet


class ActionItemQuerySet(NaturalKeyQuerySet):
    def of_published_plans(self):
        """What citizens may see."""
        return self.filter(plan__is_published=True)

    def for_item_page(self):
        """With all that the page of one item shows; unpublished years stay out."""
        return self.select_related("phase").prefetch_related(
            self._joined("item_departments", "department"),
            "item_departments__department__former_names",
            self._joined("item_implementers", "implementer"),
            self._joined("item_target_groups", "target_group"),
            self._joined("placements", "measure__policy__parent"),
            Prefetch("related_measures", self._related("related_measures").select_related("policy")),
            Prefetch("yearly_statuses", self._related("yearly_statuses").published().select_related("grade")),
        )

    def _related(self, name):
        return self.model._meta.get_field(name).related_model.objects

    def _joined(self, name, *paths):
        """A prefetch of `name` that brings `paths` along in the same query."""
        return Prefetch(name, self._related(name).select_related(*paths))


class YearlyStatusQuerySet(NaturalKeyQuerySet):
    def published(self):
        """Results the city has published."""
        return self.filter(is_published=True)
