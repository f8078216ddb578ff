"""A report as JSON: arrays as lists, what is no number as null."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any

import numpy as np


def as_json(report: Mapping[str, Any], *, indent: int | None = None) -> str:
    return json.dumps(_plain(report), ensure_ascii=False, allow_nan=False, indent=indent)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float):
        return value if isfinite(value) else None
    return value
