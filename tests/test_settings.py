"""The settings, started for real in a process of their own with nothing but the given environment."""

import json
import os
import stat
import subprocess
import sys

import pytest
from django.conf import settings

COMPLETE = {
    "KYODO_ENV": "production",
    "SECRET_KEY": "9s8dF7g6H5j4K3l2Q1w0E9r8T7y6U5i4O3p2A1s0D9f8G7h6J5k4",
    "ALLOWED_HOSTS": "plan.example.jp",
    "CSRF_TRUSTED_ORIGINS": "https://plan.example.jp",
    "DATABASE_URL": "postgres://user:password@127.0.0.1:1/kyodo",
}
REQUIRED = ["SECRET_KEY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DATABASE_URL"]
SHOW = """
import json
from django.conf import settings
names = {names!r}
assert settings.INSTALLED_APPS  # settings are read when the first one is asked for
print(json.dumps({{name: getattr(settings, name, None) for name in names}}))
"""


def start(environment, *names):
    """Start the settings; the finished process prints the named ones as JSON."""
    plain = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", SHOW.format(names=names)],
        cwd=settings.BASE_DIR,
        env=plain | {"DJANGO_SETTINGS_MODULE": "kyodo_portal.settings", "PYTHONUTF8": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def values(environment, *names):
    done = start(environment, *names)
    assert done.stderr == ""
    return json.loads(done.stdout)


def refusal(environment):
    done = start(environment)
    assert done.returncode == 1
    return done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(("name", "value"), [*((name, None) for name in REQUIRED), ("SECRET_KEY", "")])
def test_production_refuses_to_start_and_names_what_is_missing(tmp_path, name, value):
    environment = COMPLETE | {"VAR_DIR": str(tmp_path)} | {name: value}
    last = refusal({key: each for key, each in environment.items() if each is not None})
    assert "ImproperlyConfigured: Production does not start without these environment variables:" in last
    assert [other for other in REQUIRED if f"{other} (" in last] == [name]
    assert list(tmp_path.iterdir()) == []


def test_production_names_everything_that_is_missing_at_once(tmp_path):
    last = refusal({"KYODO_ENV": "production", "VAR_DIR": str(tmp_path)})
    assert [name for name in REQUIRED if f"{name} (" in last] == REQUIRED


def test_no_environment_at_all_is_production(tmp_path):
    assert "Production does not start" in refusal({"VAR_DIR": str(tmp_path)})


def test_other_environment_is_refused(tmp_path):
    last = refusal({"KYODO_ENV": "debug", "VAR_DIR": str(tmp_path)})
    assert "KYODO_ENV must be 'local' or 'production', not 'debug'." in last


@pytest.mark.parametrize("url", ["mysql://u:p@host/name", "kyodo.sqlite3", "oracle://u:p@host/name"])
def test_database_of_another_kind_is_refused(tmp_path, url):
    last = refusal(COMPLETE | {"VAR_DIR": str(tmp_path), "DATABASE_URL": url})
    assert "DATABASE_URL" in last


def test_production_starts_when_all_is_given(tmp_path):
    names = (
        *("DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SECRET_KEY"),
        *("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"),
        *("SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "SECURE_CONTENT_TYPE_NOSNIFF"),
        *("X_FRAME_OPTIONS", "SECURE_REFERRER_POLICY", "SECURE_PROXY_SSL_HEADER"),
    )
    assert values(COMPLETE | {"VAR_DIR": str(tmp_path)}, *names) == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["plan.example.jp"],
        "CSRF_TRUSTED_ORIGINS": ["https://plan.example.jp"],
        "SECRET_KEY": COMPLETE["SECRET_KEY"],
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_PROXY_SSL_HEADER": None,
    }
    assert list(tmp_path.iterdir()) == []


def test_closed_network_may_speak_plain_http(tmp_path):
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS")
    found = values(COMPLETE | {"VAR_DIR": str(tmp_path), "HTTPS": "off"}, *names)
    assert list(found.values()) == [False, False, False, 0]


def test_proxy_is_trusted_only_when_named(tmp_path):
    found = values(COMPLETE | {"VAR_DIR": str(tmp_path), "BEHIND_PROXY": "on"}, "SECURE_PROXY_SSL_HEADER")
    assert found == {"SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"]}


MAIL = (
    "MAIL_IS_SET_UP",
    "EMAIL_BACKEND",
    "EMAIL_HOST",
    "EMAIL_PORT",
    "EMAIL_HOST_USER",
    "EMAIL_HOST_PASSWORD",
)
MAIL += ("EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_TIMEOUT", "DEFAULT_FROM_EMAIL", "SERVER_EMAIL", "MAIL_FROM")
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize("environment", [{}, {"EMAIL_URL": ""}, {"MAIL_FROM": "plan@city.example.jp"}])
def test_without_email_url_no_mail_server_is_ever_asked(tmp_path, environment):
    found = values(COMPLETE | {"VAR_DIR": str(tmp_path)} | environment, "MAIL_IS_SET_UP", "EMAIL_BACKEND")
    assert found == {
        "MAIL_IS_SET_UP": False,
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    }


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.jp", ("mail.example.jp", 25, "", "", False, False)),
        ("smtp://mail.example.jp:2525", ("mail.example.jp", 2525, "", "", False, False)),
        (
            "smtp+tls://user%40city:p%23%2F%3A@mail.example.jp",
            ("mail.example.jp", 587, "user@city", "p#/:", True, False),
        ),
        ("smtp+ssl://user:word@10.0.0.5:4465", ("10.0.0.5", 4465, "user", "word", False, True)),
        ("smtp+ssl://mail.example.jp", ("mail.example.jp", 465, "", "", False, True)),
    ],
)
def test_mail_server_comes_from_one_address(tmp_path, url, server):
    sender = "みほん市 協働推進課 <plan@city.example.jp>"
    environment = {"VAR_DIR": str(tmp_path), "EMAIL_URL": url, "MAIL_FROM": sender}
    found = values(COMPLETE | environment, *MAIL)
    assert tuple(found.values()) == (True, SMTP, *server, 10, sender, sender, sender)


