"""Rows that contradict each other, that refer to nothing, or that need each other."""


def duplicate_key(book):
    """The row was copied and its number forgotten."""
    book.add("方針", 番号="1", 名称="写した方針", 並び順=3)


def reference_to_nothing(book):
    """The measure 9-9 does not exist."""
    sheet = book.sheet("置き場所")
    sheet.cell(2, book.column("置き場所", "施策の番号")).value = "9-9"


def reference_to_a_wrong_row(book):
    """The measure is wrong itself; what stands under it is not told too."""
    number = book.add("施策", 方針の番号="1", 番号="1-9", 並び順=9)
    book.add("置き場所", 方針の番号="1", 施策の番号="1-9", 位置="1-9-1", 取組の番号="1-1-1", 種類="再掲")
    return number


def link_to_nothing(book):
    """One of two lines names a measure that does not exist."""
    book.put("取組", ("1-1-1",), "関係のある施策", "1/1-1\n2/2-9")


def link_in_another_form(book):
    """Only the second half of what tells measures apart."""
    book.put("取組", ("1-1-1",), "関係のある施策", "1-1")


def swapped_main_places(book):
    """The two items have changed places in the plan."""
    sheet, column = book.sheet("置き場所"), book.column("置き場所", "取組の番号")
    sheet.cell(2, column).value, sheet.cell(3, column).value = "2-1-1", "1-1-1"


def moved_main_place(book):
    """The main place becomes a repeat, and a new row below it the main place."""
    sheet, column = book.sheet("置き場所"), book.column("置き場所", "種類")
    sheet.cell(2, column).value = "再掲"
    book.add("置き場所", 方針の番号="2", 施策の番号="2-1", 位置="2-1-2", 取組の番号="1-1-1", 種類="主な場所")


def two_main_places(book):
    """A second main place beside the first."""
    book.add("置き場所", 方針の番号="2", 施策の番号="2-1", 位置="2-1-2", 取組の番号="1-1-1", 種類="主な場所")


def swapped_leads(book):
    """主管 and 関係 have changed."""
    sheet, column = book.sheet("取組の担当部署"), book.column("取組の担当部署", "役割")
    sheet.cell(2, column).value, sheet.cell(3, column).value = "関係", "主管"


def policy_below(book):
    """The upper policy stands further down than the one under it."""
    book.add("方針", 番号="3-1", 上の方針の番号="3", 名称="下の方針")
    book.add("方針", 番号="3", 名称="上の方針")


def policy_under_itself(book):
    """A new policy names itself as the one above it."""
    book.add("方針", 番号="3", 上の方針の番号="3", 名称="輪の方針")


def successor_below(book):
    """The item that succeeds is registered in the same file, further down."""
    book.put("取組", ("1-1-1",), "引き継いだ取組の番号", "3-1-1")
    book.add("取組", 番号="3-1-1", 取組名="あとの取組")


def deleted_rows(book):
    """Rows taken out of the file stay registered."""
    book.sheet("置き場所").delete_rows(3)
    book.sheet("取組").delete_rows(3)


def another_plan(book):
    """The file of another plan of the same city."""
    book.put("計画", ("plan",), "アドレス", "other-plan")


def another_city(book):
    """The file of another city."""
    book.put("市区町村", ("awkward",), "アドレス", "elsewhere")


def two_plans(book):
    """Two plans in one file."""
    book.add("計画", アドレス="plan-2", 計画の名称="二つ目")
