"""A report against a reference file: same names, numbers within the tolerance that belongs to the name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data" / "psychometrics"
# About the reference itself, or in words of our own.
NOT_COMPARED = {"versions", "R", "convention", "note", "method", "crosscheck", "scoring", "missing", "package"}
NOT_COMPARED |= {"additive_error_variant_python", "effective_test_length", "model"}
# R difR gives another R² under this name in large samples: tests/psychometrics/test_dif_logistic.py.
NOT_COMPARED |= {"logistic_both_deltaR2"}
# Part of a name → tolerance; the first that fits counts.
TOLERANCES = (
    ("loglik", 0.01),
    ("logpost", 0.01),
    ("m3pl_map.c", 0.02),
    ("m3pl_map", 0.05),
    ("eap", 1e-3),
    ("wle", 2e-3),
    ("fit", 2e-2),
    ("s_x2", 2e-2),
    (".irt.", 5e-4),
    ("lz", 5e-4),
    ("person_fit", 1e-4),
    ("_marginal", 1e-4),
    ("params", 1e-6),
    ("classification", 0.006),
    ("omega", 1e-6),
    (".NT", 1e-5),
    ("", 1e-8),
)


def differences(expected: Any, found: Any, path: str = "") -> Iterator[str]:
    """What differs, in words."""
    if isinstance(expected, dict):
        for name, value in expected.items():
            if name in NOT_COMPARED:
                continue
            if not isinstance(found, dict) or name not in found:
                yield f"{path}.{name} is missing"
            else:
                yield from differences(value, found[name], f"{path}.{name}")
    elif isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            yield f"{path} is no list of {len(expected)}"
        else:
            for one, other in zip(expected, found, strict=True):
                yield from differences(one, other, path)
    elif not is_same(expected, found, path):
        yield f"{path}: {found}, not {expected}"


def is_same(expected: Any, found: Any, path: str) -> bool:
    if expected is None or isinstance(expected, (bool, str)):
        return bool(expected == found)
    if not isinstance(found, (int, float)):
        return False
    size = next(size for part, size in TOLERANCES if part in path)
    # S-X2 is compared by its share, everything else as it is.
    return abs(found - expected) <= size * (max(abs(expected), 1) if "s_x2" in path else 1)
