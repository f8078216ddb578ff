"""Files of other systems come in by a dry run, all or nothing, and nothing comes twice."""

import json

import pytest
from django.core.management import CommandError, call_command

from exams.bank.keys import get_content
from exams.bank.models import Item, ItemVersion, Media
from exams.exchange.exporting import export_items
from exams.exchange.foreign import Source
from exams.exchange.formats.detect import detect, read_file
from exams.exchange.importing import PlanRefused, carry_out
from exams.exchange.mapping import digest
from exams.exchange.planning import plan_import

pytestmark = pytest.mark.django_db

GIFT = """
::one:: Which planet is the largest? { =Jupiter#It has the most mass. ~Mars#It is smaller. ~Venus }

::two:: Which two are gas giants? { ~%50%Jupiter ~%50%Saturn ~%-100%Mars ~%-100%Venus ####Both are mostly hydrogen. }

::three:: How many moons has Mars? {#2}
"""
BROKEN = GIFT + "\n::four:: No answer here { ~Wrong }\n"


def source(text=GIFT, name="planets.gift"):
    return Source(name, text.encode())


def take(text=GIFT, name="planets.gift", **options):
    plan = plan_import(source(text, name))
    carry_out(plan, actor=None, **options)
    return plan


def content_of(code):
    return get_content(version=Item.objects.get(code=code).newest_version)


def test_a_dry_run_says_row_by_row_what_will_happen_and_writes_nothing():
    plan = plan_import(source(BROKEN))
    assert [(row.source_id, row.decision) for row in plan.rows] == [
        ("one", "create"),
        ("two", "create"),
        ("three", "unsupported"),
        ("four", "refused"),
    ]
    assert plan.rows[3].place.line == 8
    assert not Item.objects.exists()


def test_items_come_as_drafts_with_key_shares_and_feedback():
    take()
    item = Item.objects.get(code="planets-two")
    content = content_of("planets-two")
    assert item.status == "draft"
    assert [(row.text, row.is_correct, float(row.fraction)) for row in content.options] == [
        ("Jupiter", True, 0.5),
        ("Saturn", True, 0.5),
        ("Mars", False, -1.0),
        ("Venus", False, -1.0),
    ]
    assert content.explanation == "Both are mostly hydrogen."
    one = content_of("planets-one")
    assert [row.rationale for row in one.options] == ["It has the most mass.", "It is smaller.", ""]
    assert {row.fraction for row in one.options} == {None}


def test_importing_twice_creates_nothing_twice():
    take()
    again = take()
    assert again.count()["duplicate"] == 2
    assert Item.objects.count() == ItemVersion.objects.count() == 2


def test_the_same_questions_under_another_name_are_duplicates():
    take()
    copy = take(name="copy.gift")
    assert {row.code for row in copy.of("duplicate")} == {"planets-one", "planets-two"}
    assert Item.objects.count() == 2


def test_a_question_that_stands_twice_in_a_file_comes_once():
    text = "::one:: Which is it? { =a ~b }\n\n::again:: Which is it? { =a ~b }\n"
    assert [row.decision for row in take(text).rows] == ["create", "duplicate"]


def test_questions_that_differ_in_what_is_told_or_in_the_key_are_two():
    text = """::one:: Is it so? { =yes#Quite. ~no }

::two:: Is it so? { =yes#Of course. ~no }

::three:: Is it so? { ~yes =no }
"""
    assert [row.decision for row in take(text).rows] == ["create"] * 3


def test_what_stands_here_with_the_same_key_is_not_taken_again_from_another_file():
    take("::one:: Is it so? { =yes#Quite. ~no }", "a.gift")
    plan = plan_import(source("::x:: Is it *so*? { =yes ~no }\n\n::y:: Is it so? { ~yes =no }", "b.gift"))
    assert [(row.decision, row.code) for row in plan.rows] == [("duplicate", "a-one"), ("create", "b-y")]


def test_no_item_is_changed_twice_by_one_file():
    take("::q1:: Which planet is the largest? { =Jupiter ~Mars }", "quiz.gift")
    text = """::q1:: Which planet is the largest one? { =Jupiter ~Mars }

::quiz-q1:: Which planet is the very largest? { =Jupiter ~Mars }
"""
    plan = take(text, "quiz.gift")
    assert [(row.decision, row.code) for row in plan.rows] == [("change", "quiz-q1"), ("create", "quiz-quiz-q1")]


