"""Taking a plan's workbook in: every cell checked, every row tried in the database and taken back, then shown."""

from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.db import transaction

from kyodo_portal.japanese.fiscal_years import both_calendars
from organizations.access import Role, access_of
from organizations.importing.previews import Preview
from organizations.ledger import Ledger
from organizations.models import FileImport, Municipality
from organizations.spreadsheets.cells import quoted
from organizations.spreadsheets.grids import FileRefused, WrongCell
from organizations.spreadsheets.long_texts import LONG_TEXTS, put_together
from organizations.spreadsheets.tables import plain_header, read_table
from plans.models import Plan

from .plan_book import IGNORED
from .plan_sheets import CITY, PLAN, SHEETS
from .plan_writing import Writer
from .rows import World
from .sheets import Scope, read_rows

PUBLISHED = (
    "年次報告書({})も取り込んだため、取り消せません。公開した報告書は消せません。"
    "読めないようにするときは、報告書のページで取り下げてください。"
)

NEW_ADDRESS = "別の計画なら、別のアドレスにしてください。この計画を直すなら、この計画の「Excelで直す」で取り込んでください。"


class PlanJob:
    """`by`: None on the command line, which may do all. `city`: where a person may import; `plan`: the only one meant.

    See organizations.importing.pipeline for what a job is.
    """

    kind = FileImport.Kind.PLAN

    def __init__(self, *, by=None, city=None, plan=None):
        self.by, self.city, self.plan = by, city or (plan and plan.municipality), plan
        self.editions = []
        self.access = by and access_of(by)

    @property
    def municipality(self):
        return self.city

    @property
    def title(self):
        return (
            f"{self.city} {self.plan}"
            if self.plan
            else f"{self.city}の新しい計画"
            if self.city
            else "新しい計画"
        )

    @property
    def target(self):
        named = "、".join(f"{both_calendars(year)}の第{number}版" for year, number in self.editions)
        stays = {"stays": PUBLISHED.format(named)} if named else {}
        return {"plan": self.plan and self.plan.pk, "city": self.city and self.city.pk} | stays

    @property
    def is_administrator(self):
        return self.by is None or self.access.is_administrator

    @property
    def publishes(self):
        return self.by is None or (
            self.city is not None and self.access.has(Role.PUBLISHER, city=self.city.pk)
        )

    def read(self, books, choices, progress):
        if len(books) != 1:
            raise FileRefused("計画のブックは、1つずつ選んでください。")
        (book,) = books
        if book.is_csv:
            raise FileRefused("計画はCSVでは取り込めません。計画のブック(xlsx)を選んでください。")
        put_together(book)
        self.reading = Reading(book, self)
        with transaction.atomic():
            preview = self.reading.rehearse(progress)
            transaction.set_rollback(True)
        return preview

    def write(self, ledger, progress):
        """The same once more, for good."""
        reading = Reading(self.reading.book, self)
        preview = reading.apply(ledger, progress)
        if preview.wrong or preview.refusal:
            raise ValidationError("確認のあとで、登録されている内容が変わりました。")
        self.city, self.plan = reading.world.scope.city, reading.world.scope.plan
        self.editions = reading.writer.editions


