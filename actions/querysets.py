"""Which action items and yearly statuses to show."""

from django.db.models import Prefetch

from organizations.natural_keys import NaturalKeyQuerySet


class ActionItemQuerySet(NaturalKeyQuerySet):
    def of_published_plans(self):
        """What citizens may see."""
        return self.filter(plan__is_published=True)

    def for_item_page(self):
        """With all that the page of one item shows; unpublished years stay out."""
        statuses = self.model._meta.get_field("yearly_statuses").related_model.objects
        return self.select_related("phase").prefetch_related(
            "item_departments__department__former_names",
            "item_implementers__implementer",
            "item_target_groups__target_group",
            "placements__measure__policy__parent",
            "related_measures",
            Prefetch("yearly_statuses", statuses.published().select_related("grade")),
        )


class YearlyStatusQuerySet(NaturalKeyQuerySet):
    def published(self):
        """Results the city has published."""
        return self.filter(is_published=True)
