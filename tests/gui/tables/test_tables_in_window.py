"""Tables in the real window: opened, pasted and dropped, read in a process of their own, undone in one step."""

from __future__ import annotations

from pathlib import Path

import pytest
from gui.tables.table_world import ModelReader, head
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest

from nnlab.gui.tables.reader import GuiReader
from nnlab.kernel.messages import Restarted
from nnlab.records import Problem
from nnlab.records.tables import Pasted

leaves = "length,width,kind\n" + "".join(
    f"{4 + n % 3 + n / 100},{1 + n % 3},{('willow', 'beech', 'oak')[n % 3]}\n" for n in range(60)
)
sheets = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", extend=True)  # invisible screen


def read(window, qtbot) -> None:
    qtbot.waitUntil(lambda: window.tables.sheet is not None and bool(window.tables.sheet.sha256), timeout=20_000)


def modelled(window) -> list[ModelReader]:
    """Puts a model in the reader's place."""
    made: list[ModelReader] = []
    window.tables._reader = GuiReader(
        window.tables, make=lambda receive: (made.append(ModelReader(receive)), made[-1])[1]
    )
    window.tables._reader.told.connect(window.tables._take)
    return made


def drop(window, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    button, modifier = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, button, modifier))


@sheets
def test_a_dropped_table_is_read_agreed_to_trained_and_undone_in_one_step(opened, qtbot, tmp_path):
    window = opened("spiral")
    before = window.document.experiment
    (tmp_path / "leaves.csv").write_text(leaves)
    drop(window, tmp_path / "leaves.csv")
    read(window, qtbot)
    assert window.tables.sheet.summary.text().startswith("60 rows: 2 inputs, 3 classes (willow: 20")
    QTest.keyClick(window.tables.sheet, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.document.facts is not None and window.document.facts.data.outputs == 3)
    experiment = window.document.experiment
    assert experiment.data.source.values["file"] == "leaves.csv"
    assert experiment.network.inputs == ("length", "width")
    assert experiment.data.scaling == "standardize"
    assert window.document.problems == ()
    assert window.data_panel.table.file.text == "leaves.csv"
    assert window.data_panel.table.used.text == "60 rows, target: kind"
    window.bridge.train(until=2)
    qtbot.waitUntil(lambda: window.bridge.epoch == 2 and not window.bridge.training, timeout=20_000)
    assert window.document.undo_texts == ("Use table leaves.csv",)
    window.document.undo_stack.undo()
    assert window.document.experiment == before
    window.document.undo_stack.redo()
    window.command("file.change_table").trigger()
    sheet = window.tables.sheet
    assert (sheet.choice.inputs, sheet.choice.targets) == ({0, 1}, (2,))
    sheet.reject()
    assert window.document.experiment == experiment
    window.command("file.change_table").trigger()
    window.tables.sheet.columns.set_role("none")
    window.tables.sheet.use.click()
    qtbot.waitUntil(lambda: window.document.experiment.network.inputs == ("width",), timeout=10_000)
    drop(window, tmp_path / "leaves.csv")  # the same once more: it is used as it is
    read(window, qtbot)
    assert (window.tables.sheet.choice.inputs, window.tables.sheet.choice.targets) == ({1}, (2,))
    window.tables.sheet.reject()
    (tmp_path / "others.csv").write_text("a,b\n1,2\n2,3\n3,5\n")
    drop(window, tmp_path / "others.csv")
    read(window, qtbot)
    window.tables.sheet.reject()  # what was looked at only says nothing of the data
    assert window.data_panel.table.used.text == "60 rows, target: kind"


@sheets
def test_what_the_kernel_cannot_learn_from_is_said_on_the_sheet(opened, qtbot):
    window = opened("spiral")
    readers = modelled(window)
    before = window.document.experiment
    window.tables.open(Path("/no/such/mine.csv"))
    readers[0].finish(head())  # nobody kept that table
    read(window, qtbot)
    window.tables.sheet.use.click()
    qtbot.waitUntil(lambda: "not on this computer" in window.tables.sheet.fault.text(), timeout=10_000)
    assert window.document.experiment == before


@sheets
def test_a_reading_that_is_cancelled_tells_nothing_more(opened, qtbot):
    window = opened("xor", drawn=False)
    readers = modelled(window)
    window.tables.open(Path("/no/such/mine.csv"))
    readers[0].progress(0.2)
    window.tables.sheet.cancel.click()
    assert readers[0].cancelled == 1
    readers[0].finish(head())
    window.tables.open(Path("/no/such/other.csv"))
    readers[0].fail(Problem(code="table.gone"))
    qtbot.waitUntil(lambda: "not on this computer" in window.tables.sheet.fault.text())
    assert window.tables.sheet.head is None
    window.tables.sheet.reject()


@sheets
def test_a_kernel_that_ends_while_it_is_asked_is_said_on_the_sheet(opened, qtbot, tmp_path, monkeypatch):
    window = opened("xor")
    (tmp_path / "leaves.csv").write_text(leaves)
    window.take_files([str(tmp_path / "leaves.csv")])
    read(window, qtbot)
    sheet = window.tables.sheet
    monkeypatch.setattr(window.bridge, "ask_preview", lambda dataset, values: 10_000)  # it never answers
    sheet.use.click()
    assert not sheet.use.isEnabled()
    window.bridge.restarted.emit(Restarted(lost_epochs=0, reason=Problem(code="table.gone")))
    assert "not on this computer" in sheet.fault.text()
    assert sheet.use.isEnabled()
    sheet.reject()


@sheets
def test_cells_from_a_spreadsheet_are_pasted(opened):
    window = opened("xor", drawn=False)
    readers = modelled(window)
    QGuiApplication.clipboard().setText("a\tb\n1\t2\n3\t4\n")
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert readers[0].asked[0][0] == Pasted("Pasted table", b"a\tb\n1\t2\n3\t4\n")
    window.tables.sheet.reject()
    window.data_panel.dice.setFocus()
    QTest.keyClick(window.data_panel.dice, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(readers[0].asked) == 2
    window.tables.sheet.reject()
    QGuiApplication.clipboard().setText("only words")
    QTest.keyClick(window.data_panel.dice, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.tables.sheet is None
    QGuiApplication.clipboard().setText(" ")
    window.command("file.paste_table").trigger()
    assert "holds no text" in window.notices.sentence


def test_an_experiment_goes_before_a_table_and_a_plugin_too(opened, monkeypatch):
    window = opened("xor", drawn=False)
    taken = []
    monkeypatch.setattr(window.files, "open", lambda path: taken.append(("experiment", path)))
    monkeypatch.setattr(window.plugins, "drop", lambda paths: taken.append(("plugins", paths)))
    monkeypatch.setattr(window.tables, "open", lambda path: taken.append(("table", str(path))))
    window.take_files(["/a.csv", "/b.nnlab"])
    window.take_files(["/a.csv", "/c.py"])
    window.take_files(["/x.png", "/a.tsv"])
    window.take_files(["/x.png"])
    assert taken == [
        ("experiment", "/b.nnlab"),
        ("plugins", ["/a.csv", "/c.py"]),
        ("table", "/a.tsv"),
        ("plugins", ["/x.png"]),
    ]
