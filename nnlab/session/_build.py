"""Joins an experiment and a catalogue to a network with data, as far as it gets; what stops it is a Problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from nnlab.api import Initializer, Loss, Metric
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
from nnlab.experiment.document import Drawn, Experiment
from nnlab.experiment.facts import Facts, LayerFacts
from nnlab.records import Array, Problem, ProblemError, Shape, fail
from nnlab.session._data import DataSet, Inputs, draw, inputs_of
from nnlab.session._making import Maker, shown

One = TypeVar("One")


@dataclass(frozen=True)
class Whole:
    """Everything a network in training consists of."""

    data: DataSet
    inputs: Inputs
    loss: Loss
    metrics: tuple[Metric, ...]
    network: Network
    trainer: Trainer
    train: Samples
    test: Samples


@dataclass
class Build:
    """What came of one experiment. `whole` is there only when nothing stands in the way of training."""

    experiment: Experiment
    data: DataSet | None = None
    whole: Whole | None = None
    layers: dict[str, LayerFacts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def ready(self) -> Whole:
        """Returns the whole; raises ProblemError with the first thing that stands in the way."""
        if self.whole is not None:
            return self.whole
        found = [*self.problems, *(layer.problem for layer in self.layers.values() if layer.problem)]
        raise ProblemError(next(problem for problem in found if problem.level == "error"))

    def facts(self) -> Facts:
        """Tells shapes, counts and problems."""
        layers = tuple(self.layers.values())
        total = sum(layer.parameters for layer in layers)
        data = self.data.facts() if self.data is not None else None
        return Facts(data=data, layers=layers, parameters=total, problems=tuple(self.problems))


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
        self._build = Build(experiment)

    def build(self) -> Build:
        """Returns what came of it; never raises ProblemError."""
        build, experiment, maker = self._build, self._experiment, self._maker
        training = experiment.training
        data = build.data = self._data()
        inputs = None
        if data is not None:
            inputs = self._try(lambda: inputs_of(experiment.data, experiment.network.inputs, data))
        loss = self._try(lambda: maker.loss(training.loss))
        optimizer = self._try(lambda: maker.optimizer(training.optimizer))
        schedule = self._try(lambda: maker.schedule(training.schedule))
        regularizer = self._try(lambda: maker.regularizer(training.regularizer))
        metrics = [self._try(lambda one=one: maker.metric(one)) for one in training.metrics]  # type: ignore[misc]
        fitting = tuple(
            one for one in metrics if one and data and (one.takes == "labels") == (data.targets == "classes")
        )
        initializer = self._try(self._initializer)
        graph = self._graph(inputs.shape if inputs is not None else None)
        if data is not None and not 1 <= training.batch_size <= len(data.train):
            self._note(_batch(training.batch_size, len(data.train)))
        stopped = any(problem.level == "error" for problem in build.problems)
        if graph and data and inputs and loss and optimizer and not stopped:
            recipe = Recipe(optimizer, schedule, regularizer, training.batch_size, training.shuffle, training.seed)
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
        outputs = self._outputs(network.shapes[graph.output.id])
        self._takes(loss, graph.output)
        coded = data.coded(loss, outputs, graph.output.id)
        x = inputs.of(data.x)
        train = Samples.of(x[data.train], coded[data.train], outputs, network.dtype)
        test = Samples.of(x[data.test], coded[data.test], outputs, network.dtype)
        network.begin(initializer, getattr(experiment.start, "seed", 0), experiment.training.seed)
        if not isinstance(experiment.start, Drawn):
            network.put(self._given(network))
        trainer = Trainer(network, train, recipe)
        trainer.updater.begin()
        self._note_slopes(graph)
        return Whole(data, inputs, loss, metrics, network, trainer, train, test)

    def _data(self) -> DataSet | None:
        before = self._before
        if before is not None and before.data is not None and before.experiment.data == self._experiment.data:
            return before.data
        return self._try(lambda: draw(self._experiment.data, self._maker, self._border))

    def _initializer(self) -> Initializer | None:
        start = self._experiment.start
        return self._maker.initializer(start.initializer) if isinstance(start, Drawn) else None

    def _graph(self, inputs: Shape | None) -> Graph | None:
        """Makes the nodes and finds each layer's shape or what stops it."""
        build, specs = self._build, self._experiment.network.layers
        found: dict[str, Shape] = {source: inputs} if inputs is not None else {}
        nodes: list[Node] = []
        if not specs:
            self._note(fail("network.empty"))
        for spec in specs:
            build.layers[spec.id] = LayerFacts(id=spec.id, shape=None)
            try:
                node = Node(spec.id, self._maker.layer(spec.kind), self._maker.activation(spec.activation), spec.inputs)
                nodes.append(node)
                self._known(node, {source, *(other.id for other in specs)})
                if all(feed in found for feed in node.inputs):
                    feeds = tuple(found[feed] for feed in node.inputs)
                    shape = shape_of(node, feeds, self._border)
                    build.layers[spec.id] = self._described(node, shape, feeds)
                    found[node.id] = shape
            except ProblemError as error:
                build.layers[spec.id] = LayerFacts(id=spec.id, shape=None, problem=error.problem)
        if not specs or inputs is None or any(spec.id not in found for spec in specs):
            return None
        return Graph(inputs, tuple(nodes))

    def _known(self, node: Node, ids: set[str]) -> None:
        earlier = {source, *(self._build.layers.keys() - {node.id})}
        if not node.inputs:
            raise fail("layer.no_input", layer=node.id)
        for feed in node.inputs:
            if feed not in ids or feed not in earlier or node.inputs.count(feed) > 1:
                raise fail("layer.unknown_input", layer=node.id, input=feed)

    def _outputs(self, shape: Shape) -> int:
        if len(shape) != 1:
            raise fail("fit.flat", shape=str(shape))
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
        matrix = matrix if matrix is not None and len(matrix) == 2 else None
        return LayerFacts(id=node.id, shape=shape, matrix=matrix, parameters=block.size)

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
