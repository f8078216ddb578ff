"""Loading guides and items: all or nothing, safe to repeat, and never over somebody's newer work."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from exams.bank.keys import get_content
from exams.bank.models import Domain, ExamGuide, Item, ItemVersion, Objective, Stimulus
from exams.bank.services.authoring import ItemDetails, save_item
from exams.exchange.services.bank import ImportRefused, import_bank, read_sources
from exams.exchange.services.guides import import_guides
from tests.exchange.files import GUIDE, bank_text, line_of, raw_item, raw_stimulus
from tests.fixtures.exam import make_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide_1() -> ExamGuide:
    return import_guides(name="exam_guide.yaml", text=GUIDE)[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as we ship them: a guide, and two files with an item each."""
    (tmp_path / "exam_guide.yaml").write_text(GUIDE, "utf-8")
    (tmp_path / "items").mkdir()
    write_items(tmp_path, "1.1", raw_item("x-1"))
    write_items(tmp_path, "1.2", raw_item("x-2", objectives={"guide-1": "1.2"}))
    return tmp_path


def write_items(folder: Path, name: str, *items: dict) -> None:
    (folder / "items" / f"{name}.yaml").write_text(bank_text(*items), "utf-8")


def load(*items: dict, **changes: object):
    return import_bank(actor=None, sources={"1.1.yaml": bank_text(*items, **changes)})


def load_command(path: Path) -> str:
    out = StringIO()
    call_command("load_bank", str(path), stdout=out)
    return out.getvalue()


def findings_of(*items: dict, **changes: object) -> list[tuple[str, int, str]]:
    with pytest.raises(ImportRefused) as refusal:
        load(*items, **changes)
    return [(finding.file, finding.line, finding.message) for finding in refusal.value.findings]


def stored() -> dict[str, list]:
    """Every row of the bank, with what a second loading may not change."""
    rows = {model._meta.label: model.objects.order_by("pk") for model in apps.get_app_config("bank").get_models()}
    return {
        label: [{name: value for name, value in row.items() if name != "updated_at"} for row in found.values()]
        for label, found in rows.items()
    }


# --- guides -------------------------------------------------------------------------------------
def test_guide_is_stored_with_domains_and_objectives(guide_1) -> None:
    assert (guide_1.title, guide_1.exam_name, guide_1.is_current) == ("Guide of 2026", "Practice exam", True)
    assert dict(Domain.objects.values_list("code", "weight")) == {"1": 60, "2": 40}
    assert list(Objective.objects.values_list("code", flat=True)) == ["1.1", "1.2", "2.1"]
    assert Objective.objects.get(code="1.1").considerations == {"a": "Costs", "b": "Speed"}


def test_changed_guide_is_refreshed_in_place(guide_1) -> None:
    import_guides(name="exam_guide.yaml", text=GUIDE.replace("weight: 60", "weight: 50").replace("Third", "Last"))
    assert Domain.objects.get(code="1").weight == 50
    assert Objective.objects.get(code="2.1").title == "Last objective"
    assert (ExamGuide.objects.count(), Domain.objects.count(), Objective.objects.count()) == (1, 2, 3)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("exam: [", "guide.yaml:1: "),
        ("a: 1\na: 2", "guide.yaml:2: “a” stands here twice."),
        (GUIDE.replace("title: Guide", "name: Guide"), "guide.yaml:1: 'title' is missing."),
        ("- a", "guide.yaml:1: This is no file of exam guides."),
        ("exam: {name: x}\nguides: [words]", "guide.yaml:1: This is no file of exam guides."),
    ],
)
def test_broken_guide_file_is_refused_by_name(text, finding) -> None:
    with pytest.raises(ImportRefused) as refusal:
        import_guides(name="guide.yaml", text=text)
    assert str(refusal.value).startswith(finding)
    assert not ExamGuide.objects.exists()


