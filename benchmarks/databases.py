"""Databases made for the measurement beside the one that DATABASE_URL names, which stays untouched."""

import os
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

SCHEMES = ("postgres", "postgresql", "pgsql")


def is_postgresql(url):
    return urlsplit(url).scheme in SCHEMES


def _at(url, name):
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _connect(url):
    parts = urlsplit(url)
    return psycopg.connect(urlunsplit(parts._replace(scheme="postgresql")), autocommit=True)


def version(url):
    with _connect(url) as connection:
        return connection.execute("SHOW server_version").fetchone()[0]


@contextmanager
def database(url, label, like=None):
    """The address of a new database, empty or a copy of the one at `like`; dropped at the end."""
    name = f"kyodo_bench_{label}_{os.getpid()}"
    template = urlsplit(like).path[1:] if like else "template0"
    with _connect(url) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    try:
        yield _at(url, name)
    finally:
        with _connect(url) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def settle(url):
    """Statistics and visibility as they are in a database that has run for a day; then autovacuum rests."""
    with _connect(url) as connection:
        connection.execute("VACUUM (ANALYZE)")
