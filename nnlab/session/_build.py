"""Joins an experiment and a catalogue to a network with data, as far as it gets; what stops it is a Problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from nnlab.api import Component, Initializer, Loss, Metric
from nnlab.engine import (
    AnyArray,
    Border,
    Graph,
    Network,
    Node,
    Recipe,
    Samples,
    Trainer,
    block_of,
    how,
    shape_of,
    size,
    source,
)
from nnlab.engine.layers import refuses_one
from nnlab.experiment.document import Drawn, Experiment
from nnlab.experiment.facts import DataFacts, Facts, LayerFacts
from nnlab.experiment.masking import Marks, marks, mask_problems
from nnlab.experiment.structure import in_order, structure
from nnlab.records import Array, Problem, ProblemError, Shape, Text, Value, fail
from nnlab.records.painting import painted_id
from nnlab.session._data import DataSet, Inputs, draw, inputs_of, prepared
from nnlab.session._making import Maker, shown
from nnlab.session._remarks import remarks

One = TypeVar("One")
_said_otherwise = ("network.no_inputs", "network.no_layers")  # "input.none", "network.empty"


@dataclass(frozen=True)
class Whole:
    """Everything a network in training consists of; `cuts` marks the parameters that stay 0, by layer and name."""

    data: DataSet
    inputs: Inputs
    loss: Loss
    metrics: tuple[Metric, ...]
    network: Network
    trainer: Trainer
    train: Samples
    test: Samples
    cuts: Mapping[str, Marks] = field(default_factory=dict)

    def cut(self) -> None:
        """Sets what is cut to 0; to be called after any numbers were put into the network."""
        for layer, arrays in self.cuts.items():
            for name, places in arrays.items():
                self.network.store.named[layer][name][places] = 0


@dataclass
class Build:
    """What came of one experiment. `whole` is there only when nothing stands in the way of training.

    `classes` are those it was built with, by kind and id.
    """

    experiment: Experiment
    data: DataSet | None = None
    whole: Whole | None = None
    layers: dict[str, LayerFacts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    inputs: Inputs | None = None
    classes: dict[tuple[str, str], type[Component] | None] = field(default_factory=dict)

    def ready(self) -> Whole:
        """Returns the whole; raises ProblemError with the first thing that stands in the way."""
        if self.whole is not None:
            return self.whole
        found = [*self.problems, *(layer.problem for layer in self.layers.values() if layer.problem)]
        raise ProblemError(next(problem for problem in found if problem.level == "error"))

    @cached_property
    def _data_facts(self) -> DataFacts | None:
        return self.data.facts(self.inputs) if self.data is not None else None

    def facts(self) -> Facts:
        """Tells shapes, counts and problems."""
        layers = tuple(self.layers.values())
        total = sum(layer.parameters for layer in layers)
        return Facts(data=self._data_facts, layers=layers, parameters=total, problems=tuple(self.problems))


class Builder:
    """Builds an experiment; every step is tried by itself, so that all problems are found at once."""

    def __init__(
        self,
        experiment: Experiment,
        maker: Maker,
        border: Border,
        start: Mapping[str, Array],
        before: Build | None = None,
    ) -> None:
        self._experiment, self._maker, self._border, self._start, self._before = (
            experiment,
            maker,
            border,
            start,
            before,
        )
        self._build = Build(experiment, classes=maker.classes(experiment))

    def build(self) -> Build:
        """Returns what came of it; never raises ProblemError."""
        build, experiment, maker = self._build, self._experiment, self._maker
        training = experiment.training
        data = build.data = self._data()
        inputs = None
        if data is not None:
            inputs = self._try(lambda: self._inputs(data))
        if data is not None and inputs is not None:
            build.problems += remarks(maker.dataset(experiment.data.source), data, inputs)
        loss = self._try(lambda: maker.loss(training.loss))
        optimizer = self._try(lambda: maker.optimizer(training.optimizer))
        schedule = self._try(lambda: maker.schedule(training.schedule))
        regularizer = self._try(lambda: maker.regularizer(training.regularizer))
        metrics = [self._try(lambda one=one: maker.metric(one)) for one in training.metrics]  # type: ignore[misc]
        fitting = self._fitting(metrics, data)
        initializer = self._try(self._initializer)
        build.inputs = inputs
        graph = self._graph(inputs.shape if inputs is not None else None)
        size = self._batch_size(len(data.train)) if data is not None else training.batch_size
        if data is not None and not 1 <= size <= len(data.train):
            self._note(_batch(size, len(data.train)))
        stopped = any(problem.level == "error" for problem in build.problems)
        if graph and data and inputs and loss and optimizer and not stopped:
            clip = (training.clip.by, training.clip.limit) if training.clip is not None else None
            recipe = Recipe(optimizer, schedule, regularizer, size, training.shuffle, training.seed, clip)
            build.whole = self._try(lambda: self._whole(graph, recipe, data, inputs, loss, fitting, initializer))
        return build

    def _whole(
        self,
        graph: Graph,
        recipe: Recipe,
        data: DataSet,
        inputs: Inputs,
        loss: Loss,
        metrics: tuple[Metric, ...],
        initializer: Initializer | None,
    ) -> Whole:
        experiment = self._experiment
        network = Network(graph, self._border, dtype=experiment.training.dtype, loss=loss)
        outputs = self._outputs(graph.output.id, network.shapes[graph.output.id])
        self._takes(loss, graph.output)
        coded = data.coded(loss, outputs, graph.output.id)
        train, test = self._samples(data, inputs, coded, network)
        network.begin(initializer, getattr(experiment.start, "seed", 0), experiment.training.seed)
        if not isinstance(experiment.start, Drawn):
            network.put(self._given(network))
        frozen, cuts = self._masks(network)
        self._try_one(network, train.rows)
        trainer = Trainer(network, train, replace(recipe, frozen=frozen))
        whole = Whole(data, inputs, loss, metrics, network, trainer, train, test, cuts)
        whole.cut()
        trainer.updater.begin()
        self._note_slopes(graph)
        return whole

    def _data(self) -> DataSet | None:
        before, data, key = self._before, self._experiment.data, ("dataset", self._experiment.data.source.id)
        drawn = None
        if before is not None and before.data is not None and before.classes.get(key) is self._build.classes.get(key):
            if before.experiment.data == data:
                return before.data
            was = before.experiment.data
            drawn = before.data.drawn if (was.source, was.seed) == (data.source, data.seed) else None
        return self._try(lambda: prepared(data, drawn or draw(data, self._maker, self._border)))

    def _inputs(self, data: DataSet) -> Inputs:
        """Returns how rows become inputs; what an edit leaves alone is not made again, as there may be many rows."""
        before, experiment = self._before, self._experiment
        if before is not None and before.inputs is not None and before.data is data:
            was = before.experiment
            same = was.network.inputs == experiment.network.inputs and was.data.scaling == experiment.data.scaling
            if same:
                return before.inputs
        return inputs_of(experiment.data, experiment.network.inputs, data)

    def _samples(self, data: DataSet, inputs: Inputs, coded: AnyArray, network: Network) -> tuple[Samples, Samples]:
        """Returns the samples for training and testing, with the inputs of the build before where they are the same."""
        before, outputs, dtype = self._before, network.blueprint.outputs, network.dtype
        was = before.whole if before is not None else None
        if was is not None and was.inputs is inputs and was.data is data and was.train.inputs.dtype == dtype:
            return was.train.learning(coded[data.train], outputs), was.test.learning(coded[data.test], outputs)
        x = inputs.of(data.x)
        return (
            Samples.of(x[data.train], coded[data.train], outputs, dtype),
            Samples.of(x[data.test], coded[data.test], outputs, dtype),
        )

    def _initializer(self) -> Initializer | None:
        start = self._experiment.start
        return self._maker.initializer(start.initializer) if isinstance(start, Drawn) else None

    def _graph(self, inputs: Shape | None) -> Graph | None:
        """Makes the nodes and finds each layer's shape or what stops it."""
        build, specs = self._build, self._experiment.network.layers
        found: dict[str, Shape] = {source: inputs} if inputs is not None else {}
        nodes: list[Node] = []
        wrong = [one for one in structure(self._experiment) if one.code not in _said_otherwise]
        build.problems += wrong
        unfit = {one.values.get("layer") for one in wrong}
        if not specs:
            self._note(fail("network.empty"))
        build.layers = {spec.id: LayerFacts(id=spec.id, shape=None) for spec in specs}
        for spec in in_order(specs):
            try:
                node = Node(spec.id, self._maker.layer(spec.kind), self._maker.activation(spec.activation), spec.inputs)
                nodes.append(node)
                if node.id not in unfit and all(feed in found for feed in node.inputs):
                    feeds = tuple(found[feed] for feed in node.inputs)
                    shape = shape_of(node, feeds, self._border)
                    build.layers[spec.id] = self._described(node, shape, feeds)
                    found[node.id] = shape
            except ProblemError as error:
                build.layers[spec.id] = LayerFacts(id=spec.id, shape=None, problem=error.problem)
        whole = len(nodes) == len(found) - 1 == len(build.layers)
        if inputs is None or not nodes or not whole or nodes[-1].id != specs[-1].id:
            return None
        return Graph(inputs, tuple(nodes))

    def _masks(self, network: Network) -> tuple[dict[str, Marks], dict[str, Marks]]:
        """Returns what no update moves and what is 0, by layer; raises ProblemError for a place that is not there."""
        masks = self._experiment.network.masks
        unknown = next(mask_problems(self._experiment), None)
        if unknown is not None:
            raise ProblemError(unknown)
        shapes = {block.node: dict(zip(block.names, block.shapes, strict=True)) for block in network.layout.blocks}
        found = {mask.layer: marks(mask, shapes.get(mask.layer, {})) for mask in masks}
        return {id: both[0] for id, both in found.items()}, {id: both[1] for id, both in found.items()}

    def _try_one(self, network: Network, rows: int) -> None:
        """Raises ProblemError where a batch will hold one sample and a layer refuses it, as batch normalisation does.

        That is said before training rather than at the end of its first epoch.
        """
        batch = self._batch_size(rows)
        if 1 not in (batch, rows % batch):
            return
        for node in network.graph.nodes:
            shapes = [network.shapes[feed] for feed in node.inputs]
            refused = refuses_one(node, shapes, network.store.named.get(node.id, {}), network.state, self._border)
            if refused is not None:
                raise refused

    def _batch_size(self, rows: int) -> int:
        """Returns how many samples a batch has: painted points are all in one as long as there are fewer."""
        size = self._experiment.training.batch_size
        return max(1, min(size, rows)) if self._experiment.data.source.id == painted_id and size >= 1 else size

    def _outputs(self, layer: str, shape: Shape) -> int:
        if len(shape) != 1:
            raise fail("fit.flat", layer=layer, shape=" × ".join(map(str, shape)))
        return size(shape)

    def _takes(self, loss: Loss, output: Node) -> None:
        """Raises ProblemError where the loss needs an output that the last activation does not give."""
        gives = output.activation.gives if output.activation is not None else "any"
        fits = {"any": ("any", "probability", "distribution"), "probability": ("probability", "distribution")}
        fits |= {"distribution": ("distribution",), "score": ("any",)}
        if gives in fits[loss.takes]:
            return
        names = {**shown("loss", loss), **shown("activation", output.activation or output.layer)}
        if loss.takes == "probability":
            raise fail("output.probability", layer=output.id, **names)
        if loss.takes == "distribution":
            raise fail("output.distribution", layer=output.id, **names)
        raise fail("output.score", layer=output.id, **names)

    def _given(self, network: Network) -> dict[str, dict[str, AnyArray]]:
        made: dict[str, dict[str, AnyArray]] = {}
        for node, views in network.store.named.items():
            for name, view in views.items():
                array = self._start.get(f"parameters/{node}/{name}") or self._start.get(f"{node}/{name}")
                if array is None or array.shape != view.shape:
                    raise fail("start.missing", layer=node, name=name, shape=str(view.shape))
                made.setdefault(node, {})[name] = array.numpy()
        return made

    def _described(self, node: Node, shape: Shape, feeds: tuple[Shape, ...]) -> LayerFacts:
        block = block_of(node, feeds, self._border)
        matrix = next((s for n, s in zip(block.names, block.shapes, strict=True) if n in block.weights), None)
        if matrix is not None and (len(matrix) != 2 or (size(feeds[0]), *shape) != matrix):
            matrix = None  # no picture of what feeds what, neuron by neuron
        arrays = dict(zip(block.names, block.shapes, strict=True))
        return LayerFacts(id=node.id, shape=shape, matrix=matrix, arrays=arrays, parameters=block.size)

    def _fitting(self, metrics: Iterable[Metric | None], data: DataSet | None) -> tuple[Metric, ...]:
        """Returns the metrics that can be measured on the data, and adds a note for each other one."""
        fitting: list[Metric] = []
        if data is None:
            return ()
        wanted = "labels" if data.targets == "classes" else "values"
        for metric in filter(None, metrics):
            if metric.takes == wanted:
                fitting.append(metric)
                continue
            has = Text(en="classes", zh_CN="类别") if wanted == "labels" else Text(en="values", zh_CN="数值")
            said: dict[str, Value] = {"path": f"training.metrics.{metric.id}", **shown("metric", metric)}
            said |= {"takes": metric.takes, "wanted": wanted, "has": has.en, "has_zh_CN": has.zh_CN}
            self._build.problems.append(Problem(code="metric.takes", values=said, level="note"))
        return tuple(fitting)

    def _note_slopes(self, graph: Graph) -> None:
        """Adds a note for each activation without a derivative."""
        noted: set[str] = set()
        for activation in (node.activation for node in graph.nodes):
            if activation is None or activation.id in noted:
                continue
            if how(activation, self._border) in ("numerical", "jacobian"):
                owner = type(activation).__name__
                noted.add(activation.id)
                note = Problem(code="activation.numerical", values={"owner": owner}, level="note", plugin=owner)
                self._build.problems.append(note)

    def _try(self, make: Callable[[], One]) -> One | None:
        try:
            return make()
        except ProblemError as error:
            self._note(error)
            return None

    def _note(self, error: ProblemError) -> None:
        self._build.problems.append(error.problem)


def _batch(batch: int, rows: int) -> ProblemError:
    return fail("edit.batch_size", value=batch) if batch < 1 else fail("check.batch", batch=batch, rows=rows)
