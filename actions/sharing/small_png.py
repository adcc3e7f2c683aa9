"""A drawn PNG in at most 256 colours: less than half the bytes, where each pixel was one of a million shades.

Reads what Typst writes (8 bits RGBA, not interlaced, opaque), by the PNG specification, third edition.
"""

import struct
import zlib
from array import array
from collections import Counter
from itertools import accumulate

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS, MOST_COLOURS = 4, 256
# What of each channel is looked at, finer first, until no more than 256 colours are left.
MASKS = [0xFFFFFFFF, 0xF8F8F8F8, 0xF0F0F0F0, 0xE0E0E0E0, 0xC0C0C0C0]


def small_png(png):
    """The same picture; shades that are nearly alike become the one of them that is most often there."""
    header, data = _chunks(png)
    width, height = struct.unpack(">II", header[:8])
    pixels = array("I", b"".join(_rows(zlib.decompress(data), width, height)))
    palette, index = _palette(Counter(pixels))
    found = bytes(map(index.__getitem__, pixels))
    rows = b"".join(b"\0" + found[start : start + width] for start in range(0, len(found), width))
    colours = b"".join(pixel[:3] for pixel in (each.tobytes() for each in (array("I", [c]) for c in palette)))
    return SIGNATURE + b"".join(
        [
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", colours),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        ]
    )


def _palette(counted):
    """([colour], colour -> its place): as many colours as one byte can name."""
    for mask in MASKS:
        chosen = {}
        for colour, _count in sorted(counted.items(), key=lambda each: (-each[1], each[0])):
            chosen.setdefault(colour & mask, colour)
        if len(chosen) <= MOST_COLOURS:
            break
    palette = list(chosen.values())
    place = {colour: number for number, colour in enumerate(palette)}
    return palette, {colour: place[chosen[colour & mask]] for colour in counted}


def _chunks(png):
    """(IHDR, all IDAT together)."""
    header, data, at = b"", [], len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            header = content
        elif kind == b"IDAT":
            data.append(content)
        at += length + 12
    return header, b"".join(data)


def _chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _rows(raw, width, height):
    """The bytes of each row, what its filter did taken back."""
    length = width * CHANNELS
    above = bytes(length)
    undo = {0: lambda row, _above: row, 1: _left, 2: _up, 3: _average, 4: _paeth}
    for number in range(height):
        start = number * (length + 1)
        above = undo[raw[start]](raw[start + 1 : start + 1 + length], above)
        yield above


def _left(row, _above):
    found = bytearray(len(row))
    for channel in range(CHANNELS):
        found[channel::CHANNELS] = bytes(value & 255 for value in accumulate(row[channel::CHANNELS]))
    return bytes(found)


def _up(row, above):
    """All bytes of a row at once, as one number."""
    low, high = (int.from_bytes(bytes([mask]) * len(row)) for mask in (0x7F, 0x80))
    one, other = int.from_bytes(row), int.from_bytes(above)
    return (((one & low) + (other & low)) ^ ((one ^ other) & high)).to_bytes(len(row))


def _average(row, above):
    found = bytearray(CHANNELS) + row
    for at, before in enumerate(above, CHANNELS):
        found[at] = (found[at] + (found[at - CHANNELS] + before) // 2) & 255
    return bytes(found[CHANNELS:])


def _paeth(row, above):
    """A pixel with the one on its left where those above are alike, with the one above where those behind it are."""
    added, over = array("I", row), array("I", above)
    found, left, corner = array("I", bytes(len(row))), 0, 0
    for at, (more, up) in enumerate(zip(added, over, strict=True)):
        if up == corner:
            left = left if not more else _sum(more, left)
        elif left == corner:
            left = up if not more else _sum(more, up)
        else:
            left = _sum(more, _predicted(left, up, corner))
        found[at], corner = left, up
    return found.tobytes()


def _sum(one, other):
    """Of two pixels, each channel by itself."""
    return ((one & 0x7F7F7F7F) + (other & 0x7F7F7F7F)) ^ ((one ^ other) & 0x80808080)


def _predicted(left, up, corner):
    found = 0
    for shift in (0, 8, 16, 24):
        a, b, c = left >> shift & 255, up >> shift & 255, corner >> shift & 255
        to_a, to_b, to_c = abs(b - c), abs(a - c), abs(a + b - 2 * c)
        nearest = a if to_a <= to_b and to_a <= to_c else b if to_b <= to_c else c
        found |= nearest << shift
    return found
