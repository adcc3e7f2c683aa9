"""Taking a plan's workbook in: every cell checked, every row tried in the database and taken back, then shown."""

from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organizations.access import Role, access_of
from organizations.importing.previews import Preview
from organizations.ledger import Ledger
from organizations.models import FileImport, Municipality
from organizations.spreadsheets.grids import FileRefused, WrongCell, WrongValue
from organizations.spreadsheets.long_texts import LONG_TEXTS, put_together
from organizations.spreadsheets.tables import read_table
from plans.models import Plan

from ..reporting.refusals import ReportRefused
from . import rows as writing
from .plan_book import IGNORED
from .plan_sheets import CITY, EDITIONS, PLAN, SHEETS
from .sheets import Scope, read_rows

NOT_YOURS = "変えられるのは、ポータルの管理者だけです。元の値に戻してください。"
NOT_PUBLISHER = "公開するかどうかを変えられるのは、公開責任者だけです。元の値に戻してください。"


class PlanJob:
    """`by`: None on the command line, which may do all. `city`: where a person may import; `plan`: the only one meant.

    See organizations.importing.pipeline for what a job is.
    """

    kind = FileImport.Kind.PLAN

    def __init__(self, *, by=None, city=None, plan=None):
        self.by, self.city, self.plan = by, city or (plan and plan.municipality), plan
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
        return {"plan": self.plan and self.plan.pk, "city": self.city and self.city.pk}

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


