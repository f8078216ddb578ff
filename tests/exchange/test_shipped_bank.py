"""The bank that comes with the product: it is checked here as an instructor's own would be."""

import json
from collections import Counter
from io import StringIO
from itertools import product

import jsonschema
import pytest
from django.conf import settings
from django.core.management import call_command

from exams.assembly.blueprint import apportion
from exams.bank.keys import get_contents
from exams.bank.models import Item, ItemVersion
from exams.exchange.bank_files import SCHEMA_FILE, ParsedBank, read_bank
from exams.exchange.guide_files import ParsedGuide, read_guides
from exams.exchange.services.bank import read_sources
from exams.exchange.strict_yaml import parse

FOLDER = settings.BASE_DIR / "content" / "gcp-pmle"
GUIDE_CODE = "pmle-2026-06"
NEEDED = {"1": 8, "2": 9, "3": 12, "4": 12, "5": 11, "6": 8}
SCHEMA = json.loads(SCHEMA_FILE.read_text("utf-8"))
SOURCES = read_sources(FOLDER / "items")


@pytest.fixture(scope="module")
def bank() -> ParsedBank:
    return read_bank(SOURCES)


@pytest.fixture(scope="module")
def guide() -> ParsedGuide:
    guides = read_guides((FOLDER / "exam_guide.yaml").read_text("utf-8"))
    return next(guide for guide in guides if guide.code == GUIDE_CODE)


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", SOURCES)
def test_file_fits_the_schema(name: str) -> None:
    jsonschema.validate(parse(SOURCES[name]).data, SCHEMA)


def test_bank_has_no_findings(bank) -> None:
    assert not [str(finding) for finding in bank.findings]


def test_guide_asks_for_so_many_items_by_domain(guide) -> None:
    assert apportion({domain.code: domain.weight for domain in guide.domains}, 60) == NEEDED


def test_every_domain_can_fill_its_part_of_a_form(bank) -> None:
    live = Counter(item.placements[GUIDE_CODE].split(".")[0] for item in bank.items if item.status == "live")
    assert set(live) == set(NEEDED)
    assert {code: live[code] for code in NEEDED if live[code] < NEEDED[code]} == {}


def test_every_objective_of_the_guide_has_an_item(bank, guide) -> None:
    asked = {item.placements[GUIDE_CODE][:3] for item in bank.items if item.status == "live"}
    assert {objective.code for domain in guide.domains for objective in domain.objectives} == asked


def test_every_option_says_why(bank) -> None:
    options = [option for item in bank.items for option in item.content.options]
    assert len(options) >= 4 * 75
    assert not [option for option in options if len(option.rationale) < 20]


def test_every_wrong_option_says_what_is_wrong_about_it(bank) -> None:
    wrong = [(item.code, option) for item in bank.items for option in item.content.options if not option.is_correct]
    assert not [code for code, option in wrong if not option.mechanism]


def test_every_item_has_a_reference_over_https(bank) -> None:
    addresses = {item.code: [reference.url for reference in item.content.references] for item in bank.items}
    assert all(addresses.values())
    assert not [url for urls in addresses.values() for url in urls if not url.startswith("https://")]


def test_every_live_item_was_read_by_a_second_person(bank) -> None:
    live = [item for item in bank.items if item.status == "live"]
    assert not [
        item.code for item in live if item.metadata.get("reviewer", item.metadata["author"]) == item.metadata["author"]
    ]


def test_every_enemy_is_an_item(bank) -> None:
    codes = {item.code for item in bank.items}
    named = {enemy for item in bank.items for enemy in item.enemies}
    assert named
    assert named <= codes


def test_no_two_items_ask_the_same(bank) -> None:
    stems = Counter(" ".join(item.content.stem.split()) for item in bank.items if not item.content.stimulus_code)
    assert not [stem for stem, count in stems.items() if count > 1]


def test_no_key_is_given_away_by_its_length(bank) -> None:
    """Whoever always takes the longest option must not do well."""
    single = [item.content for item in bank.items if item.content.kind == "single_choice"]
    longest = [max(content.options, key=lambda option: len(option.text)) for content in single]
    assert sum(option.is_correct for option in longest) / len(single) < 0.4


def test_keys_stand_at_every_letter(bank) -> None:
    single = [item.content for item in bank.items if item.content.kind == "single_choice"]
    letters = Counter(option.code for content in single for option in content.options if option.is_correct)
    assert all(letters[letter] / len(single) > 0.15 for letter in "abcd")


@pytest.mark.django_db
def test_command_loads_the_shipped_bank(bank) -> None:
    out = StringIO()
    call_command("load_bank", str(FOLDER), stdout=out)
    assert out.getvalue() == f"Items: {len(bank.items)} created, 0 changed, 0 unchanged.\n"
    assert Item.objects.filter(status="live").count() >= 75
    contents = get_contents(versions=ItemVersion.objects.select_related("item", "stimulus").prefetch_related("options"))
    assert {item.code: item.content for item in bank.items} == {
        version.item.code: contents[version.pk] for version in ItemVersion.objects.select_related("item")
    }
    pairs = {frozenset(pair) for item in bank.items for pair in product([item.code], item.enemies)}
    assert Item.enemies.through.objects.count() == 2 * len(pairs)
