"""Edits of the settings that belong to no component."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nnlab.experiment.document import Chosen, Clip, Drawn, Experiment
from nnlab.experiment.fields import allowed, fields, may_be_none
from nnlab.experiment.slots import info_of, known_info, pick, with_field
from nnlab.records import ComponentInfo, Problem, ProblemError, Value, fail

clip_path = "training.clip"


def set_field(experiment: Experiment, path: str, value: Value | None) -> Experiment:
    """Returns the experiment with a setting changed; None switches off a stop rule or the clipping of gradients.

    Setting a limit (or what it bounds) switches clipping on. Raises ProblemError `param...`, `edit.positive` or
    `edit.batch_size` naming the bounds.
    """
    known = fields(experiment)
    if path not in known:
        raise fail("edit.path", path=path, known=", ".join(known))
    if value is None and path in may_be_none:
        return changed(experiment, clip_path if path.startswith(f"{clip_path}.") else path, None)
    made = allowed(path, value)
    if isinstance(made, str):
        storable(made, path)
    if path.startswith(f"{clip_path}.") and experiment.training.clip is None:
        experiment = changed(experiment, clip_path, Clip())
    return changed(experiment, path, made)


def changed(experiment: Experiment, path: str, value: object) -> Experiment:
    """Returns the experiment with any value at a path of fields."""
    made: Experiment = with_field(experiment, path, value)
    return made


def storable(text: str, path: str) -> None:
    """Raises ProblemError where a text holds half a character, which no file can hold."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise fail("edit.text", path=path) from None


def at(error: ProblemError, path: str, layer: str = "") -> ProblemError:
    """Returns a problem with the place it belongs to added to its values."""
    problem: Problem = error.problem
    place: dict[str, Value] = {"path": path, **({"layer": layer} if layer else {})}
    return ProblemError(replace(problem, values={**problem.values, **place}))


def set_batch_size(experiment: Experiment, size: int) -> Experiment:
    """Returns the experiment with batches of another size."""
    return set_field(experiment, "training.batch_size", size)


def set_test_share(experiment: Experiment, share: float) -> Experiment:
    """Returns the experiment with another share of the samples kept for testing."""
    return set_field(experiment, "data.test_share", share)


def set_missing(experiment: Experiment, policy: str, filler: float | None = None) -> Experiment:
    """Returns the experiment with another way to treat missing inputs: "drop", "mean", "median" or "constant".

    `filler` is the constant; None leaves it as it is.
    """
    made = set_field(experiment, "data.missing", policy)
    return made if filler is None else set_field(made, "data.filler", filler)


def set_target_scaling(experiment: Experiment, how: str) -> Experiment:
    """Returns the experiment with targets that are values scaled: "none", "standardize" or "minmax"."""
    return set_field(experiment, "data.target_scaling", how)


def rename(experiment: Experiment, name: str) -> Experiment:
    """Returns the experiment under another name."""
    return set_field(experiment, "name", name)


def new_weights(experiment: Experiment, seed: int) -> Experiment:
    """Returns the experiment with another seed for start weights, order of samples and noise; data and split stay."""
    begun = set_field(experiment, "training.seed", seed)
    if isinstance(begun.start, Drawn):
        return set_field(begun, "start.seed", seed)
    return replace(begun, start=Drawn(initializer=Chosen(id="xavier"), seed=seed))


def set_metrics(experiment: Experiment, ids: Sequence[str], infos: Sequence[ComponentInfo] = ()) -> Experiment:
    """Returns the experiment with these metrics; those already chosen keep their values."""
    present = {metric.id: metric for metric in experiment.training.metrics}
    metrics = []
    for metric in dict.fromkeys(ids):
        if metric in present:
            metrics.append(present[metric])
        elif infos:
            metrics.append(pick(known_info(infos, "metric", metric, "training.metrics")))
        else:
            metrics.append(Chosen(id=metric))
    return changed(experiment, "training.metrics", tuple(metrics))


def metrics_for(experiment: Experiment, takes: str, infos: Sequence[ComponentInfo]) -> Experiment:
    """Returns the experiment with the metrics that fit the data ("labels" or "values"), or its usual one."""
    kept = []
    for metric in experiment.training.metrics:
        info = info_of(infos, "metric", metric.id)
        if info is None or info.traits.get("takes", takes) == takes:
            kept.append(metric)
    if not kept and experiment.training.metrics:
        info = info_of(infos, "metric", "accuracy" if takes == "labels" else "mean_absolute_error")
        kept.extend([pick(info)] if info else [])
    return changed(experiment, "training.metrics", tuple(kept))
