"""What people give a run by hand, checked, so that a slip is a sentence and no traceback out of NumPy."""

from __future__ import annotations

import operator
from numbers import Real
from typing import Any

import numpy as np

from nnlab.engine import AnyArray
from nnlab.experiment.document import Experiment
from nnlab.records import Checkpoint, fail


def experiment_of(given: Any) -> Experiment:
    """Returns an experiment as it is; raises ProblemError `run.experiment` for anything else."""
    if not isinstance(given, Experiment):
        raise fail("run.experiment", given=_short(given))
    return given


def kept_of(given: Any) -> dict[str, tuple[int, ...]]:
    """Returns which neurons are left, by layer; raises ProblemError `run.kept` for anything else."""
    try:
        return {str(layer): tuple(map(operator.index, units)) for layer, units in (given or {}).items()}
    except (AttributeError, TypeError, ValueError):
        raise fail("run.kept", given=_short(given)) from None


def checkpoint_of(given: Any) -> Checkpoint:
    """Returns a checkpoint as it is; raises ProblemError `checkpoint.kind` for anything else."""
    if not isinstance(given, Checkpoint):
        raise fail("checkpoint.kind", given=_short(given))
    return given


def epochs_of(given: Any) -> int:
    """Returns a whole number of epochs, 0 or more; raises ProblemError `training.epochs`."""
    try:
        epochs = operator.index(given)
    except TypeError:
        epochs = -1
    if epochs < 0:
        raise fail("training.epochs", epochs=_short(given))
    return epochs


def numbers(given: Any, code: str, **said: str) -> AnyArray:
    """Returns an array of float64; raises ProblemError of the code where there is anything but real numbers."""
    try:
        made = np.asarray(given)
        mixed = made.dtype.kind == "O" and all(isinstance(value, Real | np.bool_) for value in made.flat)
        if made.dtype.kind in "fiub" or mixed:
            return np.asarray(made, np.float64)
    except (ValueError, TypeError, OverflowError):
        pass
    raise fail(code, **said) from None


def rows_of(given: Any, columns: int) -> AnyArray:
    """Returns rows (N, columns) of numbers; a single row may be given flat. Raises ProblemError `predict....`."""
    x = numbers(given, "predict.numbers")
    rows = x.reshape(len(x), int(np.prod(x.shape[1:]))) if x.ndim > 1 else x.reshape(1, -1)
    if rows.shape[1] != columns:
        raise fail("predict.columns", columns=rows.shape[1], wanted=columns)
    return rows


def _short(given: Any) -> str:
    text = repr(given) if isinstance(given, str | int | float) else type(given).__name__
    return text if len(text) <= 60 else f"{text[:60]}..."
