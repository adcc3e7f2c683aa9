"""The servers under test: each a gunicorn with the same options as `make run`."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from .load import ADDRESS

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
OPTIONS = ["--workers", str(WORKERS), "--threads", "1", "--worker-class", "sync"]
OPTIONS += ["--no-control-socket", "--log-level", "warning"]
# Settings of the machine's own site must not change what is measured.
NOT_OURS = ("DATABASE_URL", "HTTPS", "BEHIND_PROXY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "LOG_LEVEL")
START_SECONDS = 60


def environment(**variables):
    kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    ours = {"KYODO_ENV": "local", "PYTHONUTF8": "1", "DJANGO_SETTINGS_MODULE": "kyodo_portal.settings"}
    return kept | ours | variables


def run(*arguments, env, capture=False):
    """Run this Python with the arguments; its standard output if asked for. CalledProcessError on failure."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=env,
        check=True,
        text=True,
        stdout=subprocess.PIPE if capture else sys.stderr,
    )
    return done.stdout


@contextmanager
def serving(application, env):
    """(port, process id of the master) of a gunicorn that serves the application."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"{ADDRESS}:{port}", *OPTIONS]
    server = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        _wait_for(server, port, application)
        yield port, server.pid
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _free_port():
    with socket.create_server((ADDRESS, 0)) as listener:
        return listener.getsockname()[1]


def _wait_for(server, port, application):
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        if server.poll() is not None:
            break
        try:
            socket.create_connection((ADDRESS, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"gunicorn did not start {application}; its own message is above.")


def processor_seconds(master):
    """Processor time that the workers of a gunicorn have used so far; the database server's is not in it."""
    workers = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()
    states = (Path(f"/proc/{worker}/schedstat").read_text(encoding="ascii") for worker in workers)
    return sum(int(state.split()[0]) for state in states) / 1e9
