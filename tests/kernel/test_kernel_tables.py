"""A table of one's own in the training process: gone, it is a sentence; opened again, all goes on where it was."""

from __future__ import annotations

import numpy as np
from desk import Desk, small
from msgspec.structs import replace
from test_kernel_scenes import frame_of

import nnlab
from nnlab.experiment.document import Chosen, Experiment
from nnlab.kernel import messages as m
from nnlab.records.tables import KeptTable, TableColumn, TableHead, keep_table, table_bytes, table_path


def own(words: tuple[str, ...] = ("no", "yes")) -> tuple[bytes, Experiment]:
    """Returns a table of 40 rows, and an experiment on it: classes where there are words, else values."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 2))
    y = (x[:, 0] > 0) if words else 5000 + 800 * x[:, 1]
    last = TableColumn(name="y", kind="text" if words else "number", words=words)
    columns = (*(TableColumn(name=name, kind="number") for name in ("x1", "x2")), last)
    data = table_bytes(KeptTable(TableHead(file="own.csv", rows=40, columns=columns), np.column_stack([x, y])))
    experiment = small(batch_size=10) if words else nnlab.change(nnlab.preset("plane"), {"training.batch_size": 5})
    source = Chosen(id="table", values={"table": keep_table(data), "file": "own.csv", "targets": (2,)})
    return data, replace(experiment, data=replace(experiment.data, source=source))


def test_a_table_that_is_gone_is_said_and_opened_again_the_run_goes_on_where_it_was() -> None:
    data, experiment = own()
    run = nnlab.Run(experiment)
    run.train(3)
    path = table_path(str(experiment.data.source.values["table"]))
    path.unlink()
    with Desk() as desk:
        desk.settled()
        applied = desk.change(m.Open(experiment=experiment, checkpoint=run.checkpoint(), history=run.history))
        assert applied.facts.data is None
        (problem,) = (problem for problem in applied.facts.problems if problem.code.startswith("table."))
        assert (problem.code, problem.values["name"]) == ("table.gone_file", "own.csv")
        assert applied.epoch == 3
        assert desk.saved().checkpoint == run.checkpoint()  # nothing is lost meanwhile

        source = experiment.data.source
        ask = m.Ask(id=7, what="preview", dataset=source.id, values=source.values)
        desk.send(ask)
        assert desk.wait(m.Answer).problem is not None
        keep_table(data)
        desk.send(replace(ask, id=8))
        assert desk.wait(m.Answer).preview is not None
        applied = desk.wait(m.Applied)
        assert applied.facts.data is not None
        assert not applied.facts.problems
        points = desk.wait(m.Points)
        assert len(points.train_y.numpy()) + len(points.test_y.numpy()) == 40
        assert desk.saved().checkpoint.arrays == run.checkpoint().arrays


def test_what_frames_say_of_the_output_is_in_the_datas_own_units() -> None:
    _data, experiment = own(words=())
    made = nnlab.Run(replace(experiment, data=replace(experiment.data, target_scaling="standardize", scaling="minmax")))
    made.train(20)
    for fine in (16, 40):  # as fine as the maps, and finer
        found = frame_of(made, m.MapsView(size=16), m.BoundaryView(size=fine))
        assert found.boundary is not None
        np.testing.assert_allclose(found.boundary.numpy(), made.boundary(fine), rtol=1e-6)
        assert found.boundary.numpy().mean() > 2000
        output = next(layer for layer in found.layers if layer.id == "output")
        assert output.maps is not None
        assert np.abs(output.maps.numpy()).max() < 20
    line = nnlab.Run(nnlab.change(made.experiment, {"network.inputs": "x2"}))
    line.train(20)
    course = frame_of(line, m.MapsView(size=16), m.BoundaryView(size=16)).boundary
    assert course is not None
    assert course.numpy().shape == (1, 16)
    assert course.numpy().mean() > 2000
