"""An exam's responses and statistics as files: who may have them, what is in them, and that they say the same again."""

import csv
import json
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from scoring.analysis.models import StatisticsExport
from scoring.analysis.services.automatic import forget_old_files
from scoring.analysis.services.exporting import NOTHING, run_export
from scoring.analysis.services.requests import request_export
from scoring.marking.models import Result
from tests.analysis.comparing import DATA, differences
from tests.analysis.known_exam import sit
from tests.analysis.sat_sittings import add_sittings

pytestmark = pytest.mark.django_db


def page_of(exam) -> str:
    return reverse("admin:analysis_statisticsexport_exam", args=[exam.pk])


def export_of(exam) -> StatisticsExport:
    found = run_export(export_id=request_export(actor=None, exam=exam).pk)
    assert found is not None
    return StatisticsExport.objects.get(pk=found.pk)


def files_of(export) -> dict[str, str]:
    with ZipFile(BytesIO(export.data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize(
    ("who", "status"), [("ben", 200), ("adam", 200), ("rita", 403), ("petra", 403), ("alice", 302)]
)
def test_instructors_alone_see_the_page(client, known, request, who, status) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(page_of(known)).status_code == status


@pytest.mark.parametrize("who", ["rita", "petra"])
def test_nobody_else_fetches_the_files(client, known, request, who) -> None:
    sit(known, 3)
    export = export_of(known)
    client.force_login(request.getfixturevalue(who))
    address = reverse("admin:analysis_statisticsexport_file", args=[export.pk])
    assert client.get(address).status_code == 403
    assert client.post(page_of(known)).status_code == 403


def test_files_are_asked_for_once_and_fetched_when_they_are_written(client, ben, known) -> None:
    sit(known, 3)
    client.force_login(ben)
    client.post(page_of(known))
    html = client.post(page_of(known), follow=True).content.decode()
    assert "is being computed for this exam already" in html
    export = StatisticsExport.objects.get()
    address = reverse("admin:analysis_statisticsexport_file", args=[export.pk])
    assert client.get(address).status_code == 404
    run_export(export_id=export.pk)
    assert "Download" in client.get(page_of(known)).content.decode()
    response = client.get(address)
    assert response["Content-Disposition"].startswith('attachment; filename="known-')
    assert sorted(ZipFile(BytesIO(response.content)).namelist()) == [
        *("README.txt", "items.csv", "responses.csv", "statistics.json")
    ]


def test_a_repeated_task_writes_nothing_again(known) -> None:
    sit(known, 3)
    export = export_of(known)
    assert run_export(export_id=export.pk) is None


def test_an_exam_that_nobody_sat_says_so(client, ben, known) -> None:
    export = export_of(known)
    assert (export.state, export.data, export.numbers["findings"]) == ("done", None, [NOTHING])
    client.force_login(ben)
    assert NOTHING in client.get(page_of(known)).content.decode()


def test_the_command_finds_the_same_in_the_tables_and_both_equal_the_reference(known, tmp_path) -> None:
    sit(known)
    files = files_of(export_of(known))
    for name in ("responses.csv", "items.csv"):
        (tmp_path / name).write_text(files[name])
    out = StringIO()
    call_command(
        *("analyse_responses", str(tmp_path / "responses.csv"), "--items", str(tmp_path / "items.csv")),
        *("--cut", "63.3%", "--models", "none"),
        stdout=out,
        stderr=StringIO(),
    )
    stored, again = json.loads(files["statistics.json"]), json.loads(out.getvalue())
    for section in ("marking", "ctt", "moodle", "distractors", "subscores"):
        assert again[section] == stored[section]
    expected = json.loads((DATA / "sim60a" / "expected_published_key.json").read_text())
    # Sittings stand in no order, so nothing of the first ones.
    wanted = {name: expected[name] for name in ("ctt", "moodle")}
    assert list(differences(wanted, stored)) == []


def test_sittings_have_numbers_and_no_names(known) -> None:
    results = add_sittings(known, known.forms.get(), [["a"] * 60])
    rows = list(csv.reader(StringIO(files_of(export_of(known))["responses.csv"])))
    assert rows[0][:2] == ["sitting", "i01 v1"]
    assert rows[1][:2] == [str(results[0].sitting_id), "A"]
    assert "person" not in files_of(export_of(known))["responses.csv"]


def test_times_are_there_where_they_are_stored(known) -> None:
    add_sittings(known, known.forms.get(), [["a"] * 60], seconds=12.5)
    assert list(csv.reader(StringIO(files_of(export_of(known))["times.csv"])))[1][1:3] == ["12.5", "12.5"]


def test_an_item_that_is_tried_out_is_told_from_one_that_counts(known) -> None:
    known.forms.get().items.filter(position=1).update(is_pilot=True)
    sit(known, 2)
    items = list(csv.DictReader(StringIO(files_of(export_of(known))["items.csv"])))
    assert [row["status"] for row in items[:2]] == ["pilot", "scored"]


def test_a_corrected_key_is_told_by_what_was_marked_as_right(known) -> None:
    add_sittings(known, known.forms.get(), [["a"] * 60, ["b"] * 60])
    for result in Result.objects.all():
        result.marks["points"][0] = 1
        result.save(update_fields=["marks"])
    items = list(csv.DictReader(StringIO(files_of(export_of(known))["items.csv"])))
    assert set(items[0]["key"].split("|")) == {"A", "B"}


def test_files_are_forgotten_after_a_week(client, ben, known) -> None:
    sit(known, 3)
    export = export_of(known)
    assert forget_old_files() == 0
    StatisticsExport.objects.update(requested_at=timezone.now() - timedelta(days=8))
    assert forget_old_files() == 1
    client.force_login(ben)
    assert "are gone" in client.get(page_of(known)).content.decode()
    assert client.get(reverse("admin:analysis_statisticsexport_file", args=[export.pk])).status_code == 404
