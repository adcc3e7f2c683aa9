"""The forms a change of departments is entered with. What the change itself forbids is in checks.py."""

from datetime import date

from django import forms

from kyodo_portal.japanese.fiscal_years import fiscal_year_bounds, fiscal_year_of
from organizations.models import Department

from .orders import Kind, NewDepartment, Order

FEWEST_ROWS, MOST_ROWS = 3, 20
UNDECIDED = "(決めない)"
GONE = (
    "選んだ部署は、いまは選べません。ほかの人が、すでに統合や廃止を実行したのかもしれません。"
    "「これまでの機構改革と予定」で確かめてください。"
)
ONE_WAY = "いまある部署を選ぶか、新しい部署の名称を入れるか、どちらか一方にしてください。"


def usual_day(today):
    """The 1 April nearest to that day: changes are entered in the weeks before and after it."""
    first, last = fiscal_year_bounds(fiscal_year_of(today))
    return first if today.month in range(4, 10) else date(last.year, 4, 1)


class OrderForm(forms.Form):
    """The first step: what changes, when, and into what. `rows` are the lines for the departments that take over."""

    takes_effect_on = forms.DateField(
        label="施行日",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="この日から新しい名称や部署になります。ふつうは4月1日です。",
    )

    def __init__(self, data=None, *, city, kind, today):
        super().__init__(data, initial={"takes_effect_on": usual_day(today)})
        self.kind = kind
        departments = Department.objects.filter(municipality=city, is_collective=False, end_fy=None)
        self.departments = {each.pk: each for each in departments.order_by("sort_order", "code")}
        self.has_departments = bool(self.departments)
        choices = [(pk, each.name) for pk, each in self.departments.items()]
        if kind == Kind.MERGE:
            self.fields["departments"] = forms.TypedMultipleChoiceField(
                label="統合する部署",
                coerce=int,
                choices=choices,
                error_messages={"invalid_choice": GONE},
                widget=forms.CheckboxSelectMultiple,
                help_text="いまある部署にまとめるときは、そこへ移る部署だけに印をつけます。",
            )
        else:
            self.fields["departments"] = forms.TypedChoiceField(
                label=f"{Kind(kind).label}する部署",
                coerce=int,
                choices=[("", "選んでください"), *choices],
                error_messages={"invalid_choice": GONE},
            )
        self.order_fields(["departments"])
        self.numbers = range(self._number_of_rows(data))
        for n in self.numbers:
            self._add_row(n, choices)

    def _number_of_rows(self, data):
        """For a split always one empty line more than is filled."""
        if self.kind != Kind.SPLIT:
            return {Kind.ABOLISH: 0}.get(self.kind, 1)
        filled = [
            n
            for n in range(MOST_ROWS)
            if data and (data.get(f"to{n}-known", "").strip() or data.get(f"to{n}-name", "").strip())
        ]
        return min(max([FEWEST_ROWS, *(n + 2 for n in filled)]), MOST_ROWS)

    def _add_row(self, n, choices):
        if self.kind != Kind.RENAME:
            self.fields[f"to{n}-known"] = forms.TypedChoiceField(
                label="いまある部署",
                coerce=int,
                required=False,
                empty_value=None,
                choices=[("", "(新しい部署)"), *choices],
                error_messages={"invalid_choice": GONE},
            )
        name, reading, code = (Department._meta.get_field(each) for each in ("name", "reading", "code"))
        self.fields[f"to{n}-name"] = forms.CharField(
            label="新しい名称", max_length=name.max_length, required=self.kind == Kind.RENAME
        )
        self.fields[f"to{n}-reading"] = forms.CharField(
            label="よみ(ひらがな)", max_length=reading.max_length, required=False
        )
        if self.kind != Kind.RENAME:
            self.fields[f"to{n}-code"] = forms.CharField(
                label="番号(空欄なら自動)",
                max_length=code.max_length,
                required=False,
                validators=code.validators,
            )

    @property
    def rows(self):
        """The bound boxes of each line."""
        return [[self[name] for name in self.fields if name.startswith(f"to{n}-")] for n in self.numbers]

    def clean(self):
        data = super().clean()
        for n in self.numbers:
            known, name = data.get(f"to{n}-known"), data.get(f"to{n}-name")
            if known and name:
                self.add_error(f"to{n}-known", ONE_WAY)
            elif not (known or name) and (data.get(f"to{n}-reading") or data.get(f"to{n}-code")):
                self.add_error(f"to{n}-name", "新しい部署の名称を入れてください。")
        return data

    def successors(self):
        """Number of the line -> Department or NewDepartment, after is_valid(); empty lines are left out."""
        found = {}
        for n in self.numbers:
            values = {
                name: self.cleaned_data.get(f"to{n}-{name}") for name in ("known", "name", "reading", "code")
            }
            if values["known"]:
                found[n] = self.departments[values["known"]]
            elif values["name"]:
                found[n] = NewDepartment(values["name"], values["reading"], values["code"] or "")
        return found

    def order(self):
        """The Order, after is_valid(), without the choices of a split."""
        chosen = self.cleaned_data["departments"]
        return Order(
            kind=self.kind,
            takes_effect_on=self.cleaned_data["takes_effect_on"],
            departments=[self.departments[pk] for pk in (chosen if isinstance(chosen, list) else [chosen])],
            successors=list(self.successors().values()),
        )


class ChoicesForm(forms.Form):
    """The second step of a split: where each item and each person goes. `decided`: row -> number of a successor."""

    def __init__(self, data=None, *, successors, items, members, decided=None):
        super().__init__(data)
        decided = decided or {}
        self.successors = successors
        self.items = {f"item-{item.pk}": item for item in items}
        self.members = {f"member-{member.pk}": member for member in members}
        labels = {name: f"{item}の行き先" for name, item in self.items.items()}
        labels |= {
            name: f"{row.user.get_full_name() or row.user.username}さん({row.get_role_display()})の行き先"
            for name, row in self.members.items()
        }
        choices = [("", UNDECIDED), *((str(n), str(each)) for n, each in successors.items())]
        for name, label in labels.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                coerce=int,
                required=False,
                empty_value=None,
                choices=choices,
                initial=decided.get(self.items.get(name) or self.members.get(name), ""),
            )

    @property
    def item_rows(self):
        """(item, its bound box)"""
        return [(item, self[name]) for name, item in self.items.items()]

    @property
    def member_rows(self):
        return [(member, self[name]) for name, member in self.members.items()]

    def chosen(self, rows):
        """Row -> successor, for the rows that are decided."""
        return {
            row: self.successors[self.cleaned_data[name]]
            for name, row in rows.items()
            if self.cleaned_data.get(name) is not None
        }
