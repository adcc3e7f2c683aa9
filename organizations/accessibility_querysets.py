"""What a city says about the accessibility of its pages, as citizens read it."""

from django.db import models


class PublishedQuerySet(models.QuerySet):
    def published(self):
        return self.filter(is_published=True)
