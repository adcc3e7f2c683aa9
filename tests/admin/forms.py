"""What a browser would send back from an admin page, read from the page itself."""

from django.contrib.admin.helpers import AdminForm
from django.forms import BaseForm


def values_of(form: BaseForm):
    """Field name -> value as the browser sends it; unchecked boxes and empty lists are absent."""
    data = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False or bound.field.disabled:
            continue
        if isinstance(value, list | tuple):
            value = [getattr(each, "pk", each) for each in value]
        data[bound.html_name] = "on" if value is True else value
    return data


def filled_in(response):
    """The whole form of an admin page as it stands on the screen, inlines included."""
    data = {}
    admin_form = response.context["adminform"]
    assert isinstance(admin_form, AdminForm)
    data |= values_of(admin_form.form)
    for inline in response.context.get("inline_admin_formsets", []):
        data |= values_of(inline.formset.management_form)
        for form in inline.formset.forms:
            data |= values_of(form)
    if response.context.get("seen_values") is not None:
        data["seen_values"] = response.context["seen_values"]
    return data


def add_row(data, prefix, **values):
    """Add one row to an inline; returns its number."""
    row = int(data[f"{prefix}-TOTAL_FORMS"])
    data[f"{prefix}-TOTAL_FORMS"] = row + 1
    data |= {f"{prefix}-{row}-{name}": value for name, value in values.items()}
    return row
