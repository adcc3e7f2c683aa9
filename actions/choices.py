"""What a page offers to narrow its list by, and what is chosen there: of the search and of the roadmap."""

from dataclasses import dataclass

from kyodo_portal.japanese.wording import language_of


@dataclass(slots=True)
class Option:
    """One choice of a filter, with the number of rows it would leave."""

    value: str
    label: str
    count: int
    is_chosen: bool

    @property
    def lang(self):
        return language_of(self.label)


@dataclass(slots=True)
class Chosen:
    """A filter in force, and the query string without it."""

    label: str
    value: str
    undo: str
