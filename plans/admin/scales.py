from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import path

from organizations.staff_admin import PartAdmin, StaffModelAdmin, StaffTabularInline

from ..common_scales import COMMON_SCALES, copy_common_scale
from ..models import Grade, Plan, RatingScale
from ..models.scales import FEWEST_GRADES, MOST_GRADES, WRONG_NUMBER_OF_GRADES


class GradeInline(StaffTabularInline):
    model = Grade
    fields = ("code", "label", "meaning", "symbol", "counts_as", "sort_order")

    def has_add_permission(self, request, obj=None):
        """What a scale said when it was used, it says for ever: no grade comes or goes."""
        return super().has_add_permission(request, obj) and not (obj and obj.is_used)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_used)

    def get_formset(self, request, obj=None, **kwargs):
        base = super().get_formset(request, obj, **kwargs)

        class GradeFormSet(base):
            def clean(self):
                super().clean()
                rows = [form for form in self.forms if form.has_changed() or form.instance.pk]
                number = sum(
                    not form.cleaned_data.get("DELETE") for form in rows if hasattr(form, "cleaned_data")
                )
                if not FEWEST_GRADES <= number <= MOST_GRADES:
                    raise ValidationError(WRONG_NUMBER_OF_GRADES.format(number=number))

        return GradeFormSet


class CopyScaleForm(forms.Form):
    """Which of the common scales, for which plan, from which year."""

    plan = forms.ModelChoiceField(queryset=Plan.objects.none(), label="計画", empty_label=None)
    from_fy = forms.IntegerField(
        label="適用の始まり", min_value=1912, max_value=2200, help_text="西暦。この年度の評価から使います。"
    )
    scale = forms.ChoiceField(
        label="写す尺度",
        widget=forms.RadioSelect,
        choices=[(each.key, f"{each.name} — {each.labels}") for each in COMMON_SCALES],
    )

    def __init__(self, *args, plans, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans
        self.fields["plan"].label_from_instance = lambda plan: f"{plan.municipality} {plan.title}"


@admin.register(RatingScale)
class RatingScaleAdmin(StaffModelAdmin):
    scope_paths = {"plan": "plan", "municipality": "plan__municipality"}
    import_export_change_list_template = "admin/plans/ratingscale/change_list.html"
    fixed_after_adding = ("plan",)
    list_display = ("name", "from_fy", "plan")
    list_filter = ("plan",)
    list_select_related = ("plan",)
    search_fields = ("name",)
    autocomplete_fields = ("plan",)
    inlines = (GradeInline,)
    fieldsets = (
        (
            None,
            {
                "description": "進捗の評価に使う尺度。尺度を変えるときは、直さずに、新しい年度からの尺度を足します。",
                "fields": ("plan", "name", "from_fy"),
            },
        ),
    )

    def get_urls(self):
        copy = path("copy/", self.admin_site.admin_view(self.copy_view), name="plans_ratingscale_copy")
        return [copy, *super().get_urls()]

    def copy_view(self, request):
        """Copy one of the common scales into a plan; then it opens for adapting."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        plans = self.admin_site._registry[Plan].allowed_choices(
            Plan.objects.select_related("municipality"), request, self.changed_by
        )
        initial = {name: request.GET.get(name) for name in ("plan", "from_fy")}
        form = CopyScaleForm(request.POST if request.method == "POST" else None, plans=plans, initial=initial)
        if request.method == "POST" and form.is_valid():
            chosen = form.cleaned_data
            common = next(each for each in COMMON_SCALES if each.key == chosen["scale"])
            try:
                scale = copy_common_scale(common, chosen["plan"], chosen["from_fy"])
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                self.log_addition(request, scale, f"「{common.name}」を写しました")
                messages.success(request, "尺度を写しました。使い始める前に、言葉を計画に合わせて直せます。")
                return redirect("admin:plans_ratingscale_change", scale.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "よく使われる尺度を写す",
            "opts": self.opts,
            "form": form,
            "scales": COMMON_SCALES,
        }
        return render(request, "admin/plans/ratingscale/copy.html", context)


@admin.register(Grade)
class GradeAdmin(PartAdmin):
    whole = "scale"
    can_be_added = False
    can_be_deleted = False
    scope_paths = {"plan": "scale__plan", "municipality": "scale__plan__municipality"}
    fixed_after_adding = ("scale",)
    list_display = ("code", "label", "counts_as", "scale")
    list_filter = ("scale__plan",)
    list_select_related = ("scale",)
    search_fields = ("code", "label", "meaning")
    autocomplete_fields = ("scale",)
    fields = ("scale", "code", "label", "meaning", "symbol", "counts_as", "sort_order")