# --- items --------------------------------------------------------------------------------------
def test_item_is_stored_as_the_file_says(guide_1) -> None:
    report = load(raw_item(tags=["new"]))
    item = Item.objects.get()
    assert report.created == ["x-1"]
    assert (item.code, item.status, item.style, item.difficulty, item.is_generative) == (
        *("x-1", "live", "services", "hard", True),
    )
    assert item.metadata["tags"] == ["new"]
    assert get_content(version=item.current_version).stem == raw_item()["stem"]


@pytest.mark.parametrize(("place", "letter"), [("1.1.b", "b"), ("1.1", "")])
def test_item_stands_at_its_place(guide_1, place, letter) -> None:
    load(raw_item(objectives={"guide-1": place}))
    placement = Item.objects.get().placements.get()
    assert (placement.guide, placement.objective.code, placement.consideration) == (guide_1, "1.1", letter)


@pytest.mark.parametrize(("written", "status"), [("draft", "draft"), ("reviewed", "approved"), ("live", "live")])
def test_new_item_has_the_status_of_the_file(guide_1, written, status) -> None:
    load(raw_item(status=written))
    assert Item.objects.get().status == status


def test_status_of_a_known_item_belongs_to_its_reviewers(guide_1) -> None:
    load(raw_item())
    Item.objects.update(status="quarantined")
    load(raw_item(revision=2, stem=f"{raw_item()['stem']} Choose."))
    assert Item.objects.get().status == "quarantined"


def test_stimulus_is_stored_and_its_items_point_at_it(guide_1) -> None:
    load(raw_item(stimulus="case-1"), raw_item("x-2", stimulus="case-1"), stimuli=[raw_stimulus()])
    stimulus = Stimulus.objects.get()
    assert (stimulus.code, stimulus.text) == ("case-1", "A shop sells pumpkins.")
    assert stimulus.versions.count() == 2


def test_version_names_who_loaded_it(guide_1, ben) -> None:
    import_bank(actor=ben, sources={"1.1.yaml": bank_text(raw_item())})
    assert ItemVersion.objects.get().created_by == ben


# --- loading again ------------------------------------------------------------------------------
def test_loading_twice_changes_nothing(guide_1) -> None:
    items = (raw_item(enemies=["x-2"], stimulus="case-1"), raw_item("x-2"))
    load(*items, stimuli=[raw_stimulus()])
    before = stored()
    report = load(*items, stimuli=[raw_stimulus()])
    assert stored() == before
    assert str(report) == "0 created, 0 changed, 2 unchanged"


def test_changed_text_under_the_same_revision_is_refused(guide_1) -> None:
    load(raw_item("x-1"), raw_item("x-2"))
    items = (raw_item("x-1"), raw_item("x-2", explanation="Another text than the stored."))
    line = line_of(bank_text(*items), "id: x-2")
    message = "x-2: the text differs from the stored revision 1; count the revision up."
    assert findings_of(*items) == [("1.1.yaml", line, message)]


def test_raised_revision_makes_a_version(guide_1) -> None:
    load(raw_item())
    report = load(raw_item(revision=2, explanation="Another text than the stored."))
    version = Item.objects.get().current_version
    assert (report.changed, version.revision) == (["x-1"], 2)
    assert get_content(version=version).explanation == "Another text than the stored."


def test_version_has_the_number_of_the_file(guide_1) -> None:
    load(raw_item(revision=4))
    assert Item.objects.get().current_version.revision == 4
    load(raw_item(revision=7, explanation="Another text than the stored."))
    assert Item.objects.get().current_version.revision == 7


def test_raised_revision_of_an_unchanged_text_makes_none(guide_1) -> None:
    load(raw_item())
    assert load(raw_item(revision=2)).unchanged == ["x-1"]
    assert ItemVersion.objects.count() == 1


def test_changed_details_need_no_revision(guide_1) -> None:
    load(raw_item())
    load(raw_item(difficulty="easy", objectives={"guide-1": "2.1"}))
    item = Item.objects.get()
    assert (item.difficulty, item.placements.get().objective.code, ItemVersion.objects.count()) == ("easy", "2.1", 1)


