"""How many sittings a statistic takes before it is worth telling."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Minimums:
    """Sittings; below them a statistic is None. `NONE` computes whatever can be computed, for comparing programs."""

    facility: int = 30
    correlation: int = 100
    reliability: int = 100
    subscores: int = 200
    dif_group: int = 200
    equipercentile: int = 400


USUAL = Minimums()
NONE = Minimums(1, 2, 2, 2, 1, 1)
