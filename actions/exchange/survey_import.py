"""Taking the survey's workbooks (調査票) in: one or many, by the department or by the 事務局 for all of them."""

from django.utils import timezone

from organizations.access import Role
from organizations.models import FileImport

from ..survey.rights import Desk
from .survey_reading import SurveyReading
from .survey_tables import read_tables
from .survey_writing import note_taking_back, write_changes


class SurveyJob:
    """Answers of a round from files. See organizations.importing.pipeline for what a job is.

    `by`: the person, who writes what the membership allows and nothing else. `now`: the moment of the writing.

    The key of a conflict is 「answer id:field」, that of a figure 「answer id:figure-indicator id」.
    """

    kind = FileImport.Kind.SURVEY

    def __init__(self, round_, *, by, now=None):
        self.round, self.by, self.now = round_, by, now
        self.reading = None

    @property
    def municipality(self):
        return self.round.plan.municipality

    @property
    def title(self):
        return f"{self.municipality} {self.round}"

    @property
    def target(self):
        """`departments`: for which a person who is not the 事務局 has written; who has left them reads no more of it."""
        desk = Desk(self.by, self.municipality.pk)
        own = None if desk.coordinates else sorted(desk.access.departments(Role.EDITOR))
        return {"round": self.round.pk, "departments": own}

    def read(self, books, choices, progress):
        """The Preview of what the books (xlsx or CSV) would change. Raises FileRefused."""
        tables = read_tables(books, self.round)
        today = timezone.localdate(self.now)
        self.reading = SurveyReading(self.round, tables, choices, by=self.by, today=today)
        return self.reading.read(progress)

    def write(self, ledger, progress):
        """What the last reading found. Raises ValidationError where an answer has been changed since."""
        changes = list(self.reading.changes.values())
        write_changes(self.round, changes, ledger, progress, by=self.by, now=self.now or timezone.now())


def undo(record, *, by=None, now=None):
    """After the ledger's entries have been taken back: the way of each answer says so.

    `by`: who took it back, where the record does not say it yet.
    """
    note_taking_back(record, by=record.taken_back_by or by, now=now or timezone.now())
