"""Japanese years (fiscal_years) and Japanese text folded for search (folding); neither needs Django."""
