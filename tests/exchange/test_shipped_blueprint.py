"""What the shipped bank holds of everything: enough for six forms that share nothing, and a seventh in reserve.

The numbers are the bank's blueprint: seven forms of 60 by the current guide's weights.
"""

from collections import Counter

import pytest
from django.conf import settings
from django.core.management import call_command

from exams.assembly.assembly_selectors import get_problem
from exams.assembly.models import Exam
from exams.assembly.optimizing.problem import Assembled
from exams.assembly.optimizing.solver import assemble
from exams.assembly.services.exams import ensure_exam
from exams.bank.models import ExamGuide
from exams.exchange.bank_files import ParsedItem, read_bank
from exams.exchange.exam_files import read_exam
from exams.exchange.resource_files import ParsedResources, read_resources
from exams.exchange.services.bank import read_sources

FOLDER = settings.BASE_DIR / "content" / "gcp-pmle"
CURRENT, LEGACY = "pmle-2026-06", "pmle-2022-02"
FORMS = 7
PER_FORM = {
    "1.1": 4,
    "1.2": 4,
    "2.1": 3,
    "2.2": 3,
    "2.3": 3,
    "3.1": 4,
    "3.2": 6,
    "3.3": 2,
    "4.1": 6,
    "4.2": 6,
    "5.1": 7,
    "5.2": 4,
    "6.1": 4,
    "6.2": 4,
}
# Of each consideration, so that it appears in several forms.
LEAST_OF_A_CONSIDERATION = 4
STYLES = {"fundamentals": 76, "coding": 63, "services": 126, "infrastructure": 105, "strategy": 50}
DIFFICULTIES = {"easy": 84, "medium": 231, "hard": 105}
CRITERIA = {
    **dict.fromkeys(("cost", "latency", "speed", "scalability", "infra-maintenance"), 45),
    **dict.fromkeys(("data-size", "customisation"), 30),
    **dict.fromkeys(("security", "availability", "interpretability"), 22),
}
TAGS = {"troubleshooting": 45, "evaluation": 35, "risk": 30, "migration": 30}


@pytest.fixture(scope="module")
def items() -> list[ParsedItem]:
    return [item for item in read_bank(read_sources(FOLDER / "items")).items if item.status == "live"]


@pytest.fixture(scope="module")
def resources() -> ParsedResources:
    return read_resources((FOLDER / "study_resources.yaml").read_text("utf-8"))


def lacks(needed: dict[str, int], counts: Counter[str]) -> dict[str, int]:
    return {name: needed[name] - counts[name] for name in needed if counts[name] < needed[name]}


def test_every_objective_fills_its_part_of_seven_forms(items):
    counts = Counter(item.placements[CURRENT][:3] for item in items)
    assert lacks({code: FORMS * count for code, count in PER_FORM.items()}, counts) == {}


def test_every_consideration_has_items_for_several_forms(items):
    counts = Counter(item.placements[CURRENT] for item in items)
    assert len(counts) == 52
    assert lacks(dict.fromkeys(counts, LEAST_OF_A_CONSIDERATION), counts) == {}


@pytest.mark.parametrize(("name", "needed"), [("style", STYLES), ("difficulty", DIFFICULTIES)])
def test_styles_and_difficulties_are_near_their_shares(items, name, needed):
    counts = Counter(getattr(item, name) for item in items)
    shares = {name: (counts[name] / len(items), count / sum(needed.values())) for name, count in needed.items()}
    assert not {name: pair for name, pair in shares.items() if abs(pair[0] - pair[1]) > 0.03}


@pytest.mark.parametrize(("member", "needed"), [("criteria", CRITERIA), ("tags", TAGS)])
def test_constraints_and_kinds_of_question_occur_often_enough(items, member, needed):
    counts = Counter(name for item in items for name in item.metadata.get(member, ()))
    assert lacks(needed, counts) == {}


def test_features_have_their_share(items):
    selects = Counter(item.content.select_count for item in items)
    # Three keys take seven options (four distractors): they are rare.
    assert selects[3] >= 3
    assert selects[2] + selects[3] >= 42
    assert sum("```" in item.content.stem for item in items) >= 49
    assert sum(item.is_generative for item in items) >= 91


def test_scenario_sets_ask_for_several_objectives(items):
    sets: dict[str, set[str]] = {}
    for item in items:
        if item.content.stimulus_code:
            sets.setdefault(item.content.stimulus_code, set()).add(item.placements[CURRENT])
    assert len(sets) >= 14
    assert not [code for code, places in sets.items() if len(places) < 2]


# --- forms --------------------------------------------------------------------------------------
@pytest.fixture
def shipped_exam(db) -> Exam:
    call_command("load_bank", str(FOLDER), verbosity=0)
    return ensure_exam(**read_exam((FOLDER / "exam.yaml").read_text("utf-8")))


@pytest.mark.parametrize(
    ("guide", "form_count", "by_domain"),
    [
        (CURRENT, FORMS, {"1": 8, "2": 9, "3": 12, "4": 12, "5": 11, "6": 8}),
        (LEGACY, FORMS - 1, {"1": 8, "2": 11, "3": 12, "4": 13, "5": 9, "6": 7}),
    ],
)
def test_forms_that_share_nothing_can_be_drawn(shipped_exam, guide, form_count, by_domain):
    """Six by the domains of 2022, and one more in reserve by those of today."""
    shipped_exam.guide = ExamGuide.objects.get(code=guide)
    shipped_exam.save(update_fields=["guide"])
    outcome = assemble(get_problem(exam=shipped_exam, form_count=form_count, overlap_count=0, seed=1))
    assert isinstance(outcome, Assembled), outcome
    for form in outcome.forms:
        assert Counter(item.domain for item in form.items) == by_domain
    codes = [item.code for form in outcome.forms for item in form.items]
    assert len(set(codes)) == form_count * 60


# --- study resources ----------------------------------------------------------------------------
def test_every_objective_has_something_to_read(resources):
    counts = Counter(row.objective for row in resources.resources)
    assert resources.guide == CURRENT
    assert lacks(dict.fromkeys(PER_FORM, 4), counts) == {}


def test_readings_are_of_several_kinds(resources):
    kinds = Counter(row.kind for row in resources.resources)
    assert kinds["documentation"] > kinds["course"] >= len(PER_FORM) / 2
