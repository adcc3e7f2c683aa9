"""A real site for a real browser: prepare_site and gunicorn as in `make run`, on files of their own."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# The machine may hold no Japanese font: Chromium finds the one that pages ask for in the project's own folder.
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""
DESKTOP, PHONE = 1280, 320
HEIGHT = {DESKTOP: 800, PHONE: 640}


class Watch:
    """What a page complains of (`problems`) and the addresses it asks for (`requests`)."""

    def __init__(self, page, site):
        self.host = urlsplit(site).netloc
        self.problems = []
        self.requests = []
        self.pages_refused = set()
        self.listeners = {
            "request": self.note_request,
            "response": self.note_response,
            "console": self.note_console,
            "pageerror": self.note_error,
        }
        self.page = page
        for event, listener in self.listeners.items():
            page.on(event, listener)

    def stop(self):
        for event, listener in self.listeners.items():
            self.page.remove_listener(event, listener)

    def note_request(self, request):
        self.requests.append(request.url)
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != self.host:
            self.problems.append(f"request to another host: {request.url}")

    def note_response(self, response):
        if response.status >= 400 and response.request.is_navigation_request():
            self.pages_refused.add(response.url)

    def note_console(self, message):
        """A refused page (404) is the test's own business; CSP violations come in here, too."""
        if message.type == "error" and message.location.get("url") not in self.pages_refused:
            self.problems.append(f"console: {message.text}")

    def note_error(self, error):
        self.problems.append(f"page error: {error}")


