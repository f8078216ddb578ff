"""`manage.py lint_items` over files and over the database, and what it says about the bank that comes with the product."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from exams.bank.models import Product
from exams.exchange.product_files import read_products
from exams.exchange.services.bank import ImportRefused
from exams.exchange.services.guides import import_products
from exams.exchange.strict_yaml import Refused
from tests.exchange.files import bank_text, raw_item
from tests.fixtures.exam import make_content

FOLDER = settings.BASE_DIR / "content" / "gcp-pmle"
PRODUCTS = (FOLDER / "products.yaml").read_text("utf-8")
# What the bank as a whole lacks until more items are written.
OF_THE_BANK: dict[str, int] = {}


def run(*arguments: str) -> dict:
    out = StringIO()
    call_command("lint_items", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_no_item_of_the_shipped_bank_has_an_error_or_a_warning():
    """A new one is mended, or waived with its reason."""
    warnings = [row for row in run("--path", str(FOLDER), "--level", "W")["findings"] if not row["waived_because"]]
    assert not [(row["rule"], row["item"]) for row in warnings if row["item"]]
    of_the_bank = [row["rule"] for row in warnings if not row["item"]]
    assert {rule: of_the_bank.count(rule) for rule in of_the_bank} == OF_THE_BANK


def test_files_are_checked_without_a_database():
    """A test without the mark `django_db` cannot open a connection."""
    assert run("pmle-0001", "--path", str(FOLDER / "items" / "1.2" / "pmle-0001.yaml"))["counts"]["errors"] == 0


def test_a_finding_of_a_file_says_where_why_and_how_to_mend(tmp_path):
    file, out = tmp_path / "bank.yaml", StringIO()
    file.write_text(bank_text(raw_item(explanation=" " * 30)), "utf-8")
    with pytest.raises(CommandError, match="not waived"):
        call_command("lint_items", "--path", str(file), stdout=out)
    assert "bank.yaml:5: E S05 x-1 explanation: The explanation is missing.\n    why: " in out.getvalue()


def test_a_file_that_cannot_be_read_is_an_error_of_its_line(tmp_path):
    file, out = tmp_path / "bank.yaml", StringIO()
    file.write_text(bank_text(raw_item(), raw_item()), "utf-8")
    with pytest.raises(CommandError, match="not waived"):
        call_command("lint_items", "--path", str(file), stdout=out)
    assert "stands already in" in out.getvalue()


def test_a_waiver_is_shown(tmp_path):
    out = StringIO()
    call_command("lint_items", "pmle-0019", "--path", str(FOLDER), stdout=out)
    assert "waived: A near-miss pair on purpose" in out.getvalue()
    assert "waived: 1." in out.getvalue()


@pytest.mark.django_db
def test_items_of_the_database_are_checked(make_item):
    good = make_content("one")
    bare = replace(good.options[0], reference_codes=())
    make_item("one", content=replace(good, options=(bare, *good.options[1:])))
    out = StringIO()
    with pytest.raises(CommandError, match="errors are not waived") as refusal:
        call_command("lint_items", "one", stdout=out)
    assert refusal.value.returncode == 1
    assert "E S06 one options.a.refs: Option a names no reference." in out.getvalue()
    assert "mend: List the page" in out.getvalue()


@pytest.mark.django_db
def test_an_unknown_code_is_named():
    with pytest.raises(CommandError, match="no item nothing"):
        run("nothing")


def test_a_path_that_is_not_there_is_named():
    with pytest.raises(CommandError, match="There is no /nowhere"):
        call_command("lint_items", "--path", str(Path("/nowhere")))


# --- products -----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_products_are_loaded_once_and_stay_as_they_were_edited():
    count = import_products(name="products.yaml", text=PRODUCTS)
    assert count == len(read_products(PRODUCTS)) == Product.objects.count() > 30
    Product.objects.filter(code="dataflow").update(name="Renamed again")
    assert import_products(name="products.yaml", text=PRODUCTS) == 0
    assert Product.objects.get(code="dataflow").name == "Renamed again"


BAD = {
    "no list": ("schema: 1", 1),
    "not a mapping": ("- 1", 1),
    "unknown member": ("products:\n  - {id: a, name: A, colour: red}", 2),
    "no name": ("products:\n  - {id: a}", 2),
    "names that are no list": ("products:\n  - {id: a, name: A, former: B}", 2),
    "unknown status": ("products:\n  - {id: a, name: A, status: gone}", 2),
    "twice": ("products:\n  - {id: a, name: A}\n  - {id: a, name: B}", 3),
}


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_file_of_products_is_refused_with_its_line(name):
    text, line = BAD[name]
    with pytest.raises(Refused) as refusal:
        read_products(text)
    assert refusal.value.line == line


@pytest.mark.django_db
def test_a_refused_file_of_products_writes_nothing():
    with pytest.raises(ImportRefused):
        import_products(name="products.yaml", text="products:\n  - {id: a, name: A}\n  - {id: b}")
    assert not Product.objects.exists()
