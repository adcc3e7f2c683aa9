"""The forms of the survey. A draft may lack anything; what 提出 needs is in checks.py."""

import re
import unicodedata

from django import forms

from organizations.models import Department
from plans.models import Plan

from ..models import ReportingRound, SupportPart, YearlyStatus

THOUSANDS = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
NOT_YET = "まだ選ばない"
# What the words that need it mean; 実施中 speaks for itself.
STATUS_MEANINGS = {
    YearlyStatus.Status.NOT_STARTED: "まだ始めていない",
    YearlyStatus.Status.COMPLETED: "すべて終えた",
    YearlyStatus.Status.CANCELLED: "行うのをやめた",
    YearlyStatus.Status.NOT_APPLICABLE: "この年度は予定がない",
    YearlyStatus.Status.NOT_ASSESSABLE: "まだ判断できない",
}


class FigureField(forms.DecimalField):
    """Numbers as they are typed in city halls: １，２３４ and 1,234 are 1234."""

    default_error_messages = {
        "invalid": "数だけを入れてください(例: 1234、12.5)。分からないときは空欄にします。"
    }

    def __init__(self, **options):
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "figure", "autocomplete": "off"})
        super().__init__(required=False, max_digits=16, decimal_places=4, widget=widget, **options)

    def to_python(self, value):
        text = unicodedata.normalize("NFKC", str(value or "")).replace("\u2212", "-").strip()
        if THOUSANDS.fullmatch(text):
            text = text.replace(",", "")
        return super().to_python(text)


class GradeField(forms.ModelChoiceField):
    """Each grade with its meaning in words."""

    def label_from_instance(self, grade):
        symbol = f"{grade.symbol} " if grade.symbol else ""
        return f"{symbol}{grade.code} {grade.label}: {grade.meaning}"


class AnswerForm(forms.ModelForm):
    """One answer with its figures; `figure_fields` are the names of those boxes, by indicator id."""

    status = forms.TypedChoiceField(
        label="状況", required=False, widget=forms.RadioSelect, empty_value=YearlyStatus.Status.NOT_REPORTED
    )
    next_step = forms.ChoiceField(label="今後の方向", required=False, widget=forms.RadioSelect)

    class Meta:
        model = YearlyStatus
        fields = ("status", "done", "grade", "reason", "issues", "next_step", "next_plan", "internal_note")
        field_classes = {"grade": GradeField}
        widgets = {
            "done": forms.Textarea(attrs={"rows": 5}),
            "grade": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 3}),
            "issues": forms.Textarea(attrs={"rows": 3}),
            "next_plan": forms.Textarea(attrs={"rows": 3}),
            "internal_note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, scale, indicators, figures, **kwargs):
        """`figures`: indicator id -> value as stored."""
        super().__init__(*args, **kwargs)
        statuses = [
            (value, f"{label}({STATUS_MEANINGS[value]})" if value in STATUS_MEANINGS else label)
            for value, label in YearlyStatus.Status.choices
            if value != YearlyStatus.Status.NOT_REPORTED
        ]
        self.fields["status"].choices = [(YearlyStatus.Status.NOT_REPORTED.value, NOT_YET), *statuses]
        self.fields["next_step"].choices = [("", NOT_YET), *YearlyStatus.NextStep.choices]
        self.fields["grade"].queryset = scale.grades.order_by("sort_order", "code")
        self.fields["grade"].empty_label = "評価をつけない(まだ決めていない、または中止・対象外・評価困難)"
        self.fields["grade"].choices = list(self.fields["grade"].choices)
        self.figure_fields = {}
        for indicator in indicators:
            name = self.figure_fields[indicator.pk] = f"figure-{indicator.pk}"
            value = figures.get(indicator.pk)
            self.fields[name] = FigureField(
                label=f"{indicator.name}({indicator.unit})" if indicator.unit else indicator.name,
                initial=None if value is None else f"{value.normalize():f}",
            )

    @property
    def figure_boxes(self):
        return [self[name] for name in self.figure_fields.values()]

    @property
    def figures(self):
        """Indicator id -> value or None, after is_valid()."""
        return {pk: self.cleaned_data[name] for pk, name in self.figure_fields.items()}


class PartForm(forms.ModelForm):
    class Meta:
        model = SupportPart
        fields = ("done", "internal_note", "is_handed_in")
        widgets = {
            "done": forms.Textarea(attrs={"rows": 5}),
            "internal_note": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"is_handed_in": "書き終えたので、主管の部署に渡す"}


class PlanAndYearForm(forms.Form):
    """Which plan, which year: the first question when a round is opened."""

    plan = forms.ModelChoiceField(queryset=Plan.objects.none(), label="計画", empty_label=None)
    fiscal_year = forms.IntegerField(
        label="対象の年度",
        min_value=1912,
        max_value=2200,
        help_text="西暦。どの年度の実績をたずねるか(例: 令和7年度は2025)。",
    )

    def __init__(self, *args, plans, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans
        self.fields["plan"].label_from_instance = lambda plan: f"{plan.municipality} {plan.title}"


class RoundForm(forms.ModelForm):
    class Meta:
        model = ReportingRound
        fields = ("due_on", "instructions")
        widgets = {
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "instructions": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args, not_before, **kwargs):
        super().__init__(*args, **kwargs)
        self.not_before = not_before

    def clean_due_on(self):
        if self.cleaned_data["due_on"] < self.not_before:
            raise forms.ValidationError("締め切りは、きょうより後の日にしてください。")
        return self.cleaned_data["due_on"]


class AssignForm(forms.Form):
    """Who answers for one item in this round."""

    lead = forms.ModelChoiceField(
        queryset=Department.objects.none(), label="回答する部署", required=False, empty_label="(決めていない)"
    )
    supports = forms.ModelMultipleChoiceField(
        queryset=Department.objects.none(),
        label="関係する部署",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, departments, choices, **kwargs):
        """`departments`: the queryset; `choices`: the same as a list, read once for all the rows of a page."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.queryset = departments
        self.fields["lead"].choices = [("", self.fields["lead"].empty_label), *choices]
        self.fields["supports"].choices = choices
