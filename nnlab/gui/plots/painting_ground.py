"""What can be painted on: data of two columns, or of one with a value, turned into painted points where need be."""

from __future__ import annotations

from nnlab.gui.context import Context
from nnlab.gui.plots.painting_points import taken_over
from nnlab.records.painting import Painted, most_points, painted_id


def refusal(context: Context, drawn: Painted | None) -> str:
    """Returns why nothing can be painted on the present data, "" where it can; `drawn` are its painted points."""
    tr, facts = context.language.tr, context.document.last_facts
    data = facts.data if facts is not None else None
    if context.document.experiment.data.source.id == painted_id:
        return "" if drawn is not None else tr("These points cannot be read.")
    if data is None:
        return tr("There is no data to begin with yet.")
    pictures = data.shape is not None and len(data.shape) > 1
    many = data.outputs > 1 and data.targets == "values"
    fits = len(data.columns) == 2 or (len(data.columns) == 1 and data.targets == "values")
    if pictures or many or not fits:
        return tr("Painting needs two columns, or one with a value. Choose “Painted points” in the data panel.")
    rows = data.train_rows + data.test_rows
    if rows > most_points:
        return tr("At most {most} points can be painted; this data has {n}.").format(most=most_points, n=rows)
    return ""


def taken(context: Context) -> Painted | None:
    """Returns the samples of the present data as painted points, None where the kernel has not told them yet."""
    facts, points = context.document.last_facts, context.bridge.last_points
    if facts is None or facts.data is None or points is None:
        return None
    arrays = (points.train_x, points.train_y, points.test_x, points.test_y)
    train_x, train_y, test_x, test_y = (array.numpy() for array in arrays)
    return taken_over(facts.data, (train_x, train_y), (test_x, test_y))
