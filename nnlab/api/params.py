"""`param()`: one declaration gives validation, form, file format, command line and docs."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

import numpy as np

Words = str | dict[str, str]


@dataclasses.dataclass(frozen=True)
class Declared:
    """What `param()` was told and where, until the class is complete and its annotations are known."""

    low: Any = None
    high: Any = None
    log: Any = False
    step: Any = None
    choices: Any = ()
    unit: Any = ""
    symbol: Any = ""
    name: Any = ""
    help: Any = ""
    unknown: tuple[str, ...] = ()
    file: str = ""
    line: int = 0


keywords = tuple(field.name for field in dataclasses.fields(Declared) if field.name not in ("unknown", "file", "line"))


def param(
    default: Any = dataclasses.MISSING,
    *,
    low: float | None = None,
    high: float | None = None,
    log: bool = False,
    step: float | None = None,
    choices: tuple[str, ...] | list[str] | dict[str, Words] = (),
    unit: Words = "",
    symbol: str = "",
    name: Words = "",
    help: Words = "",
    **unknown: Any,
) -> Any:
    """Declares a parameter of a component.

    `low` and `high` are inclusive bounds, `log` asks for a logarithmic slider, `step` is the slider's step, `choices`
    are the allowed texts (a dict gives each its label), `unit` stands behind the number, `symbol` is the formula's
    letter. `name`, `help`, `unit` and labels are a text or {"en": ..., "zh_CN": ...}.

    What is wrong with it (a misspelt keyword, too) is said when the class is complete, naming class, field and line.
    """
    caller = sys._getframe(1)
    declared = Declared(
        low,
        high,
        log,
        step,
        choices,
        unit,
        symbol,
        name,
        help,
        tuple(unknown),
        caller.f_code.co_filename,
        caller.f_lineno,
    )
    if isinstance(default, (list, np.ndarray)):
        default = tuple(default)  # a dataclass takes no list as a default
    return dataclasses.field(default=default, metadata={"nnlab": declared})
