"""The operations a recording knows: NumPy's ufuncs by their names, and a few of our own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Operation:
    """How an operation is computed: `call(*args)`, or `call.reduce` over the samples' axis where it `reduces`."""

    call: Callable[..., Any]
    arity: int
    commutes: bool = False
    logical: bool = False
    reduces: str | None = None


_one = (
    "negative positive absolute fabs sign exp exp2 expm1 log log2 log10 log1p sqrt cbrt square reciprocal "
    "sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh floor ceil trunc rint deg2rad rad2deg"
)
_two = "subtract divide power float_power arctan2 heaviside copysign fmod remainder floor_divide"
_commuting = "add multiply maximum minimum fmax fmin hypot logaddexp logaddexp2"
_tests = "greater greater_equal less less_equal"
_commuting_tests = "equal not_equal logical_and logical_or logical_xor"
_properties = "isnan isinf isfinite signbit logical_not"


def _made() -> dict[str, Operation]:
    made = {name: Operation(getattr(np, name), 1) for name in _one.split()}
    made |= {name: Operation(getattr(np, name), 2) for name in _two.split()}
    made |= {name: Operation(getattr(np, name), 2, commutes=True) for name in _commuting.split()}
    made |= {name: Operation(getattr(np, name), 2, logical=True) for name in _tests.split()}
    made |= {name: Operation(getattr(np, name), 2, commutes=True, logical=True) for name in _commuting_tests.split()}
    made |= {name: Operation(getattr(np, name), 1, logical=True) for name in _properties.split()}
    made["where"] = Operation(np.where, 3)
    made["clip"] = Operation(np.clip, 3)
    made["float"] = Operation(np.float64, 1)  # 0.0 or 1.0 of a truth value
    made["unit"] = Operation(np.sign, 1)  # the same of what is never below 0
    for name, ufunc in (("sum", np.add), ("max", np.maximum), ("min", np.minimum)):
        made[name] = Operation(ufunc.reduce, 1, reduces=name)
    return made


operations: Mapping[str, Operation] = MappingProxyType(_made())
