"""The annual report: gathered from a year's answers, checked, frozen as an edition with its files, shown for ever.

gathering.py makes the document (a dict, report.json), overview.py its counts; composing.py turns a document into the
headings, tables and cards that page and PDF both show; publishing.py writes an edition.
"""
