"""The room never sees the key, by any name: import-linter watches imports, this watches what comes through them."""

import importlib
from types import ModuleType

from django.apps import apps

from exams.bank.models import Option
from exams.bank.models.key import ItemKey, OptionKey
from tests.architecture.sources import module_name, python_files

ROOMS = ("exams.sittings", "exams.proctoring")
KEYS = (OptionKey, ItemKey)
KEY_MODULES = {"exams.bank.models.key", "exams.bank.keys"}


def keys_in(module: ModuleType) -> list[str]:
    """Names in a module that give the key: what its modules define, or those modules themselves."""
    return [
        name
        for name, value in vars(module).items()
        if getattr(value, "__module__", getattr(value, "__name__", "")) in KEY_MODULES
    ]


def test_no_module_of_the_room_holds_the_key() -> None:
    modules = [module_name(path) for path in python_files()]
    in_room = [name for name in modules if name.startswith(tuple(f"{room}." for room in ROOMS))]
    found = {name: keys for name in in_room if (keys := keys_in(importlib.import_module(name)))}
    assert in_room
    assert not found


def test_the_models_of_the_bank_do_not_hand_out_the_key() -> None:
    # A package holds its modules by name once they are loaded; what counts is what it hands out itself.
    assert set(keys_in(importlib.import_module("exams.bank.models"))) <= {"key"}
    assert not keys_in(importlib.import_module("exams.bank.selectors"))


def test_no_reverse_relation_leads_to_the_key() -> None:
    """A template or a serializer that walks from an option or a version does not arrive at the key."""
    models = [model for model in apps.get_models() if model not in KEYS]
    found = [
        f"{model.__name__}.{relation.get_accessor_name()}"
        for model in models
        for relation in model._meta.related_objects
        if relation.related_model in KEYS and not relation.hidden
    ]
    assert not found


def test_an_option_alone_says_nothing_about_being_right() -> None:
    names = {field.name for field in Option._meta.get_fields()}
    assert not names & {"is_correct", "is_key", "rationale", "mechanism", "weight"}


def test_a_handed_out_key_is_found() -> None:
    planted = ModuleType("planted")
    planted.Correct = OptionKey  # type: ignore[attr-defined]
    planted.answers = importlib.import_module("exams.bank.keys")  # type: ignore[attr-defined]
    assert keys_in(planted) == ["Correct", "answers"]
