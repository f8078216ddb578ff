"""What a format cannot say is written down where authors read."""

from pathlib import Path

import pytest

from exams.exchange.formats import aiken, gift_writer, moodle_xml_writer, tables, xlsx_file, yaml_pack

AUTHORING = (Path(__file__).parents[2] / "docs" / "AUTHORING.md").read_text("utf-8")
MODULES = (aiken, gift_writer, moodle_xml_writer, tables, xlsx_file, yaml_pack)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_loss_is_documented(module: object) -> None:
    assert not [loss for loss in module.LOSSES if f"- {loss}\n" not in AUTHORING]  # type: ignore[attr-defined]


def test_every_column_of_a_table_is_documented() -> None:
    assert not [name for name in tables.COLUMNS if f"`{name.replace('{x}', 'a')}`" not in AUTHORING]
