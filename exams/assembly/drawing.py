"""Drawing a form: which candidates of the pool stand on it. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exams.assembly.blueprint import apportion
from exams.assembly.ordering import shuffled

# Enemies are few: one order in two fails at the worst that we saw, so this many fail together practically never.
ATTEMPTS = 64


@dataclass(frozen=True)
class PoolItem:
    """A live item as the draw sees it; `exposure` counts the forms of this exam that it stands on.

    `expected_share`: of candidates at the cut, who will probably get it right; `information`: at the cut, None where
    the item was never calibrated. `stimulus`: the code of the text that it shares with others.
    """

    version_id: int
    code: str
    domain: str
    objective: str
    enemies: frozenset[str] = frozenset()
    exposure: int = 0
    tags: frozenset[str] = frozenset()
    difficulty: str = ""
    style: str = ""
    stimulus: str = ""
    expected_share: float = 0.0
    information: float | None = None


@dataclass(frozen=True)
class Shortage:
    """A domain that cannot fill its part of the form."""

    domain: str
    needed: int
    available: int


def find_shortages(pool: Sequence[PoolItem], counts: Mapping[str, int]) -> list[Shortage]:
    """Domains with fewer items in the pool than `counts` asks for."""
    available = Counter(item.domain for item in pool)
    return [
        Shortage(domain, needed, available[domain]) for domain, needed in counts.items() if available[domain] < needed
    ]


def draw(pool: Sequence[PoolItem], counts: Mapping[str, int], seed: int) -> tuple[list[PoolItem], list[Shortage]]:
    """Items for a form: `counts` per domain, spread over objectives as the pool is, least-used items first.

    The order among equals is the seed's. Enemies are never drawn together: where an item has shut out too many, other
    orders are tried, in the end without regard to use. The second value names the domains that came out short in the
    best of them; the form is good only when it is empty.
    """
    real = find_shortages(pool, counts)
    attempts = 1 if real or not any(item.enemies for item in pool) else ATTEMPTS
    best: tuple[list[PoolItem], list[Shortage]] = ([], [])
    for attempt in range(attempts):
        chosen, shortages = _draw_once(pool, counts, seed, attempt)
        if attempt == 0 or len(chosen) > len(best[0]):
            best = chosen, shortages
        if not shortages:
            break
    return best


def _draw_once(
    pool: Sequence[PoolItem], counts: Mapping[str, int], seed: int, attempt: int
) -> tuple[list[PoolItem], list[Shortage]]:
    purpose = f"draw:{attempt}" if attempt else "draw"
    order = {code: index for index, code in enumerate(shuffled(seed, [item.code for item in pool], purpose=purpose))}
    is_use_regarded = attempt < ATTEMPTS // 2
    chosen: list[PoolItem] = []
    short: dict[str, Shortage] = {}
    # Who draws first meets no enemies yet: another attempt, another first.
    for domain in shuffled(seed, counts, purpose=purpose) if attempt else counts:
        candidates = sorted(
            (item for item in pool if item.domain == domain),
            key=lambda item: (item.exposure if is_use_regarded else 0, order[item.code]),
        )
        picked = _draw_domain(candidates, counts[domain], chosen)
        if len(picked) < counts[domain]:
            short[domain] = Shortage(domain, counts[domain], len(picked))
        chosen += picked
    places = {domain: place for place, domain in enumerate(counts)}
    chosen.sort(key=lambda item: places[item.domain])
    return chosen, [short[domain] for domain in counts if domain in short]


def _draw_domain(candidates: list[PoolItem], needed: int, chosen: Sequence[PoolItem]) -> list[PoolItem]:
    if not candidates or not needed:
        return []
    quotas = apportion(Counter(item.objective for item in candidates), min(needed, len(candidates)))
    picked: list[PoolItem] = []
    # First each objective's part; a second round fills what enemies left open.
    for is_bound_by_quota in (True, False):
        for item in candidates:
            if len(picked) == needed:
                return picked
            is_full = is_bound_by_quota and quotas[item.objective] == 0
            if is_full or item in picked or _has_enemy(item, [*chosen, *picked]):
                continue
            quotas[item.objective] -= 1
            picked.append(item)
    return picked


def _has_enemy(item: PoolItem, others: Sequence[PoolItem]) -> bool:
    return any(other.code in item.enemies or item.code in other.enemies for other in others)
