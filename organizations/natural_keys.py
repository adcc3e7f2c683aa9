"""Natural keys by declaration: a model names the fields that identify a row, fixtures refer to rows by them."""

from django.db import models


class NaturalKeyQuerySet(models.QuerySet):
    def get_by_natural_key(self, *values):
        return self.get(**dict(zip(self.model.natural_key_lookups(), values, strict=True)))


class NaturalKeyModel(models.Model):
    """`natural_key_fields`: plain fields, paths such as `phase__number`, or foreign keys, which stand for their
    own natural key. The flattened values identify one row in any database."""

    natural_key_fields: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @classmethod
    def natural_key_lookups(cls):
        """The look-ups, flattened over foreign keys, in the order of `natural_key()`."""
        lookups = []
        for name in cls.natural_key_fields:
            related = None if "__" in name else cls._meta.get_field(name).related_model
            if related is None:
                lookups.append(name)
            else:
                lookups += [f"{name}__{lookup}" for lookup in related.natural_key_lookups()]
        return lookups

    def natural_key(self):
        return tuple(self._value_of(lookup) for lookup in self.natural_key_lookups())

    def _value_of(self, lookup):
        value = self
        for name in lookup.split("__"):
            value = getattr(value, name, None)
        return value
