"""How unusual the unusual is when many are looked at. Pure Python."""

from collections.abc import Sequence


def adjust(chances: Sequence[float], *, looked_at: int | None = None) -> list[float]:
    """Each chance (p value) adjusted for how many were looked at: among all with an adjusted chance of at most q, a share
    of q at most is expected to be there by chance alone. `looked_at`: how many there were, where only the smallest chances
    are given; the others count as larger.

    Y. Benjamini & Y. Hochberg (1995), "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57.
    """
    count = len(chances) if looked_at is None else looked_at
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    found, least = [1.0] * len(chances), 1.0
    for rank in range(len(chances), 0, -1):
        place = order[rank - 1]
        least = min(least, chances[place] * count / rank)
        found[place] = least
    return found
