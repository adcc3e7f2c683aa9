"""report.json: the document itself."""

import json


def make_json(document):
    """The bytes: UTF-8, keys in the document's order, one a line. The same document always gives the same bytes."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()
