"""What the sittings of an exam say together: enough to place one result among them. Pure.

Written by `scoring.analysis` with NumPy, read by the result's page with plain arithmetic. All scores are shares of the
points, 0 to 1, so that forms of different lengths can stand together; None is what too few sittings tell.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

LAYOUT = 1


@dataclass(frozen=True)
class DomainNorms:
    """`alpha`: of the domain's subscore; `prmse_subscore`, `prmse_total`: how much of its true score the subscore and
    the total predict (Haberman 2008); `error`: standard error of the augmented estimate."""

    domain_id: int
    mean: float
    sd: float
    alpha: float | None = None
    prmse_subscore: float | None = None
    prmse_total: float | None = None
    error: float | None = None

    @property
    def has_added_value(self) -> bool | None:
        """Whether the subscore says more of the domain than the total does; None when nobody knows."""
        if self.prmse_subscore is None or self.prmse_total is None:
            return None
        return self.prmse_subscore > self.prmse_total


@dataclass(frozen=True)
class Norms:
    """`permilles`: a total's share in whole thousandths → sittings that reached it, as text for JSON's sake.
    `sem`: standard error of measurement of the total. `beta`: alpha, beta and effective length of the distribution of
    true shares (Livingston & Lewis 1995). `accuracy`, `consistency`: of the decision at the exam's cut.
    `weights`: domains × domains in the order of `domains`: augmented estimate = mean + weights · (shares - means)
    (Wainer et al. 2001)."""

    sitting_count: int
    mean: float | None = None
    sd: float | None = None
    reliability: float | None = None
    sem: float | None = None
    permilles: Mapping[str, int] | None = None
    beta: tuple[float, float, float] | None = None
    accuracy: float | None = None
    consistency: float | None = None
    domains: tuple[DomainNorms, ...] = ()
    weights: tuple[tuple[float, ...], ...] | None = None

    def pack(self) -> dict[str, Any]:
        return {"layout": LAYOUT, **asdict(self)}

    @classmethod
    def unpack(cls, stored: Mapping[str, Any]) -> Self | None:
        """What `pack` made; None for another layout, which is computed again in time."""
        if stored.get("layout") != LAYOUT:
            return None
        values = {name: value for name, value in stored.items() if name != "layout"}
        values["domains"] = tuple(DomainNorms(**row) for row in values["domains"])
        if values["weights"] is not None:
            values["weights"] = tuple(tuple(row) for row in values["weights"])
        if values["beta"] is not None:
            values["beta"] = tuple(values["beta"])
        return cls(**values)
