"""Finding a department of a city by what somebody wrote: its name or its number."""

import difflib

from django.utils import timezone

from kyodo_portal.japanese.fiscal_years import fiscal_year_of
from kyodo_portal.japanese.folding import fold

from .csv_reading import plain

MOST_SUGGESTIONS = 50


class DepartmentNames:
    """The departments of a city, found by name or number."""

    def __init__(self, city):
        self._rows = list(city.departments.order_by("sort_order", "code"))
        self._by_name, self._by_code = {}, {}
        for row in self._rows:
            self._by_name.setdefault(fold(row.name), []).append(row)
            self._by_code[plain(row.code)] = row
        self._suggested = {}

    @property
    def names(self):
        """Primary key -> the name by which it is found, or its number where several have that name."""
        return {
            row.pk: row.name if len(self._by_name[fold(row.name)]) == 1 else row.code for row in self._rows
        }

    def find(self, cell, on=None):
        """The department, or a sentence that says why there is none.

        Of several that have the name, the one there is on that day (today unless said otherwise): when a department
        is split, a part may keep the name.
        """
        found = self._by_name.get(fold(cell), [])
        if len(found) > 1:
            found = _there(found, fiscal_year_of(on or timezone.localdate())) or found
        if len(found) == 1:
            return found[0], ""
        if plain(cell) in self._by_code:
            return self._by_code[plain(cell)], ""
        if found:
            codes = "、".join(row.code for row in found)
            return None, f"同じ名前の部署が{len(found)}つあります。番号({codes})で書いてください。"
        similar = self._similar(fold(cell)[:50])
        hint = f"似た部署: {'、'.join(similar)}。" if similar else ""
        return None, f"この名前か番号の部署がありません。{hint}部署の一覧のとおりに書いてください。"

    def _similar(self, folded):
        if folded not in self._suggested and len(self._suggested) < MOST_SUGGESTIONS:
            near = difflib.get_close_matches(folded, self._by_name, 3, 0.5)
            near += [name for name in self._by_name if folded in name or name in folded]
            self._suggested[folded] = [self._by_name[name][0].name for name in dict.fromkeys(near)][:3]
        return self._suggested.get(folded, [])


def _there(departments, fiscal_year):
    return [
        each
        for each in departments
        if (each.start_fy is None or each.start_fy <= fiscal_year)
        and (each.end_fy is None or fiscal_year <= each.end_fy)
    ]