def test_item_edited_in_the_product_is_not_overwritten(guide_1) -> None:
    load(raw_item())
    edited = make_content("Edited here")
    save_item(actor=None, code="x-1", content=edited, details=ItemDetails(difficulty="easy"))
    assert load(raw_item()).unchanged == ["x-1"]
    item = Item.objects.get()
    assert (get_content(version=item.newest_version), item.difficulty) == (edited, "easy")


def test_file_may_overtake_an_edit_by_counting_past_it(guide_1) -> None:
    load(raw_item())
    save_item(actor=None, code="x-1", content=make_content("Edited here"), details=ItemDetails())
    load(raw_item(revision=3))
    version = Item.objects.get().current_version
    assert (version.revision, version.stem) == (3, raw_item()["stem"])


def test_changed_stimulus_under_the_same_revision_is_refused(guide_1) -> None:
    load(raw_item(stimulus="case-1"), stimuli=[raw_stimulus()])
    ((_, _, message),) = findings_of(raw_item(stimulus="case-1"), stimuli=[raw_stimulus(text="Something else.")])
    assert message == "The stimulus case-1 differs from its stored revision; count the revision up."


def test_changed_title_of_a_stimulus_is_refused_with_its_place(guide_1) -> None:
    load(raw_item(stimulus="case-1"), stimuli=[raw_stimulus()])
    ((file, line, _),) = findings_of(raw_item(stimulus="case-1"), stimuli=[raw_stimulus(title="Another shop")])
    assert file == "1.1.yaml"
    assert line > 1


def test_raised_stimulus_needs_a_raised_item(guide_1) -> None:
    """What the candidate sees is new, so it must be a new version."""
    load(raw_item(stimulus="case-1"), stimuli=[raw_stimulus()])
    stimuli = [raw_stimulus(revision=2, text="Something else.")]
    ((_, _, message),) = findings_of(raw_item(stimulus="case-1"), stimuli=stimuli)
    assert message.startswith("x-1: the text differs")
    assert load(raw_item(stimulus="case-1", revision=2), stimuli=stimuli).changed == ["x-1"]


# --- all or nothing -----------------------------------------------------------------------------
@pytest.mark.parametrize("place", ["2.2", "1.1.c", "1.2.a"])
def test_unknown_objective_is_refused(guide_1, place) -> None:
    item = raw_item(objectives={"guide-1": place})
    message = f"x-1: the guide guide-1 has no objective {place}. (S02)"
    assert findings_of(item) == [("1.1.yaml", line_of(bank_text(item), "id: x-1"), message)]


def test_unknown_guide_is_refused(guide_1) -> None:
    ((_, _, message),) = findings_of(raw_item(objectives={"guide-1": "1.1", "guide-9": "1.1"}))
    assert message == "x-1: the guide guide-9 has no objective 1.1. (S02)"


def test_one_bad_item_keeps_all_others_out(guide_1) -> None:
    findings_of(raw_item("x-1"), raw_item("x-2", objectives={"guide-1": "9.9"}), stimuli=[raw_stimulus()])
    assert not Item.objects.exists()
    assert not Stimulus.objects.exists()


def test_bad_text_and_unknown_objective_are_told_together(guide_1) -> None:
    found = findings_of(raw_item("x-1", stem=" " * 50), raw_item("x-2", objectives={"guide-1": "9.9"}))
    assert [message[-5:] for _, _, message in found] == ["(S01)", "(S02)"]


# --- enemies ------------------------------------------------------------------------------------
def enemies() -> set[tuple[str, str]]:
    return set(Item.enemies.through.objects.values_list("from_item__code", "to_item__code"))


def test_enemies_are_enemies_both_ways(guide_1) -> None:
    load(raw_item("x-1", enemies=["x-2"]), raw_item("x-2"))
    assert enemies() == {("x-1", "x-2"), ("x-2", "x-1")}