@pytest.fixture(scope="session")
def prepared_site(tmp_path_factory, worker_id):
    """A VAR_DIR with the five plans, the first account and the collected files, made once for all workers."""
    if worker_id == "master":
        var_dir = tmp_path_factory.mktemp("prepared") / "var"
    else:
        var_dir = tmp_path_factory.getbasetemp().parent / "prepared"
    with var_dir.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not var_dir.exists():
            in_work = var_dir.with_suffix(".in-work")
            manage = [sys.executable, "manage.py", "prepare_site", "--verbosity=0"]
            done = subprocess.run(
                manage, cwd=ROOT, env=environment(in_work), capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            in_work.rename(var_dir)
    return var_dir


def environment(var_dir):
    """Nobody's database and nobody's mail server: a site that mails is given a receiver by its test."""
    dropped = {"DATABASE_URL", "EMAIL_URL", "MAIL_FROM", "SITE_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"KYODO_ENV": "local", "VAR_DIR": str(var_dir), "PYTHONUTF8": "1"}


@pytest.fixture(scope="session")
def var_dir(prepared_site, tmp_path_factory):
    """This worker's own copy: what its tests write, no other worker sees."""
    return copy_of(prepared_site, tmp_path_factory)


def copy_of(prepared_site, tmp_path_factory):
    own = tmp_path_factory.mktemp("site") / "var"
    shutil.copytree(prepared_site, own, ignore=shutil.ignore_patterns("static"))
    (own / "static").symlink_to(prepared_site / "static")
    return own


@pytest.fixture(scope="session")
def site(var_dir):
    """The base address of a running site, without a slash at the end; its log must stay free of errors."""
    with serve(var_dir) as address:
        yield address


@contextmanager
def serve(var_dir, **more):
    """The base address of the site of this VAR_DIR while it runs; `more`: further variables of its environment."""
    log = var_dir / "gunicorn.log"
    command = [sys.executable, "-m", "gunicorn", "kyodo_portal.wsgi", "--workers", "2", "--threads", "1"]
    command += ["--worker-class", "sync", "--no-control-socket", "--log-level", "warning"]
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("w") as output:
        port = listener.getsockname()[1]
        server = subprocess.Popen(
            [*command, "--bind", f"fd://{listener.fileno()}"],
            cwd=ROOT,
            env=environment(var_dir) | more,
            pass_fds=[listener.fileno()],
            stdout=output,
            stderr=output,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)
    said = log.read_text()
    assert "Traceback" not in said, said
    assert "WORKER TIMEOUT" not in said, said


@dataclass
class OwnSite:
    """A site of one file: `address`, and the cookies of whom a test signs in."""

    address: str
    var_dir: Path
    browser: object
    states: dict = field(default_factory=dict)

    def state_of(self, name):
        if name not in self.states:
            password = demo_passwords(self.var_dir)[name]
            self.states[name] = state_after_sign_in(self.browser, self.address, name, password)
        return self.states[name]


@pytest.fixture(scope="module")
def start_site(prepared_site, tmp_path_factory, browser):
    """start_site() or start_site(MAIL_FROM=…): an OwnSite, for a file that changes what other files rely on."""
    with ExitStack() as running:

        def start_site(**more):
            own = copy_of(prepared_site, tmp_path_factory)
            return OwnSite(running.enter_context(serve(own, **more)), own, browser)

        yield start_site


@pytest.fixture(scope="session")
def fonts_conf(tmp_path_factory):
    """A file for fontconfig: the fonts of the machine, and those of the project."""
    folder = tmp_path_factory.mktemp("fontconfig")
    conf = folder / "fonts.conf"
    conf.write_text(FONTS_CONF.format(fonts=escape(str(ROOT / "fonts")), cache=escape(str(folder / "cache"))))
    return conf


@pytest.fixture(scope="session")
def browser(fonts_conf):
    # Playwright's loop lives in this thread, and Django would then refuse the database to later tests.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        running = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=CHROMIUM_ARGS,
            env=os.environ | {"FONTCONFIG_FILE": str(fonts_conf)},
        )
        yield running
        running.close()


@pytest.fixture(scope="session")
def kept_pages():
    """Pages to use again, by the options of their context: a new window costs more than most tests."""
    return defaultdict(list)


@pytest.fixture
def open_page(browser, site, kept_pages):
    """A function that gives an empty page of some width; further options are the browser context's own.

    `page.watch` is its Watch; `base_url` is another site than the worker's. The test fails when any of its pages had an error or left the host. Pages come
    from earlier tests with the same options; `alone=True` asks for one that nothing was loaded in before.
    """
    used = []

    def open_page(width=DESKTOP, height=None, *, alone=False, **options):
        key = repr(sorted(options.items()))
        alone = alone or "storage_state" in options
        if kept_pages[key] and not alone:
            page = kept_pages[key].pop()
        else:
            options = {"locale": "ja-JP", "reduced_motion": "reduce", "base_url": site} | options
            context = browser.new_context(**options)
            context.set_default_timeout(15_000)
            page = context.new_page()
        page.watch = Watch(page, options.get("base_url", site))
        page.set_viewport_size({"width": width, "height": height or HEIGHT.get(width, 800)})
        used.append((page, None if alone else key))
        return page

    yield open_page
    for page, key in used:
        if key is None:
            page.context.close()
        else:
            page.watch.stop()
            page.emulate_media(media="null")
            page.goto("about:blank")
            kept_pages[key].append(page)
    assert [problem for page, _key in used for problem in page.watch.problems] == []


@pytest.fixture
def page(open_page):
    """An empty page, 1280 px wide."""
    return open_page()


@pytest.fixture(scope="session")
def staff_state(browser, site, var_dir):
    """The cookies of the first account after it signed in."""
    account = [line.split(": ")[1] for line in (var_dir / "first-account.txt").read_text().splitlines()]
    return state_after_sign_in(browser, site, *account)


@pytest.fixture(scope="session")
def demo_state(browser, site, var_dir):
    """demo_state("mihon-nyuryoku"): the cookies of that account of the sample city."""
    passwords, states = demo_passwords(var_dir), {}

    def demo_state(name):
        if name not in states:
            states[name] = state_after_sign_in(browser, site, name, passwords[name])
        return states[name]

    return demo_state


def demo_passwords(var_dir):
    lines = (var_dir / "demo-accounts.txt").read_text().splitlines()
    return {line.split()[0]: line.split()[1] for line in lines}


def state_after_sign_in(browser, site, username, password):
    context = browser.new_context(locale="ja-JP", base_url=site)
    page = context.new_page()
    page.goto("/admin/login/?next=/admin/")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/admin/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def staff_page(open_page, staff_state):
    """An empty page, 1280 px wide, of somebody who is signed in as the first account."""
    return open_page(storage_state=staff_state)
