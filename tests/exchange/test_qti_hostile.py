"""Whatever comes in as QTI: an answer with a reason, never an error, and nothing is dropped."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exams.exchange.foreign import Source
from exams.exchange.formats import choices, qti_texts
from exams.exchange.formats.qti import read_qti
from exams.exchange.packages import Package
from tests.exchange.qti_files import DATA, MATCH, PNG, item_xml, packed, read

SEEDS = [path.read_bytes() for path in sorted(DATA.glob("*/*.xml"))] + [item_xml()]
PIECES = st.sampled_from(
    [
        b"<",
        b">",
        b"</item>",
        b"&amp;",
        b"&#0;",
        b"<and>",
        b"<or/>",
        b"<multiple/>",
        b'identifier="A"',
        b"\xff",
        b"1e999",
    ]
)


def mutated(seed: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for start, length, piece in changes:
        at = start % (len(seed) + 1)
        seed = seed[:at] + piece + seed[at + length :]
    return seed


changes = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 40), PIECES | st.binary(max_size=8)), max_size=4)
bounded = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@bounded
@given(seed=st.sampled_from(SEEDS), changed=changes)
def test_a_damaged_file_is_read_or_refused(seed: bytes, changed: list[tuple[int, int, bytes]]) -> None:
    reading = read(mutated(seed, changed))
    assert reading.items or reading.unsupported or reading.refused


@bounded
@given(changed=changes)
def test_a_damaged_package_is_read_or_refused(changed: list[tuple[int, int, bytes]]) -> None:
    whole = packed({"imsmanifest.xml": b"<manifest/>", "q1.xml": item_xml(), "q2.xml": item_xml(identifier="q2")})
    reading = read(mutated(whole, changed), "quiz.zip")
    assert reading.items or reading.unsupported or reading.refused


@bounded
@given(data=st.binary(max_size=400))
def test_any_bytes_are_refused(data: bytes) -> None:
    assert read_qti(Source("quiz", data)).refused


TAGS = ("and", "or", "not", "match", "multiple", "variable", "correct", "sum", "divide", "index", "isNull", "member")
TAGS += ("contains", "delete", "gt", "equal", "mapResponse", "baseValue", "null", "random", "round", "containerSize")
trees = st.recursive(
    st.sampled_from(TAGS).map(lambda tag: f'<{tag} identifier="RESPONSE"/>'),
    lambda inner: st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=3)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=12,
)


@bounded
@given(tree=trees)
def test_any_rules_lead_to_an_item(tree: str) -> None:
    rules = f'<responseProcessing><setOutcomeValue identifier="SCORE">{tree}</setOutcomeValue></responseProcessing>'
    assert read(item_xml(rest=rules)).items


def test_rules_without_end_are_given_up() -> None:
    rules = f"<responseProcessing>{'<responseCondition><responseIf><and>' + '<not><null/></not>' * 50_000}</and>"
    data = item_xml(rest=f"{rules}</responseIf></responseCondition></responseProcessing>")
    assert "too many steps" in read(data).items[0].warnings[0]


@pytest.mark.parametrize("name", ["../q.xml", "/etc/q.xml", "C:\\q.xml"])
def test_a_package_that_leads_outside_is_refused_as_a_whole(name: str) -> None:
    reading = read(packed({name: item_xml(), "good.xml": item_xml()}))
    assert not reading.items
    assert "forbidden name" in reading.refused[0].reason


def test_a_bomb_in_a_package_is_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><assessmentItem>&b;</assessmentItem>'
    reading = read(packed({"bomb.xml": bomb, "good.xml": item_xml()}))
    assert [str(refused.place) for refused in reading.refused] == ["bomb.xml:1"]
    assert len(reading.items) == 1


def test_an_included_file_cannot_lie_outside() -> None:
    body = '<p><include href="file:///etc/passwd"/><include href="../../etc/passwd"/></p>'
    item = read(packed({"q.xml": item_xml(body=body, rest=MATCH)})).items[0]
    assert len([warning for warning in item.warnings if "is not in the file" in warning]) == 2
    assert "root" not in item.stem


def test_a_rule_that_doubles_a_value_is_given_up() -> None:
    double = '<setOutcomeValue identifier="X"><multiple><variable identifier="X"/><variable identifier="X"/></multiple>'
    first = '<setOutcomeValue identifier="X"><baseValue baseType="identifier">x</baseValue></setOutcomeValue>'
    rules = f"<responseProcessing>{first}{f'{double}</setOutcomeValue>' * 60}</responseProcessing>"
    assert "too many values" in read(item_xml(rest=rules)).items[0].warnings[0]


def test_a_file_without_a_name_in_a_package_is_refused() -> None:
    data = packed({"a": b"x"}).replace(b"\x01\x00\x00\x00\x00\x00", b"\x00\x00\x00\x00\x00\x00")
    assert read(data).refused


def test_more_questions_than_we_take_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "MOST_ITEMS", 2)
    reading = read(packed({f"q{number}.xml": item_xml(identifier=f"q{number}") for number in range(4)}))
    assert len(reading.items) == 2
    assert "more than 2 questions" in reading.refused[0].reason


def test_a_picture_shown_often_is_unpacked_once() -> None:
    body = '<p><img src="p.png" alt="x"/></p>' * 5
    package = Package(Source("quiz.zip", packed({"p.png": PNG})))
    assert package.read_picture("p.png", 100) is package.read_picture("p.png", 100)
    members = {f"q{number}.xml": item_xml(body=body, identifier=f"q{number}") for number in range(2)}
    first, second = read(packed({**members, "p.png": PNG})).items
    assert first.media[0].data is second.media[0].data


def test_a_picture_that_is_too_large_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qti_texts, "MOST_BYTES", 10)
    item = read(packed({"q.xml": item_xml(body='<p>A <img src="p.png" alt="x"/></p>'), "p.png": PNG})).items[0]
    assert (item.media, "at most 2 MB" in item.warnings[0]) == ((), True)


def test_too_many_pictures_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qti_texts, "MOST_PICTURES", 2)
    body = "".join(f'<p><img src="p{number}.png" alt="x"/></p>' for number in range(4))
    item = read(packed({"q.xml": item_xml(body=body), **{f"p{number}.png": PNG for number in range(4)}})).items[0]
    assert (len(item.media), "more than 2 pictures" in item.warnings[0]) == (2, True)
