"""All pairs of sittings at once: chances as computed by hand, a copy comes first, and what is no pair."""

import numpy as np
import pytest

from scoring.psychometrics.choice_similarity import Similar, find_similar
from scoring.psychometrics.irt_model import probability
from scoring.psychometrics.similarity import upper_tail

A, D = np.linspace(0.6, 1.6, 30), np.linspace(-1.5, 1.5, 30)
COUNT = 60


class Room:
    """Sixty independent sittings of thirty items with a key (0) and three wrong choices; 8 has copied 26 answers of 3."""

    def __init__(self) -> None:
        random = np.random.default_rng(6)
        self.ability = random.normal(0, 1, COUNT)
        self.share = probability(self.ability, A, D)
        is_right = random.random((COUNT, 30)) < self.share
        self.codes = np.where(is_right, 0, random.integers(1, 4, (COUNT, 30)))
        self.codes[8] = self.codes[3]
        self.codes[8, :4] = (self.codes[8, :4] + 1) % 4
        self.is_answered = np.ones((COUNT, 30), dtype=bool)
        self.people = np.arange(COUNT)

    def find(self, **values: int) -> Similar:
        right = self.codes == 0
        return find_similar(self.codes, right, self.is_answered, self.share, self.ability, people=self.people, **values)


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_copy_comes_first(room) -> None:
    found = room.find()
    assert found.pairs[0].tolist() == [3, 8]
    assert (found.same[0], found.shared[0]) == (26, 30)
    assert found.chance[0] < 1e-4
    assert found.compared == COUNT * (COUNT - 1) // 2


def test_the_chance_is_that_of_independent_choices(room) -> None:
    """Right: both right. A wrong choice: both wrong, times its share among all wrong answers, twice."""
    agree = []
    for item in range(30):
        wrong = room.codes[:, item][room.codes[:, item] > 0]
        popular = sum((np.mean(wrong == option) ** 2 for option in (1, 2, 3)), start=0.0)
        u, v = room.share[3, item], room.share[8, item]
        agree.append(u * v + (1 - u) * (1 - v) * popular)
    expected = upper_tail(np.array([agree]), np.array([26]))[0]
    assert room.find().chance[0] == pytest.approx(expected, rel=1e-5)


def test_pairs_stand_by_their_chance(room) -> None:
    chance = room.find().chance
    assert (np.diff(chance) >= 0).all()


def test_two_sittings_of_one_person_are_no_pair(room) -> None:
    room.people[8] = 3
    found = room.find()
    assert [3, 8] not in found.pairs.tolist()
    assert found.compared == COUNT * (COUNT - 1) // 2 - 1


def test_pairs_with_few_common_answers_are_left_out(room) -> None:
    room.is_answered[3, :15] = False
    assert not (room.find().pairs == 3).any()


def test_omissions_are_no_agreement(room) -> None:
    room.is_answered[3, :5] = room.is_answered[8, :5] = False
    found = room.find()
    assert (found.same[0], found.shared[0]) == (25, 25)


def test_the_order_of_sittings_does_not_matter(room) -> None:
    before = room.find()
    order = np.random.default_rng(1).permutation(COUNT)
    room.codes, room.share, room.ability = room.codes[order], room.share[order], room.ability[order]
    after = room.find()
    assert sorted(order[after.pairs[0]].tolist()) == [3, 8]
    assert after.chance[0] == pytest.approx(before.chance[0], rel=1e-5)


def test_an_item_that_everybody_got_right_breaks_nothing(room) -> None:
    room.codes[:, 0] = 0
    assert room.find().pairs[0].tolist() == [3, 8]


def test_nothing_is_found_among_nobody() -> None:
    none = np.empty((0, 30))
    found = find_similar(
        none.astype(int), none.astype(bool), none.astype(bool), none, np.empty(0), people=np.empty(0, dtype=int)
    )
    assert (found.compared, found.pairs.shape) == (0, (0, 2))
