"""What is exported comes back: into an empty bank as far as the format can say it, into its own bank as known."""

import base64
import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from exams.bank.content import ItemContent, OptionContent
from exams.bank.keys import get_content
from exams.bank.models import Item, ItemVersion, Media, Option, ReviewStep, Stimulus
from exams.bank.models.key import ItemKey, OptionKey
from exams.bank.services.authoring import get_details, save_item
from exams.bank.services.media import add_image
from exams.exchange.exporting import export_items
from exams.exchange.foreign import Source
from exams.exchange.formats.names import WRITTEN
from exams.exchange.importing import carry_out
from exams.exchange.mapping import alternative_text, list_shown, name_pictures, place_pictures
from exams.exchange.planning import plan_import
from exams.exchange.references import read_references
from exams.exchange.services.bank import import_bank
from exams.exchange.services.guides import import_guides
from tests.exchange.files import GUIDE, bank_text, raw_item, raw_option, raw_stimulus

pytestmark = pytest.mark.django_db
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PLAIN = {"aiken"}
WITH_CASES = {"own", "csv", "xlsx", "qti1.2", "qti2.1", "qti2.2", "qti3.0"}
WITH_PICTURES = {"own", "moodle", "qti1.2", "qti2.1", "qti2.2", "qti3.0"}
WITH_REFERENCES = WITH_CASES
SAYING_ALL = sorted(set(WRITTEN) - PLAIN)


@pytest.fixture
def picture(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return add_image(actor=None, upload=SimpleUploadedFile("dot.png", DOT), alternative_text="A dot").file.url


@pytest.fixture
def bank(picture):
    """Three items: one with case, picture and reference, one with partial credit, one rough."""
    import_guides(name="guide.yaml", text=GUIDE)
    stem = f"A team of two ships *often*. What does it see?\n\n![A dot]({picture})\n\nWhat should it do?"
    story = raw_item("x-1", stimulus="case-1", stem=stem, tags=["vertex"], shuffle=False)
    import_bank(actor=None, sources={"a.yaml": bank_text(story, stimuli=[raw_stimulus()])})
    options = [raw_option(letter, correct=letter in "ab") for letter in "abcde"]
    asks = "A team of many wants two things done in the cloud. What should they do? (Choose two.)"
    several = raw_item("x-2", type="multiple_select", select=2, options=options, stem=asks)
    import_bank(actor=None, sources={"b.yaml": bank_text(several)})
    two = Item.objects.get(code="x-2")
    shares = {"a": "0.5", "b": "0.5", "c": "-0.5", "d": "0", "e": "0"}
    content = get_content(version=two.current_version)
    content = replace(
        content, options=tuple(replace(row, fraction=Decimal(shares[row.code])) for row in content.options)
    )
    save_item(actor=None, code="x-2", content=content, details=get_details(item=two))
    rough = replace(content, kind="single_choice", select_count=1, stem="Which?", explanation="", references=())
    pair = (content.options[0], content.options[2])
    rough = replace(
        rough,
        options=tuple(
            replace(row, code=code, fraction=None, rationale="") for code, row in zip("ab", pair, strict=True)
        ),
    )
    save_item(actor=None, code="x-3", content=rough, details=get_details(item=Item(code="x-3", pk=0)))


def exported(name):
    data, count = export_items(format_name=name)
    assert count == 3
    return Source(f"out.{WRITTEN[name].ending}", data)


def empty_the_bank():
    Item.objects.update(status="draft", next_status="", next_version=None)
    Item.objects.update(current_version=None)
    for model in (ReviewStep, ItemKey, OptionKey, Option, ItemVersion, Item, Stimulus):
        model.objects.all().delete()


def all_contents():
    """Stem's first words → content and details: codes depend on how a format calls its items."""
    rows = Item.objects.select_related("current_version__stimulus", "next_version__stimulus")
    found = {}
    for item in rows:
        content = get_content(version=item.newest_version)
        number = "3" if content.stem.endswith("Which?") else "2" if "many" in content.stem else "1"
        found[number] = (item, content, get_details(item=item))
    return found


def bare(content):
    """What every format can say."""
    return (
        content.kind,
        content.select_count,
        [(row.text, row.is_correct, row.rationale, row.fraction) for row in content.options],
        content.explanation,
    )


@pytest.mark.parametrize("name", SAYING_ALL)
def test_into_an_empty_bank_all_comes_back_that_the_format_can_say(name, bank, picture):
    before = all_contents()
    source = exported(name)
    empty_the_bank()
    plan = plan_import(source)
    assert [row.decision for row in plan.rows] == ["create"] * 3
    carry_out(plan, actor=None)
    after = all_contents()
    for number in "123":
        (_, old, known), (_, new, told) = before[number], after[number]
        assert bare(new) == bare(old)
        assert (told.style, told.difficulty, told.placements) == (known.style, known.difficulty, known.placements)
        assert told.metadata.get("tags") == known.metadata.get("tags")
        if name in WITH_REFERENCES:
            assert [(r.title, r.url) for r in new.references] == [(r.title, r.url) for r in old.references]
    story, case = after["1"][1], Stimulus.objects.first()
    # Elsewhere the picture would be missing where the format has no files; here its name is known.
    assert picture in story.stem
    assert bool(plan.rows[0].item and plan.rows[0].item.media) == (name in WITH_PICTURES - {"own"})
    assert (case is not None) == (name in WITH_CASES)
    assert ("A shop sells pumpkins." in story.stem) == (name not in WITH_CASES)
    if name in WITH_CASES:
        assert (case.title, case.text) == ("A case", "A shop sells pumpkins.")
        assert story.is_shuffled is False


def test_our_own_files_say_everything(bank):
    before = {item.code: (item.stage, fingerprint(item), get_details(item=item)) for item in Item.objects.all()}
    source = exported("own")
    empty_the_bank()
    for media in Media.objects.all():
        media.file.delete()
        media.delete()
    carry_out(plan_import(source), actor=None)
    assert {item.code: (item.stage, fingerprint(item), get_details(item=item)) for item in Item.objects.all()} == before
    assert Item.objects.get(code="x-2").newest_version.revision == 2
    assert Media.objects.get().alternative_text == "A dot"


def fingerprint(item):
    return item.newest_version.fingerprint


@pytest.mark.parametrize("name", SAYING_ALL)
def test_into_its_own_bank_nothing_comes_twice(name, bank):
    before = {item.code: fingerprint(item) for item in Item.objects.all()}
    plan = plan_import(exported(name))
    assert [(row.decision, row.code) for row in plan.rows] == [("duplicate", f"x-{n}") for n in "123"]
    carry_out(plan, actor=None)
    assert {item.code: fingerprint(item) for item in Item.objects.all()} == before


def test_plain_text_is_known_again_by_what_it_asks(bank):
    plan = plan_import(exported("aiken"))
    assert {row.code for row in plan.of("duplicate")} >= {"x-2", "x-3"}


@pytest.mark.parametrize("name", sorted(set(SAYING_ALL) - {"own"}))
def test_an_edition_changes_what_it_says_and_keeps_the_rest(name, bank):
    """Somebody corrects a word elsewhere; what that format has no word for is still here afterwards."""
    before = all_contents()["2"]
    source = exported(name)
    data = edit(source.data, b"wants two things done", b"wants two tasks done")
    plan = plan_import(Source(source.name, data))
    assert [row.code for row in plan.of("change")] == ["x-2"]
    carry_out(plan, actor=None)
    item, after, details = all_contents()["2"]
    assert item.code == "x-2" and "two tasks" in after.stem
    assert after.references == before[1].references
    assert [row.reference_codes for row in after.options] == [row.reference_codes for row in before[1].options]
    assert details.placements == before[2].placements
    assert details.metadata["criteria"] == ["cost"]


def edit(data, old, new):
    """The file with a word changed, also inside a package."""
    if not data.startswith(b"PK"):
        return data.replace(old, new)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(old, new))
    return out.getvalue()


