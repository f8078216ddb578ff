"""Import and export through the API."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from exams.bank.models import Item
from exams.exchange.files import WORKBOOK
from exams.exchange.foreign import Source
from exams.exchange.formats.detect import read_file
from exams.exchange.formats.xlsx_file import write_template
from exams.exchange.models import ItemImport
from exams.exchange.planning import plan_import
from exams.exchange.services import work
from tests.exchange.test_import_items import BROKEN, GIFT
from tests.queries.test_counts import count

pytestmark = pytest.mark.django_db
IMPORTS = "/api/v1/item-imports"
EXPORTS = "/api/v1/item-exports"


@pytest.fixture
def api(client, ben, work_off, django_capture_on_commit_callbacks):
    """ben's client; whatever a request queues is done before the next."""
    client.force_login(ben)

    def call(method, address, body=None, **values):
        with django_capture_on_commit_callbacks(execute=True):
            kind = {} if address == IMPORTS and method == "post" else {"content_type": "application/json"}
            response = getattr(client, method)(address, body, **kind, **values)
        work_off()
        return response

    return call


def upload(text=GIFT, name="planets.gift"):
    return {"file": SimpleUploadedFile(name, text.encode())}


def test_a_file_goes_in(api):
    given = api("post", IMPORTS, upload())
    assert given.status_code == 202 and given.json()["state"] == "queued"
    address = f"{IMPORTS}/{given.json()['id']}"
    found = api("get", address).json()
    assert (found["state"], found["format"], found["done_count"], found["total_count"]) == ("planned", "gift", 3, 3)
    assert found["counts"] == {"create": 2, "change": 0, "duplicate": 0, "unsupported": 1, "refused": 0}
    rows = api("get", f"{address}/rows?decision=create").json()
    assert rows["count"] == 2
    row = rows["results"][0]
    assert (row["source_id"], row["code"], row["options"], row["keys"]) == ("one", "planets-one", 3, ["a"])
    assert row["scores"] == [1.0, 0.0, 0.0] and row["line"] == 2
    assert api("post", f"{address}/confirm", {}).status_code == 202
    assert (api("get", address).json()["state"], Item.objects.count()) == ("done", 2)


def test_what_cannot_be_read_is_left_out_only_when_asked(api):
    address = f"{IMPORTS}/{api('post', IMPORTS, upload(BROKEN)).json()['id']}"
    refused = api("post", f"{address}/confirm", {})
    assert (refused.status_code, refused.json()["code"], refused.json()["refused"]) == (409, "import-refused", 1)
    assert api("post", f"{address}/confirm", {"is_partial": True}).status_code == 202
    assert Item.objects.count() == 2


def test_a_discarded_file_stays_out(api):
    address = f"{IMPORTS}/{api('post', IMPORTS, upload()).json()['id']}"
    assert api("delete", address).status_code == 204
    assert api("get", address).json()["state"] == "discarded"
    assert api("post", f"{address}/confirm", {}).json()["code"] == "import-refused"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid-input"),
        ({"file": SimpleUploadedFile("empty.gift", b"")}, "invalid-input"),
        ({**upload(), "format": "word"}, "invalid-input"),
    ],
)
def test_a_bad_request_is_told_what_is_wrong(api, body, code):
    answer = api("post", IMPORTS, body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer["Content-Type"] == "application/problem+json"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(api, monkeypatch):
    monkeypatch.setattr("exams.exchange.services.requests.MOST_BYTES", 10)
    answer = api("post", IMPORTS, upload())
    assert (answer.status_code, answer.json()["code"]) == (400, "file-refused")


def test_a_file_comes_out(api):
    api("post", f"{IMPORTS}/{api('post', IMPORTS, upload()).json()['id']}/confirm", {})
    given = api("post", EXPORTS, {"format": "moodle", "codes": ["planets-two"]})
    assert given.status_code == 202
    address = f"{EXPORTS}/{given.json()['id']}"
    assert (api("get", address).json()["state"], api("get", address).json()["done_count"]) == ("done", 1)
    file = api("get", f"{address}/file")
    assert file["Content-Disposition"].endswith('.xml"') and "attachment" in file["Content-Disposition"]
    (item,) = read_file(Source("a.xml", file.content))[1].items
    assert item.stem == "Which two are gas giants?"


def test_an_unknown_item_is_named(api):
    answer = api("post", EXPORTS, {"format": "gift", "codes": ["no-such"]})
    assert (answer.status_code, answer.json()["code"]) == (400, "export-refused")
    assert "no-such" in answer.json()["detail"]


@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_a_template_is_a_table_that_can_be_imported(api, name):
    file = api("get", f"/api/v1/item-templates/{name}")
    assert file["Content-Disposition"] == f'attachment; filename="items-template.{name}"'
    assert len(read_file(Source(f"a.{name}", file.content))[1].items) == 1
    assert api("get", "/api/v1/item-templates/gift").status_code == 404


def test_the_workbook_to_fill_in_is_the_one_that_is_written_today():
    kept, made = (load_workbook(io.BytesIO(data)) for data in (WORKBOOK.read_bytes(), write_template()))
    assert [list(sheet.values) for sheet in kept] == [list(sheet.values) for sheet in made]
    assert kept.sheetnames == made.sheetnames


def test_who_writes_the_bank_imports_and_nobody_else(client, rita, petra, alice):
    for person in (rita, petra, alice):
        client.force_login(person)
        assert client.post(IMPORTS, upload()).status_code == 403
        assert client.get(EXPORTS).json()["code"] == "not-allowed"


def test_more_rows_take_no_more_queries(api, client):
    def many(number):
        return "\n\n".join(f"::q{n}:: Which of {n} is it? {{ =a{n} ~b{n} }}" for n in range(number))

    few, more = (api("post", IMPORTS, upload(many(n), f"{n}.gift")).json()["id"] for n in (2, 30))
    one, _ = count(lambda: client.get(f"{IMPORTS}/{few}/rows?page_size=100"))
    two, statements = count(lambda: client.get(f"{IMPORTS}/{more}/rows?page_size=100"))
    assert one == two, statements


def test_reading_a_file_again_takes_no_more_queries_for_more_items(api):
    """Known items are looked up together, whether they are duplicates, editions or exported ones."""

    def many(number, asked):
        return "\n\n".join(f"::q{n}:: Which of {n} is {asked}? {{ =a{n} ~b{n} }}" for n in range(number))

    for number in (2, 40):
        found = api("post", IMPORTS, upload(many(number, "it"), f"{number}.gift")).json()["id"]
        api("post", f"{IMPORTS}/{found}/confirm", {})
    few, more = (count(lambda n=n: plan_import(Source(f"{n}.gift", many(n, "this one").encode())))[0] for n in (2, 40))
    assert more == few


def test_storing_more_items_takes_no_more_queries(api, client, monkeypatch):
    def many(number):
        return "\n\n".join(f"::q{n}:: Which of {n} is it? {{ =a{n} ~b{n} }}" for n in range(number))

    counts = []
    for number in (2, 40):
        found = api("post", IMPORTS, upload(many(number), f"{number}.gift")).json()["id"]
        ItemImport.objects.filter(pk=found).update(state="confirmed")
        counts.append(count(lambda pk=found: work.write_import(import_id=pk))[0])
    assert counts[1] == counts[0]
