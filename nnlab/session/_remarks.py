"""What is odd about data that can be trained on all the same."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnlab.api import Dataset
from nnlab.records import Problem, Value
from nnlab.records.problems import Level
from nnlab.session._data import DataSet, Inputs
from nnlab.session._making import shown

most_named = 8  # columns in a sentence


def remarks(dataset: Dataset, data: DataSet, inputs: Inputs) -> Iterator[Problem]:
    """Yields what was left out or filled in, and that there is one sample for training only, one class only, or an
    input that never changes."""
    known: dict[str, Value] = dict(shown("dataset", dataset))
    yield from _gaps(data)
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


def _gaps(data: DataSet) -> Iterator[Problem]:
    """Yields how many rows have no answer, how many miss an input, and the numbers that were filled in."""
    drawn, said = data.drawn, dict[str, Value](path="data.missing")
    rows = len(drawn.x) + drawn.left_out
    if drawn.left_out:
        yield Problem(code="data.unanswered", values={**said, "count": drawn.left_out, "rows": rows}, level="note")
    dropped = len(drawn.x) - len(data.x)
    if dropped:
        level: Level = "warning" if 2 * dropped > len(drawn.x) else "note"
        worst = data.names[int(np.argmax(data.missing))]
        yield Problem(
            code="data.dropped", values={**said, "count": dropped, "rows": rows, "column": worst}, level=level
        )
    if data.missing and data.filling is not None:
        pairs = [
            f"{name} {number:.4g}"
            for name, count, number in zip(data.names, data.missing, data.filling.numbers, strict=True)
            if count
        ]
        numbers = ", ".join(pairs[:most_named]) + (", …" if len(pairs) > most_named else "")
        values = {**said, "count": sum(data.missing), "numbers": numbers}
        if data.filling.fitted:
            yield Problem(code="data.filled", values=values, level="note")
        else:
            yield Problem(code="data.filled_constant", values=values, level="note")
