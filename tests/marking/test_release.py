import pytest

from exams.assembly.models import Exam, ReleasePolicy
from exams.sittings.models import Sitting
from scoring.marking.errors import ResultNotReleasable
from scoring.marking.models import ResultState
from scoring.marking.services.release import release, release_due
from scoring.marking.services.scoring import score


def test_a_submitted_exam_shows_its_result_at_once(submitted):
    assert score(sitting_id=submitted.pk).state == ResultState.RELEASED


def test_an_exam_may_wait_for_its_staff(submitted, ben):
    Exam.objects.update(release_policy=ReleasePolicy.BY_HAND)
    result = score(sitting_id=submitted.pk)
    release_due()
    result.refresh_from_db()
    assert result.state == ResultState.SCORED
    assert release(actor=ben, result=result).state == ResultState.RELEASED


def test_a_held_result_is_not_released(submitted, ben):
    Sitting.objects.update(is_held=True)
    result = score(sitting_id=submitted.pk)
    release_due()
    result.refresh_from_db()
    assert result.state == ResultState.SCORED
    with pytest.raises(ResultNotReleasable):
        release(actor=ben, result=result)


def test_releasing_twice_keeps_the_first_moment(released, ben):
    assert release(actor=ben, result=released).released_at == released.released_at
