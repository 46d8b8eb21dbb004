"""What the kernel says."""

from __future__ import annotations

from typing import Literal

import msgspec

from nnlab.experiment.document import Event, Experiment
from nnlab.experiment.facts import DataFacts, Facts
from nnlab.kernel.messages.shared import Message, PluginFile
from nnlab.records import Array, Checkpoint, ComponentInfo, History, Problem
from nnlab.records.grades import Grade, Picture
from nnlab.records.pages import Page, Top
from nnlab.records.predictions import Meaning, Prediction
from nnlab.records.scores import Cases, Scores


class _Answer(Message, frozen=True, kw_only=True):
    step: int = 0


class Loading(_Answer, frozen=True, kw_only=True):
    """A plugin is being imported."""

    plugin: str
    done: int
    total: int


class Brought(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a plugin brought when it was loaded: its components as "kind:id", and the seconds that its import took."""

    path: str
    sha256: str
    seconds: float
    components: tuple[str, ...] = ()


class Ready(_Answer, frozen=True, kw_only=True):
    """The catalogue as it now stands, and what could not be loaded.

    `loads` counts the loads behind it: each Load and Unload, and that of the proven files. `brought` tells of every
    plugin that was loaded, those that came with nnlab too.
    """

    catalog: tuple[ComponentInfo, ...]
    problems: tuple[Problem, ...]
    loads: int = 0
    brought: tuple[Brought, ...] = ()


class Found(_Answer, frozen=True, kw_only=True):
    """The plugins found besides the bundled ones. For the client, which does not pass it on.

    Those that are proven are loaded next; `loading` counts them, and if there are any, Ready follows. `loads` tells
    which: digests by path.
    """

    files: tuple[PluginFile, ...]
    loading: int = 0
    loads: dict[str, str] = msgspec.field(default_factory=dict)


class Applied(_Answer, frozen=True, kw_only=True):
    """An Open, Edit, SetWeights, Reset or Restore took effect (or could not, see problems): the facts of this revision.

    Each of those messages gets one answer; `changes` counts them since the kernel process began.
    """

    facts: Facts
    changes: int = 0
    epoch: int


class Points(_Answer, frozen=True, kw_only=True):
    """The samples behind the facts, in the data's own units; sent once whenever the data changed.

    y is (N,) class numbers or (N, k) values; `means` are those of the columns, over all rows.
    Of very many numbers x is in float32, and only the first rows of each set are there.
    """

    train_x: Array
    train_y: Array
    test_x: Array
    test_y: Array
    means: tuple[float, ...] = ()


class LayerFrame(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A layer's part of a Frame, by subscribed view: maps (units, size, size) or curves (units, size) float32; weights
    (n_in, n_out), bias (n_out); z, a, gradient dL/dz (units) of the probe; of the shown sample, float32, features
    (units, rows, columns), 1 x 1 for a number, or states (time, units), and the units' weights as pictures of what they
    read, kernels (units, channels, rows, columns)."""

    id: str
    maps: Array | None = None
    curves: Array | None = None
    features: Array | None = None
    states: Array | None = None
    kernels: Array | None = None
    weights: Array | None = None
    bias: Array | None = None
    z: Array | None = None
    a: Array | None = None
    gradient: Array | None = None


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The one column of the data that the network reads, and the range that its neurons' curves span."""

    column: str
    low: float
    high: float


class Frame(_Answer, frozen=True, kw_only=True):
    """What changed on the screen: all losses recorded since the last Frame, and the newest state of each view.

    `layers` begins with the inputs, whose id is "input". `first` is the place of `history` in the whole history: 0
    means it replaces all that was shown. `low` and `high` are the ranges of the shown `columns` that maps and boundary
    span; rows of maps go from low to high of the second one. Where the boundary is (outputs, size), along a column,
    they are of that one. `means` says what its numbers are; of several classes they are shares. `line` is there where
    layers have curves. `answer` is what the network answers for the point of the PredictView that was `asked`, None
    where the data has no such point. `scores` are there where they are new.
    """

    epoch: int
    place: int
    training: bool
    epochs_per_second: float
    learning_rate: float
    batch_loss: float | None = None
    first: int
    history: History
    layers: tuple[LayerFrame, ...] = ()
    boundary: Array | None = None
    columns: tuple[int, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    line: Line | None = None
    means: Meaning = "values"
    answer: Prediction | None = None
    asked: int = 0
    scores: Scores | None = None
    page: Page | None = None
    top: Top | None = None


class Saved(_Answer, frozen=True, kw_only=True):
    """A checkpoint with what a file needs beside it. Sent for Save (with its token) and by itself about once a second
    while training (token -1, history since the last one as in Frame, events from the place `first_event` on: all of
    them are many megabytes after minutes of painting). `changes` as in Applied."""

    token: int
    checkpoint: Checkpoint
    experiment: Experiment
    began: Experiment
    events: tuple[Event, ...]
    history: History
    first: int = 0
    first_event: int = 0
    changes: int = 0


class Preview(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A data set's samples for its thumbnail: x (N, 2), y (N,) or (N, k), and what there is to know of it.

    `picture` (rows, columns) is the first sample where samples are pictures.
    """

    x: Array
    y: Array
    targets: Literal["classes", "values"]
    picture: Array | None = None
    data: DataFacts | None = None


class Answer(_Answer, frozen=True, kw_only=True):
    """The answer to an Ask, AskAnswers or AskCases, or the problem that stopped it."""

    id: int
    preview: Preview | None = None
    cases: Cases | None = None
    answers: tuple[Prediction, ...] = ()
    problem: Problem | None = None


class Examined(_Answer, frozen=True, kw_only=True):
    """The answer to an Examine: a picture, a grade, or the problem that stopped it."""

    id: int
    picture: Picture | None = None
    grade: Grade | None = None
    problem: Problem | None = None


class Progress(_Answer, frozen=True, kw_only=True):
    """How far long work has come, in [0, 1]."""

    id: int
    done: float


class Finished(_Answer, frozen=True, kw_only=True):
    """Training ended by itself: `until` was reached, or a stop rule was met, which `stopped` names as a note.

    `scores` is one point: losses and metrics of just this state, which need not be on the history's grid.
    """

    epoch: int
    scores: History = History()
    stopped: Problem | None = None


class Trouble(_Answer, frozen=True, kw_only=True):
    """Something went wrong in the kernel; training has paused, the last good weights are kept.

    With `waits` it goes on by itself, told by Resumed, as soon as the plugin file that it needs is back or mended,
    unless a Pause, Train, Step, Reset, Open or Close comes first.
    """

    problem: Problem
    waits: bool = False


class Remark(_Answer, frozen=True, kw_only=True):
    """Something about a plugin that the user should know; training goes on, told once for each plugin and thing."""

    problem: Problem


class Resumed(_Answer, frozen=True, kw_only=True):
    """Training goes on as it was told before a plugin file stood in its way."""

    until: int | None = None


class Output(_Answer, frozen=True, kw_only=True):
    """What a plugin printed. `dropped` counts the bytes that were left out here because they came too fast."""

    text: str
    dropped: int = 0


FromKernel = (
    Loading
    | Ready
    | Found
    | Applied
    | Points
    | Frame
    | Saved
    | Answer
    | Examined
    | Progress
    | Finished
    | Trouble
    | Remark
    | Resumed
    | Output
)