def test_a_changed_case_is_a_new_revision_of_it(bank):
    data = edit(exported("qti3.0").data, b"sells pumpkins", b"sells melons")
    plan = plan_import(Source("out.zip", data))
    assert [row.code for row in plan.of("change")] == ["x-1"]
    carry_out(plan, actor=None)
    stimulus = Item.objects.get(code="x-1").newest_version.stimulus
    assert (stimulus.code, stimulus.revision, stimulus.text) == ("case-1", 2, "A shop sells melons.")


def test_a_changed_difficulty_is_taken_over_without_a_new_version(bank):
    source = exported("csv")
    plan = plan_import(Source("out.csv", source.data.replace(b"hard", b"easy")))
    assert {row.reason for row in plan.of("change")} == {
        "It changes what is known about x-1.",
        "It changes what is known about x-2.",
    }
    carry_out(plan, actor=None)
    assert set(Item.objects.filter(code__in=["x-1", "x-2"]).values_list("difficulty", flat=True)) == {"easy"}
    assert Item.objects.get(code="x-1").versions.count() == 1


def test_the_same_items_give_the_same_file(bank):
    for name in WRITTEN:
        if name != "xlsx":  # a workbook has the time in it
            assert export_items(format_name=name) == export_items(format_name=name), name


HOSTILE = ["![" * 50_000, "![a](" * 20_000, "](" * 50_000, "![](" + "a" * 100_000, " " * 100_000]


@pytest.mark.parametrize("text", HOSTILE, ids=["brackets", "pictures", "ends", "address", "blanks"])
def test_texts_made_to_be_slow_are_read_like_others(text):
    """Takes minutes where a beginning is looked through again from every place in it."""
    content = ItemContent("single_choice", 1, text, (OptionContent("a", text, "", is_correct=True),), text)
    assert place_pictures(name_pictures(content, {"x": "y"}), {"y": "x"}) == content
    assert list_shown([text]) == set() and alternative_text([text], "x") == ""
    assert read_references(f"a{text}b") == ()
