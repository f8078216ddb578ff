"""What a person takes along, and what goes with them."""

import json

import pytest

from exams.proctoring.errors import SittingNotOver
from exams.proctoring.models import CheckInStep, Decision, Incident, Statement, Supervision, Verdict
from exams.proctoring.services import privacy, review
from exams.sittings.models import Sitting, SittingEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewed(waiting, petra):
    review.comment(user=waiting.sitting.user, sitting_id=waiting.sitting_id, text="My own notes.")
    review.decide(actor=petra, sitting_id=waiting.sitting_id, verdict=Verdict.NOTED, reason="Own notes.", seen_count=0)
    return waiting


def test_an_export_has_everything_in_plain_values_and_no_reviewers_name(reviewed, alice):
    (found,) = json.loads(json.dumps(privacy.collect(user=alice)))
    assert (found["points"], len(found["check_in"]), found["statements"][0]["text"]) == (3, 6, "My own notes.")
    assert [row["item"] for row in found["time_line"] if row["what"] == "Copy"] == [7, 7]
    assert found["decisions"][0]["reason"] == "Own notes."
    assert "Petra" not in str(found)


def test_nobody_exports_somebody_else(reviewed, carol):
    assert privacy.collect(user=carol) == []


def test_an_erasure_leaves_nothing_of_the_room(reviewed, alice):
    assert privacy.erase(user=alice) == 1
    for model in (Supervision, Incident, CheckInStep, Decision, Statement):
        assert not model.objects.exists()
    assert not SittingEvent.objects.filter(number__isnull=False).exists()
    assert Sitting.objects.exists()


def test_an_erasure_does_not_wait_for_a_review(waiting, alice):
    assert privacy.erase(user=alice) == 1


def test_erasing_twice_is_once(reviewed, alice):
    privacy.erase(user=alice)
    assert privacy.erase(user=alice) == 0


def test_others_keep_what_is_theirs(reviewed, petra):
    assert privacy.erase(user=petra) == 0
    assert Decision.objects.count() == 1


def test_while_an_exam_goes_on_nothing_is_erased(proctored, cleared, alice):
    with pytest.raises(SittingNotOver):
        privacy.erase(user=alice)
    assert Supervision.objects.exists()
