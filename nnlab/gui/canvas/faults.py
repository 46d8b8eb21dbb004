"""The problems that have a place on the canvas: which they are, in which order, and their sentences."""

from __future__ import annotations

from msgspec.structs import replace

from nnlab.experiment.document import Network
from nnlab.gui.canvas.naming import layer_title
from nnlab.gui.document import Document
from nnlab.gui.language import Language
from nnlab.records import Problem, Value

_elsewhere = ("plugin.gone", "check.missing", "plugin.unknown", "check.text")  # what is set right with plugins
_of_inputs = ("network.no_inputs", "network.no_layers")
_ranks = {"error": 0, "warning": 1, "note": 2}
_separators = {"cycle": " -> ", "known": ", "}


def place_of(problem: Problem, network: Network) -> str | None:
    """Returns the layer (or "input") at which the canvas shows a problem; None where it belongs elsewhere."""
    if problem.code in _elsewhere:
        return None
    if problem.code in _of_inputs:
        return "input"
    layer = problem.values.get("layer")
    return str(layer) if any(one.id == layer for one in network.layers) else None


class Faults:
    """Words the document's problems for the canvas, layers by their titles there instead of their ids."""

    def __init__(self, language: Language, document: Document) -> None:
        self._language, self._document = language, document

    def all(self) -> tuple[Problem, ...]:
        """Returns the problems of layers, errors first, then from left to right."""
        network = self._document.experiment.network
        order = {"input": -1, **{layer.id: place for place, layer in enumerate(network.layers)}}
        found = [(place_of(problem, network), problem) for problem in self._document.problems]
        placed = [(_ranks[problem.level], order[place], problem) for place, problem in found if place is not None]
        return tuple(problem for _rank, _place, problem in sorted(placed, key=lambda one: one[:2]))

    def at(self, layer: str) -> Problem | None:
        """Returns what is wrong with a layer, errors first."""
        return next((problem for problem in self.all() if self.place(problem) == layer), None)

    def place(self, problem: Problem) -> str:
        """Returns the layer at which a problem is shown, "" for none."""
        return place_of(problem, self._document.experiment.network) or ""

    def stopping(self) -> str:
        """Returns the sentence of what stops training, that of the network first; "" where nothing does."""
        errors = [problem for problem in (*self.all(), *self._document.problems) if problem.level == "error"]
        return self.sentence(errors[0]) if errors else ""

    def sentence(self, problem: Problem) -> str:
        """Returns a problem's sentence with layers called as their columns are."""
        named: dict[str, Value] = {}
        for name in ("layer", "source", "reader", "end"):
            if name in problem.values:
                named[name] = f"“{self._title(str(problem.values[name]))}”"
        for name, between in _separators.items():
            if name in problem.values:
                named[name] = between.join(self._title(id) for id in str(problem.values[name]).split(between))
        return self._language.problem(replace(problem, values={**problem.values, **named}))

    def _title(self, id: str) -> str:
        known = id == "input" or any(layer.id == id for layer in self._document.experiment.network.layers)
        return layer_title(id, self._language, self._document) if known else id
