"""What stands out about an item is said in words with what to do; too few sittings say nothing."""

from dataclasses import replace

import pytest

from scoring.analysis.flags import ItemFacts, OptionFacts, find_flags

OPTIONS = (
    OptionFacts("a", True, 0.6, 0.35, 0.9),
    OptionFacts("b", False, 0.2, -0.2, 0.05),
    OptionFacts("c", False, 0.2, -0.2, 0.05),
)
GOOD = ItemFacts(facility=0.6, r_rest=0.35, r_rest_95=(0.3, 0.4), options=OPTIONS)


def codes(item: ItemFacts) -> list[str]:
    return [flag.code for flag in find_flags(item)]


def with_option(**changes) -> ItemFacts:
    return replace(GOOD, options=(OPTIONS[0], replace(OPTIONS[1], **changes), OPTIONS[2]))


def test_a_good_item_has_none() -> None:
    assert codes(GOOD) == []


def test_too_few_sittings_raise_none() -> None:
    assert codes(replace(GOOD, facility=None, r_rest=-0.5)) == []
    unknown = [replace(option, r_rest=None, best_share=None) for option in OPTIONS]
    assert codes(ItemFacts(0.6, None, None, unknown)) == []


def test_a_wrong_key_is_named_with_the_option_that_the_best_choose() -> None:
    rival = OptionFacts("c", False, 0.5, 0.3, 0.8, r_low=0.2)
    key = OptionFacts("a", True, 0.3, -0.2, 0.1)
    flag = find_flags(ItemFacts(0.3, -0.2, (-0.3, -0.1), (key, OPTIONS[1], rival)))[0]
    assert flag.is_serious
    assert flag.text == "The key may be wrong: the best candidates choose C."
    assert "re-score" in flag.advice


def test_a_rival_that_may_be_chance_does_not_accuse_the_key() -> None:
    rival = OptionFacts("c", False, 0.5, 0.15, 0.8, r_low=-0.05)
    key = OptionFacts("a", True, 0.3, 0.12, 0.1)
    assert codes(ItemFacts(0.3, 0.12, (-0.08, 0.3), (key, OPTIONS[1], rival))) == []


def test_a_key_of_two_options_is_judged_by_its_correlation_alone() -> None:
    two = [replace(option, is_key=option.option != "c") for option in OPTIONS]
    assert codes(ItemFacts(0.4, -0.2, (-0.3, -0.1), two))[0] == "negative"


@pytest.mark.parametrize(("facility", "found"), [(0.96, ["easy"]), (0.95, []), (0.20, []), (0.19, ["hard"])])
def test_too_easy_and_too_hard(facility, found) -> None:
    assert codes(replace(GOOD, facility=facility)) == found


def test_a_flat_item_may_be_chance_while_the_interval_is_wide() -> None:
    wide = find_flags(replace(GOOD, r_rest=0.05, r_rest_95=(-0.1, 0.2)))
    narrow = find_flags(replace(GOOD, r_rest=0.05, r_rest_95=(0.0, 0.1)))
    assert [flag.code for flag in (*wide, *narrow)] == ["flat", "flat"]
    assert ("chance" in wide[0].advice, "chance" in narrow[0].advice) == (True, False)


def test_a_distractor_that_draws_the_strong_is_ambiguous() -> None:
    assert codes(with_option(r_rest=0.1, r_low=0.01)) == ["ambiguous"]
    assert codes(with_option(r_rest=0.1, r_low=-0.01)) == []


def test_idle_distractors_are_named_together() -> None:
    idle = [OPTIONS[0], *(replace(option, share=0.0) for option in OPTIONS[1:])]
    assert [flag.text for flag in find_flags(replace(GOOD, options=idle))] == ["Nobody chooses B and C."]
    assert [flag.text for flag in find_flags(with_option(share=0.03))] == ["Fewer than 5 % choose B."]


def test_where_nearly_all_are_right_no_distractor_is_idle() -> None:
    assert codes(replace(with_option(share=0.0), facility=0.91)) == []


def test_omissions_and_time() -> None:
    assert codes(replace(GOOD, omitted=0.11, seconds=130.0, usual_seconds=60.0)) == ["omitted", "slow"]
    assert codes(replace(GOOD, omitted=0.1, seconds=120.0, usual_seconds=60.0)) == []
