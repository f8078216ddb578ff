"""An unsafe production configuration is refused by name, at every door."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as project_settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from config import celery
from config.checks import TAG, check_production, refuse_unsafe_start

SECRET = "k7Qw-3vBz_" * 6
SAFE = {
    "IS_PRODUCTION": True,
    "IS_DEMO": False,
    "DEBUG": False,
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": ["exams.example.org", "127.0.0.1"],
    "PUBLIC_URL": "https://exams.example.org",
    "REDIS_URL": "redis://redis:6379/0",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}
GOOD_ENVIRONMENT = {
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "exams.example.org",
    "PUBLIC_URL": "https://exams.example.org",
    "DATABASE_URL": "postgres://user:password@database.invalid:5432/exams",
    "REDIS_URL": "redis://redis.invalid:6379/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.invalid:587",
}


@pytest.fixture
def safe(settings, monkeypatch):
    """A good production configuration, to break in one place."""
    for name, value in SAFE.items():
        setattr(settings, name, value)
    use_database(monkeypatch, "postgresql")
    return settings


def use_database(monkeypatch, name: str) -> None:
    # In place: Django warns of a replaced DATABASES, and nothing connects here.
    monkeypatch.setitem(project_settings.DATABASES["default"], "ENGINE", f"django.db.backends.{name}")


def found() -> list[str]:
    return [message.id for message in check_production()]


# --- each finding -------------------------------------------------------------------------------
BROKEN = [
    ("SECRET_KEY", "", "E001"),
    ("SECRET_KEY", SECRET[:49], "E001"),
    ("SECRET_KEY", f"django-insecure-{SECRET}", "E001"),
    ("SECRET_KEY", f"Change-Me-{SECRET}", "E001"),
    ("SECRET_KEY", f"only-for-tests-{SECRET}", "E001"),
    ("ALLOWED_HOSTS", [], "E002"),
    ("ALLOWED_HOSTS", ["*"], "E002"),
    ("ALLOWED_HOSTS", ["exams.example.org", "*"], "E002"),
    ("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"], "E002"),
    ("PUBLIC_URL", "http://exams.example.org", "E003"),
    ("PUBLIC_URL", "exams.example.org", "E003"),
    ("REDIS_URL", "", "E005"),
    ("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend", "E006"),
    ("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend", "E006"),
    ("EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend", "E006"),
    ("DEBUG", True, "E007"),
    ("IS_DEMO", True, "E007"),
]


def test_good_configuration_has_no_findings(safe) -> None:
    assert found() == []
    refuse_unsafe_start()


@pytest.mark.parametrize(("name", "value", "expected"), BROKEN)
def test_unsafe_value_is_found_by_name(safe, name, value, expected) -> None:
    setattr(safe, name, value)
    assert found() == [f"mockingbird.{expected}"]


def test_database_in_a_file_is_found_by_name(safe, monkeypatch) -> None:
    use_database(monkeypatch, "sqlite3")
    assert found() == ["mockingbird.E004"]


def test_all_findings_are_told_at_once(safe, monkeypatch) -> None:
    safe.SECRET_KEY, safe.ALLOWED_HOSTS, safe.PUBLIC_URL, safe.REDIS_URL = "", [], "", ""
    safe.EMAIL_BACKEND, safe.DEBUG = "django.core.mail.backends.console.EmailBackend", True
    use_database(monkeypatch, "sqlite3")
    assert found() == [f"mockingbird.E00{number}" for number in range(1, 8)]


def test_every_finding_says_what_to_do(safe) -> None:
    safe.PUBLIC_URL = ""
    assert all(message.hint for message in check_production())


def test_nothing_is_asked_of_a_laptop(safe) -> None:
    safe.IS_PRODUCTION, safe.SECRET_KEY, safe.DEBUG = False, "short", True
    assert found() == []


def test_checks_run_with_djangos_own(safe) -> None:
    safe.REDIS_URL = ""
    assert [message.id for message in run_checks(tags=[TAG])] == ["mockingbird.E005"]


# --- the doors ----------------------------------------------------------------------------------
def test_start_is_refused_naming_every_finding(safe) -> None:
    safe.REDIS_URL, safe.DEBUG = "", True
    with pytest.raises(ImproperlyConfigured, match=r"(?s)^Refusing to start:.*mockingbird\.E005.*mockingbird\.E007"):
        refuse_unsafe_start()


def test_worker_and_beat_do_not_start_either(safe) -> None:
    """Celery would log any other exception of a receiver, and go on."""
    safe.REDIS_URL = ""
    for signal in (celery.worker_init, celery.beat_init):
        with pytest.raises(SystemExit, match=r"mockingbird\.E005"):
            signal.send(sender=None)


def run_python(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python in production settings, with nothing of this run's environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "DATA_DIR") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", *words],
        env={**kept, "DJANGO_SETTINGS_MODULE": "config.settings.production", **environment},
        cwd=project_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_good_installation_passes_djangos_deployment_check() -> None:
    checked = run_python("manage.py", "check", "--deploy", "--fail-level=WARNING", **GOOD_ENVIRONMENT)
    assert (checked.returncode, checked.stdout) == (0, "System check identified no issues (1 silenced).\n")
    assert "WARNING" not in checked.stderr


@pytest.mark.parametrize("module", ["config.wsgi", "config.asgi"])
def test_web_server_does_not_start_unsafely(module) -> None:
    started = run_python("-c", f"import {module}; print('serving')", **GOOD_ENVIRONMENT | {"SECRET_KEY": ""})
    assert (started.returncode, started.stdout) == (1, "")
    assert "Refusing to start" in started.stderr
    assert "mockingbird.E001" in started.stderr


def test_web_server_starts_safely() -> None:
    started = run_python("-c", "import config.wsgi; print('serving')", **GOOD_ENVIRONMENT)
    assert (started.returncode, started.stdout) == (0, "serving\n"), started.stderr


def test_unreadable_value_stops_the_start_by_its_name() -> None:
    started = run_python("-c", "import config.wsgi", **GOOD_ENVIRONMENT | {"TRUSTED_PROXY_COUNT": "one"})
    assert started.returncode == 1
    assert "TRUSTED_PROXY_COUNT='one' is no whole number." in started.stderr
