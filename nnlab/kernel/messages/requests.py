"""What the app says to its kernel."""

from __future__ import annotations

from typing import Literal

import msgspec

from nnlab.experiment.document import Event, Experiment
from nnlab.kernel.messages.shared import Message, PluginFile, Speed, Unit, View
from nnlab.records import Array, Checkpoint, History, Kind, Value
from nnlab.records.scores import Part


class Hello(Message, frozen=True, kw_only=True):
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


class Load(Message, frozen=True, kw_only=True):
    """Import these plugins (bundled ones are there from the start) and answer with Ready.

    A run with problems, or with a component that was loaded anew, is built again with them from its present weights,
    which is answered by one more Applied.
    """

    files: tuple[PluginFile, ...]


class Unload(Message, frozen=True, kw_only=True):
    """Forget the plugins at these paths, and answer with Ready: their files are gone, or they were disabled.

    A run that uses one of their components cannot go on until another is chosen; its weights are kept.
    """

    paths: tuple[str, ...]


class Examine(Message, frozen=True, kw_only=True):
    """Look at a component in a workshop kernel: "plot" it with these values, or "grade" it. Answered by Examined.

    With `path`, the component is the one that the plugin there brings, whoever else has its id.
    """

    id: int
    kind: Kind
    component: str
    what: Literal["plot", "grade"]
    values: dict[str, Value] = msgspec.field(default_factory=dict)
    path: str = ""


class Open(Message, frozen=True, kw_only=True):
    """Build this experiment's network; go on from a checkpoint where one is given. Training pauses.

    `kept` says which neurons are left where the experiment was edited since the checkpoint.
    """

    experiment: Experiment
    began: Experiment | None = None
    events: tuple[Event, ...] = ()
    checkpoint: Checkpoint | None = None
    history: History | None = None
    start: dict[str, Array] = msgspec.field(default_factory=dict)
    kept: dict[str, tuple[int, ...]] = msgspec.field(default_factory=dict)


class Edit(Message, frozen=True, kw_only=True):
    """The experiment is now this one; weights stay with their neurons.

    `kept` says which neurons of a layer are left, as an `Event` does.
    """

    experiment: Experiment
    kept: dict[str, tuple[int, ...]] = msgspec.field(default_factory=dict)


class SetWeights(Message, frozen=True, kw_only=True):
    """Put these numbers into a layer: weights (n_in, n_out), bias (n_out). NaN leaves a number as it is."""

    layer: str
    weights: Array
    bias: Array


class Train(Message, frozen=True, kw_only=True):
    """Train until an epoch (None: without end) at a speed. Sent again, it changes the speed."""

    until: int | None = None
    speed: Speed = Speed()


class Pause(Message, frozen=True, kw_only=True):
    """Stop training after the current step."""


class Step(Message, frozen=True, kw_only=True):
    """Take one step and pause."""

    unit: Unit


class Reset(Message, frozen=True, kw_only=True):
    """Go back to the start: same weights, same order, no history. Training pauses."""


class Restore(Message, frozen=True, kw_only=True):
    """Go back to a checkpoint, as this experiment; history and events after it are dropped. Training goes on."""

    experiment: Experiment
    checkpoint: Checkpoint


class Save(Message, frozen=True, kw_only=True):
    """Answer with Saved, which has the token: a checkpoint with events and history, for a file or an undo step."""

    token: int = 0


class Close(Message, frozen=True, kw_only=True):
    """Forget the run."""


class Subscribe(Message, frozen=True, kw_only=True):
    """These are the views the screen shows now."""

    views: tuple[View, ...]


class Credit(Message, frozen=True, kw_only=True):
    """The screen has room for one more Frame."""


class Ask(Message, frozen=True, kw_only=True):
    """A question with an id; Answer carries the same id. "preview": sample this data set for its thumbnail."""

    id: int
    what: Literal["preview"]
    dataset: str
    values: dict[str, bool | int | float | str | tuple[float, ...]] = msgspec.field(default_factory=dict)


class AskAnswers(Message, frozen=True, kw_only=True):
    """A question for what the network answers for rows (N, columns) in the data's own units, NaN for what is missing;
    answered by an Answer with the same id."""

    id: int
    rows: Array


class AskCases(Message, frozen=True, kw_only=True):
    """A question for samples of a set, answered by an Answer with the same id, as soon as the set's scores are counted.

    With `rows`, these; with `target` and `answered`, those of that cell of the confusion matrix; else those whose value
    in a `column` of the targets is missed by most.
    """

    id: int
    part: Part
    rows: tuple[int, ...] | None = None
    target: int | None = None
    answered: int | None = None
    column: int = 0
    most: int = 300


class Cancel(Message, frozen=True, kw_only=True):
    """The answer to this question is no longer wanted."""

    id: int


class Bye(Message, frozen=True, kw_only=True):
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
    | AskAnswers
    | AskCases
    | Cancel
    | Bye
)
