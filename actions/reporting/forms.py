"""The forms of the deeds with a report. What stands against a deed is said by the deed itself."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

MOST_SIGNS = 2000
EVERY_EDITION = "all"


def reason_field(label, missing):
    return forms.CharField(
        label=label,
        max_length=MOST_SIGNS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": missing},
    )


class PublishForm(forms.Form):
    """`corrects`: whether there is an edition before. `orders`: whether it is to be published at a set time."""

    publish_on = forms.DateField(
        label="公開する日",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "公開する日を、日付として読めません。2026-10-01 のように入れてください。"},
    )
    publish_time = forms.TimeField(
        label="時刻",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "時刻を読めません。10:00 のように入れてください。"},
    )

    def __init__(self, data=None, *, corrects, orders=False):
        super().__init__(data)
        self.orders = orders
        if corrects:
            missing = "正誤の理由を書いてください。なぜ直すのかが、報告書に載ります。"
            self.fields["reason"] = reason_field("正誤の理由", missing)

    def clean(self):
        day, time = self.cleaned_data.get("publish_on"), self.cleaned_data.get("publish_time")
        if self.errors.keys() & {"publish_on", "publish_time"}:
            return
        if self.orders and not (day and time):
            raise ValidationError("公開する日と時刻を、両方入れてください。")
        if not self.orders and (day or time):
            raise ValidationError(
                "公開する日か時刻が入っています。いま公開するときは両方を空け、"
                "その時に公開するときは「この日時に公開する」を押してください。"
            )

    @property
    def publish_at(self):
        """The moment in Japan time, or None for now."""
        if not self.orders:
            return None
        data = self.cleaned_data
        return timezone.make_aware(datetime.combine(data["publish_on"], data["publish_time"]))

    @property
    def given_reason(self):
        """Empty for a first edition."""
        return self.cleaned_data.get("reason", "")


class WithdrawForm(forms.Form):
    """`editions`: those that can be withdrawn, the newest first."""

    which = forms.ChoiceField(
        label="取り下げるもの",
        widget=forms.RadioSelect,
        error_messages={
            "required": "取り下げるものを選んでください。",
            "invalid_choice": "その版は、いまは選べません。もう一度選んでください。",
        },
    )
    reason = reason_field("取り下げの理由", "取り下げの理由を書いてください。報告書のページに載ります。")

    def __init__(self, data=None, *, editions, chosen=None):
        super().__init__(data, initial={"which": chosen})
        self.editions = {str(each.edition): each for each in editions}
        choices = [
            (number, f"第{number}版({timezone.localtime(each.published_at):%Y年%-m月%-d日}公開)")
            for number, each in self.editions.items()
        ]
        if len(choices) > 1:
            choices.append((EVERY_EDITION, f"この年度のすべての版({len(choices)}版)"))
        self.fields["which"].choices = choices

    @property
    def takes_all(self):
        return self.cleaned_data["which"] == EVERY_EDITION

    @property
    def report(self):
        """The chosen edition; the newest one where all are."""
        number = next(iter(self.editions)) if self.takes_all else self.cleaned_data["which"]
        return self.editions[number]
