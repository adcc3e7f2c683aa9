"""The picture in few colours is the picture."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from actions.sharing.small_png import small_png


def encoded(image, filters):
    """An RGBA picture as PNG, its rows filtered by these kinds in turn."""
    width, height = image.size
    rows, above = [], bytes(width * 4)
    for number in range(height):
        row = image.crop((0, number, width, number + 1)).tobytes()
        kind = filters[number % len(filters)]
        rows.append(
            bytes([kind])
            + bytes((v - p) & 255 for v, p in zip(row, predicted(kind, row, above), strict=True))
        )
        above = row
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )


def predicted(kind, row, above):
    left, corner = bytes(4) + row[:-4], bytes(4) + above[:-4]
    for a, b, c in zip(left, above, corner, strict=True):
        nearest = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
        yield (0, a, b, (a + b) // 2, nearest)[kind]


def shades(colours):
    """A small picture in which no row is like another."""
    image = Image.new("RGBA", (37, 29))
    image.putdata([((n * 7) % colours, (n * n) % 5 * 50, n % 3 * 120, 255) for n in range(37 * 29)])
    return image


def read(png):
    return Image.open(BytesIO(png)).convert("RGB")


@pytest.mark.parametrize("filters", [[0], [1], [2], [3], [4], [4, 2, 1, 3, 0]], ids=str)
def test_few_colours_stay_exactly_as_they_are(filters):
    image = shades(5)
    png = encoded(image, filters)
    assert read(png).tobytes() == image.convert("RGB").tobytes()
    assert read(small_png(png)).tobytes() == image.convert("RGB").tobytes()


def test_many_colours_become_256_that_are_near():
    image = shades(251)
    small = Image.open(BytesIO(small_png(encoded(image, [4]))))
    assert small.mode == "P"
    assert len(small.getcolors()) <= 256
    differences = ImageChops.difference(small.convert("RGB"), image.convert("RGB")).getextrema()
    assert max(most for _least, most in differences) < 32
