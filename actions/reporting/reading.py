"""What citizens read of the years that have a report: everywhere the same words as in the report itself."""

import json

from ..models import AnnualReport

MOST_PARSED = 16
_PARSED = {}


def reported_years(plan):
    """Fiscal year -> document of the standing edition. One query; a document is parsed once a process."""
    rows = AnnualReport.objects.standing().filter(plan=plan).values_list("fiscal_year", "sha256", "document")
    return {fiscal_year: _parsed(sha256, document) for fiscal_year, sha256, document in rows}


def _parsed(sha256, document):
    """An edition never changes, so its hash names what it was parsed to; the oldest goes when there are too many."""
    if sha256 not in _PARSED:
        while len(_PARSED) >= MOST_PARSED:
            _PARSED.pop(next(iter(_PARSED)), None)
        _PARSED[sha256] = json.loads(document)
    return _PARSED[sha256]
