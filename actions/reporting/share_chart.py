"""Shares of grades as SVG without script or style: each part has its sign and number in it, so colour is never needed.

The same picture stands on the page and in the PDF.
"""

from html import escape

WIDTH, LABEL_WIDTH, BAR_HEIGHT, ROW_HEIGHT, TOP = 720, 190, 30, 44, 8
# Fill, ink of the number in it, and hatch, by what a grade counts as; grades of one kind take them in turn.
LOOKS = {
    "achieved": [("#00118f", "#ffffff", ""), ("#3460fb", "#ffffff", ""), ("#0055ad", "#ffffff", "")],
    "underway": [("#c5d7fb", "#1a1a1a", ""), ("#e8f1fe", "#1a1a1a", ""), ("#9db7f9", "#1a1a1a", "")],
    "behind": [
        ("#ffdfca", "#1a1a1a", "right"),
        ("#ffc199", "#1a1a1a", "cross"),
        ("#ffeee2", "#1a1a1a", "left"),
    ],
}
HATCHES = {
    "right": '<path d="M0 8 L8 0" stroke="#8b3a00" stroke-width="1"/>',
    "left": '<path d="M0 0 L8 8" stroke="#8b3a00" stroke-width="1"/>',
    "cross": '<path d="M0 8 L8 0 M0 0 L8 8" stroke="#8b3a00" stroke-width="1"/>',
}
NARROWEST_WITH_TEXT = 46
LINE_LENGTH = 13


def share_chart(key, groups, grades):
    """One bar a group, cut by the shares of its grades; `key` keeps the ids of two charts on one page apart."""
    looks = _looks(grades)
    legend_rows = -(-len(looks) // 2)
    bottom = TOP + ROW_HEIGHT * len(groups) + 14
    height = bottom + 26 * legend_rows + 6
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        'font-family="BIZ UDPGothic" font-size="14" fill="#1a1a1a">'
    ]
    used = sorted({look[2] for look in looks.values() if look[2]})
    if used:
        parts.append(f"<defs>{''.join(_pattern(key, name) for name in used)}</defs>")
    for index, group in enumerate(groups):
        parts += _bar(key, group, looks, TOP + ROW_HEIGHT * index)
    for index, grade in enumerate(grade for grade in grades if grade["code"] in looks):
        x = LABEL_WIDTH + (index % 2) * 265
        y = bottom + 26 * (index // 2)
        parts += _box(key, looks[grade["code"]], x, y, 20, 16)
        parts.append(f'<text x="{x + 28}" y="{y + 13}">{escape(_named(grade))}</text>')
    return "".join([*parts, "</svg>"])


def _named(grade):
    return " ".join(filter(None, [grade["symbol"], grade["code"], grade["label"]]))


def _looks(grades):
    turns, looks = {}, {}
    for grade in grades:
        if grade["counts_as"] in LOOKS:
            turn = turns.get(grade["counts_as"], 0)
            turns[grade["counts_as"]] = turn + 1
            options = LOOKS[grade["counts_as"]]
            looks[grade["code"]] = options[turn % len(options)]
    return looks


def _pattern(key, name):
    return f'<pattern id="{key}-{name}" width="8" height="8" patternUnits="userSpaceOnUse">{HATCHES[name]}</pattern>'


def _box(key, look, x, y, width, height):
    fill, _ink, hatch = look
    place = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
    yield f'<rect {place} fill="{fill}" stroke="#1a1a1a" stroke-width="1"/>'
    if hatch:
        yield f'<rect {place} fill="url(#{key}-{hatch})"/>'


def _bar(key, group, looks, y):
    lines = _lines(group["name"])
    start = y + BAR_HEIGHT / 2 + 5 - 8 * (len(lines) - 1)
    parts = [
        f'<text x="{LABEL_WIDTH - 10}" y="{start + 16 * n:g}" text-anchor="end">{escape(line)}</text>'
        for n, line in enumerate(lines)
    ]
    whole, x = WIDTH - LABEL_WIDTH - 2, LABEL_WIDTH
    if not group["counted"]:
        return [*parts, f'<text x="{x}" y="{y + 20}">評価した取組はありません</text>']
    for row in group["rows"]:
        if not row["count"]:
            continue
        look, width = looks[row["code"]], whole * row["count"] / group["counted"]
        parts += _box(key, look, round(x, 2), y, round(width, 2), BAR_HEIGHT)
        text = (
            f"{row['code']} {row['count']}件"
            if width >= NARROWEST_WITH_TEXT + 8 * len(row["code"])
            else str(row["count"])
        )
        middle = round(x + width / 2, 2)
        if look[2]:  # a plate under the number, so that the hatch does not run through it
            plate = 9 * len(text) + 8
            if plate < width:
                parts.append(
                    f'<rect x="{middle - plate / 2:g}" y="{y + 6}" width="{plate}" height="18" fill="{look[0]}"/>'
                )
        parts.append(
            f'<text x="{middle:g}" y="{y + 20}" text-anchor="middle" fill="{look[1]}">{escape(text)}</text>'
        )
        x += width
    return parts


def _lines(name):
    """The name of a group in two lines at most; a longer one ends in …, the table has it whole."""
    if len(name) <= LINE_LENGTH:
        return [name]
    second = name[LINE_LENGTH:]
    return [name[:LINE_LENGTH], second if len(second) <= LINE_LENGTH else f"{second[: LINE_LENGTH - 1]}…"]
