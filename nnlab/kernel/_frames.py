"""Makes frames: the history since the last one, and the newest state of the views the screen shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy.typing as npt

from nnlab.kernel import messages as m
from nnlab.records import Array, History, ProblemError

if TYPE_CHECKING:
    from nnlab.experiment.document import Data
    from nnlab.kernel._held import Held
    from nnlab.session import Run

ViewT = TypeVar("ViewT", bound=m.View)
Span = tuple[tuple[float, ...], tuple[float, ...]]
_names = {"f": "float32", "d": "float64"}
_nowhere: Span = ((), ())


class Tail:
    """Remembers how much of a history was told, and finds what is new; thinned or shortened, all of it is."""

    def __init__(self) -> None:
        self._told = 0
        self._last = -1

    def forget(self) -> None:
        """Tells all of it next time."""
        self._told, self._last = 0, -1

    def take(self, run: Run) -> tuple[int, History]:
        """Returns the place of the first new point, and the new points."""
        told = self._told
        length = run.history_length
        if told:
            seen = run.history_since(told - 1).epoch if told <= length else ()
            if not seen or seen[0] != self._last:
                told = 0  # the grid was thinned, or the run went back
        new = run.history_since(told)
        self._told = length
        if new.epoch:
            self._last = new.epoch[-1]
        return told, new


class Detail:
    """How fine maps and boundary are drawn while training wants all the time: as fine as a frame may cost.

    The first level is what the screen wishes; at the next one the boundary is as fine as the maps, so that the network
    is run once for both; each one more halves both. What training leaves behind is always drawn as fine as was wished.
    """

    coarsest, fewest = 4, 16

    def __init__(self, budget_s: float) -> None:
        self._budget_s = budget_s
        self.level = 0

    def took(self, seconds: float) -> None:
        """Takes the cost of a frame that was drawn at the present level."""
        if seconds > self._budget_s:
            self.level = min(self.level + 1, self.coarsest)
        elif seconds < self._budget_s / 5:  # the level before costs about four times as much
            self.level = max(self.level - 1, 0)

    def sizes(self, maps: int, boundary: int) -> tuple[int, int]:
        """Returns the sizes to draw instead of those wished, 0 where one is not wanted."""
        if not self.level:
            return maps, boundary
        finest = min(maps or boundary, boundary or maps)
        least = min(self.fewest, finest)
        size = max(least, finest >> (self.level - 1))
        return (size if maps else 0), (size if boundary else 0)


class Frames:
    """Puts frames together for the subscribed views. `budget_s`: what a frame may cost while every moment counts."""

    def __init__(self, budget_s: float = float("inf")) -> None:
        self.views: tuple[m.View, ...] = ()
        self.tail = Tail()
        self.detail = Detail(budget_s)
        self._spanned: tuple[Run, Data, Span] | None = None

    def make(self, held: Held, *, training: bool, rate: float, views: bool = True, hurried: bool = False) -> m.Frame:
        """Returns a frame of a run; without its views where it cannot be trained, or `views` says so.

        `hurried`: training wants all the time, so maps and boundary are only as fine as `detail` allows.
        Raises ProblemError where a plugin does; then the history is told next time.
        """
        run = held.run
        assert run is not None
        views = views and held.obstacle is None
        layers: dict[str, dict[str, Array]] = {}
        boundary, span = self._plane(run, layers, hurried) if views else (None, _nowhere)
        if views:
            self._numbers(run, layers)
        learning_rate = _rate(run) if views else 0.0
        first, history = self.tail.take(run) if held.waiting is None else (0, held.history())
        order = ("input", *(layer.id for layer in run.experiment.network.layers))
        return m.Frame(
            run=held.number,
            rev=held.rev,
            step=held.step,
            epoch=held.epoch,
            place=run.place,
            training=training,
            epochs_per_second=rate,
            learning_rate=learning_rate,
            batch_loss=run.batch_loss if views else None,
            first=first,
            history=history,
            layers=tuple(m.LayerFrame(id=name, **layers[name]) for name in order if name in layers),
            boundary=boundary,
            low=span[0],
            high=span[1],
        )

    def _plane(self, run: Run, layers: dict[str, dict[str, Array]], hurried: bool) -> tuple[Array | None, Span]:
        """Adds the maps; returns the boundary, and what part of the input plane they span."""
        maps, edge = self._of(m.MapsView), self._of(m.BoundaryView)
        wished = (maps.size if maps is not None else 0), (edge.size if edge is not None else 0)
        size, edge_size = self.detail.sizes(*wished) if hurried else wished
        boundary = None
        if size:
            _, _, found = run.maps(size)
            for name, values in found.items():
                layers[name] = {"maps": _array(values, "f")}
            if edge_size == size:  # the network need not be run twice
                boundary = layers[run.experiment.network.layers[-1].id]["maps"]
        if edge_size and boundary is None:
            boundary = _array(run.boundary(edge_size), "f")
        return boundary, self._span(run) if size or edge_size else _nowhere

    def _numbers(self, run: Run, layers: dict[str, dict[str, Array]]) -> None:
        """Adds weights and the probe's numbers."""
        if self._of(m.WeightsView) is not None:
            weights, biases = run.weights, run.biases
            for layer in run.facts().layers:
                if layer.matrix is None:  # kernels and gates are no table of what feeds what
                    continue
                found = layers.setdefault(layer.id, {})
                found["weights"] = _array(weights[layer.id])
                if layer.id in biases:
                    found["bias"] = _array(biases[layer.id])
        probe = self._of(m.ProbeView)
        if probe is None:
            return
        rows = run.facts().data
        row = probe.row if probe.point is None else None
        if row is not None and not (rows is not None and 0 <= row < rows.train_rows):
            return  # the data has become smaller since the screen asked
        for name, (z, a, gradient) in run.probe(row, probe.point).items():
            found = layers.setdefault(name, {})
            found.update(z=_array(z), a=_array(a))
            if gradient is not None:
                found["gradient"] = _array(gradient)

    def _span(self, run: Run) -> Span:
        """Returns the ranges that maps and boundary span: they belong to the data."""
        data = run.experiment.data
        if self._spanned is None or self._spanned[0] is not run or self._spanned[1] != data:
            low, high, _ = run.maps(2)
            self._spanned = run, data, (tuple(map(float, low)), tuple(map(float, high)))
        return self._spanned[2]

    def _of(self, kind: type[ViewT]) -> ViewT | None:
        return next((view for view in self.views if isinstance(view, kind)), None)


def _array(values: npt.NDArray[Any], kind: Literal["f", "d", ""] = "") -> Array:
    """Copies numbers into a record, in float32 ("f") or as they are; `Array.of` words the dtype, which costs more."""
    char = kind or ("f" if values.dtype.char == "f" else "d")
    made = values if values.dtype.char == char else values.astype(char)
    return Array(_names[char], made.shape, made.tobytes())


def _rate(run: Run) -> float:
    """Returns the learning rate of the next step; 0 where the schedule gives none, which training words."""
    try:
        return run.learning_rate
    except ProblemError:
        return 0.0
