"""The order in which one candidate sees items and options: fixed by the sitting's seed. Pure."""

from collections.abc import Sequence

from exams.assembly.ordering import rank, shuffled


def order_items(seed: int, items: Sequence[tuple[str, str]]) -> list[int]:
    """Indices of `items` ((code, stimulus code or "") each) in the candidate's order.

    Items that share a stimulus stay together, in their own shuffled order.
    """

    def key(index: int) -> tuple[bytes, bytes]:
        code, stimulus = items[index]
        group = ("stimulus", stimulus) if stimulus else ("item", code)
        return rank(seed, "place", *group), rank(seed, "place", "item", code)

    return sorted(range(len(items)), key=key)


def order_options(seed: int, item_code: str, option_codes: Sequence[str], *, is_shuffled: bool) -> list[str]:
    """Option codes as the candidate sees them; an item may ask for the authored order."""
    if not is_shuffled:
        return list(option_codes)
    return shuffled(seed, option_codes, purpose=f"options:{item_code}")
