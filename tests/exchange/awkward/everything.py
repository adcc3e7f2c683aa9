"""One file with all kinds of mistakes at once."""

from . import layouts, rows, values


def everything_at_once(book):
    """Nobody should have to import ten times to hear of ten mistakes."""
    layouts.extra_sheet_with_a_table(book)
    layouts.renamed_column(book)
    values.empty_required_cell(book)
    values.unknown_word(book)
    values.percent(book)
    values.circled_year(book)
    rows.reference_to_a_wrong_row(book)
    rows.duplicate_key(book)
