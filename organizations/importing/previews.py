"""What an import would do, cell by cell: the same for the screen, the command line and the check before it is done."""

import hashlib
import json
from dataclasses import asdict, dataclass, field

from organizations.spreadsheets.grids import WrongCell

ADD, CHANGE = "add", "change"
NOW, FILE = "now", "file"


@dataclass(frozen=True, slots=True)
class CellChange:
    """`before` and `after` as a person reads them; empty stays empty."""

    header: str
    before: str
    after: str


@dataclass(slots=True)
class RowChange:
    """One row that is added (`what` ADD: `cells` holds what it says) or changed (only the cells that differ)."""

    sheet: str
    row: int
    label: str
    what: str
    cells: list[CellChange] = field(default_factory=list)
    file_name: str = ""


@dataclass(slots=True)
class Conflict:
    """A cell that somebody has changed since the file was made: three texts, and which one is to stay.

    `choice`: NOW, FILE, or "" while nobody has chosen.
    """

    key: str
    sheet: str
    row: int
    label: str
    header: str
    then: str
    now: str
    file: str
    who: str = ""
    choice: str = ""
    file_name: str = ""

    @property
    def seen(self):
        """Another one as soon as one of the three texts is: a choice is for these and no others."""
        return hashlib.sha256(json.dumps([self.then, self.now, self.file]).encode()).hexdigest()[:16]

    def decide(self, choices):
        """Take over what a person has chosen (`choices`: key -> [NOW or FILE, `seen`]), if it was about these texts."""
        chosen, seen = choices.get(self.key) or ("", "")
        self.choice = chosen if chosen in (NOW, FILE) and seen == self.seen else ""


@dataclass(slots=True)
class Preview:
    """`refusal`: why a file could not be read at all. `same`: how many rows of the file change nothing."""

    refusal: str = ""
    changes: list[RowChange] = field(default_factory=list)
    same: int = 0
    missing: list[str] = field(default_factory=list)
    wrong: list[WrongCell] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def added(self):
        return sum(change.what == ADD for change in self.changes)

    @property
    def changed(self):
        return len(self.changes) - self.added

    @property
    def undecided(self):
        return [conflict for conflict in self.conflicts if not conflict.choice]

    @property
    def can_be_done(self):
        return bool(self.changes) and not (self.refusal or self.wrong or self.undecided)

    @property
    def counts(self):
        """追加3件、変更2件、変更なし40件"""
        numbers = (("追加", self.added), ("変更", self.changed), ("変更なし", self.same))
        return "、".join(f"{word}{number:,}件" for word, number in numbers)

    @property
    def total(self):
        """3件変更: what the command line ends with."""
        return f"{len(self.changes)}件変更"

    @property
    def digest(self):
        """Another one as soon as anything it would do is."""
        seen = [
            [asdict(change) for change in self.changes],
            [asdict(each) for each in self.conflicts],
            self.refusal,
        ]
        seen.append([asdict(each) for each in self.wrong])
        return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()

    def as_dict(self):
        return asdict(self)

    @classmethod
    def from_dict(cls, kept):
        preview = cls(**kept)
        preview.changes = [
            RowChange(**(row | {"cells": [CellChange(**cell) for cell in row["cells"]]}))
            for row in kept["changes"]
        ]
        preview.wrong = [WrongCell(**each) for each in kept["wrong"]]
        preview.conflicts = [Conflict(**each) for each in kept["conflicts"]]
        return preview
