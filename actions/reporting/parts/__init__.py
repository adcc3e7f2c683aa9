"""The sections of a report, one module each, made from its document."""
