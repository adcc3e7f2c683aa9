"""The kinds of text column the whole product uses."""

from django.db import models

from kyodo_portal.japanese.folding import fold

from .validators import validate_readings_in_text


class LinesField(models.TextField):
    """A short list kept as text, one entry a line. Staff edit it as text; `lines(value)` gives the list."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)


def lines(value):
    """The entries of a LinesField value, without blank lines."""
    return [line.strip() for line in value.splitlines() if line.strip()]


def english_name_field(max_length):
    """The name for the pages under /en/, beside the Japanese one."""
    return models.CharField(
        "英語の名称",
        max_length=max_length,
        blank=True,
        help_text="英語のページ(/en/)に出ます。正式な英語名がないときは空欄のままにしてください(日本語の名称が出ます)。",
    )


def easy_summary_field():
    """A summary for children and for people who learn Japanese; `kyodo_portal.japanese.ruby` reads its readings."""
    return models.TextField(
        "やさしい日本語",
        blank=True,
        validators=[validate_readings_in_text],
        help_text="子どもや日本語を学ぶ人にも分かる要約。1つの文を短くし、やさしい言葉を使います。"
        "よみは、漢字のすぐ後に「計画《けいかく》」のように書くと、ふりがなになります。空欄なら、何も出ません。",
    )


class FoldedTextField(models.TextField):
    """What search reads: the named text columns of the same row, folded (width, kana, variants) and joined.

    Always computed from its sources, so it is right however the row is written: form, import, fixture,
    bulk_create. Only `queryset.update()` of a source column does not refresh it.
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

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, name, _Folded(self))

    def pre_save(self, model_instance, add):
        """Overridden so that `update_or_create` writes this column along with its sources."""
        return self.folded(model_instance)

    def folded(self, instance):
        return "\n".join(filter(None, (fold(getattr(instance, name) or "") for name in self.sources)))


class _Folded:
    """The attribute on an instance. Fixtures are saved without `pre_save`, so the value is made when it is read."""

    def __init__(self, field):
        self.field = field

    def __get__(self, instance, owner):
        return self if instance is None else self.field.folded(instance)

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value  # Django asks there which columns were loaded
