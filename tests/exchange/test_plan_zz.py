import pytest, inspect
from tests.exchange.awkward import layouts, rows, values, everything
from tests.exchange.awkward.plan import small_plan
from tests.exchange.books import *
from actions.exchange.plan_book import plan_workbook


def test_all(db):
    plan = small_plan()
    c = plan_workbook(plan)
    import time

    t = time.time()
    v = look(c)
    print(time.time() - t, len(c), v.total, v.wrong)
    for m in (layouts, values, rows, everything):
        for n, f in vars(m).items():
            if inspect.isfunction(f) and f.__module__ == m.__name__:
                b = Edited(c)
                f(b)
                v = look(b.content)
                print("##", n, v.refusal, v.warnings, v.missing, v.same)
                for w in wrong_of(v):
                    print("   W", w)
                for w in changes_of(v):
                    print("   C", w)
