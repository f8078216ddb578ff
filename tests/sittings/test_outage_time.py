from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exams.sittings import outage_time
from exams.sittings.outage_time import NOT_HEARD_SECONDS, propose

START = datetime(2026, 11, 21, 10, tzinfo=UTC)
MOMENTS = st.integers(-600, 4200)
INTERVALS = st.lists(st.tuples(MOMENTS, MOMENTS), max_size=6)


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


def spans(*pairs: tuple[float, float]) -> list[outage_time.Interval]:
    return [(at(begin), at(end)) for begin, end in pairs]


def lost(until: float = 3600, **values):
    """Outage seconds and own seconds of a sitting that began at 0."""
    moments = {name: spans(*pairs) for name, pairs in values.items() if isinstance(pairs, list)}
    settled = {name: at(second) for name, second in values.items() if not isinstance(second, list)}
    proposal = propose(running=(START, at(until)), **moments, **settled)
    return proposal.outage_seconds, proposal.own_gap_seconds


def test_an_outage_is_given_back_in_full():
    assert lost(outages=[(100, 280)]) == (180, 0)


def test_only_the_part_in_the_sitting_counts():
    assert lost(until=400, outages=[(-50, 20), (390, 900)]) == (30, 0)


def test_outages_that_overlap_count_once():
    assert lost(outages=[(100, 200), (150, 250)]) == (150, 0)


def test_nothing_is_lost_while_the_clock_stands_still():
    assert lost(outages=[(100, 200)], pauses=[(150, 400)]) == (50, 0)


def test_a_gap_that_an_outage_explains_is_not_the_candidates():
    assert lost(outages=[(100, 200)], gaps=[(95, 215)]) == (100, 0)


def test_a_gap_of_the_candidates_own_is_told_apart():
    assert lost(outages=[(100, 200)], gaps=[(300, 420)]) == (100, 120)


def test_a_gap_that_goes_on_long_after_an_outage_is_partly_the_candidates():
    assert lost(outages=[(100, 200)], gaps=[(95, 300)]) == (100, 100)


def test_what_was_settled_is_not_lost_again():
    assert lost(outages=[(100, 200), (300, 330)], outages_settled_until=250) == (30, 0)
    assert lost(outages=[(100, 200)], outages_settled_until=250, gaps=[(210, 260)]) == (0, 50)
    assert lost(gaps=[(100, 200)], gaps_settled_until=200) == (0, 0)


@given(outages=INTERVALS, pauses=INTERVALS, gaps=INTERVALS, until=st.integers(0, 3600))
def test_never_more_than_the_time_in_which_the_clock_ran(outages, pauses, gaps, until):
    ran = [second for second in range(until) if not any(begin <= second < end for begin, end in pauses)]
    ours, own = lost(until=until, outages=outages, pauses=pauses, gaps=gaps)
    assert min(ours, own) >= 0
    assert ours + own <= len(ran)


@given(outages=INTERVALS, pauses=INTERVALS, until=st.integers(0, 3600))
def test_every_lost_second_counts_exactly_once(outages, pauses, until):
    def is_in(second, pairs):
        return any(begin <= second < end for begin, end in pairs)

    counted = sum(is_in(second, outages) and not is_in(second, pauses) for second in range(until))
    assert lost(until=until, outages=outages, pauses=pauses)[0] == counted


@given(outages=INTERVALS, gaps=INTERVALS, until=st.integers(0, 3600))
def test_granting_twice_gives_nothing(outages, gaps, until):
    assert lost(until=until, outages=outages, gaps=gaps, outages_settled_until=until, gaps_settled_until=until) == (
        0,
        0,
    )


@given(outages=INTERVALS, middle=st.integers(0, 3600))
def test_two_grants_give_what_one_at_the_end_would_have_given(outages, middle):
    first, _ = lost(until=middle, outages=outages)
    second, _ = lost(outages=outages, outages_settled_until=middle)
    assert first + second == lost(outages=outages)[0]


@given(gaps=INTERVALS, outages=INTERVALS)
def test_a_silence_between_two_heartbeats_is_no_gap(gaps, outages):
    proposal = propose(running=(START, at(3600)), outages=spans(*outages), gaps=spans(*gaps))
    assert all((end - begin).total_seconds() >= NOT_HEARD_SECONDS for begin, end in proposal.own_gaps)


# --- until when answers may arrive ---------------------------------------------------------------
def final(*outages: tuple[float, float]) -> float:
    moment = outage_time.final_at(at(1000), grace_seconds=60, outages=spans(*outages))
    return (moment - START).total_seconds()


def test_without_an_outage_the_grace_ends_after_its_length():
    assert final() == 1060
    assert final((100, 900)) == 1060


def test_the_grace_begins_anew_at_the_end_of_an_outage():
    assert final((900, 1300)) == 1360
    assert final((1030, 1300)) == 1360


def test_an_outage_after_the_grace_moves_nothing():
    assert final((1061, 1300)) == 1060


def test_one_outage_after_the_other_moves_it_on():
    assert final((900, 1300), (1350, 1500), (1700, 1800)) == 1560
