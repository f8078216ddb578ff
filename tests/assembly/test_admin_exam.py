"""Exams and forms in the admin."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.assembly.models import Exam

ADD = "/admin/assembly/exam/add/"


@pytest.fixture
def staff(client, ben):
    client.force_login(ben)
    return client


def change_url(exam: Exam) -> str:
    return reverse("admin:assembly_exam_change", args=[exam.pk])


def act(client, exam: Exam, action: str) -> str:
    response = client.post(reverse("admin:assembly_exam_action", args=[exam.pk, action]), follow=True)
    exam.refresh_from_db()
    return str(next(iter(response.context["messages"])))


def fields(guide, **changes):
    values = {
        "title": "Autumn exam",
        "slug": "autumn",
        "description": "",
        "rules": "",
        "guide": guide.pk,
        "item_count": 10,
        "duration_seconds": "90",
        "pause_limit_seconds": "0.5",
        "network_grace_seconds": 60,
        "cut_share": "0.7",
        "marking_rule": "all_or_nothing",
        "proctoring": "none",
        "scale_lowest": 100,
        "scale_cut": 700,
        "scale_highest": 1000,
        "release_policy": "at_once",
        "release_after_days": 7,
        "pilot_count": 0,
        "form_source": "drawn",
        **rules(),
    }
    return values | changes


def rules(*rows, group="blueprint_rules"):
    """What the browser sends for the rules; nothing for anchors and pilot items."""
    sent = {f"{group}-TOTAL_FORMS": len(rows), f"{group}-INITIAL_FORMS": 0}
    sent |= {f"{group}-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}
    return sent | {"exam_items-TOTAL_FORMS": 0, "exam_items-INITIAL_FORMS": 0}


def test_an_exam_is_set_up_in_minutes_and_begins_as_a_draft(staff, guide):
    staff.post(ADD, fields(guide))
    exam = Exam.objects.get(slug="autumn")
    assert (exam.state, exam.duration_seconds, exam.pause_limit_seconds) == ("draft", 5400, 30)
    assert 'value="90"' in staff.get(change_url(exam)).content.decode()


def test_an_exam_says_whether_it_is_proctored(staff, guide):
    staff.post(ADD, fields(guide, proctoring="offered"))
    assert Exam.objects.get(slug="autumn").proctoring == "offered"


def test_a_missing_duration_is_an_error_at_its_field(staff, guide):
    response = staff.post(ADD, fields(guide, duration_seconds=""))
    assert "duration_seconds" in response.context["adminform"].form.errors


def when(name, at):
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M:%S}"}


def test_the_moments_of_an_exam_are_set(staff, guide):
    at = timezone.now().replace(microsecond=0)
    staff.post(ADD, fields(guide, is_common_clock="on", **when("opens_at", at), **when("starts_at", at)))
    exam = Exam.objects.get(slug="autumn")
    assert (exam.opens_at, exam.starts_at, exam.closes_at, exam.is_common_clock) == (at, at, None, True)


def test_moments_out_of_order_are_told_at_their_field(staff, guide):
    at = timezone.now()
    sent = fields(guide, **when("starts_at", at), **when("closes_at", at - timedelta(hours=1)))
    response = staff.post(ADD, sent)
    assert response.context["adminform"].form.errors == {"closes_at": ["The last start is before the exam begins."]}


def test_the_start_stays_while_candidates_sit_the_exam(staff, exam, running):
    response = staff.post(change_url(exam), fields(exam.guide, **when("starts_at", timezone.now())))
    assert "Candidates are sitting this exam" in response.content.decode()
    exam.refresh_from_db()
    assert exam.starts_at is None


def test_the_start_is_moved_while_candidates_wait(staff, exam, check_in):
    at = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    staff.post(change_url(exam), fields(exam.guide, **when("starts_at", at)))
    exam.refresh_from_db()
    assert exam.starts_at == at


def test_the_page_shows_what_the_bank_is_short_of_before_anyone_can_start(staff, draft_exam, make_item):
    for number in range(5):
        make_item(f"item-{number}", objective="1.1")
    response = staff.get(change_url(draft_exam))
    rows = [(row.domain.code, row.item_count, row.live_count, row.short_by) for row in response.context["rows"]]
    assert rows == [("1", 5, 5, 0), ("2", 3, 0, 3), ("3", 2, 0, 2)]
    assert "The bank is short by 5 items" in response.content.decode()


def test_opening_without_enough_items_names_the_domains(staff, draft_exam):
    said = act(staff, draft_exam, "open")
    assert "domain 2 needs 3 and has 0" in said
    assert draft_exam.state == "draft"
    assert not draft_exam.forms.exists()


def test_an_exam_is_opened_and_ended(staff, draft_exam, bank):
    assert "candidates can start" in act(staff, draft_exam, "open")
    assert draft_exam.state == "open"
    assert "has ended" in act(staff, draft_exam, "end")
    assert draft_exam.state == "ended"


def test_another_form_can_be_drawn(staff, exam):
    assert act(staff, exam, "draw") == "Form 2 was drawn. New sittings get one of the current forms."
    assert exam.forms.count() == 2


def test_an_action_that_does_not_exist_is_not_found(staff, exam):
    assert staff.post(reverse("admin:assembly_exam_action", args=[exam.pk, "burn"])).status_code == 404


def test_opening_is_never_a_link(staff, draft_exam, bank):
    assert staff.get(reverse("admin:assembly_exam_action", args=[draft_exam.pk, "open"])).status_code == 405


def test_the_state_cannot_be_sent_with_the_form(staff, draft_exam):
    staff.post(change_url(draft_exam), fields(draft_exam.guide, state="open"))
    draft_exam.refresh_from_db()
    assert (draft_exam.title, draft_exam.state) == ("Autumn exam", "draft")


def test_what_candidates_agreed_to_stays_as_it_is(staff, exam):
    staff.post(change_url(exam), fields(exam.guide, slug="other", item_count=3))
    exam.refresh_from_db()
    assert (exam.title, exam.slug, exam.item_count) == ("Autumn exam", "practice", 10)


def test_an_exam_that_was_opened_is_not_deleted(client, adam, exam):
    client.force_login(adam)
    assert client.post(reverse("admin:assembly_exam_delete", args=[exam.pk]), {"post": "yes"}).status_code == 403


def test_a_form_is_read_with_its_items_in_order(staff, exam, django_assert_max_num_queries):
    form = exam.forms.get()
    url = reverse("admin:assembly_form_change", args=[form.pk])
    staff.get(url)
    with django_assert_max_num_queries(12):
        html = staff.get(url).content.decode()
    codes = [place.version.item.code for place in form.items.order_by("position")]
    places = [html.index(f">{code}</a>") for code in codes]
    assert places == sorted(places)
    assert staff.post(url, {}).status_code == 403


# --- who may do what ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("alice", set()),
        ("petra", {"exams", "exam"}),
        ("rita", {"exams", "exam", "forms", "form"}),
        ("ben", {"exams", "exam", "add", "forms", "form"}),
        ("adam", {"exams", "exam", "add", "forms", "form"}),
    ],
)
def test_only_those_who_may_get_in(client, request, exam, name, pages):
    client.force_login(request.getfixturevalue(name))
    urls = {
        "exams": "/admin/assembly/exam/",
        "exam": change_url(exam),
        "add": ADD,
        "forms": "/admin/assembly/form/",
        "form": reverse("admin:assembly_form_change", args=[exam.forms.get().pk]),
    }
    assert {page for page, url in urls.items() if client.get(url).status_code == 200} == pages


@pytest.mark.parametrize("name", ["alice", "petra", "rita"])
@pytest.mark.parametrize("action", ["open", "end", "draw"])
def test_only_instructors_open_and_end(client, request, exam, name, action):
    client.force_login(request.getfixturevalue(name))
    response = client.post(reverse("admin:assembly_exam_action", args=[exam.pk, action]))
    assert response.status_code in {302, 403}
    exam.refresh_from_db()
    assert (exam.state, exam.forms.count()) == ("open", 1)
