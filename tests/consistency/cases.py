"""For each check: what triggers it (`WRONG`), and what looks like it and is right (`RIGHT`).

WRONG: name -> functions that put something wrong and return the labels of the rows to be found.
RIGHT: name -> functions that write something that must not be found.
"""

from collections import defaultdict

WRONG, RIGHT = defaultdict(list), defaultdict(list)


def wrong(name):
    def register(make):
        WRONG[name].append(make)
        return make

    return register


def right(name):
    def register(make):
        RIGHT[name].append(make)
        return make

    return register