def test_a_later_edition_makes_a_version():
    take()
    plan = take(GIFT.replace("the largest", "the largest of all"))
    assert [row.code for row in plan.of("change")] == ["planets-one"]
    assert content_of("planets-one").stem == "Which planet is the largest of all?"
    assert Item.objects.get(code="planets-one").versions.count() == 2


def test_another_question_under_the_same_number_is_another_item():
    take("::q1:: Which planet is the largest? { =Jupiter ~Mars }", "quiz.gift")
    take("::q1:: What does a mutex protect? { =Shared state ~The disk }", "quiz.gift")
    assert sorted(Item.objects.values_list("code", flat=True)) == ["quiz-q1", "quiz-q1-2"]


def test_all_or_nothing_and_the_rest_when_asked():
    with pytest.raises(PlanRefused):
        take(BROKEN)
    assert not Item.objects.exists()
    take(BROKEN, is_partial=True)
    assert Item.objects.count() == 2


def test_an_item_without_a_key_is_refused_and_says_so():
    plan = plan_import(
        Source(
            "quiz.xml",
            b"<quiz><question type='multichoice'><name><text>n</text></name>"
            b"<questiontext format='html'><text>Which?</text></questiontext><single>false</single>"
            b"<answer fraction='0'><text>a</text></answer><answer fraction='0'><text>b</text></answer></question></quiz>",
        )
    )
    assert [row.decision for row in plan.rows] == ["refused"]


def test_nothing_is_exported_of_a_retired_item_unless_it_is_named():
    take()
    Item.objects.filter(code="planets-one").update(status="retired")
    assert export_items(format_name="gift")[1] == 1
    assert export_items(format_name="gift", codes=["planets-one"])[1] == 1


def test_pictures_are_stored_and_shown_by_their_address():
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    text = (
        '<quiz><question type="multichoice"><name><text>seen</text></name><questiontext format="html"><text>'
        '<![CDATA[<p>What is it? <img src="@@PLUGINFILE@@/dot.png" alt="A dot"></p>]]></text>'
        f'<file name="dot.png" path="/" encoding="base64">{dot}</file></questiontext><single>true</single>'
        '<answer fraction="100"><text>A dot</text></answer><answer fraction="0"><text>A line</text></answer>'
        "</question></quiz>"
    )
    plan = take(text, "pictures.xml")
    media = Media.objects.get()
    assert media.alternative_text == "A dot"
    assert media.file.url in content_of(plan.rows[0].code).stem


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.xml", b"<?xml version='1.0'?><quiz></quiz>", "moodle"),
        ("a.xml", b"\xef\xbb\xbf<assessmentItem/>", "qti"),
        ("a.txt", b"What?\nA. one\nB. two\nANSWER: B\n", "aiken"),
        ("a.txt", b"What? { =one ~two }", "gift"),
        ("a.csv", b"stem;option_a", "csv"),
        ("a.xml", "<quiz>".encode("utf-16"), "moodle"),
    ],
)
def test_the_format_is_found_by_the_content(name, data, found):
    assert detect(Source(name, data)) == found


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr("exams.exchange.formats.detect.MOST_BYTES", 10)
    _, reading = read_file(source())
    assert reading.refused[0].reason.startswith("The file is larger")


def test_the_command_says_everything_as_json(tmp_path, capsys):
    path = tmp_path / "planets.gift"
    path.write_text(BROKEN)
    call_command("import_items", str(path), "--dry-run", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"create": 2, "change": 0, "duplicate": 0, "unsupported": 1, "refused": 1}
    one = told["items"][0]
    assert (one["source_id"], one["type"], one["options"], one["keys"]) == ("one", "single_choice", 3, ["a"])
    assert one["scores"] == [1.0, 0.0, 0.0]
    assert told["items"][3]["line"] == 8
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_items", str(path))
    assert not Item.objects.exists()
    call_command("import_items", str(path), "--partial")
    call_command("export_items", "--format", "qti3.0", "--output", str(tmp_path / "out.zip"))
    assert "2 items written" in capsys.readouterr().out
    assert len(read_file(Source("out.zip", (tmp_path / "out.zip").read_bytes()))[1].items) == 2


def test_a_digest_does_not_depend_on_names():
    one, other = (read_file(source(name=name))[1].items[0] for name in ("a.gift", "b.gift"))
    assert digest(one) == digest(other)