class Reading:
    """One book on its way into the database."""

    def __init__(self, book, job):
        self.book, self.job = book, job
        self.preview = Preview()
        self.tables, self.rows = {}, {}

    def rehearse(self, progress):
        return self.apply(Ledger(), progress)

    def apply(self, ledger, progress):
        """Write what can be written; what cannot is in the Preview. The caller takes all of it back in that case."""
        self.find_tables()
        scope = self.find_scope() if CITY in self.tables and PLAN in self.tables else None
        if scope is None:
            return self.preview
        self.world = writing.World(scope)
        self.read_cells()
        self.list_missing()
        self.write_rows(ledger, progress)
        self.preview.wrong.sort(key=lambda cell: (self._place(cell.sheet), cell.row, cell.column))
        return self.preview

    def _place(self, name):
        return next((place for place, sheet in enumerate(SHEETS) if sheet.name == name), -1)

    def find_tables(self):
        names = {sheet.name: sheet for sheet in SHEETS}
        for grid in self.book.sheets:
            if grid.name in names:
                sheet = names[grid.name]
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
        present = {each.name for each in self.book.sheets}
        close = get_close_matches(grid.name, [name for name in names if name not in present], n=1, cutoff=0.5)
        hint = (
            f"「{close[0]}」のことなら、名前をそう直してください。"
            if close
            else "いらないシートなら、消してください。"
        )
        return WrongCell(grid.name, 0, -1, "", "", f"知らないシート「{grid.name}」があります。{hint}")

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
            self._refuse(PLAN, f"このページで取り込めるのは「{self.job.plan.slug}」の計画だけです。")
            return None
        return Scope(city, plan)

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
        self.preview.wrong.append(table.wrong_cell(table.rows[0].number, header, str(cell.value), sentence))

    def read_cells(self):
        for sheet in SHEETS:
            table = self.tables.get(sheet)
            if table is not None and not table.wrong:
                self.rows[sheet], wrong = read_rows(sheet, table, self.world.known(sheet))
                self.preview.wrong += wrong

    def list_missing(self):
        if self.world.scope.plan is None:
            return
        for sheet, rows in self.rows.items():
            keys = {row.key for row in rows}
            self.preview.missing += [
                sheet.label(row) for row in sheet.rows(self.world.scope) if sheet.key_of(row) not in keys
            ]

    def write_rows(self, ledger, progress):
        total, done = sum(map(len, self.rows.values())), 0
        # What is wrong, or leads to what is wrong, is left out, so that one mistake is told once.
        self.skipped = {(sheet, row.key) for sheet, rows in self.rows.items() for row in rows if row.is_wrong}
        for sheet in SHEETS:
            if sheet not in self.tables:
                continue
            if sheet not in self.rows:  # its header is wrong
                self.blocked = True
            waiting = [row for row in self.rows.get(sheet, ()) if not row.is_wrong]
            while waiting:
                waiting_before, waiting, errors = len(waiting), *self.write_round(waiting, ledger)
                if len(waiting) == waiting_before:
                    self.give_up(waiting, errors)
                    break
            done += len(self.rows.get(sheet, ()))
            progress(done, total)

    def write_round(self, rows, ledger):
        """([rows that could not be written yet], {row number: [WrongCell]})."""
        later, errors = [], {}
        keys = {row.key for row in rows}
        for row in rows:
            found = self.write_row(row, ledger, keys)
            if found is not None:
                later.append(row)
                errors[row.number] = found
        return later, errors

    def give_up(self, rows, errors):
        for row in rows:
            self.skipped.add((row.sheet, row.key))
            self.preview.wrong += errors[row.number]

    def write_row(self, row, ledger, waiting):
        """None when it is done; otherwise the WrongCells that stand in its way for now."""
        table, world = self.tables[row.sheet], self.world
        stored = world.known(row.sheet).get(row.key)
        found = writing.differing(row, stored)
        if not found and stored is not None:
            self.preview.same += 1
            return None
        if refusals := self.refusals(row, found, stored):
            self.preview.wrong += refusals
            self.skipped.add((row.sheet, row.key))
            return None
        lost = writing.missing_links(row, world, self.skipped)
        if lost is None or self._leads_to_unread(row, lost):
            self.skipped.add((row.sheet, row.key))
            return None
        if lost:
            return [self._no_such_row(row, column, key) for column, key in lost]
        try:
            with transaction.atomic():
                new = writing.write(row, found, stored, world, ledger)
        except ValidationError as error:
            return writing.wrong_cells(row, table, error)
        except (WrongValue, ReportRefused, ValueError) as refusal:
            return [table.wrong_cell(row.number, row.sheet.columns[-1].header, "", str(refusal))]
        except IntegrityError:
            return [
                table.wrong_cell(
                    row.number,
                    "",
                    "",
                    "ほかの行とぶつかるため、登録できません。同じものが2つないか確かめてください。",
                )
            ]
        world.put(row.sheet, row.key, new)
        if row.sheet is CITY:
            world.scope = Scope(new, world.scope.plan)
        elif row.sheet is PLAN:
            world.scope = Scope(world.scope.city, new)
        self.preview.changes.append(writing.change_of(row, found, stored is None))
        return None

    def _leads_to_unread(self, row, lost):
        """Whether a reference leads into a sheet whose header is wrong: of that nothing can be said yet."""
        return any(column.target in self.tables and column.target not in self.rows for column, _key in lost)

    def _no_such_row(self, row, column, key):
        table = self.tables[row.sheet]
        shown = writing.key_words(key)
        sentence = f"シート「{column.target.name}」に「{shown}」がありません。そのシートに行を足すか、ここを直してください。"
        return table.wrong_cell(row.number, column.headers[-1], shown, sentence)

    def refusals(self, row, found, stored):
        """What this person may not change, and what nobody may."""
        table = self.tables[row.sheet]
        if sentence := writing.why_fixed(row, stored):
            return [self._refused_cell(table, row, column, sentence) for column, _value, _current in found]
        if row.sheet.administrator_only and not self.job.is_administrator:
            return [
                self._refused_cell(table, row, column, NOT_YOURS) for column, _value, _current in found[:1]
            ]
        return [
            self._refused_cell(table, row, column, NOT_PUBLISHER)
            for column, value, _current in found
            if column.only_publisher and not self.job.publishes and (stored is not None or value)
        ]

    def _refused_cell(self, table, row, column, sentence):
        value = row.values[column]
        return table.wrong_cell(
            row.number, column.header, "" if value is None else column.words(value), sentence
        )


def undo(record):
    """Nothing beside the entries; but what was published stays published."""


__all__ = ["EDITIONS", "PlanJob"]
