"""The rows of a plan's workbook on their way into the database, sheet by sheet; those that cannot be written are told."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from organizations.spreadsheets.grids import WrongValue

from ..reporting.refusals import ReportRefused
from . import rows as writing
from .columns import LinksColumn, RefColumn
from .plan_sheets import CITY, EDITIONS, PLAN, SHEETS
from .rows import needs_plan
from .sheets import Scope

NOT_YOURS = "ここを変えられるのは、ポータルの管理者だけです。元の値に戻してください。"
NOT_YOURS_TO_ADD = "ここに行を足せるのは、ポータルの管理者だけです。この行を消してください。"
NOT_PUBLISHER = "公開するかどうかは、公開責任者が画面で変えます。ここは元の値に戻してください。"
NOT_PUBLISHER_OF_NEW = (
    "公開できるのは、公開責任者だけです。「いいえ」にして取り込み、公開は公開責任者に頼んでください。"
)
COLLIDES = "ほかの行とぶつかるため、登録できません。同じものが2つないか確かめてください。"


class Writer:
    """Writes the rows that `reading` understood. What it cannot write is in the Preview, each mistake once."""

    def __init__(self, reading, ledger):
        self.job, self.world, self.preview = reading.job, reading.world, reading.preview
        self.tables, self.rows, self.unread = reading.tables, reading.rows, reading.unread
        self.ledger = ledger
        # What is wrong, or leads to what is wrong, is left out, so that one mistake is told once.
        self.skipped = {(sheet, row.key) for sheet, rows in self.rows.items() for row in rows if row.is_wrong}
        self.editions = []

    def write(self, progress):
        total, done = sum(map(len, self.rows.values())), 0
        for sheet in SHEETS:
            if self.lacks_its_parent(sheet):
                break
            rows = self.rows.get(sheet, ())
            self.write_sheet([row for row in rows if not row.is_wrong])
            done += len(rows)
            progress(done, total)

    def lacks_its_parent(self, sheet):
        """Where the city or the plan could not be written, nothing more can be said of what belongs to it."""
        scope = self.world.scope
        is_missing = scope.plan is None and sheet is not PLAN and needs_plan(sheet)
        return sheet is not CITY and (scope.city is None or is_missing)

    def write_sheet(self, waiting):
        """Again and again, for a row may need one further down."""
        while waiting:
            stuck = self.write_round(waiting)
            if len(stuck) == len(waiting):
                self.give_up(self.exchange(self.cut_circles(stuck)))
                return
            waiting = list(stuck)

    def give_up(self, stuck):
        """Tell what is wrong with these rows; not of those that only wait for one of them."""
        keys = {(row.sheet, row.key) for row in stuck}
        self.skipped |= keys
        for row, wrong in stuck.items():
            lost = writing.missing_links(row, self.world)
            if not any((column.target, key) in keys for column, key in lost):
                self.preview.wrong += wrong

    def write_round(self, rows):
        """Row -> the WrongCells that stand in its way for now, of those that could not be written."""
        found = ((row, self.write_row(row)) for row in rows)
        return {row: wrong for row, wrong in found if wrong}

    def write_row(self, row):
        """Empty when it is done, or when there is nothing more to be said of it."""
        stored = self.world.known(row.sheet).get(row.key)
        found = writing.differing(row, stored)
        if not found and stored is not None:
            self.preview.same += 1
            return []
        if refusals := self.refusals(row, found, stored):
            self.preview.wrong += refusals
            self.skipped.add((row.sheet, row.key))
            return []
        lost = writing.missing_links(row, self.world)
        if any(self.leads_nowhere(column, key) for column, key in lost):
            self.skipped.add((row.sheet, row.key))
            return []
        if lost:
            return [self.no_such_row(row, column, key) for column, key in lost]
        change = writing.change_of(row, found, stored)
        if wrong := self.save(row, lambda: writing.write(row, found, stored, self.world, self.ledger)):
            if stored is not None:
                stored.refresh_from_db()  # it was given what it could not take
            return wrong
        self.preview.changes.append(change)
        return []

    def save(self, row, deed):
        """Do it: the WrongCells that say why it could not be done."""
        table = self.tables[row.sheet]
        try:
            with transaction.atomic():
                saved = deed()
        except ValidationError as error:
            return writing.wrong_cells(row, table, error)
        except (WrongValue, ReportRefused) as refusal:
            column = next((each for each in row.sheet.columns if each.name == "grade"), row.sheet.columns[-1])
            return [
                table.wrong_cell(row.number, column.header, column.words(row.values[column]), str(refusal))
            ]
        except IntegrityError:
            return [table.wrong_cell(row.number, row.sheet.keys[0].header, row.words, COLLIDES)]
        self.world.put(row.sheet, row.key, saved)
        if row.sheet is CITY:
            self.world.scope = Scope(saved, self.world.scope.plan)
        elif row.sheet is PLAN:
            self.world.scope = Scope(self.world.scope.city, saved)
        elif row.sheet is EDITIONS:
            self.editions.append(row.key)
        return []

    def cut_circles(self, stuck):
        """Write new rows that wait for each other without their references first, then the references."""
        keys = {row.key for row in stuck}
        open_ends = {}
        for row in stuck:
            lost = writing.missing_links(row, self.world)
            columns = {column for column, key in lost if column.target is row.sheet and key in keys}
            is_new = row.key not in self.world.known(row.sheet)
            if is_new and lost and all(c in columns and _may_be_empty(c) for c, _key in lost):
                open_ends[row] = {column: row.values[column] for column in columns}
        for row, ends in open_ends.items():
            row.values |= dict.fromkeys(ends)
        before = len(self.preview.changes)
        left = list(stuck)
        while len(still := self.write_round(left)) < len(left):
            left = list(still)
        written = {change.row: place for place, change in enumerate(self.preview.changes[before:], before)}
        for row, ends in open_ends.items():
            row.values |= ends
            if row.number in written and (wrong := self.close_circle(row, written[row.number])):
                still[row] = wrong
        return still

    def close_circle(self, row, place):
        stored = self.world.known(row.sheet)[row.key]
        if writing.missing_links(row, self.world):
            return []
        found = writing.differing(row, stored)
        wrong = self.save(row, lambda: writing.write(row, found, stored, self.world, self.ledger))
        self.preview.changes[place] = writing.change_of(row, writing.differing(row, None))
        return wrong

    def exchange(self, stuck):
        """Write rows that stand in each other's way, as two main places that change their items: all are taken out,
        and then put back as the file has them."""
        known = {row: self.world.known(row.sheet).get(row.key) for row in stuck}
        pairs = [
            (row, stored)
            for row, stored in known.items()
            if stored is not None and not writing.missing_links(row, self.world)
        ]
        if len(pairs) < 2:
            return stuck
        changes = {
            row: writing.change_of(row, writing.differing(row, stored), stored) for row, stored in pairs
        }
        taken_out = {}
        for row, stored in pairs:
            pk = stored.pk
            try:
                self.ledger.delete(stored)
            except ValidationError:
                continue  # something refers to it; then its own mistake is told
            stored.pk = pk
            taken_out[row] = stored
        left = dict(stuck)
        for row, stored in taken_out.items():
            wrong = self.save(
                row, lambda row=row, stored=stored: writing.put_back(row, stored, self.world, self.ledger)
            )
            if wrong:
                left[row] = wrong
                continue
            del left[row]
            self.preview.changes.append(changes[row])
        return left

    def leads_nowhere(self, column, key):
        """Whether it leads to a row that is wrong, or into a sheet of which nothing can be said yet."""
        return column.target in self.unread or (column.target, key) in self.skipped

    def no_such_row(self, row, column, key):
        table = self.tables[row.sheet]
        shown = column.target.words_of(key)
        sentence = f"シート「{column.target.name}」に「{shown}」がありません。そのシートに行を足すか、ここを直してください。"
        if isinstance(column, LinksColumn) and any(sign in shown for sign in "・、,，"):
            sentence += "2つ以上を書くときは、セルの中で改行して(Alt+Enter)、1つずつ書きます。"
        return table.wrong_cell(row.number, column.headers[-1], shown, sentence)

    def refusals(self, row, found, stored):
        """What this person may not change, and what nobody may."""
        is_new = stored is None
        if sentence := writing.why_fixed(row, stored, self.world):
            return self.refused(row, found[:1] if is_new else found, sentence)
        if row.sheet.administrator_only and not self.job.is_administrator:
            return self.refused(
                row, found[:1] if is_new else found, NOT_YOURS_TO_ADD if is_new else NOT_YOURS
            )
        if self.job.publishes:
            return []
        hidden = [each for each in found if each[0].only_publisher and (each[1] or not is_new)]
        return self.refused(row, hidden, NOT_PUBLISHER_OF_NEW if is_new else NOT_PUBLISHER)

    def refused(self, row, found, sentence):
        table = self.tables[row.sheet]
        return [
            table.wrong_cell(
                row.number, column.header, "" if value is None else column.words(value), sentence
            )
            for column, value, _current in found
        ]


def _may_be_empty(column):
    return isinstance(column, RefColumn) and not column.is_key and not column.is_required
