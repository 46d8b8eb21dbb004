"""What a component looks like: curves, paths, samples. Quick enough to follow somebody's typing."""

from __future__ import annotations

from collections.abc import Callable

from nnlab.api import Component
from nnlab.api.blame import blame
from nnlab.catalog import Catalog
from nnlab.engine.border import Watch
from nnlab.records import Problem, ProblemError, fail
from nnlab.records.grades import Picture
from nnlab.testing._curves import activation_curve, loss_curve, penalty_curve, rate_curve
from nnlab.testing._drawing import Drawing
from nnlab.testing._paths import optimizer_paths
from nnlab.testing._seat import Seat, calm
from nnlab.testing._spread import dataset_points, initializer_bars
from nnlab.testing.report import Report

_ways: dict[str, Callable[[Seat, Report | None], Drawing]] = {
    "activation": activation_curve,
    "loss": loss_curve,
    "schedule": rate_curve,
    "regularizer": penalty_curve,
    "initializer": initializer_bars,
    "dataset": dataset_points,
}


def plot(component: Component | type[Component]) -> Picture | None:
    """Draws a component: f and f' of an activation, a loss along the prediction, an optimizer's paths, ...

    Layers and metrics have no picture. What a half-written plugin does not give yet is left out, numbers that are not
    finite are gaps. Raises ProblemError where there is nothing to draw because its method fails.
    """
    drawing = drawn(component)
    if drawing.picture is None and drawing.problem is not None:
        raise ProblemError(drawing.problem)
    return drawing.picture


def drawn(
    component: Component | type[Component],
    *,
    report: Report | None = None,
    watch: Watch | None = None,
    catalog: Catalog | None = None,
) -> Drawing:
    """Returns the picture, as far as there is one, and the first problem met on the way.

    `report` tells what was found wrong, so that it is pointed at; `catalog` holds what an optimizer is compared with.
    """
    cls = component if isinstance(component, type) else type(component)
    try:
        if not issubclass(cls, Component) or not hasattr(cls, "kind"):
            raise fail("component.class", owner=cls.__name__)
        seat = Seat(component() if isinstance(component, type) else component, watch)
        with calm():
            if cls.kind == "optimizer":
                return optimizer_paths(seat, catalog)
            way = _ways.get(cls.kind)
            return way(seat, report) if way is not None else Drawing()
    except ProblemError as error:
        return Drawing(problem=error.problem)
    except (Exception, SystemExit) as error:  # a result that is no honest array raises where it is looked at
        return Drawing(problem=_odd(cls, error))


def _odd(cls: type[Component], error: BaseException) -> Problem:
    file, line = cls.declared_at
    return blame(error, "testing.undrawn", plugin=cls.__name__, stage="-", file=file, line=line, owner=cls.__name__)
