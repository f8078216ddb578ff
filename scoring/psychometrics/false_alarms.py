"""How unusual the unusual is when many are looked at. Pure Python."""

from collections.abc import Sequence


def adjust(chances: Sequence[float]) -> list[float]:
    """Each chance (p value) adjusted for how many were looked at: among all with an adjusted chance of at most q, a share
    of q at most is expected to be there by chance alone.

    Y. Benjamini & Y. Hochberg (1995), "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57.
    """
    count = len(chances)
    order = sorted(range(count), key=lambda place: chances[place])
    found, least = [1.0] * count, 1.0
    for rank in range(count, 0, -1):
        place = order[rank - 1]
        least = min(least, chances[place] * count / rank)
        found[place] = least
    return found
