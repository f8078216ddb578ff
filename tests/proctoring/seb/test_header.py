from hashlib import sha256

import pytest

from exams.proctoring.seb import header

ADDRESS, KEY, OTHER = "https://example.org/sittings/1/?a=1", "a" * 64, "b" * 64
RIGHT = sha256((ADDRESS + KEY).encode()).hexdigest()


@pytest.mark.parametrize("sent", [RIGHT, RIGHT.upper(), f" {RIGHT} "])
def test_the_hash_of_address_and_key_is_right(sent):
    assert header.is_right(sent, ADDRESS, [OTHER, KEY])


def test_a_fragment_does_not_count():
    assert header.is_right(RIGHT, f"{ADDRESS}#top", [KEY])


@pytest.mark.parametrize("sent", ["", KEY, RIGHT[:-1], f"{RIGHT}0", "ü" * 64, header.make_hash(ADDRESS, OTHER)])
def test_anything_else_is_wrong(sent):
    assert not header.is_right(sent, ADDRESS, [KEY])


@pytest.mark.parametrize("address", ["https://example.org/sittings/1/", "http://example.org/sittings/1/?a=1"])
def test_the_hash_for_another_address_is_wrong(address):
    assert not header.is_right(RIGHT, address, [KEY])


def test_without_a_key_nothing_is_right():
    assert not header.is_right("", ADDRESS, [])
