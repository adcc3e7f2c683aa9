"""Reads the pages of a PDF that Chromium printed: no more of the format than Chromium (Skia) writes."""

import re
import zlib
from dataclasses import dataclass

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*)\nendstream", re.DOTALL)
HEX = re.compile(r"<([0-9A-Fa-f]+)>")
FONT_OR_TEXT = re.compile(r"/(F\d+) [\d.]+ Tf|((?:<[0-9A-Fa-f]+>|\[.*?\])) ?T[jJ]")


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """Width and height in points, the names of its fonts, and its text without spaces in drawing order."""

    width: float
    height: float
    fonts: frozenset[str]
    text: str


def read_printed_pages(pdf: bytes) -> list[PrintedPage]:
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    return [_read_page(body, objects) for body in objects.values() if b"/Type /Page\n" in body]


def _read_page(body, objects):
    _, _, width, height = re.search(rb"/MediaBox \[([\d. ]+)\]", body)[1].split()
    fonts = {
        name.decode(): objects[int(number)]
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", body)
        if b"/ToUnicode" in objects[int(number)]
    }
    letters = {name: _letters(font, objects) for name, font in fonts.items()}
    current, words = {}, []
    drawing = _stream(objects[_reference("Contents", body)]).decode("latin-1")
    for font, shown in FONT_OR_TEXT.findall(drawing):
        if font:
            current = letters[font]
        else:
            glyphs = "".join(HEX.findall(shown))
            words += [
                current.get(glyphs[start : start + 4].upper(), "") for start in range(0, len(glyphs), 4)
            ]
    # Skia draws letters with an outline as a font of Type 3, which has no name.
    names = frozenset(
        re.search(rb"/BaseFont /(?:[A-Z]{6}\+)?(\S+)|/Subtype /(Type3)", font).expand(rb"\1\2").decode()
        for font in fonts.values()
    )
    return PrintedPage(float(width), float(height), names, re.sub(r"\s", "", "".join(words)))


def _letters(font, objects):
    """Glyph number (four hexadecimal digits) to text, from the font's ToUnicode table."""
    table = _stream(objects[_reference("ToUnicode", font)]).decode("latin-1")
    letters = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        letters |= {glyph.upper(): _text(code) for glyph, code in re.findall(r"<(\w+)> <(\w+)>", block)}
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, code in re.findall(r"<(\w+)> <(\w+)> <(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                letters[f"{int(first, 16) + step:04X}"] = _text(f"{int(code, 16) + step:04X}")
    return letters


def _text(code):
    return bytes.fromhex(code).decode("utf-16-be")


def _reference(key, body):
    return int(re.search(rf"/{key} (\d+) 0 R".encode(), body)[1])


def _stream(body):
    data = STREAM.search(body)[1]
    return zlib.decompress(data) if b"/FlateDecode" in body else data
