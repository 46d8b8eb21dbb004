"""The newest numbers of the network, collected from frames by layer."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nnlab.kernel.messages import Frame, LayerFrame, Line

Numbers = npt.NDArray[Any]
_seen = ("maps", "curves", "features", "states")  # of which a layer has one: they say the same of different inputs
_names = (*_seen, "kernels", "weights", "bias", "z", "a", "gradient")


class NetworkNumbers:
    """Keeps what each layer last sent; a frame without a view leaves that view's older numbers alone."""

    def __init__(self) -> None:
        self._arrays: dict[tuple[str, str], Numbers] = {}
        self.low: tuple[float, ...] = ()
        self.high: tuple[float, ...] = ()
        self.line: Line | None = None

    def take(self, frame: Frame) -> set[str]:
        """Takes in a frame and returns the names of what it brought."""
        brought: set[str] = set()
        for layer in frame.layers:
            brought |= self._take(layer)
        if frame.low:
            self.low, self.high = frame.low, frame.high
        self.line = frame.line or self.line
        return brought

    def _take(self, layer: LayerFrame) -> set[str]:
        brought = set()
        for name in _names:
            array = getattr(layer, name)
            if array is not None:
                self._arrays[layer.id, name] = array.numpy()
                brought.add(name)
        if brought.intersection(_seen):
            for name in {*_seen, "kernels"} - brought:
                self._arrays.pop((layer.id, name), None)
        return brought

    @property
    def seen(self) -> bool:
        """Whether anything has come that neurons show."""
        return any(name in _seen for _, name in self._arrays)

    def array(self, layer: str, name: str) -> Numbers | None:
        """Returns a layer's part of the newest frames by its name there, or None where it has none (yet)."""
        return self._arrays.get((layer, name))

    def weights(self, layer: str, rows: int, columns: int) -> Numbers:
        """Returns a layer's weights as (rows, columns): what is known of them, and 0 where the shape has grown."""
        return _fitted(self.array(layer, "weights"), (rows, columns))

    def number(self, layer: str, name: str, *place: int) -> float | None:
        """Returns one number, or None where it is not known (yet)."""
        array = self.array(layer, name)
        if array is None or array.ndim != len(place):
            return None
        if any(not 0 <= index < size for index, size in zip(place, array.shape, strict=True)):
            return None
        return float(array[place])

    def largest(self, layer: str) -> float:
        """Returns a layer's largest |weight| (in kernels, too) or |bias| that is a number; 0 where none is known."""
        found = (self.array(layer, name) for name in ("weights", "bias", "kernels"))
        parts = [part for part in found if part is not None]
        return max((float(np.max(np.abs(part), where=np.isfinite(part), initial=0.0)) for part in parts), default=0.0)

    def forget_probe(self) -> None:
        """Drops the numbers of the probe: they belong to a sample that is no longer asked for."""
        self._arrays = {key: array for key, array in self._arrays.items() if key[1] not in ("z", "a", "gradient")}

    def forget_seen(self) -> None:
        """Drops what neurons show: samples have another shape now."""
        gone = (*_seen, "kernels")
        self._arrays = {key: array for key, array in self._arrays.items() if key[1] not in gone}


def _fitted(array: Numbers | None, shape: tuple[int, int]) -> Numbers:
    if array is not None and array.shape == shape:
        return array
    fitted = np.zeros(shape)
    if array is not None and array.ndim == 2:
        rows, columns = min(shape[0], array.shape[0]), min(shape[1], array.shape[1])
        fitted[:rows, :columns] = array[:rows, :columns]
    return fitted
