"""Finds out why a network's numbers stopped being finite: which plugin gave a non-finite number for moderate ones."""

from __future__ import annotations

import numpy as np

from nnlab.api import Component
from nnlab.engine.border import AnyArray, Method
from nnlab.engine.entries import run
from nnlab.engine.plan import Plan
from nnlab.engine.trainer import Trainer
from nnlab.records import ProblemError

moderate = 1e6  # no decent function overflows below; above, the network itself has run away


def culprit(trainer: Trainer) -> ProblemError | None:
    """Repeats the step at hand with a look at every part of it, without the update.

    Returns an error that names the first plugin that made a non-finite number of moderate ones, else None.
    """
    begin, end = trainer.begin, trainer.batch_end
    network = trainer.network
    plan = network.plan(end - begin, training=True)
    samples = trainer.samples
    plan.load(samples.x, samples.t, samples.target, trainer.ordered()[begin:end])
    with np.errstate(all="ignore"):
        return _forward(trainer, plan) or _backward(trainer, plan)


def _forward(trainer: Trainer, plan: Plan) -> ProblemError | None:
    for node in trainer.network.graph.nodes:
        flow = plan.flows[node.id]
        entries = plan.node_entries(node)
        function, args = entries[0]
        function(*args)
        calm = all(_calm(plan.flows[feed].a) for feed in node.inputs)
        if not _finite(flow.z):
            weights = trainer.network.store.named.get(node.id, {})
            calm = calm and all(_calm(array) for array in weights.values())
            return _named(node.layer, "forward") if calm else None
        for function, args in entries[1:]:
            function(*args)
        if not _finite(flow.a):
            return _named(node.activation, "forward") if node.activation is not None and _calm(flow.z) else None
    goal = plan.goal
    assert goal is not None
    if not _finite(plan.values()):
        return _named(goal.loss, "value") if _calm(plan.output.a) else None
    return None


def _backward(trainer: Trainer, plan: Plan) -> ProblemError | None:
    plan.backward()
    network, output = trainer.network, trainer.network.graph.output
    goal = plan.goal
    assert goal is not None
    if goal.twin is None and not _finite(plan.output.grad):
        return _named(goal.loss, "gradient") if _calm(plan.output.a) else None
    for node in reversed(network.graph.nodes):
        flow = plan.flows[node.id]
        plain = node.activation is not None and not (node is output and goal.twin is not None)
        if plain and not _finite(flow.d):
            name = "backward" if network.border.has(node.activation, "backward") else "derivative"  # type: ignore[arg-type]
            return _named(node.activation, name) if _calm(flow.z) and _calm(flow.grad) else None
        grads = network.grads.named.get(node.id, {})
        if not all(_finite(array) for array in grads.values()):
            return _named(node.layer, "backward") if _calm(flow.d) and node.id not in network.store.dense else None
    if not (_calm(network.store.flat) and _calm(network.grads.flat)):
        return None
    run(trainer.restraints.before)
    if not _finite(network.grads.flat):  # a bound or a mask makes no such number of moderate gradients
        return _named(trainer.recipe.regularizer, "gradient")
    if not _calm(network.grads.flat):
        return None
    updater, before = trainer.updater, network.store.flat.copy()
    state, t = updater.state, updater.t
    updater.step(trainer.learning_rate)
    run(trainer.restraints.after)
    finite = _finite(network.store.flat)
    network.store.flat[...], updater.state, updater.t = before, state, t
    return None if finite else _named(trainer.recipe.optimizer, "update")


def _named(component: Component | None, method: str) -> ProblemError | None:
    if component is None:
        return None
    known = method if callable(getattr(component, method, None)) else "forward"
    return Method(component, known, (), None).problem("plugin.not_finite")


def _finite(array: AnyArray) -> bool:
    return bool(np.isfinite(array).all())


def _calm(array: AnyArray) -> bool:
    return bool((np.abs(array) <= moderate).all())
