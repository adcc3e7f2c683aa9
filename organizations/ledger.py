"""What a deed writes, kept so that the deed can be taken back as a whole."""

from django.apps import apps
from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import router, transaction
from django.db.models import ProtectedError, RestrictedError

from .fields import FoldedTextField
from .models import Reorganisation

MOST_NAMED = 3


class NotTakenBack(Exception):
    """Nothing was written. `sentences`: all that stands in the way, in Japanese."""

    def __init__(self, sentences):
        self.sentences = list(sentences)
        super().__init__("".join(self.sentences))


class Ledger:
    """Through it a deed writes, inside its own transaction. Each row is checked and gets its entry in the history.

    `entries`: one dict for each writing, fit for JSON: "model" (its label), "pk", "what" (create, change or delete),
    "before" and "after" (field -> value as stored; many-to-many: the ids), "label" (the row in words).
    All three raise ValidationError, in sentences that name the row, and then nothing of that row is written.
    """

    def __init__(self, reason=""):
        self.reason = reason
        self.entries = []

    def create(self, row, **links):
        """Save a new row. `links`: the rows of its many-to-many fields."""
        _check(row)
        _save(row, self.reason, links)
        self._note("create", row, {}, _values(row, _names(row)))
        return row

    def change(self, row, **fields):
        """Give the fields these values (many-to-many: rows). What was wrong before elsewhere in the row stays."""
        before = _values(row, fields)
        links = {name: value for name, value in fields.items() if _field(row, name).many_to_many}
        for name in fields.keys() - links:
            setattr(row, name, fields[name])
        after = _values(row, fields) | {name: sorted(each.pk for each in links[name]) for name in links}
        if not _differing(row, before, after):
            return row
        _check(row, fields)
        _save(row, self.reason, links)
        self._note("change", row, before, after)
        return row

    def delete(self, row):
        """Delete a row that nothing else refers to."""
        if used_by := _used_by(row):
            raise ValidationError(f"{_label(row)}は削除できません。{used_by}")
        before = _values(row, _names(row))
        self._note("delete", row, before, {})
        row._change_reason = self.reason
        row.delete()

    def _note(self, what, row, before, after):
        self.entries.append(
            {
                "model": row._meta.label,
                "pk": row.pk,
                "what": what,
                "before": before,
                "after": after,
                "label": _label(row),
            }
        )


def take_back(entries, *, reason="", progress=None):
    """Undo the entries of a Ledger, newest first; all of them or none. `progress(done, total)` is told now and then.

    Raises NotTakenBack where a row has been changed in the same fields since, or is used by what came later.
    """
    own = {(entry["model"], entry["pk"]) for entry in entries}
    problems = {}
    with transaction.atomic():
        for done, entry in enumerate(reversed(entries)):
            if progress:
                progress(done, len(entries))
            key = (entry["model"], entry["pk"])
            try:
                if key not in problems and (problem := UNDO[entry["what"]](entry, own, reason)):
                    problems[key] = problem
            except (ProtectedError, RestrictedError):
                if not problems:
                    raise
                # A row that stays uses this one; it has been told.
        if problems:
            raise NotTakenBack(problems.values())


def _undo_create(entry, own, reason):
    row = _find(entry)
    if problem := _changed_since(entry, row):
        return problem
    if used_by := _used_by(row, own):
        return f"{entry['label']}は、もう使われています。{used_by}"
    row._change_reason = reason
    row.delete()
    return ""


def _undo_change(entry, own, reason):
    row = _find(entry)
    return _changed_since(entry, row) or _put(entry, row, reason)


def _undo_delete(entry, own, reason):
    model = apps.get_model(entry["model"])
    return _put(entry, model(pk=entry["pk"]), reason)


UNDO = {"create": _undo_create, "change": _undo_change, "delete": _undo_delete}


def _find(entry):
    manager = apps.get_model(entry["model"])._base_manager
    return manager.select_for_update(of=("self",)).filter(pk=entry["pk"]).first()


