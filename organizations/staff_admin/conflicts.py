"""Two people editing the same record: the later one is told, sees both texts, and chooses. Nothing is lost.

A page carries what its writer saw (`seen_token`: a digest of each box). When it comes back and a box has been
changed by somebody else since, `find_differences` lists those where the two texts differ. A choice for a box comes
back as `keep:<name of the box>` = "now" or "mine", and `apply_choices` puts the stored text where "now" is chosen.
"""

import hashlib
import json
from dataclasses import dataclass

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME

SEEN = "seen_values"
CHOICE = "keep:"
SHOWN = "shown:"
NOW, MINE = "now", "mine"
DIGITS = 8


@dataclass(frozen=True)
class Row:
    """A form and what it stands for: `key` is "" for the record itself, "prefix:pk" for a row of its parts."""

    key: str
    form: forms.BaseForm
    title: str = ""


@dataclass(frozen=True)
class Difference:
    """Two texts for one box. `name` is the box's HTML name, empty where there is nothing to choose."""

    label: str
    now: str
    mine: str
    name: str = ""
    default: str = MINE
    shown: str = ""

    @property
    def choice_name(self):
        return f"{CHOICE}{self.name}"

    @property
    def shown_name(self):
        """The hidden box that keeps what stood in the box when the choice was offered."""
        return f"{SHOWN}{self.name}"


def boxes(form):
    """The boxes a person can change, in the order of the form."""
    keys = {form._meta.model._meta.pk.name} if hasattr(form, "_meta") else set()
    return [
        bound
        for bound in form
        if not (bound.field.disabled or bound.is_hidden or bound.name in keys | {DELETION_FIELD_NAME})
        and not isinstance(bound.field, forms.models.InlineForeignKeyField)
    ]


def value_of(bound):
    """What the box holds, as one string, the same before and after a browser has sent it."""
    value = bound.value()
    if isinstance(value, bool):
        return "1" if value else ""
    value = bound.field.widget.format_value(value) if not isinstance(value, list | tuple) else value
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ",".join(sorted(str(each) for each in value if each not in (None, "")))
    return "\n".join(str(value).splitlines()).strip()


def text_of(bound):
    """The same for a reader: labels of choices, (空欄)."""
    value, field = value_of(bound), bound.field
    if isinstance(field, forms.ModelChoiceField) and value:
        rows = field.queryset.model._default_manager.filter(pk__in=value.split(","))
        return "、".join(field.label_from_instance(row) for row in rows)
    if isinstance(field, forms.BooleanField) and not isinstance(field, forms.NullBooleanField):
        return "はい" if value else "いいえ"
    if hasattr(field, "choices") and value:
        labels = {str(key): str(label) for key, label in _flat(field.choices)}
        return "、".join(labels.get(each, each) for each in value.split(","))
    return value or "(空欄)"


def seen_token(rows):
    """What the page shows, as text for a hidden box."""
    return json.dumps({row.key: "".join(_digest(value_of(b)) for b in boxes(row.form)) for row in rows})


def find_differences(now, mine, seen):
    """[Difference] between what is stored now and what came in, in boxes that changed since `seen`.

    `now`, `mine`: lists of Row, from the database and from the request. `seen`: the token of the page; a page
    without one has seen nothing, so every difference counts.
    """
    seen, incoming = _read(seen), {row.key: row for row in mine}
    found = []
    for row in now:
        known, theirs = seen.get(row.key, ""), incoming.get(row.key)
        if theirs is not None:
            found += _in_row(row, theirs, known)
    stored = {row.key for row in now}
    for row in mine:
        if row.key in seen and row.key not in stored and not _is_deleted(row.form):
            texts = "、".join(f"{b.label}: {text_of(b)}" for b in boxes(row.form) if value_of(b))
            found.append(Difference(row.title, "(ほかの人がこの行を削除しました)", texts))
    return found


def typed_texts(data, model):
    """(label, text) of the texts in a request, for a page that gives them back when they cannot be saved."""
    names = {
        field.name: str(field.verbose_name)
        for field in model._meta.get_fields()
        if hasattr(field, "verbose_name")
    }
    found = []
    for name, values in data.lists():
        own = name.rpartition("-")[2]
        texts = [value for value in values if len(value.strip()) > 1 and not value.isdecimal()]
        if own in names and texts and not name.startswith((CHOICE, SHOWN)):
            found.append((names[own], "、".join(texts)))
    return found


def apply_choices(data, now, mine):
    """A copy of the request's data in which every box chosen as "now" holds what is stored now."""
    data, incoming = data.copy(), {row.key: row for row in mine}
    for row in now:
        theirs = incoming.get(row.key)
        if theirs is None:
            continue
        deletion = theirs.form.add_prefix(DELETION_FIELD_NAME)
        if data.get(f"{CHOICE}{deletion}") == NOW:
            data.pop(deletion, None)
        for bound in boxes(row.form):
            name = theirs.form.add_prefix(bound.name)
            if data.get(f"{CHOICE}{name}") == NOW and not _was_rewritten(data, theirs.form[bound.name]):
                _put(data, name, bound)
    return data


def _was_rewritten(data, mine):
    """Whether the writer went on typing in the box after the choice was offered: then that text counts."""
    shown = data.get(f"{SHOWN}{mine.html_name}")
    return shown is not None and _digest(value_of(mine)) != shown


def _put(data, name, bound):
    value = value_of(bound)
    if isinstance(bound.field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        data.setlist(name, value.split(",") if value else [])
    elif value == "" and isinstance(bound.field.widget, forms.CheckboxInput):
        data.pop(name, None)
    else:
        data[name] = value


def _in_row(row, theirs, known):
    incoming = {bound.name: bound for bound in boxes(theirs.form)}
    changed = []
    for position, bound in enumerate(boxes(row.form)):
        digest = known[position * DIGITS : (position + 1) * DIGITS]
        now = value_of(bound)
        if bound.name in incoming and _digest(now) != digest:
            changed.append((bound, incoming[bound.name], digest))
    label = f"{row.title} " if row.title else ""
    if _is_deleted(theirs.form):
        if not changed:
            return []
        texts = "、".join(f"{b.label}: {text_of(b)}" for b in boxes(row.form) if value_of(b))
        name = theirs.form.add_prefix(DELETION_FIELD_NAME)
        return [Difference(f"{label}の行の削除", texts, "この行を削除する", name, NOW)]
    return [
        Difference(
            f"{label}{bound.label}",
            text_of(bound),
            text_of(mine),
            mine.html_name,
            NOW if _digest(value_of(mine)) == digest else MINE,
            _digest(value_of(mine)),
        )
        for bound, mine, digest in changed
        if value_of(bound) != value_of(mine)
    ]


def _is_deleted(form):
    return bool(form.data.get(form.add_prefix(DELETION_FIELD_NAME)))


def _digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _read(token):
    try:
        seen = json.loads(token)
    except (TypeError, ValueError):
        return {}
    return {str(k): str(v) for k, v in seen.items()} if isinstance(seen, dict) else {}


def _flat(choices):
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield key, label