class Reading:
    """One book on its way into the database."""

    def __init__(self, book, job):
        self.book, self.job = book, job
        self.preview = Preview()
        self.tables, self.rows = {}, {}
        self.unread = set()  # sheets of which it cannot be said yet what they hold

    def rehearse(self, progress):
        return self.apply(Ledger(), progress)

    def apply(self, ledger, progress):
        """Write what can be written; what cannot is in the Preview. The caller takes all of it back in that case."""
        self.find_tables()
        scope = self.find_scope() if CITY in self.tables and PLAN in self.tables else None
        if scope is None:
            return self.preview
        self.world = World(scope)
        self.read_cells()
        self.list_missing()
        self.writer = Writer(self, ledger)
        self.writer.write(progress)
        self.preview.wrong.sort(key=lambda cell: (self._place(cell.sheet), cell.row, cell.column))
        return self.preview

    def _place(self, name):
        return next((place for place, sheet in enumerate(SHEETS) if sheet.name == name), -1)

    def find_tables(self):
        names = {sheet.name: sheet for sheet in SHEETS}
        for grid in self.book.sheets:
            name = plain_header(grid.name)  # width and blanks make no difference
            if name in names:
                sheet = names[name]
                if sheet in self.tables:
                    sentence = f"シート「{grid.name}」が2つ以上あります。どれか1つにしてください。"
                    self.preview.wrong.append(WrongCell(grid.name, 0, -1, "", "", sentence))
                    continue
                table = read_table(grid, sheet.headers)
                self.preview.wrong += table.wrong
                self.tables[sheet] = table
            elif grid.name not in (*IGNORED, LONG_TEXTS) and any(
                not cell.is_blank for cells in grid.rows.values() for cell in cells
            ):
                self.preview.wrong.append(self._unknown_sheet(grid, names))
        for sheet in (CITY, PLAN):
            if sheet not in self.tables:
                sentence = f"シート「{sheet.name}」がありません。計画のブックには、必ず入れてください。"
                self.preview.wrong.append(WrongCell(sheet.name, 0, -1, "", "", sentence))
        absent = [sheet.name for sheet in SHEETS if sheet not in self.tables and sheet not in (CITY, PLAN)]
        if absent:
            self.preview.warnings.append(
                f"ファイルにないシートは、登録されているままにします: 「{'」「'.join(absent)}」。"
            )

    def _unknown_sheet(self, grid, names):
        shown = quoted(grid.name)
        present = {each.name for each in self.book.sheets}
        close = get_close_matches(shown, [name for name in names if name not in present], n=1, cutoff=0.5)
        self.unread |= {names[name] for name in close}
        hint = (
            f"「{close[0]}」のことなら、名前をそう直してください。"
            if close
            else "いらないシートなら、消してください。"
        )
        return WrongCell(shown, 0, -1, "", "", f"知らないシート「{shown}」があります。{hint}")

    def find_scope(self):
        """The city and the plan the book speaks of, as far as they are registered. None: nothing can be compared."""
        slugs = {}
        for sheet in (CITY, PLAN):
            table = self.tables[sheet]
            if table.wrong:
                return None
            if len(table.rows) != 1:
                sentence = (
                    f"シート「{sheet.name}」には、1行だけ書いてください。いまは{len(table.rows)}行あります。"
                )
                self.preview.wrong.append(WrongCell(sheet.name, 0, -1, "", "", sentence))
                return None
            (row,), wrong = read_rows(sheet, table, {})
            if row.key is None:
                self.preview.wrong += wrong
                return None
            slugs[sheet] = row.key[0]
        city = Municipality.objects.filter(slug=slugs[CITY]).first()
        if not self._is_own(city):
            return None
        plan = (
            Plan.objects.select_related("municipality", "owner")
            .filter(municipality=city, slug=slugs[PLAN])
            .first()
        )
        if self.job.plan is not None and plan != self.job.plan:
            self._refuse(
                PLAN,
                f"このページで取り込めるのは「{self.job.plan.slug}」の計画だけです。別の計画は、その計画のページで取り込んでください。",
            )
            return None
        return Scope(city, plan) if self._is_new_or_meant(plan) else None

    def _is_new_or_meant(self, plan):
        """On the page for a new plan, what is public already is not changed by an address typed twice."""
        if plan is None or self.job.plan is not None or self.job.by is None:
            return True
        if plan.is_published:
            self._refuse(PLAN, f"このアドレスの計画「{plan}」は公開されています。{NEW_ADDRESS}")
            return False
        self.preview.warnings.insert(0, f"登録済みで非公開の計画「{plan}」を変えます。{NEW_ADDRESS}")
        return True

    def _is_own(self, city):
        job = self.job
        if job.city is not None and city != job.city:
            self._refuse(CITY, f"ここで取り込めるのは「{job.city.slug}」({job.city.name})の計画だけです。")
            return False
        if city is None and not job.is_administrator:
            self._refuse(CITY, "この市区町村は登録されていません。登録できるのは、ポータルの管理者だけです。")
            return False
        return True

    def _refuse(self, sheet, sentence):
        table = self.tables[sheet]
        header = sheet.key_headers[0]
        cell = table.rows[0].cells[header]
        self.preview.wrong.append(
            table.wrong_cell(table.rows[0].number, header, quoted(cell.value), sentence)
        )

    def read_cells(self):
        for sheet in SHEETS:
            table = self.tables.get(sheet)
            if table is not None and table.wrong:
                self.unread.add(sheet)
            elif table is not None:
                self.rows[sheet], wrong = read_rows(sheet, table, self.world.known(sheet))
                self.preview.wrong += wrong
                if any(row.key is None for row in self.rows[sheet]):
                    self.unread.add(sheet)

    def list_missing(self):
        if self.world.scope.plan is None:
            return
        for sheet, rows in self.rows.items():
            if sheet in self.unread:
                continue
            keys = {row.key for row in rows}
            absent = [
                sheet.label(row) for row in sheet.rows(self.world.scope) if sheet.key_of(row) not in keys
            ]
            self.preview.missing += absent
            new = sum(row.key is not None and row.key not in self.world.known(sheet) for row in rows)
            if absent and new:
                self.preview.warnings.append(
                    f"シート「{sheet.name}」には、新しい行が{new}件、ファイルにない行が{len(absent)}件あります。"
                    f"「{'」「'.join(sheet.key_headers)}」を変えた行は別の行になり、元の行も残ります。移すときは、先に画面で元の行を消してください。"
                )
