"""Answers of people of known ability to items of known difficulty, as rows of the database."""

import numpy as np

from exams.assembly.models import Exam, Form
from exams.bank.keys import get_correct_codes
from scoring.marking.models import Result
from tests.analysis.sat_sittings import add_sittings


def simulate(form: Form, count: int, *, seed: int = 1, ability: float = 0.0) -> np.ndarray:
    """Right (1) or wrong (0) by the Rasch model; the form's items rise evenly from -1.5 to 1.5 in difficulty."""
    random = np.random.default_rng(seed)
    people = random.normal(ability, 1, count)
    difficulty = np.linspace(-1.5, 1.5, form.items.count())
    return (random.random((count, len(difficulty))) < 1 / (1 + np.exp(difficulty - people[:, None]))).astype(int)


def sit(exam: Exam, form: Form, right: np.ndarray, **values: object) -> list[Result]:
    """A sitting for each row: the key where it is right, one wrong option where it is not."""
    items = list(form.items.order_by("position"))
    keys = get_correct_codes(version_ids=[item.version_id for item in items])
    letters = [("".join(sorted(keys[item.version_id])), "d") for item in items]
    answers = [[letters[place][0 if mark else 1] for place, mark in enumerate(row)] for row in right]
    return add_sittings(exam, form, answers, **values)
