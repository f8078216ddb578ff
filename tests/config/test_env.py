"""Settings from the environment: a value that cannot be read is an error that names the variable."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import StrictEnv, secret_from_file

env = StrictEnv()


@pytest.fixture
def given(monkeypatch):
    return lambda value: monkeypatch.setenv("MOCKINGBIRD_X", value)


@pytest.mark.parametrize("word", ["1", "true", "True", "YES", "on", " on "])
def test_words_for_true(given, word) -> None:
    given(word)
    assert env.bool("MOCKINGBIRD_X", False) is True


@pytest.mark.parametrize("word", ["0", "false", "False", "NO", "off", "", " "])
def test_words_for_false(given, word) -> None:
    given(word)
    assert env.bool("MOCKINGBIRD_X", True) is False


@pytest.mark.parametrize("word", ["ja", "2", "-1", "tru", "enabled", "None"])
def test_other_words_are_no_boolean(given, word) -> None:
    """django-environ takes every word it does not know for false, and DEBUG=enabled would go unnoticed."""
    given(word)
    with pytest.raises(ImproperlyConfigured, match=rf"^MOCKINGBIRD_X='{word}' is no boolean: use one of true"):
        env.bool("MOCKINGBIRD_X", False)


@pytest.mark.parametrize("default", [True, False])
def test_boolean_that_is_not_set_has_its_default(default) -> None:
    assert env.bool("MOCKINGBIRD_X", default) is default


@pytest.mark.parametrize(("word", "number"), [("0", 0), ("12", 12), ("-3", -3), (" 7 ", 7)])
def test_whole_numbers(given, word, number) -> None:
    given(word)
    assert env.int("MOCKINGBIRD_X", 5) == number


@pytest.mark.parametrize("word", ["", "two", "1.5", "0x10", "1e3"])
def test_other_words_are_no_whole_number(given, word) -> None:
    given(word)
    with pytest.raises(ImproperlyConfigured, match=rf"^MOCKINGBIRD_X='{word}' is no whole number\.$"):
        env.int("MOCKINGBIRD_X", 5)


def test_number_that_is_not_set_has_its_default() -> None:
    assert env.int("MOCKINGBIRD_X", 5) == 5


@pytest.mark.parametrize("read", [env.bool, env.int, env.str])
def test_value_that_must_be_set_is_named(read) -> None:
    with pytest.raises(ImproperlyConfigured, match="MOCKINGBIRD_X"):
        read("MOCKINGBIRD_X")


# --- the embedded installation's secret ---------------------------------------------------------
def test_secret_is_long_and_the_owners_alone(tmp_path) -> None:
    path = tmp_path / "var" / "secret_key"
    assert len(secret_from_file(path)) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_secret_stays_the_same(tmp_path) -> None:
    assert secret_from_file(tmp_path / "secret_key") == secret_from_file(tmp_path / "secret_key")


def test_installations_have_different_secrets(tmp_path) -> None:
    assert secret_from_file(tmp_path / "a") != secret_from_file(tmp_path / "b")
