"""The boxes of an evaluation and of the city's reply."""

from django import forms

from organizations.models import Partner

from ..models import Evaluation, EvaluationSession
from ..survey.forms import GradeField

NO_GRADE = "評価をつけない"


class EvaluationForm(forms.ModelForm):
    """Grade and opinion; with `is_handed_in` where the writer finishes it here."""

    class Meta:
        model = Evaluation
        fields = ("grade", "opinion", "session", "internal_note", "is_handed_in")
        field_classes = {"grade": GradeField}
        widgets = {
            "grade": forms.RadioSelect,
            "opinion": forms.Textarea(attrs={"rows": 4}),
            "internal_note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, grades, sees_internal=True, hands_in=True, **kwargs):
        """`grades`: (value, text) of the scale in force, read once for all the forms of a page (`grade_choices`)."""
        super().__init__(*args, **kwargs)
        self.fields["grade"].queryset = self.instance.answer.round.scale.grades.all()
        self.fields["grade"].choices = grades
        if not sees_internal:
            del self.fields["internal_note"]
        if sees_internal and self.instance.stage == Evaluation.Stage.EXTERNAL:
            answer = self.instance.answer
            sessions = EvaluationSession.objects.filter(
                plan=answer.item.plan_id, fiscal_year=answer.fiscal_year
            )
            self.fields["session"].queryset = sessions.order_by("held_on")
            self.fields["session"].empty_label = "(いちばん新しい会議)"
        else:
            del self.fields["session"]
        if not hands_in:
            del self.fields["is_handed_in"]


def grade_choices(scale):
    """The grades with their meaning, and the choice to give none. One query."""
    field = GradeField(queryset=scale.grades.order_by("sort_order", "code"), empty_label=NO_GRADE)
    return [("", NO_GRADE), *((grade.pk, field.label_from_instance(grade)) for grade in field.queryset)]


class ReplyForm(forms.ModelForm):
    class Meta:
        model = Evaluation
        fields = ("reply",)
        widgets = {"reply": forms.Textarea(attrs={"rows": 4})}


class PartnerForm(forms.Form):
    """Whose view is to be written down."""

    partner = forms.ModelChoiceField(
        queryset=Partner.objects.none(), label="協働の相手", empty_label="選んでください"
    )

    def __init__(self, *args, answer, **kwargs):
        super().__init__(*args, **kwargs)
        known = answer.evaluations.filter(stage=Evaluation.Stage.MUTUAL).values("partner")
        partners = Partner.objects.filter(municipality=answer.item.plan.municipality_id)
        self.fields["partner"].queryset = partners.exclude(pk__in=known)
