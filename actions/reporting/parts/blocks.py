"""The blocks a report is made of; composing.py says what each means."""

from dataclasses import dataclass, field

NOT_STATED = "記載なし"


def text(text):
    return {"kind": "text", "text": text}


def note(text):
    return {"kind": "note", "text": text}


def heading(level, key, text):
    return {"kind": "heading", "level": level, "id": key, "text": text}


def table(key, caption, head, rows, *, numbers=(), widths=None):
    return {
        "kind": "table",
        "id": key,
        "caption": caption,
        "head": head,
        "rows": rows,
        "numbers": list(numbers),
        "widths": widths or [1] * len(head),
    }


def percent_of(row):
    return "―" if row["percent"] is None else f"{row['percent']:.1f}%"


def named(row):
    return f"{row['code']} {row['label']}"


def numbered(level):
    return f"{level['number']} {level['name']}" if level["number"] else level["name"]


def facts(rows):
    return {"kind": "facts", "rows": rows}


def chart(key, caption, alt, svg):
    return {"kind": "chart", "id": key, "caption": caption, "alt": alt, "svg": svg}


@dataclass
class Section:
    id: str
    title: str
    blocks: list = field(default_factory=list)
