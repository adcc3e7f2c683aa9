"""How a test says that a row is refused: in a sentence by full_clean, and by the database itself."""

import pytest
from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, transaction


def assert_form_refuses(row, message, field=NON_FIELD_ERRORS):
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert refusal.value.message_dict == {field: [message]}


def assert_database_refuses(row, constraint):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        row.save()
    if connection.vendor == "postgresql":  # SQLite names the columns of a unique constraint, not its name
        assert f'"{constraint}"' in str(refusal.value)


def constraint_names(app):
    """The names of all constraints that the models of the app declare."""
    return {c.name for model in apps.get_app_config(app).get_models() for c in model._meta.constraints}
