"""The samples of a run as the window gets them: all of them, as far as a message and a screen can hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlab.records import Array

Numbers = npt.NDArray[Any]
most_bytes = 100 << 20  # beyond, numbers come in float32, and then only the first rows of each set


def sent(parts: tuple[Numbers, Numbers, Numbers, Numbers]) -> tuple[dict[str, Array], tuple[float, ...]]:
    """Returns train_x, train_y, test_x and test_y by name, and the means of all columns over all rows."""
    train_x, _, test_x, _ = parts
    count = len(train_x) + len(test_x)
    means = (train_x.sum(0, dtype=np.float64) + test_x.sum(0, dtype=np.float64)) / count
    kind = np.float64 if 8 * (train_x.size + test_x.size) <= most_bytes else np.float32
    share = min(1.0, most_bytes / (4 * max(1, train_x.size + test_x.size)))
    made = {}
    for name, part in zip(("train_x", "train_y", "test_x", "test_y"), parts, strict=True):
        shown = part[: max(1, round(share * len(part)))] if kind is np.float32 else part
        made[name] = Array.of(np.ascontiguousarray(shown, kind if name.endswith("x") else None))
    return made, tuple(means.tolist())
