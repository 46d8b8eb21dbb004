"""What passes between the app and its kernel: one tagged union each way, as length + msgpack.

Every request carries `run` and `rev` (which counts edits), every answer `run`, `rev` and `step`; frames of an older
rev are dropped by the receiver.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from nnlab.experiment.document import Event, Experiment
from nnlab.experiment.facts import DataFacts, Facts
from nnlab.records import Array, Checkpoint, ComponentInfo, History, Kind, Problem, Value
from nnlab.records.grades import Grade, Picture


class _Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    run: int = 0
    rev: int = 0


# ---- speed, units, views


class Speed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How fast to train: so many units a second; 0 is as fast as possible."""

    per_second: float = 60.0
    unit: Literal["batch", "epoch"] = "epoch"


Unit = Literal["sample", "batch", "epoch"]


class MapsView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="maps"):
    """Each neuron's activation over the input plane, size x size, or along the one column that the network reads, in
    float32; nothing where samples are pictures or sequences."""

    size: int


class BoundaryView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="boundary"):
    """The network's output over the input plane, size x size (fewer where samples are pictures or sequences), or along
    the only column that the data has, float32."""

    size: int


class WeightsView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="weights"):
    """All weights (n_in, n_out) and biases."""


class ProbeView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="probe"):
    """z, a and dL/dz of every neuron for one sample: a row of the training set, or a point in the data's own units.

    A point that is no sample has no target, so no gradient.
    """

    row: int | None = 0
    point: tuple[float, ...] | None = None


class SampleView(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="sample"):
    """What each layer makes of one sample that is a picture or a sequence: a row of the training set, or a point in the
    data's own units. Of the first units only, and no longer than `side` along any side."""

    row: int | None = 0
    point: tuple[float, ...] | None = None
    side: int = 56
    units: int = 12


View = MapsView | BoundaryView | WeightsView | ProbeView | SampleView


# ---- to the kernel


class PluginFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plugin file (or folder with `__init__.py`, or entry point) to load: where it is and what it belongs to.

    With `text`, that is loaded instead of what stands in the file: what is being typed, or the last version that
    worked; `sha256` is then the text's.
    """

    path: str
    origin: str
    sha256: str
    kind: Literal["file", "folder", "entry_point"] = "file"
    name: str = ""
    version: str = ""
    text: str | None = None


class Hello(_Message, frozen=True, kw_only=True):
    """The first message: load what came with nnlab (answered by Ready), then look for the user's plugins (answered by
    Found) and load those whose digest is proven.

    With `bundled=False`, `discover=False` the kernel begins empty: a trial kernel. Where the file at a path is not
    proven, the one of `older` with that path is loaded, which has the text that worked last. What lies at a path of
    `disabled` is found and not loaded.
    """

    plugin_dirs: tuple[str, ...] = ()
    bundled: bool = True
    discover: bool = True
    proven: tuple[str, ...] = ()
    quarantined: tuple[str, ...] = ()
    older: tuple[PluginFile, ...] = ()
    disabled: tuple[str, ...] = ()


class Load(_Message, frozen=True, kw_only=True):
    """Import these plugins (bundled ones are there from the start) and answer with Ready.

    A run with problems, or with a component that was loaded anew, is built again with them from its present weights,
    which is answered by one more Applied.
    """

    files: tuple[PluginFile, ...]


class Unload(_Message, frozen=True, kw_only=True):
    """Forget the plugins at these paths, and answer with Ready: their files are gone, or they were disabled.

    A run that uses one of their components cannot go on until another is chosen; its weights are kept.
    """

    paths: tuple[str, ...]


class Examine(_Message, frozen=True, kw_only=True):
    """Look at a component in a workshop kernel: "plot" it with these values, or "grade" it. Answered by Examined.

    With `path`, the component is the one that the plugin there brings, whoever else has its id.
    """

    id: int
    kind: Kind
    component: str
    what: Literal["plot", "grade"]
    values: dict[str, Value] = {}
    path: str = ""


class Open(_Message, frozen=True, kw_only=True):
    """Build this experiment's network; go on from a checkpoint where one is given. Training pauses.

    `kept` says which neurons are left where the experiment was edited since the checkpoint.
    """

    experiment: Experiment
    began: Experiment | None = None
    events: tuple[Event, ...] = ()
    checkpoint: Checkpoint | None = None
    history: History | None = None
    start: dict[str, Array] = {}
    kept: dict[str, tuple[int, ...]] = {}


class Edit(_Message, frozen=True, kw_only=True):
    """The experiment is now this one; weights stay with their neurons.

    `kept` says which neurons of a layer are left, as an `Event` does.
    """

    experiment: Experiment
    kept: dict[str, tuple[int, ...]] = {}


class SetWeights(_Message, frozen=True, kw_only=True):
    """Put these numbers into a layer: weights (n_in, n_out), bias (n_out). NaN leaves a number as it is."""

    layer: str
    weights: Array
    bias: Array


class Train(_Message, frozen=True, kw_only=True):
    """Train until an epoch (None: without end) at a speed. Sent again, it changes the speed."""

    until: int | None = None
    speed: Speed = Speed()


class Pause(_Message, frozen=True, kw_only=True):
    """Stop training after the current step."""


class Step(_Message, frozen=True, kw_only=True):
    """Take one step and pause."""

    unit: Unit


class Reset(_Message, frozen=True, kw_only=True):
    """Go back to the start: same weights, same order, no history. Training pauses."""


class Restore(_Message, frozen=True, kw_only=True):
    """Go back to a checkpoint, as this experiment; history and events after it are dropped. Training goes on."""

    experiment: Experiment
    checkpoint: Checkpoint


class Save(_Message, frozen=True, kw_only=True):
    """Answer with Saved, which has the token: a checkpoint with events and history, for a file or an undo step."""

    token: int = 0


class Close(_Message, frozen=True, kw_only=True):
    """Forget the run."""


class Subscribe(_Message, frozen=True, kw_only=True):
    """These are the views the screen shows now."""

    views: tuple[View, ...]


class Credit(_Message, frozen=True, kw_only=True):
    """The screen has room for one more Frame."""


class Ask(_Message, frozen=True, kw_only=True):
    """A question with an id; Answer carries the same id. "preview": sample this data set for its thumbnail."""

    id: int
    what: Literal["preview"]
    dataset: str
    values: dict[str, bool | int | float | str | tuple[float, ...]] = {}


class Cancel(_Message, frozen=True, kw_only=True):
    """The answer to this question is no longer wanted."""

    id: int


class Bye(_Message, frozen=True, kw_only=True):
    """End."""


ToKernel = (
    Hello
    | Load
    | Unload
    | Examine
    | Open
    | Edit
    | SetWeights
    | Train
    | Pause
    | Step
    | Reset
    | Restore
    | Save
    | Close
    | Subscribe
    | Credit
    | Ask
    | Cancel
    | Bye
)


# ---- from the kernel


class _Answer(_Message, frozen=True, kw_only=True):
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
    loads: dict[str, str] = {}


class Applied(_Answer, frozen=True, kw_only=True):
    """An Open, Edit, SetWeights, Reset or Restore took effect (or could not, see problems): the facts of this revision.

    Each of those messages gets one answer; `changes` counts them since the kernel process began.
    """

    facts: Facts
    changes: int = 0
    epoch: int
    events: tuple[Event, ...] = ()
    began: Experiment | None = None


class Points(_Answer, frozen=True, kw_only=True):
    """The samples behind the facts, in the data's own units; sent once whenever the data changed.

    y is (N,) class numbers or (N, k) values.
    """

    train_x: Array
    train_y: Array
    test_x: Array
    test_y: Array


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
    means it replaces all that was shown. `low` and `high` are the ranges of the two shown inputs that maps and boundary
    span; rows of maps go from low to high of the second one. Where the data has one column, they are one number each,
    and the boundary is (outputs, size). `line` is there where layers have curves.
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
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    line: Line | None = None


class Saved(_Answer, frozen=True, kw_only=True):
    """A checkpoint with what a file needs beside it. Sent for Save (with its token) and by itself about once a second
    while training (token -1, history since the last one as in Frame). `changes` as in Applied."""

    token: int
    checkpoint: Checkpoint
    experiment: Experiment
    began: Experiment
    events: tuple[Event, ...]
    history: History
    first: int = 0
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
    """The answer to an Ask, or the problem that stopped it."""

    id: int
    preview: Preview | None = None
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


# ---- from the client, about its kernel process


class Stalled(msgspec.Struct, frozen=True, kw_only=True):
    """A plugin's method has not returned for so many seconds. Sent again whenever that time has doubled."""

    plugin: str
    method: str
    seconds: float
    file: str = ""


class Unstalled(msgspec.Struct, frozen=True, kw_only=True):
    """The call named by the last Stalled came to its end by itself."""


class Restarted(msgspec.Struct, frozen=True, kw_only=True):
    """The kernel process ended, or was ended, and another took over from the newest checkpoint."""

    lost_epochs: int
    reason: Problem


class Died(msgspec.Struct, frozen=True, kw_only=True):
    """The kernel process ended and is not started again by itself; `restart()` does."""

    problem: Problem


class PluginState(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands with a plugin file that did not come with nnlab.

    `file` is what lies there now. "loaded": all of it can be chosen; "trying": it is in the trial kernel, or on its way
    to the training kernel; "refused": it has a mistake; "aside": it hung or ended a kernel; "disabled": the user wants
    it so; "old": what lies there is refused or set aside, and the version that worked last goes on. `loaded` is the
    digest of the version that the kernel has, `seconds` what its import took, `components` ("kind:id") what it brings.
    """

    file: PluginFile
    state: Literal["loaded", "trying", "refused", "aside", "disabled", "old"]
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    components: tuple[str, ...] = ()
    loaded: str = ""


class PluginsChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Plugin files came, went or changed, or it stands otherwise with one of them: all there are."""

    states: tuple[PluginState, ...]


ClientEvent = Stalled | Unstalled | Restarted | Died | PluginsChanged
