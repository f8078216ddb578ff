"""Writing and editing items in the admin."""

from dataclasses import replace

import pytest
from django.urls import reverse

from exams.bank.keys import get_content
from exams.bank.models import Item, ItemVersion, Stimulus
from tests.bank.editing import edit_data, form_data
from tests.fixtures.exam import make_content

ADD = "/admin/bank/item/add/"


@pytest.fixture
def editor(client, ben, guide):
    """Ben's browser."""
    client.force_login(ben)
    return client


@pytest.fixture
def item(make_item):
    return make_item("item-1", content=make_content("First"))


def change_url(item: Item) -> str:
    return reverse("admin:bank_item_change", args=[item.pk])


def words(response) -> list[str]:
    """What was done; what the authoring checks say about it is another matter (test_checks.py)."""
    said = [str(message) for message in response.context["messages"]]
    return [message for message in said if not message.startswith("The checks found")]


def test_a_new_item_is_saved_as_a_draft(editor):
    response = editor.post(ADD, form_data(make_content("New"), code="new-1"), follow=True)
    item = Item.objects.get(code="new-1")
    assert item.status == "draft"
    assert item.placements.get().objective.code == "1.1"
    assert get_content(version=item.current_version) == make_content("New")
    assert words(response) == ["Item new-1: Saved as a draft, version 1."]


def test_the_version_names_its_author(editor, ben):
    editor.post(ADD, form_data(code="new-1"))
    assert ItemVersion.objects.get().created_by == ben


def test_a_code_that_is_taken_is_refused_at_its_field(editor, item):
    response = editor.post(ADD, form_data(make_content("Other"), code="item-1"))
    assert response.context["editor"].form.errors["code"] == ["There is an item with this code already."]
    assert ItemVersion.objects.count() == 1


def test_an_edit_makes_the_next_version(editor, item):
    changed = replace(make_content("First"), explanation="The explanation is better now.")
    response = editor.post(change_url(item), edit_data(item, changed), follow=True)
    item.refresh_from_db()
    assert item.current_version.revision == 2
    assert get_content(version=item.current_version).explanation == "The explanation is better now."
    assert words(response) == ["Item item-1: Version 2 saved. Sittings keep the version they were drawn with."]


def test_an_edit_changes_no_sitting(editor, running):
    place = running.form.items.select_related("version__item").first()
    before = get_content(version=place.version)
    changed = replace(before, stem=before.stem.replace("low cost", "no cost"))
    editor.post(change_url(place.version.item), edit_data(place.version.item, changed))
    place.refresh_from_db()
    assert place.version.item.current_version.revision == 2
    assert get_content(version=place.version) == before


def test_what_the_editor_shows_can_be_sent_back_without_a_change(editor, item):
    """Markdown keeps its line ends and spaces, whatever a browser makes of them."""
    text = "A team trains a model.\n\n```sql\nSELECT 1\n```\n\nWhat should they do?  \n"
    editor.post(change_url(item), edit_data(item, replace(make_content("First"), stem=text)))
    sent = edit_data(item, replace(make_content("First"), stem=text.replace("\n", "\r\n")))
    response = editor.post(change_url(item), sent, follow=True)
    assert words(response)[-1] == "Item item-1: Nothing has changed: version 2 stays as it is."
    assert item.versions.count() == 2


def test_details_make_no_version(editor, item):
    sent = edit_data(
        item, make_content("First"), difficulty="hard", style="coding", is_generative="on", objective="2.2"
    )
    response = editor.post(change_url(item), sent, follow=True)
    item.refresh_from_db()
    assert (item.difficulty, item.style, item.is_generative) == ("hard", "coding", True)
    assert item.placements.get().objective.code == "2.2"
    assert item.current_version.revision == 1
    assert words(response) == ["Item item-1: Details saved. The content has not changed, so it is still version 1."]


def test_what_the_form_does_not_show_is_kept(editor, item):
    item.metadata = {"cognitive": "apply"}
    item.save(update_fields=["metadata"])
    editor.post(change_url(item), edit_data(item, make_content("Other")))
    item.refresh_from_db()
    assert item.metadata == {"cognitive": "apply"}


def test_every_finding_stands_at_its_field_and_nothing_is_written(editor, item):
    bad = replace(make_content("First"), stem="")
    sent = edit_data(item, bad, **{"options-1-text": "", "options-2-fraction": "7"})
    response = editor.post(change_url(item), sent)
    rows = response.context["editor"].options.forms
    assert response.context["editor"].form.errors["stem"] == ["This field is required."]
    assert rows[1].errors["text"] == ["Option b has no text."]
    assert "less than or equal to 1" in rows[2].errors["fraction"][0]
    assert item.versions.count() == 1


def test_a_draft_may_break_rules_that_it_must_keep_to_go_live(editor, item):
    rough = replace(make_content("First"), stem="Too short")
    editor.post(change_url(item), edit_data(item, rough, **{"options-1-rationale": ""}))
    item.refresh_from_db()
    assert item.versions.count() == 2


def test_what_was_typed_is_kept_when_it_is_refused(editor, item):
    sent = edit_data(
        item,
        make_content("First"),
        stem="Half a sentence",
        **{"options-0-text": "An option in work", "options-1-text": ""},
    )
    html = editor.post(change_url(item), sent).content.decode()
    assert "Half a sentence" in html
    assert "An option in work" in html


