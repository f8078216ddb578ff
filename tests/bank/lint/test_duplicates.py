"""Near-duplicates: the index finds what comparing every pair finds."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from exams.bank.lint.duplicates import LONGEST_LIST, StemIndex, find_near_duplicates, most_similar, shingles

TEXTS = st.lists(st.lists(st.sampled_from("abcd"), max_size=14).map(" ".join), max_size=12)


def similarity(first: str, second: str) -> float:
    one, two = shingles(first), shingles(second)
    return len(one & two) / len(one | two) if one | two else 0.0


@given(TEXTS, st.sampled_from([0.05, 0.15, 0.4, 0.8]))
def test_finds_what_comparing_every_pair_finds(texts, threshold):
    stems = {str(number): text for number, text in enumerate(texts)}
    naive = {
        (first, second): similarity(stems[first], stems[second])
        for first, second in combinations(stems, 2)
        if similarity(stems[first], stems[second]) > threshold
    }
    found = find_near_duplicates(stems, threshold=threshold)
    assert {(pair.first, pair.second): pair.similarity for pair in found} == naive


def test_nearest_names_the_most_similar_first():
    index = StemIndex()
    index.add("far", "one two three four five six seven")
    index.add("near", "one two three four five nine ten")
    index.add("same", "one two three four five nine")
    assert [row.name for row in index.nearest("One, two, three: four five nine!")] == ["same", "near", "far"]
    assert [row.similarity for row in index.nearest("one two three four five nine", most=1)] == [1.0]


@given(TEXTS, st.sampled_from([0.05, 0.15, 0.4, 0.8]))
def test_comparing_each_finds_what_the_index_finds(texts, threshold):
    index = StemIndex()
    for number, text in enumerate(texts):
        index.add(str(number), text)
    others = [(str(number), list(shingles(text))) for number, text in enumerate(texts)]
    asked = "a b c d a b"
    assert most_similar(shingles(asked), others, threshold=threshold) == index.nearest(asked, threshold=threshold)


def test_case_and_punctuation_do_not_matter():
    assert shingles("You want: a MODEL.") == shingles("you want a model")


def test_short_and_empty_stems_are_no_trouble():
    assert find_near_duplicates({"a": "", "b": "", "c": "Why?", "d": "why"})[0].similarity == 1.0


def test_each_of_very_many_equal_stems_is_found_beside_others():
    stems = {str(number): "the same words in every one of these stems" for number in range(3 * LONGEST_LIST)}
    found = find_near_duplicates(stems)
    assert {pair.second for pair in found} | {"0"} == set(stems)
    assert len(found) < len(stems) * LONGEST_LIST
