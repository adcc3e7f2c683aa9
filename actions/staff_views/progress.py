"""Long work inside one answer: the page is sent at once and grows while the work goes on, with or without JavaScript."""

import logging
import queue
import threading
import time

from django.db import DEFAULT_DB_ALIAS, connections
from django.http import StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from simple_history.models import HistoricalRecords

from .pages import frame_of

logger = logging.getLogger(__name__)
PLACE = "<!-- progress -->"
SECONDS_BETWEEN = 0.3
FAILED = "思わぬ誤りで止まりました。何も変えていません。もう一度試しても止まるときは、ポータルの管理者に知らせてください。"


class ReaderIsGone(Exception):
    """Nobody waits for the page any more: the work stops, and its transaction takes everything back."""


def working_page(request, title, work, *, then):
    """A page that says how far `work(progress)` has come and leads to the address `then` when it is done.

    `progress(done, total)` is what the work calls now and then.
    """
    html = render_to_string("imports/working.html", {**frame_of(request), "title": title}, request)
    head, _place, tail = html.partition(PLACE)
    pieces = _stream(request, head, tail, work, then)
    response = StreamingHttpResponse(pieces, content_type="text/html; charset=utf-8")
    response["X-Accel-Buffering"] = "no"  # nginx passes each piece on as it comes
    return response


def _stream(request, head, tail, work, then):
    yield head
    running = _Running(request, work)
    try:
        for done, total in running:
            yield _how_far(done, total)
    finally:
        running.stop()
    if running.error is None:
        yield format_html(
            '<p class="working-line" role="status">終わりました。<a href="{0}">結果を見る</a></p>'
            '<meta http-equiv="refresh" content="0; url={0}">',
            then,
        )
    else:
        logger.error("An import stopped.", exc_info=running.error)
        yield format_html(
            '<p class="working-line errornote" role="alert">{} <a href="{}">もどる</a></p>', FAILED, then
        )
    yield tail


class _Running:
    """The work in a thread of its own, on this thread's database connection, which meanwhile is left alone here.

    Iterating gives (done, total) as the work tells it, not more often than a person can read.
    """

    def __init__(self, request, work):
        self.error, self.is_stopped = None, False
        self._said = queue.Queue()
        self._last = 0.0
        self._connection = connections[DEFAULT_DB_ALIAS]
        self._connection.inc_thread_sharing()
        self._thread = threading.Thread(target=self._run, args=(request, work), daemon=True)
        self._thread.start()

    def __iter__(self):
        while (said := self._said.get()) is not None:
            yield said

    def stop(self):
        self.is_stopped = True
        self._thread.join()
        self._connection.dec_thread_sharing()

    def _run(self, request, work):
        connections[DEFAULT_DB_ALIAS] = self._connection
        HistoricalRecords.context.request = request  # the histories of this thread name the same person
        try:
            work(self._progress)
        except ReaderIsGone:
            pass
        except Exception as error:
            self.error = error
        finally:
            self._said.put(None)

    def _progress(self, done, total):
        if self.is_stopped:
            raise ReaderIsGone
        if time.monotonic() - self._last >= SECONDS_BETWEEN:
            self._last = time.monotonic()
            self._said.put((done, total))


def _how_far(done, total):
    if not total:
        return '<p class="working-line" role="status">確かめています…</p>'
    return format_html(
        '<p class="working-line" role="status"><progress value="{}" max="{}" aria-label="進みぐあい"></progress>'
        " {}行のうち{}行</p>",
        done,
        total,
        f"{total:,}",
        f"{done:,}",
    )
