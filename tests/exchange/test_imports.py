"""A file through the worker's hands: read, looked at, stored or not; and again, and with others at it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exams.bank.models import Item
from exams.exchange.errors import ExportRefused, FileRefused, StepRefused, TooManyFiles
from exams.exchange.foreign import Source
from exams.exchange.formats.detect import read_file
from exams.exchange.importing import carry_out
from exams.exchange.models import ImportState, ItemExport, ItemImport
from exams.exchange.planning import plan_import
from exams.exchange.selectors import count_decisions, get_file
from exams.exchange.services import requests, work
from tests.exchange.test_import_items import BROKEN, GIFT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]


@pytest.fixture
def give(django_capture_on_commit_callbacks, work_off, ben):
    """Hand in a file and let the worker read it."""

    def hand_in(text=GIFT, name="planets.gift", actor=ben):
        with django_capture_on_commit_callbacks(execute=True):
            found = requests.request_import(actor=actor, name=name, data=text.encode())
        work_off()
        return reload(found)

    return hand_in


@pytest.fixture
def confirm(django_capture_on_commit_callbacks, work_off):
    def say_so(found, **values):
        with django_capture_on_commit_callbacks(execute=True):
            requests.confirm_import(item_import=found, is_partial=values.get("is_partial", False))
        work_off()
        return reload(found)

    return say_so


def reload(found):
    return type(found).objects.get(pk=found.pk)


def test_a_file_is_read_and_nothing_of_it_is_stored(give):
    found = give()
    assert (found.state, found.format_name, found.total_count) == ("planned", "gift", 3)
    assert count_decisions(item_import=found) == {
        "create": 2,
        "change": 0,
        "duplicate": 0,
        "unsupported": 1,
        "refused": 0,
    }
    assert not Item.objects.exists()


def test_rows_tell_what_the_checks_say_and_what_is_alike(give, confirm):
    stem = "A shop of forty people wants to know which model serves the fewest requests at night"
    confirm(give(f"::one:: {stem}. Which is it? {{ =a ~b }}"))
    row = give(f"::two:: {stem} and by day. Which is it? {{ =c ~d }}", "other.gift").rows.get()
    assert row.told["like"][0]["code"] == "planets-one"
    assert "S05" in {finding["rule"] for finding in row.told["findings"]}
    assert all(finding["mend"] for finding in row.told["findings"])


def test_what_is_confirmed_is_stored_and_the_file_is_forgotten(give, confirm, ben):
    found = confirm(give())
    assert (found.state, found.written_count, found.data) == ("done", 2, None)
    item = Item.objects.get(code="planets-one")
    assert item.status == "draft" and item.current_version.created_by == ben


def test_with_items_that_cannot_be_read_it_is_all_or_what_can(give, confirm):
    found = give(BROKEN)
    with pytest.raises(StepRefused, match="1 item cannot be read"):
        confirm(found)
    assert reload(found).state == "planned"
    assert confirm(found, is_partial=True).written_count == 2


def test_what_brings_nothing_cannot_be_confirmed(give, confirm):
    confirm(give())
    with pytest.raises(StepRefused, match="No item"):
        confirm(give())


def test_each_task_can_run_twice(give, confirm, queue):
    found = give()
    work.read_import(import_id=found.pk)
    assert found.rows.count() == 3
    confirm(found)
    work.write_import(import_id=found.pk)
    work.read_import(import_id=found.pk)
    assert reload(found).state == "done" and Item.objects.count() == 2


def test_a_worker_that_died_in_the_middle_is_taken_over(give, confirm):
    found = give()
    ItemImport.objects.filter(pk=found.pk).update(state=ImportState.READING)
    work.read_import(import_id=found.pk)
    assert reload(found).state == "planned" and found.rows.count() == 3
    ItemImport.objects.filter(pk=found.pk).update(state=ImportState.WRITING)
    work.write_import(import_id=found.pk)
    assert reload(found).state == "done"


def test_when_the_bank_has_changed_meanwhile_the_rows_are_shown_again(give, confirm):
    found = give()
    carry_out(plan_import(Source("planets.gift", GIFT.encode())), actor=None)
    before = Item.objects.count()
    again = confirm(found)
    assert again.state == "planned" and again.message == work.HAS_CHANGED
    assert count_decisions(item_import=again)["duplicate"] == 2
    assert Item.objects.count() == before


def test_a_code_that_somebody_takes_in_the_same_moment_shows_the_rows_again(give, confirm, monkeypatch):
    found = give()
    carry_out_now = work.carry_out

    def after_another(plan, **values):
        Item.objects.get_or_create(code="planets-one")
        return carry_out_now(plan, **values)

    monkeypatch.setattr(work, "carry_out", after_another)
    again = confirm(found)
    assert (again.state, again.message) == ("planned", work.HAS_CHANGED)
    assert again.written_count == 0


def test_what_fails_in_the_middle_leaves_nothing_behind(give, confirm, monkeypatch):
    def fail(**values):
        raise RuntimeError("the disk is full")

    found = give()
    monkeypatch.setattr("exams.bank.services.adding.add_versions", fail)
    with pytest.raises(RuntimeError):
        confirm(found)
    assert reload(found).state == "failed" and reload(found).message == work.WENT_WRONG
    assert not Item.objects.exists()


def test_a_discarded_file_is_gone(give):
    found = requests.discard_import(item_import=give())
    assert reload(found).data is None
    with pytest.raises(StepRefused, match="discarded"):
        requests.confirm_import(item_import=found, is_partial=False)
    assert requests.discard_import(item_import=found).state == "discarded"


def test_while_it_is_stored_it_cannot_be_discarded(give):
    found = give()
    ItemImport.objects.filter(pk=found.pk).update(state=ImportState.WRITING)
    with pytest.raises(StepRefused, match="being stored"):
        requests.discard_import(item_import=found)


def test_an_empty_file_and_one_that_is_too_large_are_refused(ben, monkeypatch):
    with pytest.raises(FileRefused, match="empty"):
        requests.request_import(actor=ben, name="a.gift", data=b"")
    monkeypatch.setattr(requests, "MOST_BYTES", 10)
    with pytest.raises(FileRefused, match="larger"):
        requests.request_import(actor=ben, name="a.gift", data=b"x" * 11)
    assert not ItemImport.objects.exists()


def test_nobody_piles_up_files_without_end(give, ben, rita):
    for _ in range(requests.MOST_WAITING):
        give()
    with pytest.raises(TooManyFiles):
        give()
    assert give(actor=rita).state == "planned"


def test_files_that_nobody_came_back_for_are_forgotten(give, work_off, ben):
    old, new = give(), give()
    export = requests.request_export(actor=ben, format_name="gift", codes=[])
    ItemExport.objects.update(state="done", finished_at=timezone.now(), data=b"x", requested_at=long_ago())
    ItemImport.objects.filter(pk=old.pk).update(requested_at=long_ago())
    work.sweep_files()
    assert (reload(old).state, reload(old).data) == ("discarded", None)
    assert reload(new).state == "planned"
    assert get_file(item_export=export) is None


def long_ago():
    return timezone.now() - timedelta(days=work.KEPT_DAYS, minutes=1)


def test_what_was_lost_on_its_way_is_queued_again_once(ben, queue):
    lost = requests.request_import(actor=ben, name="a.gift", data=b"x")
    ItemImport.objects.update(touched_at=timezone.now() - timedelta(minutes=work.SILENT_MINUTES, seconds=1))
    work.sweep_files()
    work.sweep_files()
    assert queue == [("read_import", lost.pk)]


def test_an_export_is_written_and_read_again(give, confirm, work_off, ben, django_capture_on_commit_callbacks):
    confirm(give())
    with django_capture_on_commit_callbacks(execute=True):
        found = requests.request_export(actor=ben, format_name="qti3.0", codes=["planets-one"])
    work_off()
    found = reload(found)
    assert (found.state, found.done_count) == ("done", 1)
    data = get_file(item_export=found)
    assert found.size_bytes == len(data)
    assert len(read_file(Source("a.zip", data))[1].items) == 1


def test_unknown_items_are_named_and_nothing_to_export_is_said(ben, work_off, django_capture_on_commit_callbacks):
    with pytest.raises(ExportRefused, match="There is no item x-9"):
        requests.request_export(actor=ben, format_name="gift", codes=["x-9"])
    with django_capture_on_commit_callbacks(execute=True):
        found = requests.request_export(actor=ben, format_name="gift", codes=[])
    work_off()
    assert (reload(found).state, reload(found).message) == ("failed", "There is no item to export.")


def test_a_name_in_any_script_is_kept(give):
    assert give(name="أسئلة ٢٠٢٦.gift").source_name == "أسئلة ٢٠٢٦.gift"
