"""What was recorded of plugins, kept as long as the run: a change elsewhere in the experiment records nothing anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nnlab.api import Activation, Component, Loss, Optimizer, Regularizer
from nnlab.engine.border import AnyArray, Border
from nnlab.engine.recording import (
    NotRecordable,
    Recorded,
    record_activation,
    record_gradient,
    record_loss_gradient,
    record_loss_value,
    record_update,
)

most = 256


@dataclass(frozen=True)
class Verdict:
    """How a method of a component enters the plan: recorded, or called as it is, and why."""

    component: Component
    method: str
    recorded: bool
    code: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Programs:
    """Records methods of components, once for each component with its values."""

    border: Border

    @property
    def _kept(self) -> dict[Hashable, Recorded | NotRecordable]:
        return self.border.kept

    def activation(self, activation: Activation, dtype: npt.DTypeLike) -> Recorded | None:
        """Returns an elementwise activation's forward and slope; None where it is called as it is."""
        border = self.border

        def make() -> Recorded:
            if border.has(activation, "backward"):
                raise NotRecordable("own_backward")
            forward = border.method(activation, "forward", "z")
            own = border.has(activation, "derivative")
            derivative = border.method(activation, "derivative", "z", "a") if own else None
            return record_activation(forward, derivative, np.dtype(dtype))

        return self._recorded((activation, "forward", str(dtype)), make)

    def loss_gradient(
        self, loss: Loss, outputs: int, dtype: npt.DTypeLike, target_dtype: npt.DTypeLike, scale: float
    ) -> Recorded | None:
        """Returns scale * dL/dy; None where the loss is called as it is."""
        border = self.border

        def make() -> Recorded:
            own = border.has(loss, "gradient")
            gradient = border.method(loss, "gradient", "y", "target") if own else None
            value = border.method(loss, "value", "y", "target")
            return record_loss_gradient(
                gradient,
                value,
                outputs=outputs,
                dtype=np.dtype(dtype),
                target_dtype=np.dtype(target_dtype),
                scale=scale,
            )

        return self._recorded((loss, "gradient", outputs, str(dtype), str(target_dtype), scale), make)

    def loss_value(self, loss: Loss, outputs: int, dtype: npt.DTypeLike) -> Recorded | None:
        """Returns the loss of each sample; None where the loss is called as it is."""
        value = self.border.method(loss, "value", "y", "target")
        return self._recorded(
            (loss, "value", outputs, str(dtype)),
            lambda: record_loss_value(value, outputs=outputs, dtype=np.dtype(dtype)),
        )

    def update(self, optimizer: Optimizer, size: int, state: Mapping[str, AnyArray], dtype: Any) -> Recorded | None:
        """Returns an optimizer's step; None where it is called as it is."""
        shapes = tuple((name, array.shape) for name, array in state.items())
        method = self.border.method(optimizer, "update", "w", "g", "state", "lr", "t")
        return self._recorded(
            (optimizer, "update", size, shapes, str(dtype)), lambda: record_update(method, size, state, np.dtype(dtype))
        )

    def regularizer(self, regularizer: Regularizer, dtype: npt.DTypeLike) -> Recorded | None:
        """Returns the gradient of a penalty; None where it is called as it is."""
        method = self.border.method(regularizer, "gradient", "w")
        return self._recorded((regularizer, "gradient", str(dtype)), lambda: record_gradient(method, np.dtype(dtype)))

    def verdicts(self) -> tuple[Verdict, ...]:
        """Tells of everything tried so far whether it was recorded, and why not."""
        return tuple(
            Verdict(key[0], key[1], True)
            if isinstance(kept, Recorded)
            else Verdict(key[0], key[1], False, kept.code, kept.detail)
            for key, kept in self._kept.items()
            if isinstance(key, tuple) and isinstance(kept, Recorded | NotRecordable)
        )

    def _recorded(self, key: Hashable, make: Callable[[], Recorded]) -> Recorded | None:
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= most:
                del self._kept[next(iter(self._kept))]
            try:
                kept = make()
            except NotRecordable as reason:
                kept = reason
            self._kept[key] = kept
        return kept if isinstance(kept, Recorded) else None
