import pytest

from kyodo_portal.japanese.printed_numbers import plain_number


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("①", 1),
        ("⑳", 20),
        ("㉑", 21),
        ("㊿", 50),
        ("②再", 2),
        ("⑧再", 8),
        ("(1)", 1),
        ("（10）", 10),
        ("⑴", 1),
        ("⒈", 1),
        ("1)", 1),
        ("1. ", 1),
        ("１", 1),
        ("施策3", 3),
        ("Ⅰ", 1),
        ("Ⅳ", 4),
        ("Ⅴ", 5),
        ("Ⅸ", 9),
        ("Ⅻ", 12),
        ("XIV", 14),
        ("ⅩⅬ", 40),
        ("0", 0),
        ("", None),
        (None, None),
        ("再", None),
        ("1-2", None),
        ("1.2", None),
        ("ア", None),
        ("一", None),
        ("A", None),
    ],
)
def test_plain_number_is_the_number_that_is_printed(printed, number):
    assert plain_number(printed) == number
