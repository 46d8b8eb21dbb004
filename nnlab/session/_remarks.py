"""What is odd about data that can be trained on all the same."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnlab.api import Dataset
from nnlab.records import Problem, Value
from nnlab.session._data import DataSet, Inputs
from nnlab.session._making import shown


def remarks(dataset: Dataset, data: DataSet, inputs: Inputs) -> Iterator[Problem]:
    """Yields that there is one sample for training only, one class only, or an input that never changes."""
    known: dict[str, Value] = dict(shown("dataset", dataset))
    if len(data.train) == 1:
        yield Problem(code="data.one_sample", values=known, level="warning")
        return
    labels = np.unique(data.table.y[data.train]).tolist() if data.targets == "classes" else []
    if len(labels) == 1:
        said: dict[str, Value] = {**known, "label": data.table.classes[labels.pop()]}
        yield Problem(code="data.one_class", values=said, level="warning")
    if not inputs.features:
        return  # a pixel may well be the same in all pictures
    for place in inputs.constant:
        name = inputs.features[place].name
        yield Problem(code="data.constant", values={**known, "input": name}, level="warning")