def test_patience_with_the_mail_server_can_be_set(tmp_path):
    assert values(COMPLETE | {"VAR_DIR": str(tmp_path), "EMAIL_TIMEOUT": "3"}, "EMAIL_TIMEOUT") == {
        "EMAIL_TIMEOUT": 3
    }


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.jp",
        "http://mail.example.jp",
        "smtp://",
        "smtp://mail.example.jp:port",
        "smtp://mail.example.jp:99999",
        "consolemail://",
    ],
)
def test_address_that_is_no_mail_server_is_refused(tmp_path, url):
    environment = {"VAR_DIR": str(tmp_path), "EMAIL_URL": url, "MAIL_FROM": "plan@city.example.jp"}
    assert "ImproperlyConfigured: EMAIL_URL is not the address of a mail server." in refusal(
        COMPLETE | environment
    )


@pytest.mark.parametrize("sender", [None, "", "協働推進課", "plan@city.example.jp\nBcc: x@example.jp"])
def test_mail_server_needs_an_address_to_send_from(tmp_path, sender):
    environment = {"VAR_DIR": str(tmp_path), "EMAIL_URL": "smtp://mail.example.jp"}
    if sender is not None:
        environment["MAIL_FROM"] = sender
    assert "ImproperlyConfigured: EMAIL_URL needs MAIL_FROM (the address mails come from," in refusal(
        COMPLETE | environment
    )


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, "https://plan.example.jp"),
        ({"CSRF_TRUSTED_ORIGINS": "https://*.example.jp,http://plan.lan"}, "http://plan.lan"),
        ({"CSRF_TRUSTED_ORIGINS": "https://*.example.jp"}, ""),
        ({"SITE_URL": "https://kyodo.lg.example.jp/portal/"}, "https://kyodo.lg.example.jp/portal"),
    ],
)
def test_address_of_the_site_is_where_staff_sign_in(tmp_path, environment, address):
    assert values(COMPLETE | {"VAR_DIR": str(tmp_path)} | environment, "SITE_URL") == {"SITE_URL": address}


def test_address_of_the_site_that_is_none_is_refused(tmp_path):
    last = refusal(COMPLETE | {"VAR_DIR": str(tmp_path), "SITE_URL": "plan.example.jp"})
    assert "ImproperlyConfigured: SITE_URL must be the address of the site, such as" in last


def test_local_site_needs_nothing_and_keeps_its_own_key(tmp_path):
    environment = {"KYODO_ENV": "local", "VAR_DIR": str(tmp_path / "new" / "var")}
    names = ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "SECURE_SSL_REDIRECT")
    first, second = values(environment, *names), values(environment, *names)
    key_file = tmp_path / "new" / "var" / "secret-key.txt"
    assert first == second
    assert (first["DEBUG"], first["ALLOWED_HOSTS"], first["SECURE_SSL_REDIRECT"]) == (
        False,
        ["127.0.0.1", "localhost", "[::1]"],
        False,
    )
    assert key_file.read_text() == first["SECRET_KEY"]
    assert len(first["SECRET_KEY"]) >= 50
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file.parent.stat().st_mode) == 0o700


def test_two_local_sites_have_two_keys(tmp_path):
    keys = {
        values({"KYODO_ENV": "local", "VAR_DIR": str(tmp_path / name)}, "SECRET_KEY")["SECRET_KEY"]
        for name in ("one", "two")
    }
    assert len(keys) == 2


def test_key_of_the_environment_is_used_and_no_file_made(tmp_path):
    environment = {"KYODO_ENV": "local", "VAR_DIR": str(tmp_path), "SECRET_KEY": "from the environment"}
    assert values(environment, "SECRET_KEY") == {"SECRET_KEY": "from the environment"}
    assert list(tmp_path.iterdir()) == []


def test_deployment_check_finds_nothing_but_what_was_decided(tmp_path):
    """W005 and W021: whether other hosts of the city speak HTTPS is the city's to say, not ours."""
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1", "VAR_DIR": str(tmp_path)} | COMPLETE,
        capture_output=True,
        text=True,
        check=False,
    )
    found = sorted(word.strip("?:()") for word in done.stderr.split() if "security.W" in word)
    assert (done.returncode, found) == (0, ["security.W005", "security.W021"])


def test_no_secret_is_in_the_settings_of_the_tree():
    text = (settings.BASE_DIR / "kyodo_portal" / "settings.py").read_text()
    assert "django-insecure" not in text
    assert 'SECRET_KEY = "' not in text
