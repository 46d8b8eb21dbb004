"""What is drawn as dots on the output plot."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.floating]
_none = np.zeros((0, 2))


@dataclass(frozen=True, kw_only=True)
class Samples:
    """Places (N, 2 or more columns) and targets, for training and testing."""

    train_x: Numbers = field(default_factory=lambda: _none)
    train_y: Numbers = field(default_factory=lambda: np.zeros(0))
    test_x: Numbers = field(default_factory=lambda: _none)
    test_y: Numbers = field(default_factory=lambda: np.zeros(0))
