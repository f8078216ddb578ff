"""Which way things point, where import-linter cannot look: relations between models, pure modules, signals."""

import ast
from collections.abc import Iterator
from functools import cache

import grimp
from django.apps import apps
from django.db.models import Field, Model

from tests.architecture.sources import PACKAGES, layers, module_name, python_files, shown, tree

PURE_NAMES = {"clock", "states", "rules", "ordering", "blueprint", "outage_time"}
PURE_PACKAGES = ("scoring.psychometrics", "exams.assembly.optimizing", "exams.bank.lint")
IMPURE = ("django", "rest_framework", "celery", "redis")
OUR_SIGNAL = "exams.sittings.signals"


def layer_of(module: str) -> tuple[int, str] | None:
    """Number (0 is the top) and name of the layer's package that holds a module; None outside the layers."""
    for number, names in enumerate(layers()):
        for name in names:
            if module == name or module.startswith(f"{name}."):
                return number, name
    return None


def points_up_or_aside(source: str, target: str) -> bool:
    """Whether `source` may not know `target`: it stands above, or beside it."""
    here, there = layer_of(source), layer_of(target)
    if here is None or there is None or here == there:
        return False
    return there[0] <= here[0]


def relations() -> Iterator[tuple[type[Model], Field]]:
    for model in apps.get_models(include_auto_created=True):
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            if field.is_relation and isinstance(field.related_model, type):
                yield model, field


def test_relations_between_models_point_downward() -> None:
    found = [
        f"{field} -> {field.related_model._meta.label}"
        for model, field in relations()
        if points_up_or_aside(model.__module__, field.related_model.__module__)
    ]
    assert not found


def test_every_app_with_models_stands_in_a_layer() -> None:
    homeless = {
        model.__module__
        for model in apps.get_models()
        if model.__module__.split(".")[0] in PACKAGES and layer_of(model.__module__) is None
    }
    assert not {name for name in homeless if not name.startswith("dbbroker.")}


def test_upward_and_sideways_are_found() -> None:
    assert points_up_or_aside("exams.bank.models.item", "exams.sittings.models.sitting")
    assert points_up_or_aside("scoring.marking.models", "exams.exchange.models")
    assert not points_up_or_aside("exams.sittings.models.sitting", "exams.bank.models.item")


# --- pure modules -------------------------------------------------------------------------------
@cache
def imports() -> grimp.ImportGraph:
    return grimp.build_graph(
        *PACKAGES, include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None
    )


def is_pure(module: str) -> bool:
    is_in_app = module.startswith(("accounts.", "exams.", "scoring.", "study."))
    return module.startswith(PURE_PACKAGES) or (is_in_app and module.rpartition(".")[2] in PURE_NAMES)


def test_pure_modules_do_not_reach_django() -> None:
    """Over any number of steps: a pure module that imports a model is not pure."""
    pure = sorted(name for path in python_files() if is_pure(name := module_name(path)))
    reached = [name for name in IMPURE if name in imports().modules]
    chains = [imports().find_shortest_chain(module, framework) for module in pure for framework in reached]
    assert not [" -> ".join(chain) for chain in chains if chain]
    assert pure, "No pure module was found: the names have changed."


# --- signals ------------------------------------------------------------------------------------
def signal_uses(module: ast.Module) -> Iterator[str]:
    """Signals that a module makes, and Django's model signals that it listens to."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals":
            yield "listens to model signals"
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Signal":
            yield "makes a signal"


def test_the_only_signal_of_ours_says_that_a_sitting_closed() -> None:
    found = [f"{shown(path)} {use}" for path in python_files() for use in signal_uses(tree(path))]
    home = OUR_SIGNAL.replace(".", "/") + ".py"
    assert found in ([], [f"{home} makes a signal"])


def test_a_signal_is_found() -> None:
    planted = "import django.dispatch\nfrom django.db.models.signals import post_save\nx = django.dispatch.Signal()"
    assert list(signal_uses(ast.parse(planted))) == ["listens to model signals", "makes a signal"]
