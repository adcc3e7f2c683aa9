"""What taking a change of departments back brings back, in words, before it is done."""

from django.apps import apps

from organizations.models import Department

NOTHING = "(なし)"


def undone(reorganisation):
    """Sentences, the newest change first: what was added goes, what was changed or deleted comes back."""
    labels = dict(
        Department.objects.filter(municipality=reorganisation.municipality_id).values_list("pk", "name")
    )
    return [SENTENCES[entry["what"]](entry, labels) for entry in reversed(reorganisation.changes)]


def _created(entry, _departments):
    return f"{entry['label']}をなくします。"


def _deleted(entry, _departments):
    return f"{entry['label']}を、もう一度登録します。"


def _changed(entry, departments):
    """In the order of the model's fields: PostgreSQL keeps the keys of JSON in an order of its own."""
    before, after = entry["before"], entry["after"]
    parts = []
    for field in apps.get_model(entry["model"])._meta.get_fields():
        if field.name not in before or before[field.name] == after[field.name]:
            continue
        words = [_words(field, value, departments) for value in (after[field.name], before[field.name])]
        parts.append(f"{field.verbose_name} {' → '.join(words)}")
    return f"{entry['label']}: {'、'.join(parts)}"


SENTENCES = {"create": _created, "change": _changed, "delete": _deleted}


def _words(field, value, departments):
    if value in (None, ""):
        return NOTHING
    if field.related_model is Department:
        return departments.get(value, NOTHING)
    return str(dict(field.flatchoices).get(value, value))
