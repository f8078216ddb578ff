"""Import and export as instructors do it in the admin."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from exams.bank.models import ExamGuide, Item
from exams.exchange.foreign import Source
from exams.exchange.formats.detect import read_file
from exams.exchange.models import ItemExport, ItemImport
from tests.exchange.files import GUIDE
from tests.exchange.test_import_items import BROKEN, GIFT

pytestmark = pytest.mark.django_db
UPLOAD = reverse("admin:exchange_itemimport_add")
EXPORT = reverse("admin:exchange_itemexport_add")


@pytest.fixture
def pages(client, ben, work_off, django_capture_on_commit_callbacks):
    """ben at the admin; whatever a page queues is done before the next."""
    client.force_login(ben)

    def visit(address, body=None):
        with django_capture_on_commit_callbacks(execute=True):
            response = client.get(address) if body is None else client.post(address, body)
        work_off()
        if response.status_code == 302:
            return visit(response["Location"])
        return response

    return visit


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def hand_in(pages, text=GIFT, name="planets.gift"):
    return pages(UPLOAD, {"file": SimpleUploadedFile(name, text.encode()), "format_name": ""})


def test_the_way_leads_from_the_list_over_the_rows_to_the_items(pages):
    assert UPLOAD in pages(reverse("admin:bank_item_changelist")).content.decode()
    shown = text_of(hand_in(pages))
    assert "Waiting for a decision" in shown and "Import 2 items" in shown and "Other type" in shown
    assert not Item.objects.exists()
    found = ItemImport.objects.get()
    done = text_of(pages(reverse("admin:exchange_itemimport_confirm", args=[found.pk]), {}))
    assert "Imported: 2 items" in done and Item.objects.count() == 2


def test_a_refused_item_says_where_and_why(pages):
    shown = text_of(hand_in(pages, BROKEN))
    assert "planets.gift:8" in shown and "Leave out the 1 item that cannot be read" in shown
    address = reverse("admin:exchange_itemimport_confirm", args=[ItemImport.objects.get().pk])
    assert "1 item cannot be read: mend the file, or leave them out." in text_of(pages(address, {}))
    assert not Item.objects.exists()
    assert "Imported: 2 items" in text_of(pages(address, {"is_partial": "on"}))


def test_rows_are_shown_by_what_happens(pages):
    hand_in(pages)
    address = reverse("admin:exchange_itemimport_change", args=[ItemImport.objects.get().pk])
    assert "How many moons" not in text_of(pages(f"{address}?decision=create"))
    assert "planets-one" not in text_of(pages(f"{address}?decision=unsupported"))
    assert pages(f"{address}?decision=nonsense&page=99").status_code == 200


def test_what_was_uploaded_stands_in_the_page_as_text(pages):
    shown = hand_in(pages, "::a<b>:: <script>alert(1)</script> Which? { =<img src=x onerror=alert(1)> ~b }").content
    assert b"<script>alert" not in shown and b"<img src=x" not in shown


def test_an_empty_upload_is_told_beside_the_field(pages):
    assert "This field is required" in text_of(pages(UPLOAD, {}))
    assert "empty" in text_of(pages(UPLOAD, {"file": SimpleUploadedFile("a.gift", b"")}))


def test_a_discarded_file_leads_back_to_the_list(pages):
    hand_in(pages)
    shown = text_of(pages(reverse("admin:exchange_itemimport_discard", args=[ItemImport.objects.get().pk]), {}))
    assert "was discarded; nothing was stored of it" in shown and not Item.objects.exists()


def test_selected_items_are_exported(pages, client):
    hand_in(pages)
    pages(reverse("admin:exchange_itemimport_confirm", args=[ItemImport.objects.get().pk]), {})
    one = Item.objects.get(code="planets-one")
    asked = pages(reverse("admin:bank_item_changelist"), {"action": "export_items", "_selected_action": [one.pk]})
    assert "planets-one" in text_of(asked) and "planets-two" not in text_of(asked)
    shown = pages(EXPORT, {"format_name": "gift", "codes": "planets-one"})
    assert "Ready: 1 item" in text_of(shown)
    file = client.get(reverse("admin:exchange_itemexport_file", args=[ItemExport.objects.get().pk]))
    assert "attachment" in file["Content-Disposition"]
    assert len(read_file(Source("a.gift", file.content))[1].items) == 1


def test_an_unknown_code_is_named_beside_the_field(pages):
    assert "There is no item no-such." in text_of(pages(EXPORT, {"format_name": "gift", "codes": "no-such"}))


def test_templates_can_be_downloaded(pages):
    assert UPLOAD.replace("add/", "template.xlsx") in pages(UPLOAD).content.decode()
    assert pages(reverse("admin:exchange_itemimport_template", args=["csv"])).status_code == 200
    assert pages(reverse("admin:exchange_itemimport_template", args=["gift"])).status_code == 404


@pytest.mark.parametrize("who", ["rita", "petra"])
def test_who_does_not_write_the_bank_sees_none_of_it(who, request, client, pages, ben):
    hand_in(pages)
    client.force_login(request.getfixturevalue(who))
    found = ItemImport.objects.get()
    for name, words in (("add", []), ("change", [found.pk]), ("changelist", [])):
        assert client.get(reverse(f"admin:exchange_itemimport_{name}", args=words)).status_code == 403
    assert client.post(reverse("admin:exchange_itemimport_confirm", args=[found.pk])).status_code == 403
    assert client.get(EXPORT).status_code == 403
    assert ItemImport.objects.get().state == "planned"


def test_a_guide_is_loaded_from_a_file_and_a_broken_one_says_where(pages, rita, client):
    address = reverse("admin:exchange_itemimport_guides")
    assert address in pages(reverse("admin:bank_examguide_changelist")).content.decode()
    refused = text_of(pages(address, {"file": SimpleUploadedFile("guide.yaml", b"schema: 1\nguides: [\n")}))
    assert "guide.yaml:3" in refused
    assert "neither UTF-8 nor" in text_of(pages(address, {"file": SimpleUploadedFile("a.yaml", b"\x81\x8d\x8f")}))
    assert not ExamGuide.objects.exists()
    assert "Loaded: Guide of 2026" in text_of(pages(address, {"file": SimpleUploadedFile("g.yaml", GUIDE.encode())}))
    assert ExamGuide.objects.get().domains.count() == 2
    client.force_login(rita)
    assert client.get(address).status_code == 403
