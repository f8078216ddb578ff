"""Whatever names a person is in a drawer: deleted with them, or kept for a reason (accounts/drawers.py)."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from accounts.drawers import list_drawers
from accounts.models import User


def our_relations() -> Iterator[tuple[str, str, type[Model]]]:
    """(model, "app.Model.field", what it points at), for every relation that a table holds."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if field.is_relation and isinstance(field.related_model, type):
                yield model._meta.label, f"{model._meta.label}.{field.name}", field.related_model


def deleted() -> set[str]:
    return {label for drawer in list_drawers() for label in drawer.deleted}


def kept() -> dict[str, str]:
    return {name: why for drawer in list_drawers() for name, why in drawer.kept.items()}


def names_of_people(known: set[str]) -> list[str]:
    """Relations to a person that are neither in a model that goes with them nor kept for a reason."""
    return [
        name for label, name, target in our_relations() if target is User and label not in known and name not in kept()
    ]


def test_every_model_that_names_a_person_is_in_a_drawer() -> None:
    assert not names_of_people(deleted()), "Add them to `deleted` or `kept` of their app's services/privacy.py."


def test_a_model_that_is_in_no_drawer_is_found() -> None:
    assert names_of_people(deleted() - {"sittings.Sitting"}) == ["sittings.Sitting.user"]


def test_what_hangs_on_a_persons_row_is_in_a_drawer_too() -> None:
    forgotten = [
        name
        for label, name, target in our_relations()
        if target._meta.label in deleted() and label not in deleted() and name not in kept()
    ]
    assert not forgotten


def test_a_drawer_names_only_what_there_is_and_why_it_stays() -> None:
    names = {name for _, name, _ in our_relations()}
    assert not [name for name, why in kept().items() if name not in names or not why]
    assert not [
        label for label in deleted() if label not in {m._meta.label for m in apps.get_models(include_auto_created=True)}
    ]


def test_drawers_are_emptied_from_the_top() -> None:
    """What points at a row goes before the row."""
    places = {label: place for place, drawer in enumerate(list_drawers()) for label in drawer.deleted}
    late = [
        name
        for label, name, target in our_relations()
        if label in places and places.get(target._meta.label, len(places)) < places[label]
    ]
    assert not late
