"""Our own files through the importer: row by row, all or nothing or what can be stored, never beyond one's rights."""

import io
import zipfile

import pytest

from exams.bank.models import Item, ItemVersion
from exams.exchange.foreign import Source
from exams.exchange.importing import PlanRefused, carry_out
from exams.exchange.planning import plan_import
from exams.exchange.services.bank import import_bank
from exams.exchange.services.guides import import_guides
from tests.exchange.files import GUIDE, bank_text, raw_item, raw_option

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def guide():
    import_guides(name="guide.yaml", text=GUIDE)


def plan(*items, name="bank.yaml", **changes):
    return plan_import(Source(name, bank_text(*items, **changes).encode()))


def decisions(found):
    return [(row.code, row.decision) for row in found.rows]


def test_every_item_has_a_row():
    import_bank(
        actor=None, sources={"a.yaml": bank_text(raw_item("x-1"), raw_item("x-2"), raw_item("x-3", revision=4))}
    )
    newer = raw_item("x-2", revision=2, explanation="Serving costs less when nothing runs at night.")
    details = raw_item("x-1", difficulty="easy")
    found = plan(
        details, newer, raw_item("x-3", revision=3), raw_item("x-4"), raw_item("x-5", objectives={"no": "1.1"})
    )
    assert decisions(found) == [
        ("x-1", "change"),
        ("x-2", "change"),
        ("x-3", "duplicate"),
        ("x-4", "create"),
        ("x-5", "refused"),
    ]
    assert found.rows[0].reason == "It changes what is known about x-1."
    assert found.rows[2].reason == "Version 4, which is stored here, is newer."
    refused = found.rows[4]
    assert "no objective 1.1" in refused.reason and refused.place.file == "bank.yaml" and refused.place.line > 1


def test_all_or_nothing_and_the_rest_when_asked():
    found = plan(raw_item("x-1"), raw_item("x-2", stem="Too short to be asked?"))
    with pytest.raises(PlanRefused):
        carry_out(found, actor=None)
    assert not Item.objects.exists()
    assert carry_out(found, actor=None, is_partial=True) == 1
    assert [item.code for item in Item.objects.all()] == ["x-1"]


def test_whom_an_item_may_not_stand_beside_must_come_too():
    found = plan(raw_item("x-1", enemies=["x-2"]), raw_item("x-2", objectives={"no": "1.1"}), raw_item("x-3"))
    assert [row.code for row in found.of("create")] == ["x-3"]
    assert "x-1: it names an enemy that cannot be stored." in {row.reason for row in found.of("refused")}


def test_importing_twice_changes_nothing():
    carry_out(plan(raw_item("x-1"), raw_item("x-2")), actor=None)
    again = plan(raw_item("x-1"), raw_item("x-2"))
    assert [row.decision for row in again.rows] == ["duplicate", "duplicate"]
    carry_out(again, actor=None)
    assert ItemVersion.objects.count() == 2


def test_what_files_have_no_word_for_stays():
    carry_out(plan(raw_item("x-1")), actor=None)
    item = Item.objects.get()
    item.metadata["statistics"] = {"share_correct": 0.6}
    item.save(update_fields=["metadata"])
    assert [row.decision for row in plan(raw_item("x-1")).rows] == ["duplicate"]
    carry_out(plan(raw_item("x-1", difficulty="easy")), actor=None)
    item.refresh_from_db()
    assert item.metadata["statistics"] == {"share_correct": 0.6} and item.difficulty == "easy"


def test_a_draft_may_be_rough_and_a_live_item_may_not():
    options = [raw_option("a", correct=True, rationale="", refs=[]), raw_option("b", rationale="", refs=[])]
    rough = {"options": options, "stem": "Which?", "explanation": None, "references": None, "style": None}
    found = plan(raw_item("x-1", status="draft", **rough), raw_item("x-2"))
    assert decisions(found) == [("x-1", "create"), ("x-2", "create")]
    assert plan(raw_item("x-1", **rough)).of("refused")


def test_who_may_not_put_items_live_brings_drafts(rita, ben):
    carry_out(plan(raw_item("x-1")), actor=rita)
    assert Item.objects.get().status == "draft"
    carry_out(plan(raw_item("x-2"), name="b.yaml"), actor=ben)
    assert Item.objects.get(code="x-2").status == "live"


def test_an_edition_of_a_live_item_by_an_author_waits_beside_it(rita):
    carry_out(plan(raw_item("x-1")), actor=None)
    explanation = "Serving costs less when nothing runs at night."
    carry_out(plan(raw_item("x-1", revision=2, explanation=explanation)), actor=rita)
    item = Item.objects.get()
    assert (item.status, item.current_version.revision, item.next_version.revision) == ("live", 1, 2)


def test_a_package_holds_files_and_nothing_else_of_it_is_read():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("items/a.yaml", bank_text(raw_item("x-1")))
        package.writestr("items/b.yaml", bank_text(raw_item("x-2")))
        package.writestr("__MACOSX/items/._a.yaml", b"\x00\x05")
        package.writestr("readme.txt", "hello")
    found = plan_import(Source("bank.zip", stream.getvalue()))
    assert found.format_name == "own" and decisions(found) == [("x-1", "create"), ("x-2", "create")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"items: [", "did not find expected node"),
        (b"", "empty"),
        (b"- just\n- a list\n", "file"),
        (b"\x00\x01\x02", "null characters"),
        (b"a: &b [1]\nc: *b\n", "alias"),
        (b"x: " + b"[" * 5000, ""),
    ],
)
def test_what_is_no_file_of_ours_is_refused_with_its_line(data, words):
    found = plan_import(Source("bank.yaml", data))
    assert {row.decision for row in found.rows} == {"refused"}
    assert any(words in row.reason for row in found.rows) and all(row.place.file == "bank.yaml" for row in found.rows)
    with pytest.raises(PlanRefused):
        carry_out(found, actor=None)