def test_enemy_named_on_one_side_stays_when_the_other_names_more(guide_1) -> None:
    load(raw_item("x-1", enemies=["x-2"]), raw_item("x-2", enemies=["x-3"]), raw_item("x-3"))
    assert {("x-1", "x-2"), ("x-2", "x-3")} <= enemies()


def test_unknown_enemy_is_refused(guide_1) -> None:
    ((_, _, message),) = findings_of(raw_item(enemies=["x-9"]))
    assert message == "x-1: there is no item x-9 to be its enemy."


def test_enemies_end_when_no_file_names_them_any_more(guide_1) -> None:
    load(raw_item(enemies=["x-2"]), raw_item("x-2"))
    load(raw_item(), raw_item("x-2"))
    assert not Item.objects.get(code="x-1").enemies.exists()


def test_enemies_that_no_file_holds_stay(guide_1) -> None:
    load(raw_item("x-1", enemies=["x-2"]), raw_item("x-2"))
    load(raw_item("x-1", difficulty="hard"))
    assert enemies() == {("x-1", "x-2"), ("x-2", "x-1")}


def test_enemy_may_have_been_loaded_before(guide_1) -> None:
    load(raw_item("x-1"))
    load(raw_item("x-2", enemies=["x-1"]))
    assert ("x-2", "x-1") in enemies()


# --- the command --------------------------------------------------------------------------------
def test_command_loads_guide_and_items_of_a_folder(folder) -> None:
    assert load_command(folder) == "Items: 2 created, 0 changed, 0 unchanged.\n"
    assert (ExamGuide.objects.count(), Item.objects.filter(status="live").count()) == (1, 2)


def test_command_may_be_repeated(folder) -> None:
    load_command(folder)
    before = stored()
    assert load_command(folder) == "Items: 0 created, 0 changed, 2 unchanged.\n"
    assert stored() == before


def test_command_says_what_changed(folder) -> None:
    load_command(folder)
    write_items(folder, "1.1", raw_item("x-1", revision=2, explanation="Another text than the stored."))
    write_items(folder, "2.1", raw_item("x-3", objectives={"guide-1": "2.1"}))
    assert load_command(folder) == "Items: 1 created, 1 changed, 1 unchanged.\n"


def test_command_loads_one_file(folder, guide_1) -> None:
    assert load_command(folder / "items" / "1.1.yaml") == "Items: 1 created, 0 changed, 0 unchanged.\n"


def test_command_says_where_everything_is_wrong_and_loads_nothing(folder) -> None:
    write_items(folder, "1.1", raw_item("x-1", style="loud"))
    write_items(folder, "2.1", raw_item("x-3", objectives={"guide-1": "9.9"}))
    with pytest.raises(CommandError) as error:
        load_command(folder)
    heading, *findings = str(error.value).splitlines()
    assert heading == "Nothing was loaded; 2 things are wrong:"
    assert [finding.rpartition(": ")[0].split(": ")[0] for finding in findings] == ["1.1.yaml:11", "2.1.yaml:5"]
    assert not Item.objects.exists()
    assert not ExamGuide.objects.exists()


def test_command_refuses_a_path_that_is_not_there(tmp_path) -> None:
    with pytest.raises(CommandError, match=r"^There is no .*/nowhere\.$"):
        load_command(tmp_path / "nowhere")


def test_file_that_is_not_utf_8_is_refused_by_its_line(tmp_path) -> None:
    file = tmp_path / "items.yaml"
    file.write_bytes(b"schema: 1\nbank: caf\xe9\n")
    with pytest.raises(CommandError, match=r"items\.yaml:2: This is not UTF-8 text\."):
        call_command("load_bank", file)


def test_sources_are_named_from_their_folder(folder) -> None:
    (folder / "items" / "more").mkdir()
    (folder / "items" / "more" / "3.1.yaml").write_text("é", "utf-8")
    (folder / "items" / "notes.txt").write_text("no items", "utf-8")
    sources = read_sources(folder / "items")
    assert list(sources) == ["1.1.yaml", "1.2.yaml", "more/3.1.yaml"]
    assert sources["more/3.1.yaml"] == "é"
