"""Two kinds of text column the whole product uses."""

from django.db import models

from kyodo_portal.japanese.folding import fold


class LinesField(models.TextField):
    """A short list kept as text, one entry a line. Staff edit it as text; `lines(value)` gives the list."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)


def lines(value):
    """The entries of a LinesField value, without blank lines."""
    return [line.strip() for line in value.splitlines() if line.strip()]


class FoldedTextField(models.TextField):
    """What search reads: the named text columns of the same row, folded (width, kana, variants) and joined.

    Filled whenever the row is written, by form, import, fixture or bulk_create alike; `queryset.update()`
    of a source column does not refresh it.
    """

    def __init__(self, *args, sources=(), **kwargs):
        self.sources = tuple(sources)
        kwargs.update(blank=True, default="", editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for key in ("blank", "default", "editable"):
            kwargs.pop(key, None)
        if self.sources:
            kwargs["sources"] = list(self.sources)
        return name, path, args, kwargs

    def pre_save(self, model_instance, add):
        value = "\n".join(filter(None, (fold(getattr(model_instance, name) or "") for name in self.sources)))
        setattr(model_instance, self.attname, value)
        return value
