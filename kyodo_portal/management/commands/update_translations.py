"""Bring locale/en up to date with the words of the pages.

Needs Babel, which only the developers' requirements hold: a server never runs this, it reads the compiled catalogue.
"""

import ast
import io
import re
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

ROOMS = ("kyodo_portal", "actions", "plans", "organizations")
STAFF_TEMPLATES = ("admin", "survey", "imports", "simple_history", "registration")
# Name of the function -> the places of (context, singular, plural) among its arguments.
FUNCTIONS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
# What Django's templatize makes of a translated tag; between those stands nothing that is Python.
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL)
STEADY = datetime(2026, 1, 1, tzinfo=UTC)  # the same words make the same file


class Command(BaseCommand):
    help = "公開ページの言葉を集めて英訳のファイル(locale/en)を更新し、訳のない言葉を並べます(開発者用)。"

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="何も書かずに、直すことがあれば失敗します。")

    def handle(self, *args, check, **options):
        folder = Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES"
        old_po, old_mo = _read(folder / "django.po"), _read(folder / "django.mo")
        catalog = collect(old_po)
        po, mo = written(catalog)
        missing = [text_of(message) for message in catalog if message.id and not is_translated(message)]
        if check:
            if (po, mo) != (old_po, old_mo) or missing:
                raise CommandError(
                    "\n".join(
                        [
                            "locale/en が画面の言葉と合っていません。make messages で更新し、訳を書いてください。",
                            *missing,
                        ]
                    )
                )
            return
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "django.po").write_bytes(po)
        (folder / "django.mo").write_bytes(mo)
        for text in missing:
            self.stdout.write(text)
        self.stdout.write(f"{len(catalog)}件の言葉のうち、訳がないもの{len(missing)}件")


def _read(path):
    return path.read_bytes() if path.exists() else b""


def collect(old_po):
    """A Babel catalogue with every word the code asks for, in the order of its files, and the translations there are."""
    try:
        from babel.messages.catalog import Catalog
        from babel.messages.pofile import read_po
    except ImportError as error:
        raise CommandError("Babel がありません。make messages で実行してください。") from error
    old = read_po(io.BytesIO(old_po), locale="en") if old_po else Catalog(locale="en")
    catalog = Catalog(
        locale="en",
        project="Kyodo Portal",
        creation_date=STEADY,
        revision_date=STEADY,
        fuzzy=False,
        header_comment="# The words of the public pages in English. `make messages` keeps the msgids true to the code.",
    )
    for path in sources():
        for message, context in words_of(path):
            found = catalog.get(message, context)
            locations = found.locations if found else []
            known = old.get(message, context)
            place = (path.relative_to(settings.BASE_DIR).as_posix(), None)
            catalog.add(
                message,
                known.string if known else None,
                locations=[*locations, place] if place not in locations else locations,
                context=context,
                flags=known.flags if known else (),
            )
    return catalog


def sources():
    templates = Path(settings.BASE_DIR) / "templates"
    yield from sorted(
        path
        for path in templates.rglob("*.html")
        if path.relative_to(templates).parts[0] not in STAFF_TEMPLATES
    )
    for room in ROOMS:
        yield from sorted(
            path for path in (Path(settings.BASE_DIR) / room).rglob("*.py") if "migrations" not in path.parts
        )


def words_of(path):
    """(msgid or (singular, plural), context) of one file, in its order."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        calls = CALL.findall(templatize(text, origin=str(path)))
        text = "\n".join(f"{name}({arguments})" for name, arguments in calls)
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        places = FUNCTIONS.get(getattr(call.func, "id", getattr(call.func, "attr", "")))
        texts = [_constant(call, place) for place in places or ()]
        if places and texts[1]:
            context, singular, plural = texts
            yield (singular, plural) if plural else singular, context


def _constant(call, place):
    """The text given there; None where there is none, or none that stands in the code."""
    given = call.args[place] if place is not None and place < len(call.args) else None
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else None


def written(catalog):
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import write_po

    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalog, width=0, include_lineno=False)
    write_mo(mo, catalog)
    return po.getvalue(), mo.getvalue()


def is_translated(message):
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(strings)


def text_of(message):
    return message.id if isinstance(message.id, str) else message.id[0]
