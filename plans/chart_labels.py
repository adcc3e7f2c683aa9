"""Where the labels of a chart's points stand, so that none is printed over another or over a mark."""

from unicodedata import east_asian_width

LETTER, DIGIT, HALF_LINE, HALF_MARK = 14, 9.5, 9, 8  # pixels, of bold letters 14 px high and of a mark
GAP = 8  # between two labels
ABOVE, BELOW = 17, 18  # from the middle of a mark to the middle of its label


def with_labels(rows, place, height):
    """The rows, each with label = "above", "below" or "": where its text stands; "" where there is no room.

    First and last known value and every target have a label at any cost; values between them, where there is
    room above them.
    """
    at = [place(row) for row in rows]
    marks = [_box(x, y, 2 * HALF_MARK, HALF_MARK) for x, y in at]
    labels, taken = {}, []
    for must, index in _in_turn(rows):
        (x, y), width = at[index], _width(rows[index]["text"]) + GAP
        others = marks[:index] + marks[index + 1 :] + taken
        boxes = {"above": _box(x, y - ABOVE, width, HALF_LINE), "below": _box(x, y + BELOW, width, HALF_LINE)}
        sides = [side for side in (_sides(rows, index) if must else ["above"]) if boxes[side][3] <= height]
        covered = {side: sum(_overlap(boxes[side], other) for other in others) for side in sides}
        best = min(sides, key=covered.get, default=None)
        if best and (must or not covered[best]):
            labels[index] = best
            taken.append(boxes[best])
    return [{**row, "label": labels.get(index, "")} for index, row in enumerate(rows)]


def _in_turn(rows):
    """(whether it must have a label, index) of each row, those that must first."""
    known = sorted((row["fy"], index) for index, row in enumerate(rows) if not row["is_target"])
    must = [index for _year, index in [*known[-1:], *known[:1]]]
    must += [index for index, row in enumerate(rows) if row["is_target"]]
    must = list(dict.fromkeys(must))
    return [(True, index) for index in must] + [(False, i) for _year, i in reversed(known) if i not in must]


def _sides(rows, index):
    """The side to try first. What was reached stands above and what was aimed at below, as long as nobody meets:
    of two points of one year the higher one has its label above."""
    row = rows[index]
    others = [other["value"] for other in rows if other["fy"] == row["fy"] and other is not row]
    is_below = any(value > row["value"] for value in others) or (row["is_target"] and row["value"] in others)
    return ["below", "above"] if is_below else ["above", "below"]


def _width(text):
    return sum(LETTER if east_asian_width(letter) in "WFA" else DIGIT for letter in text)


def _box(x, y, width, half_height):
    return x - width / 2, y - half_height, x + width / 2, y + half_height


def _overlap(one, other):
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0
