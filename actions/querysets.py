"""Which action items to show."""

from organizations.natural_keys import NaturalKeyQuerySet


class ActionItemQuerySet(NaturalKeyQuerySet):
    def of_published_plans(self):
        """What citizens may see."""
        return self.filter(plan__is_published=True)
