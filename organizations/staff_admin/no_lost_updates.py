"""The admin's change page of any model: saved only over what its writer saw. See conflicts.py."""

from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.response import TemplateResponse

from .conflicts import SEEN, Row, apply_choices, find_differences, seen_token, typed_texts

TOLD = (
    "この画面を開いたあとに、ほかの人がこの内容を保存しました。まだ保存していません。"
    "下の表で、どちらを残すかを選んでから、もう一度保存してください。"
)


class NoLostUpdates:
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or not object_id or "_saveasnew" in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            if not self._compare_with_stored(request, object_id):
                return self._give_back(request)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if not getattr(request, "staff_differences", None):
            return form

        class Refused(form):
            def clean(self):
                super().clean()
                raise ValidationError(TOLD)

        return Refused

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and self.has_change_permission(request, obj):
            if request.method == "POST":
                context["seen_values"] = getattr(request, "staff_token", "")
            else:
                formsets = [inline.formset for inline in context["inline_admin_formsets"]]
                context["seen_values"] = seen_token(rows_of(context["adminform"].form, formsets))
            context["differences"] = getattr(request, "staff_differences", None)
            if context["differences"]:
                context["last_change"] = obj.history.select_related("history_user").first()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _give_back(self, request):
        """The record was deleted while somebody wrote: the page with what was typed."""
        context = {
            **self.admin_site.each_context(request),
            "title": "保存できませんでした",
            "sentence": f"この{self.opts.verbose_name}は、ほかの人が削除したので、保存できません。",
            "typed": typed_texts(request.POST, self.model),
        }
        return TemplateResponse(request, "survey/not_saved.html", context)

    def _compare_with_stored(self, request, object_id):
        """Lock the record; put the choices into the request; note in it what still differs, for the form to refuse.

        False where the record is gone and its page had been seen.
        """
        try:
            locked = (
                self.model._base_manager.select_for_update()
                .order_by("pk")
                .filter(pk=unquote(object_id))
                .first()
            )
        except (ValueError, ValidationError):
            return True
        if locked is None and SEEN in request.POST and self.has_change_permission(request):
            return False
        obj = locked and self.get_object(request, unquote(object_id))
        if obj is None or not self.has_change_permission(request, obj):
            return True
        now = self._stored_rows(request, obj)
        mine = self._incoming_rows(request, obj)
        request.POST = apply_choices(request.POST, now, mine)
        mine = self._incoming_rows(request, obj)
        request.staff_differences = find_differences(now, mine, request.POST.get(SEEN))
        # A page that is shown again with its own mistakes has still seen only what it saw before.
        request.staff_token = seen_token(now) if request.staff_differences else request.POST.get(SEEN, "")
        stored = {row.key for row in now}
        for prefix, formset in self._formsets(request, obj, request.POST).items():
            self._drop_rows_that_are_gone(request, formset, prefix, stored)
        return True

    def _stored_rows(self, request, obj):
        form = self.get_form(request, obj, change=True)(instance=obj)
        return rows_of(form, self._formsets(request, obj, None).values())

    def _incoming_rows(self, request, obj):
        form = self.get_form(request, obj, change=True)(request.POST, instance=type(obj)(pk=obj.pk))
        return rows_of(form, self._formsets(request, obj, request.POST).values())

    def _formsets(self, request, obj, data):
        """Prefix -> formset of each part this person may change, filled from the data or from the database."""
        formsets, used = {}, {}
        for formset_class, inline in self.get_formsets_with_inlines(request, obj):
            prefix = formset_class.get_default_prefix()
            used[prefix] = used.get(prefix, 0) + 1
            if used[prefix] > 1:
                prefix = f"{prefix}-{used[prefix]}"
            if data is not None and f"{prefix}-TOTAL_FORMS" not in data:
                continue
            if inline.has_change_permission(request, obj):
                formsets[prefix] = formset_class(
                    data=data, instance=obj, prefix=prefix, queryset=inline.get_queryset(request)
                )
        return formsets

    def _drop_rows_that_are_gone(self, request, formset, prefix, stored):
        """Rows somebody else deleted cannot be saved; the list of differences has shown what stood in them."""
        if not formset.management_form.is_valid():
            return
        count = formset.management_form.cleaned_data["INITIAL_FORMS"]
        pk = formset.model._meta.pk.name
        gone = {n for n in range(count) if f"{prefix}:{request.POST.get(f'{prefix}-{n}-{pk}')}" not in stored}
        if not gone:
            return
        total = formset.management_form.cleaned_data["TOTAL_FORMS"]
        kept = [n for n in range(total) if n not in gone]
        rows = [_cells(request.POST, f"{prefix}-{n}-") for n in kept]
        for n in range(total):
            for name in _cells(request.POST, f"{prefix}-{n}-"):
                del request.POST[f"{prefix}-{n}-{name}"]
        for n, cells in enumerate(rows):
            for name, values in cells.items():
                request.POST.setlist(f"{prefix}-{n}-{name}", values)
        request.POST[f"{prefix}-INITIAL_FORMS"] = count - len(gone)
        request.POST[f"{prefix}-TOTAL_FORMS"] = len(kept)


def rows_of(form, formsets):
    """The record and each stored row of its parts, as Row."""
    rows = [Row("", form)]
    for formset in formsets:
        pk = formset.model._meta.pk.name
        for number, part in enumerate(formset.forms[: formset.initial_form_count()], 1):
            key = part.data.get(part.add_prefix(pk)) if part.is_bound else part.instance.pk
            title = f"{formset.model._meta.verbose_name} {number}行目"
            rows.append(Row(f"{formset.prefix}:{key}", part, title))
    return rows


def _cells(data, start):
    return {name.removeprefix(start): data.getlist(name) for name in data if name.startswith(start)}