def _changed_since(entry, row):
    if row is None:
        return f"{entry['label']}は、そのあとに削除されています。"
    changed = _differing(row, entry["after"], _values(row, entry["after"]))
    words = "、".join(str(_field(row, name).verbose_name) for name in changed)
    return f"{entry['label']}の{words}が、そのあとに変更されています。" if changed else ""


def _put(entry, row, reason):
    """Give the row the values from before; the sentence that says why not."""
    links = {}
    for name, value in entry["before"].items():
        field = _field(row, name)
        if field.many_to_many:
            links[name] = value
        else:
            setattr(row, field.attname, _read(field, value))
    try:
        _check(row, entry["before"])
    except ValidationError as error:
        return f"元に戻せません。{''.join(error.messages)}"
    _save(row, reason, links)
    return ""


def _check(row, names=None):
    """Raise ValidationError with sentences that name the row. `names`: only what concerns these fields."""
    try:
        row.full_clean()
    except ValidationError as error:
        wanted = {
            name: messages
            for name, messages in error.message_dict.items()
            if names is None or name in names or name == NON_FIELD_ERRORS
        }
        if wanted:
            sentences = [sentence for messages in wanted.values() for sentence in messages]
            raise ValidationError([f"{_label(row)}: {sentence}" for sentence in sentences]) from error


def _save(row, reason, links):
    row._change_reason = reason
    row.save()
    for name, rows in links.items():
        getattr(row, name).set(rows)


def _used_by(row, own=()):
    """A sentence that names rows which refer to this one, or would vanish with it; those of `own` do not count."""
    collector = NestedObjects(using=router.db_for_write(type(row)))
    collector.collect([row])
    own_links = {field.remote_field.through for field in row._meta.many_to_many}
    found = {each for rows in collector.data.values() for each in rows} | set(collector.protected)
    found = {_user(each, row) for each in found if each != row and type(each) not in own_links}
    found = {each for each in found if _counts(each) and (each._meta.label, each.pk) not in own}
    if not found:
        return ""
    ordered = sorted(found, key=lambda each: (each._meta.label, each.pk))
    more = f"、ほか{len(found) - MOST_NAMED}件" if len(found) > MOST_NAMED else ""
    return f"使っているもの: {'、'.join(map(_label, ordered[:MOST_NAMED]))}{more}。"


def _user(found, row):
    """The row at the other end of a many-to-many link, for the link has no name of its own; else what was found."""
    if not found._meta.auto_created:
        return found
    ends = (getattr(found, field.name) for field in found._meta.concrete_fields if field.many_to_one)
    return next((each for each in ends if each != row), found)


def _counts(row):
    """A change of departments that was taken back uses nothing any more."""
    return not (isinstance(row, Reorganisation) and row.taken_back_at)


def _label(row):
    if isinstance(row, Reorganisation):
        return f"{row}の予定" if row.waits else str(row)
    return f"{row._meta.verbose_name}「{row}」"


def _field(row, name):
    return row._meta.get_field(name)


def _names(row):
    """The fields that make up a row: not its key, and not what is computed from the others."""
    fields = [*row._meta.concrete_fields, *row._meta.many_to_many]
    return [f.name for f in fields if not (f.primary_key or isinstance(f, FoldedTextField))]


def _values(row, names):
    values = {}
    for name in names:
        field = _field(row, name)
        if field.many_to_many:
            values[name] = sorted(getattr(row, name).values_list("pk", flat=True))
            continue
        value = field.value_from_object(row)
        is_json = value is None or isinstance(value, bool | int | str | list | dict)
        values[name] = value if is_json else field.value_to_string(row)
    return values


def _differing(row, first, second):
    """The names whose two values mean something different, however they are written (times, decimals)."""
    return [
        name
        for name in first
        if _read(_field(row, name), first[name]) != _read(_field(row, name), second[name])
    ]


def _read(field, value):
    return value if field.many_to_many or value is None else field.to_python(value)
