"""Makes frames: the history since the last one, and the newest state of the views the screen shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from nnlab.kernel import messages as m
from nnlab.records import Array, History, ProblemError
from nnlab.records.predictions import Meaning

if TYPE_CHECKING:
    from nnlab.experiment.document import Data
    from nnlab.experiment.facts import DataFacts, Facts
    from nnlab.kernel._held import Held
    from nnlab.records.pages import Page, Top
    from nnlab.records.scores import Scores
    from nnlab.session import Run

ViewT = TypeVar("ViewT", bound=m.View)
Span = tuple[tuple[float, ...], tuple[float, ...]]
Columns = tuple[int, int]
_names = {"f": "float32", "d": "float64"}
Layers = dict[str, dict[str, Array]]


class _Scene(NamedTuple):
    """What the network answers anywhere, and where that is."""

    boundary: Array | None = None
    columns: tuple[int, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    line: m.Line | None = None
    means: Meaning = "values"


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
        self._spanned: tuple[Run, Data, Columns, Span] | None = None

    def make(
        self,
        held: Held,
        *,
        training: bool,
        rate: float,
        views: bool = True,
        hurried: bool = False,
        scores: Scores | None = None,
    ) -> m.Frame:
        """Returns a frame of a run; without its views where it cannot be trained, or `views` says so.

        `scores` are those to be told. `hurried`: training wants all the time, so maps and boundary are only as fine as
        `detail` allows.
        Raises ProblemError where a plugin does; then the history is told next time.
        """
        run = held.run
        assert run is not None
        views = views and held.obstacle is None
        layers: dict[str, dict[str, Array]] = {}
        scene = _Scene()
        asked = self._of(m.PredictView)
        answer, page, top = None, None, None
        if views:
            facts = run.facts()
            scene = self._scene(run, facts, layers, hurried)
            self._numbers(run, facts, layers)
            self._sample(run, facts, layers)
            if asked is not None and facts.data is not None and len(asked.point) == len(facts.data.columns):
                answer = run.answer(asked.point)
            page, top = self._page(run, hurried), self._top(run, hurried)
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
            boundary=scene.boundary,
            columns=scene.columns,
            low=scene.low,
            high=scene.high,
            line=scene.line,
            means=scene.means,
            answer=answer,
            asked=asked.asked if answer is not None and asked is not None else 0,
            scores=scores,
            page=page,
            top=top,
        )

    def _scene(self, run: Run, facts: Facts, layers: Layers, hurried: bool) -> _Scene:
        """Adds what neurons say over the plane, or along the one column they read, and finds the boundary."""
        maps, edge = self._of(m.MapsView), self._of(m.BoundaryView)
        wished = (maps.size if maps is not None else 0), (edge.size if edge is not None else 0)
        if facts.data is None or not any(wished) or _whole(facts):
            return _Scene()
        curves = run.curves(wished[0] or wished[1]) if run.column is not None else None  # cheap, however fine
        line = m.Line(column=curves[0], low=curves[1], high=curves[2]) if curves is not None else None
        if curves is not None and wished[0]:
            layers |= {name: {"curves": _array(values, "f")} for name, values in curves[3].items()}
        if line is not None and (len(facts.data.columns) == 1 or _along(facts.data)):
            assert run.column is not None
            means, course = self._shares(run, self._course(run, wished[1]))
            return _Scene(course, (run.column,), (line.low,), (line.high,), line, means)
        size, edge_size = self.detail.sizes(*wished) if hurried else wished
        columns, at = _shown(maps or edge, facts.data)
        boundary = None
        if size and curves is None:
            pictures = {layer.id for layer in facts.layers if layer.shape is None or len(layer.shape) > 1}
            found = run.maps(size, columns, at)[2]
            layers |= {name: {"maps": _array(values, "f")} for name, values in found.items() if name not in pictures}
            if edge_size == size:  # the network need not be run twice
                last = run.experiment.network.layers[-1].id
                boundary = _array(run.own(found[last]), "f") if facts.data.target_scale else layers[last]["maps"]
        if edge_size and boundary is None:
            boundary = _array(run.boundary(edge_size, columns, at), "f")
        means, boundary = self._shares(run, boundary)
        return _Scene(boundary, columns, *self._span(run, columns), line, means)

    def _shares(self, run: Run, boundary: Array | None) -> tuple[Meaning, Array | None]:
        """Returns what the boundary means; that of several classes as their shares."""
        if boundary is None:
            return "values", None
        outputs = boundary.numpy()
        means, shares = run.shares(outputs)
        return means, boundary if shares is outputs or np.array_equal(shares, outputs) else _array(shares, "f")

    def _course(self, run: Run, size: int) -> Array | None:
        """Returns the boundary along the one column that is read, (outputs, size)."""
        found = run.curves(size) if size else None
        return _array(run.own(found[3][run.experiment.network.layers[-1].id]), "f") if found is not None else None

    def _numbers(self, run: Run, facts: Facts, layers: Layers) -> None:
        """Adds weights and the probe's numbers."""
        if self._of(m.WeightsView) is not None:
            weights, biases = run.weights, run.biases
            for layer in facts.layers:
                if layer.matrix is None:  # kernels and gates are no table of what feeds what
                    continue
                found = layers.setdefault(layer.id, {})
                found["weights"] = _array(weights[layer.id])
                if layer.id in biases:
                    found["bias"] = _array(biases[layer.id])
        probe = self._of(m.ProbeView)
        if probe is None or not _there(probe, facts):
            return
        for name, (z, a, gradient) in run.probe(probe.row if probe.point is None else None, probe.point).items():
            found = layers.setdefault(name, {})
            found.update(z=_array(z), a=_array(a))
            if gradient is not None:
                found["gradient"] = _array(gradient)

    def _sample(self, run: Run, facts: Facts, layers: Layers) -> None:
        """Adds what each layer makes of the shown sample, where no map or curve says more."""
        view = self._of(m.SampleView)
        if view is None or not _there(view, facts):
            return
        row = view.row if view.point is None else None
        for name, sight in run.sample(row, view.point, side=view.side, units=view.units).items():
            found = layers.setdefault(name, {})
            if "maps" in found or "curves" in found:
                continue
            parts = (("features", sight.features), ("states", sight.states), ("kernels", sight.kernels))
            found.update((part, _array(values, "f")) for part, values in parts if values is not None)

    def _page(self, run: Run, hurried: bool) -> Page | None:
        """Returns the answers for the samples that are shown."""
        view = self._of(m.PageView)
        if view is None:
            return None
        return run.page(view.part, view.first, view.count, wrong=view.wrong, hurried=hurried)

    def _top(self, run: Run, hurried: bool) -> Top | None:
        """Returns the samples to which the neuron that is looked at answers most."""
        view = self._of(m.TopView)
        return run.top(view.layer, view.unit, view.count, hurried=hurried) if view is not None else None

    def _span(self, run: Run, columns: Columns) -> Span:
        """Returns the ranges that maps and boundary span: they belong to the data."""
        data, kept = run.experiment.data, self._spanned
        if kept is None or kept[0] is not run or kept[1:3] != (data, columns):
            kept = self._spanned = run, data, columns, run.span(columns)
        return kept[3]

    def _of(self, kind: type[ViewT]) -> ViewT | None:
        return next((view for view in self.views if isinstance(view, kind)), None)


def _whole(facts: Facts) -> bool:
    """Tells whether a sample is a picture or a sequence, which goes into the network as it is."""
    shape = facts.data.shape if facts.data is not None else None
    return shape is not None and len(shape) > 1


def _along(data: DataFacts) -> bool:
    """Tells whether what depends on one column says all along it: the plane shows how two classes lie side by side."""
    return len(data.columns) > 2 or data.targets == "values"


def _shown(view: m.MapsView | m.BoundaryView | None, data: DataFacts) -> tuple[Columns, tuple[float, ...]]:
    """Returns the columns of a view and where the others stand, or the usual ones: the data may be another by now."""
    count = len(data.columns)
    if view is None or view.columns[0] == view.columns[1] or not all(0 <= c < count for c in view.columns):
        return (0, 1), ()
    return view.columns, view.at if len(view.at) == count else ()


def _there(view: m.ProbeView | m.SampleView, facts: Facts) -> bool:
    """Tells whether the data has that sample: it may have become smaller, or another one, since the screen asked."""
    data = facts.data
    if data is None:
        return False
    if view.point is not None:
        return len(view.point) == len(data.columns)
    return 0 <= (view.row or 0) < data.train_rows


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