def test_an_error_is_tied_to_its_field(editor, item):
    sent = edit_data(item, make_content("First"), stem="", **{"options-1-text": ""})
    html = editor.post(change_url(item), sent).content.decode()
    for name in ("stem", "options-1-text"):
        assert f'id="id_{name}_error"' in html
        tag = html[html.index(f'name="{name}"') :].split(">")[0]
        assert 'aria-invalid="true"' in tag
        assert f"id_{name}_error" in tag


def test_a_wrong_number_of_keys_is_said_above_the_options(editor, item):
    sent = edit_data(item, make_content("First"), **{"options-1-is_correct": "on"})
    response = editor.post(change_url(item), sent)
    assert "asks for 1, but 2 of its options are marked correct" in str(
        response.context["editor"].options.non_form_errors()
    )


def test_a_removed_option_and_a_blank_row_are_left_out(editor, item):
    five = make_content("First", select=2)
    single = replace(five, kind="single_choice", select_count=1, stem=make_content("First").stem)
    sent = edit_data(item, single, **{"options-1-DELETE": "on", "options-TOTAL_FORMS": 6, "options-5-code": "f"})
    editor.post(change_url(item), sent)
    item.refresh_from_db()
    assert [option.code for option in item.current_version.options.all()] == ["a", "c", "d", "e"]


def test_a_reference_needs_an_https_address(editor, item):
    sent = edit_data(item, make_content("First"), **{"references-0-url": "http://example.org/manual"})
    response = editor.post(change_url(item), sent)
    assert response.context["editor"].references.forms[0].errors["url"] == ["The address must begin with https://."]


def test_the_current_guide_needs_an_objective(editor, guide):
    response = editor.post(ADD, form_data(code="new-1", **{f"place_{guide.pk}": ""}))
    assert f"place_{guide.pk}" in response.context["editor"].form.errors
    assert not Item.objects.exists()


def test_a_consideration_is_part_of_the_place(editor, guide):
    objective = guide.domains.get(code="1").objectives.get(code="1.2")
    objective.considerations = {"b": "Choosing a model"}
    objective.save(update_fields=["considerations"])
    editor.post(ADD, form_data(code="new-1", **{f"place_{guide.pk}": f"{objective.pk}:b"}))
    assert Item.objects.get().placements.get().consideration == "b"


def test_a_stimulus_is_part_of_the_version(editor, item):
    stimulus = Stimulus.objects.create(code="case", revision=1, title="A case", text="Many words.")
    editor.post(change_url(item), edit_data(item, make_content("First"), stimulus=stimulus.pk))
    item.refresh_from_db()
    assert item.current_version.stimulus == stimulus


# --- two at once --------------------------------------------------------------------------------
def test_an_edit_of_an_older_version_is_refused_and_kept(editor, item):
    mine = edit_data(item, make_content("Mine"))
    editor.post(change_url(item), edit_data(item, make_content("Theirs")))
    response = editor.post(change_url(item), mine)
    item.refresh_from_db()
    assert "Ben saved version 2" in str(response.context["editor"].form.non_field_errors())
    assert "Mine: a team trains" in response.content.decode()
    assert get_content(version=item.current_version) == make_content("Theirs")


def test_after_the_warning_a_second_save_makes_the_newest_version(editor, item):
    mine = edit_data(item, make_content("Mine"))
    editor.post(change_url(item), edit_data(item, make_content("Theirs")))
    shown = editor.post(change_url(item), mine).context["editor"].form["based_on"].value()
    editor.post(change_url(item), {**mine, "based_on": shown})
    item.refresh_from_db()
    assert item.current_version.revision == 3
    assert get_content(version=item.versions.get(revision=2)) == make_content("Theirs")


# --- pages --------------------------------------------------------------------------------------
def test_the_editor_needs_no_inline_script_or_style(editor, item):
    html = editor.get(change_url(item)).content.decode()
    assert "style=" not in html
    assert "<style" not in html
    assert "onclick" not in html


def test_the_preview_shows_what_was_typed_as_a_candidate_sees_it(editor):
    sent = form_data(make_content("Typed"), code="", stem="Use `TRANSFORM` or not?")
    html = editor.post(reverse("admin:bank_item_preview"), sent).content.decode()
    assert '<div class="item__stem richtext" dir="auto"><p dir="auto">Use <code>TRANSFORM</code> or not?</p>' in html
    assert html.count('class="option__input" type="radio"') == 4
    assert "The stem needs at least 40 characters." in html
    assert not Item.objects.exists()


def test_the_preview_of_nothing_is_empty_and_no_error(editor):
    response = editor.post(reverse("admin:bank_item_preview") + "?part=1", {})
    assert response.status_code == 200
    assert "The stem will stand here." in response.content.decode()


def test_a_new_item_is_offered_the_next_free_code(editor, make_item):
    assert 'name="code" value=' not in editor.get(ADD).content.decode()
    for code in ("quiz-099", "quiz-007", "other"):
        make_item(code)
    assert 'name="code" value="quiz-100"' in editor.get(ADD).content.decode()
