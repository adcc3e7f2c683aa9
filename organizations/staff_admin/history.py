"""History in Japanese, with a way back that includes the many-to-many choices and shows the parts as well."""

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import SIMPLE_HISTORY_REVERSE_ATTR_NAME, DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper, ObjDiffDisplay
from simple_history.utils import get_m2m_reverse_field_name

MOST_PARTS = 50


class JapaneseDiffDisplay(ObjDiffDisplay):
    def shortened_str(self, prefix, num_skipped_chars, suffix):
        return f"{prefix}…({num_skipped_chars}字略)…{suffix}"


class JapaneseChanges(HistoricalRecordContextHelper):
    """Before and after in the words of the form: labels of choices, はい/いいえ, (空欄)."""

    def prepare_delta_change_value(self, change, value):
        value = super().prepare_delta_change_value(change, value)
        if isinstance(value, list):
            return "、".join(self._word(change, each) for each in value) or "(なし)"
        return self._word(change, value)

    def _word(self, change, value):
        if isinstance(value, DeletedObject):
            return f"(削除された{value.model._meta.verbose_name})"
        if value is None or value == "":
            return "(空欄)"
        if isinstance(value, bool):
            return "はい" if value else "いいえ"
        return str(dict(self.model._meta.get_field(change.field).flatchoices).get(value, value))

    def get_obj_diff_display(self):
        return JapaneseDiffDisplay(max_length=self.max_displayed_delta_change_chars)


class JapaneseHistory(SimpleHistoryAdmin):
    def history_view_title(self, request, obj):
        return f"変更の履歴: {obj}"

    def history_form_view_title(self, request, obj):
        return f"過去の内容: {obj}"

    def get_historical_record_context_helper(self, request, historical_record):
        return JapaneseChanges(self.model, historical_record)

    def history_view(self, request, object_id, extra_context=None):
        parts = self.changes_of_parts(object_id)
        return super().history_view(request, object_id, {"part_changes": parts, **(extra_context or {})})

    def changes_of_parts(self, object_id):
        """The newest changes of the rows edited inside this form, deleted rows too, each with a link to it."""
        rows = []
        for inline in self.inlines:
            if inline.model not in self.admin_site._registry:
                continue
            to_whole = next(
                f
                for f in inline.model._meta.fields
                if f.related_model is self.model and f.name != inline.not_whole
            )
            records = inline.model.history.filter(**{to_whole.attname: object_id}).select_related(
                "history_user"
            )
            rows += [self._part_change(record, inline.model) for record in records[:MOST_PARTS]]
        return sorted(rows, key=lambda row: row["record"].history_date, reverse=True)[:MOST_PARTS]

    def _part_change(self, record, model):
        try:
            name = str(record.instance)
        except ObjectDoesNotExist:
            name = "(指していた先は削除されました)"
        info = (self.admin_site.name, model._meta.app_label, model._meta.model_name)
        url = reverse("{}:{}_{}_simple_history".format(*info), args=[record.id, record.history_id])
        return {"record": record, "kind": model._meta.verbose_name, "name": name, "url": url}

    def get_form(self, request, obj=None, change=False, **kwargs):
        """A form for a past version starts with the many-to-many choices of then."""
        form = super().get_form(request, obj, change=change, **kwargs)
        record = getattr(obj, SIMPLE_HISTORY_REVERSE_ATTR_NAME, None)
        if record is None:
            return form
        then = {
            field.name: list(
                getattr(record, field.name).values_list(f"{get_m2m_reverse_field_name(field)}_id", flat=True)
            )
            for field in record._history_m2m_fields
        }

        class FormOfThen(form):
            def __init__(self, *args, initial=None, **kwargs):
                super().__init__(*args, initial={**then, **(initial or {})}, **kwargs)

        return FormOfThen

    def save_model(self, request, obj, form, change):
        """Nothing changed, nothing written: the history stays a list of changes. A past version is always written."""
        if change and not form.has_changed() and not hasattr(obj, SIMPLE_HISTORY_REVERSE_ATTR_NAME):
            return
        super().save_model(request, obj, form, change)
