"""From graph to program: in which order what is computed, and where each value is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnlab.engine.recording._graph import Node, Stages, full, reached, scalar
from nnlab.engine.recording._numbers import Numbers


@dataclass(frozen=True)
class Place:
    """Where a value stands: `kind` is input, output, temp, kept, number or const; `form` is its rank and type."""

    kind: str
    name: str = ""
    index: int = 0
    value: float = 0.0
    rank: int = full
    logical: bool = False


@dataclass(frozen=True)
class Step:
    """One call, or two for a `where`: an operation from places to a place; `copy` and `numbers` are our own."""

    op: str
    args: tuple[Place, ...]
    out: tuple[Place, ...]
    numbers: Numbers | None = None

    @property
    def calls(self) -> int:
        """Its number of entries."""
        return 2 if self.op == "where" and self.args[2] != self.out[0] else 1


@dataclass(frozen=True)
class Stage:
    """A part of a program that is run by itself; it `reads` inputs, earlier outputs, and what was "kept" of stages."""

    steps: tuple[Step, ...]
    reads: frozenset[str]


class Compiler:
    """Compiles the stages of one graph; what an earlier stage computed and a later one reads is kept for it.

    `aliased` tells that an output shares its memory with the input of the same name.
    """

    def __init__(self, stages: Stages, dtype: np.dtype[Any], *, aliased: bool) -> None:
        self._aliased = aliased
        self._direct = frozenset(("lr", "t")) if dtype == np.float64 else frozenset[str]()
        self._known: dict[Node, Place] = {}
        self._keep = self._shared(stages)
        self.stages = {name: self._stage(roots) for name, roots in stages.items()}

    def _shared(self, stages: Stages) -> dict[Node, Place]:
        """Finds the values of a stage that a later one reads."""
        kept: dict[Node, Place] = {}
        earlier: set[Node] = set()
        for roots in stages.values():
            for node in _visited(roots.values(), earlier):
                if node in earlier and node.rank != scalar:
                    kept.setdefault(node, Place("kept", "", len(kept), 0.0, node.rank, node.logical))
            earlier.update(reached(list(roots.values())))
        return kept

    def _stage(self, roots: Mapping[str, Node]) -> Stage:
        made = _Stage(roots, self._known, self._keep, self._direct, aliased=self._aliased)
        steps = made.compiled()
        for place, node in made.written.items():
            self._known.setdefault(node, place)
        self._known.update({node: place for node, place in made.places.items() if place.kind == "kept"})
        read = {place for step in steps for place in step.args if place.kind in ("input", "output", "kept")}
        own = {place for step in steps for place in step.out}  # an input is another place than the output in its memory
        return Stage(tuple(steps), frozenset(place.name or place.kind for place in read - own))


def _visited(roots: Iterable[Node], stop: set[Node]) -> set[Node]:
    """Returns the operations the roots are made of, up to and with those to stop at."""
    seen: set[Node] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node not in seen and node.args:
            seen.add(node)
            if node not in stop:
                waiting += node.args
    return seen


def _within(steps: list[Step]) -> list[Step]:
    """Lets an output that the last step writes stand in for a temporary until then: less memory, more of it cached."""
    if not steps or steps[-1].out[0].kind != "output":
        return steps
    out, last = steps[-1].out[0], steps[-1]
    taken = last.args[:2] if last.op == "where" else ()  # of which both halves are needed to the end
    used = Counter(place for step in steps for place in step.out if place.kind == "temp")
    fits = [one for one in used if one.rank == out.rank == full and not one.logical and one not in taken]
    if not fits or any(out in step.args for step in steps):
        return steps
    temp = max(fits, key=lambda one: used[one])
    swap = {temp: out}
    return [
        replace(
            step, args=tuple(swap.get(one, one) for one in step.args), out=tuple(swap.get(one, one) for one in step.out)
        )
        for step in steps
    ]


class _Stage:
    def __init__(
        self,
        roots: Mapping[str, Node],
        known: Mapping[Node, Place],
        keep: Mapping[Node, Place],
        direct: frozenset[str],
        *,
        aliased: bool,
    ) -> None:
        self._roots, self._keep, self._direct, self._aliased = roots, keep, direct, aliased
        self.places = dict(known)
        self.written: dict[Place, Node] = {}
        self._steps: list[Step] = []
        self._late: list[tuple[str, Node]] = []  # outputs to be copied at the end, when their inputs are read
        self._free: dict[tuple[int, bool], list[Place]] = {}
        self._temps: dict[tuple[int, bool], int] = {}
        nodes = [node for node in self._needed() if node.rank != scalar and node.op != "input"]
        self._order = nodes
        self._last: dict[Node, int] = {}
        for at, node in enumerate(nodes):
            for one in node.args:
                self._last[one] = at
        for name, root in roots.items():
            if root.op == "input" and root.name != name:
                self._last[root] = len(nodes)
        self._inputs = {node.name: node for node in self._last if node.op == "input"}

    def _needed(self) -> list[Node]:
        done: dict[Node, None] = {}

        def visit(node: Node) -> None:
            if node in done or node in self.places:
                return
            for one in node.args:
                visit(one)
            done[node] = None

        for root in self._roots.values():
            visit(root)
        return list(done)

    def compiled(self) -> list[Step]:
        """Returns the steps: single numbers first, then arrays, then what only has to be copied."""
        self._numbers()
        owed = {name: root for name, root in self._roots.items() if root.rank != scalar or root.constant}
        copies: dict[str, Node] = {name: root for name, root in owed.items() if root.op in ("input", "const")}
        copies |= {name: root for name, root in owed.items() if root in self.places}
        copies = {name: root for name, root in copies.items() if not (root.op == "input" and root.name == name)}
        waiting = {name: root for name, root in owed.items() if root.op != "input" and name not in copies}
        for at, node in enumerate(self._order):
            names = [name for name, root in waiting.items() if root is node]
            self._compute(at, node, names)
        self._copies(copies)
        return self._steps if self._aliased else _within(self._steps)

    def _numbers(self) -> None:
        """Writes one step that fills every single number that an array or an output needs."""
        wanted: dict[Node, Place] = {}
        for node in self._order:
            for one in node.args:
                if one.rank == scalar and not one.constant and one not in wanted and one.name not in self._direct:
                    wanted[one] = Place("number", "", len(wanted), 0.0, scalar, one.logical)
        out = [*wanted.items()]
        for name, root in self._roots.items():
            if root.rank == scalar and not root.constant and not (root.op == "input" and root.name == name):
                out.append((root, Place("output", name, 0, 0.0, scalar)))
        if not out:
            return
        made = Numbers([node for node, _ in out])
        reads = tuple(Place("input", name, 0, 0.0, scalar) for name in made.inputs)
        self._steps.append(Step("numbers", reads, tuple(place for _, place in out), made))
        self.places.update(wanted)

    def _compute(self, at: int, node: Node, names: list[str]) -> None:
        args = tuple(self._place(one) for one in node.args)
        dying = [one for one in dict.fromkeys(node.args) if self._last[one] == at]
        held = node.args[:2] if node.op == "where" else ()  # the second half of a `where` still reads them
        for one in dying:
            if one not in held:
                self._release(one)
        direct = [name for name in names if self._writable(name, at, held)]
        if direct:
            place = Place("output", direct[0], 0, 0.0, node.rank)
            self.written[place] = node
        elif node in self._keep:
            place = self._keep[node]
        else:
            place = self._temp(node.rank, node.logical)
        for one in dying:
            if one in held:
                self._release(one)
        self.places[node] = place
        self._steps.append(Step(node.op, args, (place,)))
        for name in names:
            if name not in direct[:1]:
                self._late.append((name, node))
        if node not in self._last and place.kind == "temp" and not self._owed(node):
            self._release(node)

    def _owed(self, node: Node) -> bool:
        return any(node is one for _, one in self._late)

    def _hazard(self, name: str, at: int) -> bool:
        """Tells whether the input that shares its memory with an output is still read after step `at`."""
        node = self._inputs.get(name)
        return self._aliased and node is not None and self._last[node] > at

    def _writable(self, name: str, at: int, held: Iterable[Node]) -> bool:
        node = self._inputs.get(name)
        return not self._hazard(name, at) and not (self._aliased and node is not None and node in tuple(held))

    def _copies(self, copies: Mapping[str, Node]) -> None:
        """Copies what is no result of a step, first where a source is itself overwritten."""
        sources = {root.name for root in copies.values() if root.op == "input"}
        if sources & copies.keys():
            for name, root in copies.items():
                place = self._temp(root.rank, False)
                self._steps.append(Step("copy", (self._place(root),), (place,)))
                self._late.append((name, root))
                self.places[root] = place
        else:
            for name, root in copies.items():
                self._copy(self._place(root), name)
        for name, node in self._late:
            self._copy(self.places[node], name)

    def _copy(self, place: Place, name: str) -> None:
        self._steps.append(Step("copy", (place,), (Place("output", name, 0, 0.0, full),)))

    def _place(self, node: Node) -> Place:
        found = self.places.get(node)
        if found is not None:
            return found
        if node.constant:
            return Place("const", "", 0, node.value, scalar, node.logical)
        return Place("input", node.name, 0, 0.0, node.rank)

    def _temp(self, rank: int, logical: bool) -> Place:
        free = self._free.get((rank, logical))
        if free:
            return free.pop()
        index = self._temps.get((rank, logical), 0)
        self._temps[rank, logical] = index + 1
        return Place("temp", "", index, 0.0, rank, logical)

    def _release(self, node: Node) -> None:
        place = self.places.get(node)
        if place is not None and place.kind == "temp" and not self._owed(node):
            self._free.setdefault((place.rank, place.logical), []).append(place)
