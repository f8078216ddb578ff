"""A file through the hands of real workers, one of which is killed at the worst moment."""

import pytest

from config.celery import app
from exams.bank.models import Item, ItemVersion
from exams.exchange.models import ItemImport
from exams.exchange.services.requests import confirm_import, request_export, request_import
from tests.dbbroker.processes import wait_until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(200)]
ITEMS = 300


@pytest.fixture(autouse=True)
def send_to_our_workers() -> None:
    """Tests of the queue make an application of their own, and whoever made one last would be asked to send."""
    app.set_current()


def make_file() -> bytes:
    return "\n\n".join(f"::q{n}:: Which of {n} is it? {{ =a{n} ~b{n} }}" for n in range(ITEMS)).encode()


def test_a_worker_killed_in_the_middle_of_storing_leaves_all_or_nothing(celery):
    found = request_import(actor=None, name="bank.gift", data=make_file())

    def is_in(state: str) -> bool:
        return ItemImport.objects.filter(pk=found.pk, state=state).exists()

    celery.start("worker")
    wait_until(lambda: is_in("planned"), 60, celery.tell)
    assert not Item.objects.exists()
    celery.stop.touch()
    confirm_import(item_import=found, is_partial=False)
    wait_until(celery.stop.with_suffix(".reached").exists, 60, celery.tell)
    celery.kill("worker")
    assert is_in("writing") and not Item.objects.exists() and not ItemVersion.objects.exists()
    celery.stop.unlink()
    celery.start("worker")
    wait_until(lambda: is_in("done"), 90, celery.tell)
    assert Item.objects.exclude(current_version=None).count() == ItemVersion.objects.count() == ITEMS
    export = request_export(actor=None, format_name="gift", codes=[])
    wait_until(lambda: type(export).objects.get(pk=export.pk).state == "done", 60, celery.tell)
    assert type(export).objects.get(pk=export.pk).done_count == ITEMS
