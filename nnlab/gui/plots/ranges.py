"""From which to which value the output plot's colours go, and where one class ends and the other begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnlab.experiment.document import Experiment
from nnlab.experiment.facts import DataFacts
from nnlab.records import ComponentInfo


@dataclass(frozen=True)
class Range:
    """Orange is `low`, blue is `high`; half-way between them a class ends."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


def output_range(experiment: Experiment, infos: Sequence[ComponentInfo], data: DataFacts | None) -> Range:
    """Returns the colours' range: 0 to 1 for probabilities, -1 to 1 for such targets, the data's own range for values.

    Scores (any real number, from which a class follows) are shown from -4 to 4. A range of values with both signs is
    made even, so that grey is 0.
    """
    if data is not None and data.targets == "values":
        low, high = data.target_low, data.target_high
        if low < 0 < high:
            high = max(-low, high)
            low = -high
        return Range(low, high) if high > low else Range(low - 1, low + 1)
    if data is not None and len(data.classes) > 2:
        return Range(0.0, 1.0)  # shares of the classes
    loss = next((i for i in infos if i.kind == "loss" and i.id == experiment.training.loss.id), None)
    activation = experiment.network.layers[-1].activation if experiment.network.layers else None
    gives = next((i for i in infos if i.kind == "activation" and activation and i.id == activation.id), None)
    if loss is not None and loss.traits.get("targets") == "plus_minus_one":
        return Range(-1.0, 1.0)
    bounded = gives is not None and gives.traits.get("gives") in ("probability", "distribution")
    if loss is not None and loss.traits.get("takes") == "score" and not bounded:
        return Range(-4.0, 4.0)
    return Range(0.0, 1.0)
