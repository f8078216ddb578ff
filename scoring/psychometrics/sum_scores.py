"""What a total says about ability: the spread of totals, EAP from a total, and a form's information."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scoring.psychometrics.irt_model import Array, normal_grid, probability


@dataclass(frozen=True)
class TotalAbilities:
    """Ability and its standard error for each total from 0 to the number of items; `chance`: how often it is expected."""

    ability: Array
    se: Array
    chance: Array


def spread_of_totals(share: Array) -> Array:
    """Chances of each total at each node, (items + 1, nodes), when `share` is each item's, (items, nodes).

    Lord & Wingersky (1984), "Comparison of IRT true-score and equipercentile observed-score equatings", Applied
    Psychological Measurement 8.
    """
    spread = np.zeros((len(share) + 1, share.shape[1]))
    spread[0] = 1
    for row in share:
        spread[1:] = spread[1:] * (1 - row) + spread[:-1] * row
        spread[0] *= 1 - row
    return spread


def abilities_of_totals(a: Array, d: Array, c: Array | float = 0.0, *, variance: float = 1.0) -> TotalAbilities:
    """EAP for totals of a form whose items have the parameters `a`, `d`, `c` (items,); none may be missing.

    Thissen, Pommerich, Billeaud & Williams (1995), "Item response theory for scores on tests including polytomous items
    with ordered responses", Applied Psychological Measurement 19. Raises ValueError for a missing parameter.
    """
    if not np.all(np.isfinite(a) & np.isfinite(d)):
        raise ValueError("Each item of the form takes parameters.")
    grid = normal_grid(variance=variance)
    joint = spread_of_totals(probability(grid.nodes, np.asarray(a), np.asarray(d), c).T) * grid.weights
    chance = joint.sum(axis=1)
    mean = joint @ grid.nodes / chance
    return TotalAbilities(mean, np.sqrt(np.maximum(joint @ grid.nodes**2 / chance - mean**2, 0)), chance)


def form_information(abilities: ArrayLike, a: Array, d: Array) -> Array:
    """Fisher information of a Rasch or 2PL form at each ability: the sum of a^2 P (1 - P) (Birnbaum, 1968)."""
    share = probability(np.asarray(abilities, dtype=float), np.asarray(a), np.asarray(d))
    return (share * (1 - share)) @ np.asarray(a) ** 2
