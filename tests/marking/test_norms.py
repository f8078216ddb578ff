"""What an exam's sittings say together goes through the database unchanged."""

import json

from scoring.marking.norms import DomainNorms, Norms

FEW = Norms(sitting_count=12)
MANY = Norms(
    sitting_count=412,
    mean=0.71,
    sd=0.12,
    reliability=0.87,
    sem=0.043,
    permilles={"683": 4, "700": 9},
    beta=(9.1, 3.7, 51.2),
    accuracy=0.89,
    consistency=0.84,
    domains=(DomainNorms(3, 0.7, 0.2, 0.4, 0.4, 0.7, 0.067), DomainNorms(4, 0.6, 0.1)),
    weights=((0.4, 0.3), (0.2, 0.5)),
)


def test_norms_are_read_as_they_were_written() -> None:
    for norms in (FEW, MANY):
        assert Norms.unpack(json.loads(json.dumps(norms.pack()))) == norms


def test_norms_of_another_layout_are_not_read() -> None:
    assert Norms.unpack(MANY.pack() | {"layout": 0}) is None


def test_a_subscore_has_added_value_where_it_predicts_more_than_the_total() -> None:
    assert [row.has_added_value for row in MANY.domains] == [False, None]
    assert DomainNorms(5, 0.6, 0.1, 0.8, 0.8, 0.7).has_added_value
