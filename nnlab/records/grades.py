"""What the grader found out about a component: a verdict, sentences, numbers, and something to draw."""

from __future__ import annotations

from typing import Literal

import msgspec

from nnlab.records.arrays import Array
from nnlab.records.components import Kind, Text, Value
from nnlab.records.problems import Problem

Verdict = Literal["good", "warning", "wrong"]
How = Literal["native", "recorded", "called", ""]


class Graded(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A number that was measured, at its worst, and the places it was measured at; see `nnlab.testing.Measure`."""

    name: str
    worst: float
    values: dict[str, Value] = {}


class Cost(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Seconds of one call, and of the same call of what it is compared with (`beside`: "tanh", "sgd", "mse")."""

    seconds: float
    beside: str = ""
    beside_seconds: float = 0.0

    @property
    def ratio(self) -> float:
        """How many times as long as the other it takes; 0 where there is nothing to compare with."""
        return self.seconds / self.beside_seconds if self.beside_seconds > 0 else 0.0


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A curve over x (N,): y (N,), NaN where there is a gap.

    `role`: "value" (f, a loss, a rate), "slope" (what the plugin says), "numeric" (central differences).
    """

    role: Literal["value", "slope", "numeric"]
    x: Array
    y: Array


class CurvePicture(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="curve"):
    """An activation over z, a loss along the prediction (for `target`), a schedule over epochs, a penalty over w.

    `worst` are the x at which a slope is most wrong; `kinks` those at which there is none.
    """

    lines: tuple[Line, ...]
    across: Text
    worst: tuple[float, ...] = ()
    kinks: tuple[float, ...] = ()
    target: float | None = None


class Path(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The way of an optimizer over a surface: points (N, 2), the loss at each (N,); `left`: out of sight."""

    name: str
    id: str
    own: bool
    points: Array
    losses: Array
    left: bool = False
    learning_rate: float = 0.0


class Surface(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A loss over two weights: z (size, size), rows from low to high of the second; the bottom, and the ways down."""

    id: Literal["bowl", "valley", "rosenbrock", "saddle"]
    low: tuple[float, float]
    high: tuple[float, float]
    z: Array
    start: tuple[float, float]
    bottom: tuple[float, float] | None
    paths: tuple[Path, ...]


class PathsPicture(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="paths"):
    """An optimizer beside SGD and Adam on four surfaces."""

    surfaces: tuple[Surface, ...]


class PointsPicture(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="points"):
    """A data set's samples: x (N, 2), y (N,) classes or (N, k) values."""

    x: Array
    y: Array
    targets: Literal["classes", "values"]


class BarsPicture(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag="bars"):
    """A histogram: edges (N + 1,), counts (N,): what an initializer draws for a layer of `fan_in` inputs."""

    edges: Array
    counts: Array
    fan_in: int = 0
    fan_out: int = 0


Picture = CurvePicture | PathsPicture | PointsPicture | BarsPicture


class Grade(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The report on one component.

    `findings` are problems by severity (an "error" makes it "wrong", a "warning" a "warning", a "note" nothing), each
    beginning with the worst; `how` it runs in training, and `why` where it is not recorded. `sha256` is the text it was
    graded from.
    """

    kind: Kind
    id: str
    name: Text
    owner: str
    sha256: str
    verdict: Verdict
    findings: tuple[Problem, ...] = ()
    measures: tuple[Graded, ...] = ()
    how: How = ""
    why: Problem | None = None
    cost: Cost | None = None
    picture: Picture | None = None
    tried: tuple[str, ...] = ()
    seconds: float = 0.0
